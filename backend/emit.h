/* SPDX-License-Identifier: BSD-2-Clause */
/* What the files that fill the object share. */
#ifndef BACKEND_EMIT_H
#define BACKEND_EMIT_H

#include "mir.h"

struct emit {
	struct arena *a;
	struct ir_module *m;
	struct bpf_obj *obj;
	const struct backend_opts *opts;
	struct diags *ds;
	uint32_t *sym;     /* by ir_sym index: 1 + index in obj->syms; 0: none yet */
	uint32_t *sec_sym; /* by section: 1 + its section symbol; 0: none yet */
	uint64_t *value;   /* by ir_sym index: offset in its section */
	uint32_t *section; /* by ir_sym index: section; OBJ_UNDEF */
	bool failed;
};

/* Sections are made, data is placed, its symbols are added. */
void emit_layout(struct emit *e);
/* A function gets its place and its symbol; when all have theirs, its code is written. */
struct code;
struct code *emit_place(struct emit *e, struct mir_fn *f);
void emit_code(struct code *c);
/* The bytes of the data, and relocations in it. */
void emit_data(struct emit *e);
/* DATASECs of m->btf. */
bool emit_btf(struct emit *e);

uint32_t emit_symbol(struct emit *e, const struct ir_sym *s, uint64_t size);
uint32_t emit_section_sym(struct emit *e, uint32_t section);
/* The symbol for a reference to s, and what is added to the addend for it. */
uint32_t emit_ref(struct emit *e, const struct ir_sym *s, int64_t *addend);

/* Inline assembly with its registers, as instructions. False after a diagnosed error. */
struct asm_insn {
	struct bpf_insn insn[2];
	unsigned slots;
	uint32_t target;    /* 1 + index in as->targets of a jump out of it; 0: none */
	struct ir_sym *sym; /* of a lddw; NULL */
};
typedef VEC(struct asm_insn) asm_insns;
bool asm_text(struct emit *e, const struct mir_insn *i, asm_insns *out);

#endif
