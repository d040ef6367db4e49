/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The eBPF assembler's state. Text is read once: instructions and data become bytes of sections,
 * what needs a name's value becomes a fixup. Places are (bytes, parts) pairs, since the size of
 * some parts (alignment, LEB128 of a difference) is known only when all is read: layout finds the
 * sizes, then fixups become values or relocations and sections become a bpf_obj.
 *
 *   ebpf_asm.c         statements: labels, assignments, instructions
 *   ebpf_directive.c   directives, listed in directive.def; ebpf_data.c, ebpf_section.c: theirs
 *   ebpf_block.c       conditions, repetitions, macros, other files
 *   ebpf_symbol.c      names and expressions over them
 *   ebpf_layout.c      sizes, fixups, the object
 *   ebpf_line.c        .file and .loc: the DWARF line table
 */
#ifndef ASM_ASSEMBLER_H
#define ASM_ASSEMBLER_H

#include "asm.h"
#include "base/diag.h"
#include "base/str.h"
#include "bpf/atext.h"

#define ASM_UNDEF UINT32_MAX       /* symbol's section: not defined (yet) */
#define ASM_ABS   (UINT32_MAX - 1) /* symbol's section: a value (.set) */

enum {
	ASM_MAX_SECTION = 256 << 20, /* bytes of one section */
	ASM_MAX_ALIGN = 12           /* log2: what loaders take */
};

/* v + sym - sub; sub is NULL unless sym is there */
struct asm_expr {
	struct asm_sym *sym, *sub;
	int64_t v;
	src_loc loc;
};

struct asm_place {
	uint64_t bytes; /* of fixed size, before it in its section */
	uint32_t parts; /* of variable size before it */
};

struct asm_sym {
	const char *name;
	uint32_t section; /* index in assembler.sections, ASM_UNDEF, ASM_ABS */
	struct asm_place place;
	struct asm_expr value; /* of ASM_ABS */
	struct asm_expr size;
	src_loc defined, used; /* 0: never */
	uint8_t bind, type;    /* enum obj_bind, enum obj_sym_type */
	bool hidden, has_size;
	bool names_section; /* made of a section's name, not a name of the source */
	bool temporary;     /* .L names and local labels: not in the object's table */
	uint32_t obj;       /* index in the object, ASM_UNDEF: none */
};

enum asm_part_kind { ASM_ALIGN, ASM_ULEB, ASM_SLEB };

struct asm_part {
	uint64_t at; /* bytes of fixed size before it */
	uint32_t size;
	uint8_t kind;
	uint8_t fill, log2; /* ASM_ALIGN */
	bool nops;          /* ASM_ALIGN: filled with instructions */
	uint64_t max;       /* ASM_ALIGN: no more than these bytes; 0: any */
	struct asm_expr e;  /* LEB */
};

struct asm_fixup {
	struct asm_place place; /* of the instruction or the data */
	uint8_t kind;           /* enum asm_fixup_kind */
	uint8_t bytes;          /* ASM_DATA: 1, 2, 4, 8 */
	struct asm_expr e;
};
enum asm_fixup_kind { ASM_DATA, ASM_JUMP, ASM_JUMP32, ASM_CALL, ASM_LDDW };

struct asm_section {
	const char *name;
	bool explicit_flags; /* written in the source */
	bool nobits;
	uint32_t type;
	uint64_t flags; /* SHF_... */
	uint32_t entsize, log2_align;
	VEC(uint8_t) data; /* of fixed size; none of a nobits section */
	uint64_t bytes;    /* of fixed size */
	VEC(struct asm_part) parts;
	VEC(struct asm_fixup) fixups;
	VEC(uint64_t) before;  /* layout: sizes of the first n parts, summed */
	src_loc loc;           /* of the first bytes */
	struct asm_sym *begin; /* names the section in relocations; NULL: not needed yet */
	uint32_t obj;
};

struct asm_row { /* of the line table */
	uint32_t section;
	struct asm_place place;
	uint32_t file, line, col;
	uint8_t flags; /* enum asm_row_flag */
	uint32_t discriminator;
};
enum asm_row_flag { ROW_IS_STMT = 1, ROW_BASIC_BLOCK = 2, ROW_PROLOGUE_END = 4, ROW_EPILOGUE = 8 };

struct asm_file {
	const char *dir, *name; /* NULL: not given */
	uint8_t md5[16];
	bool has_md5;
};

struct asm_if {
	bool taken, last; /* one of its parts was read; .else was there */
	src_loc loc;
};
/* How a condition is read: directive.def's argument of IF. */
enum asm_condition {
	COND_IF,
	COND_EQ,
	COND_GT,
	COND_GE,
	COND_LT,
	COND_LE,
	COND_DEF,
	COND_NDEF,
	COND_B,
	COND_NB
};

struct assembler {
	struct arena *arena; /* the object's, and all that lives as long */
	struct diags *ds;
	const struct asm_opts *opts;
	struct idents names; /* ident.sym: struct asm_sym; ident.macro: struct asm_macro */
	VEC(struct asm_sym *) syms;
	VEC(struct asm_section *) sections;
	uint32_t section; /* where bytes go */
	VEC(uint32_t) pushed;
	uint32_t previous;
	struct insn_parser parser;
	const char *text; /* the present source's */
	src_loc base;
	const char *next, *end; /* of it, still to be read */
	src_loc at;             /* of the statement */
	VEC(struct asm_if) ifs; /* conditions that are open, of the present text the last ones */
	uint32_t depth, rounds; /* texts within texts; macros, repetitions and files so far */
	uint64_t expanded;      /* bytes of these */
	bool exhausted;         /* there were too many */
	bool big_endian;
	bool failed;
	/* local labels "1:": how often each number was defined, by number */
	struct map local;
	VEC(struct asm_row) rows;
	VEC(struct asm_file) files;
	struct asm_row row; /* .loc: of the next instruction */
	bool row_pending;
};

/* ---- ebpf_asm.c ---- */

static inline src_loc asm_loc(const struct assembler *as, const char *at)
{
	return as->base + (src_loc)(at - as->text);
}
/* An error was reported: nothing is made of the source. */
#define asm_error(as, ...) ((as)->failed = true, diag((as)->ds, __VA_ARGS__))
/* Say what the reader found wrong. Returns false. */
bool asm_text_error(struct assembler *as, const struct atext_reader *r);

/* Read as->next .. as->end. */
void asm_statements(struct assembler *as);

/* ---- ebpf_block.c ---- */

struct asm_macro;
/* A use of the macro; the reader stands behind its name. False after an error. */
bool asm_use_macro(
	struct assembler *as, struct atext_reader *r, const char *name, const struct asm_macro *m);

/* ---- ebpf_directive.c ---- */

/* A directive: its name is text[0..name), the reader stands behind it. False after an error. */
bool asm_directive(struct assembler *as, struct atext_reader *r, size_t name);
#define D(name, action, arg) \
	bool directive_##action(struct assembler *as, struct atext_reader *r, int value);
#include "directive.def"
#undef D

/* Report `why` at r->at. Returns false. */
bool asm_refuse(struct assembler *as, struct atext_reader *r, const char *why);
/* Blanks, then: the statement's end; this character (taken). */
bool asm_at_end(struct atext_reader *r);
bool asm_take(struct atext_reader *r, char c);
/* Operands, errors reported: nothing more; a name (in the text); a number that is known now; a
 * string. */
bool asm_finish_line(struct assembler *as, struct atext_reader *r);
bool asm_read_name(struct assembler *as, struct atext_reader *r, const char **name, size_t *len);
bool asm_read_number(
	struct assembler *as, struct atext_reader *r, int64_t min, int64_t max, int64_t *out);
struct asm_bytes {
	VEC(uint8_t) v;
};
bool asm_read_string(struct assembler *as, struct atext_reader *r, struct asm_bytes *out);
/* Of a hexadecimal digit. */
static inline unsigned asm_digit(char c)
{
	return c <= '9' ? (unsigned)(c - '0') : (unsigned)((c | 32) - 'a' + 10);
}

/* ---- ebpf_symbol.c ---- */

/* A name as it is written, maybe quoted, to its symbol, made when new. */
struct asm_sym *asm_sym_get(struct assembler *as, const char *name, size_t len);
/* The same for names without quotes. */
struct asm_sym *asm_sym_named(struct assembler *as, const char *name, size_t len);
/* A nameless symbol at the current place. */
struct asm_sym *asm_sym_here(struct assembler *as);
bool asm_define_label(struct assembler *as, const char *name, size_t len);
bool asm_define_value(struct assembler *as, const char *name, size_t len, struct asm_expr value);
/* An expression of the reader's text: names resolved to symbols. */
bool asm_expr(struct assembler *as, struct atext_reader *r, struct asm_expr *out);
struct asm_expr asm_expr_of(
	struct assembler *as, const char *sym, size_t len, int64_t addend, src_loc loc);
/* insn_parser's lookup: names that have a number already. */
bool asm_lookup(void *ctx, const char *name, size_t len, int64_t *value);
/* insn_parser's difference: of labels with nothing of unknown size between them. */
bool asm_known_difference(
	void *ctx, const char *a, size_t a_len, const char *b, size_t b_len, int64_t *value);
/* Replace names of values (.set) by what they stand for. False after an error. */
bool asm_expr_resolve(struct assembler *as, struct asm_expr *e);

/* ---- ebpf_layout.c ---- */

struct asm_section *asm_here(struct assembler *as);
struct asm_place asm_place_now(struct assembler *as);
/* Put bytes of fixed size; NULL data: zeros. False after an error. */
bool asm_put(struct assembler *as, const void *data, uint64_t n);
void asm_put_value(struct assembler *as, uint64_t v, unsigned bytes);
/* The section of this name, made with the flags its name implies. */
uint32_t asm_section_get(struct assembler *as, const char *name);
/* All is read: lay out and make the object. NULL after an error. */
struct bpf_obj *asm_finish(struct assembler *as);

/* ---- ebpf_line.c ---- */

/* An instruction begins here: the row that .loc announced. */
void asm_line_row(struct assembler *as);
/* Put the line table into .debug_line, when there were rows. */
void asm_line_table(struct assembler *as);

#endif
