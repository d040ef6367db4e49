/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The in-memory object: what back end and eBPF assembler make, what the ELF writer, disassembler,
 * loader and VM read. Its ELF form is elf_bpf.h's; nothing here depends on libelf.
 * All memory is in the arena but `btf`, which is libbpf's and freed by bpf_obj_free.
 */
#ifndef BPF_OBJ_H
#define BPF_OBJ_H

#include "base/arena.h"
#include "base/vec.h"

struct btf;

enum obj_sec_kind {
	OBJ_SEC_PROG,  /* instructions: program sections and .text */
	OBJ_SEC_DATA,  /* .data* .rodata* license version .maps maps .struct_ops ... */
	OBJ_SEC_BSS,   /* size without bytes */
	OBJ_SEC_OTHER, /* not loaded: debugging information, BTF as an assembler wrote it */
};

/* ELF relocation types of EM_BPF (llvm docs/BPF relocation types). */
enum obj_reloc_type {
	OBJ_R_64_64 = 1,
	OBJ_R_ABS64 = 2,
	OBJ_R_ABS32 = 3,
	OBJ_R_NODYLD32 = 4,
	OBJ_R_64_32 = 10
};

struct obj_reloc {
	uint64_t offset; /* bytes from the section's start */
	uint32_t type;   /* enum obj_reloc_type */
	uint32_t sym;    /* index in obj->syms */
	/* The addend is in place (ELF REL): imm of the instruction, or the word. */
};
struct obj_line {
	uint32_t offset; /* bytes from the section's start */
	const char *file;
	const char *text; /* the source line, "" when not known */
	uint32_t line, col;
};
struct obj_func {
	uint32_t offset;
	uint32_t btf_id; /* FUNC */
};
struct obj_core {
	uint32_t offset; /* of the instruction */
	uint32_t type_id;
	const char *access;
	uint32_t kind;
};

struct obj_section {
	const char *name;
	uint8_t kind; /* enum obj_sec_kind */
	bool writable;
	bool merge_strings; /* entries are strings */
	uint32_t entsize;   /* bytes of entries that a linker may merge; 0: it may not */
	uint32_t align;
	uint8_t *data;                /* target byte order; NULL for BSS */
	uint64_t size;                /* bytes */
	VEC(struct obj_reloc) relocs; /* ascending by offset */
	VEC(struct obj_line) lines;
	VEC(struct obj_func) funcs;
	VEC(struct obj_core) cores;
};

enum obj_bind { OBJ_LOCAL, OBJ_GLOBAL, OBJ_WEAK };
enum obj_sym_type { OBJ_NOTYPE, OBJ_OBJECT, OBJ_FUNC, OBJ_SECTION };
#define OBJ_UNDEF UINT32_MAX

struct obj_sym {
	const char *name;
	uint32_t section; /* index in obj->sections; OBJ_UNDEF: extern */
	uint64_t value;   /* bytes from the section's start */
	uint64_t size;
	uint8_t bind, type;
	bool hidden;
};

struct bpf_obj {
	struct arena *arena;
	VEC(struct obj_section *) sections;
	VEC(struct obj_sym) syms;
	struct btf *btf; /* NULL: none */
	bool big_endian;
	const char *file; /* where it came from */
};

struct bpf_obj *bpf_obj_new(struct arena *a);
void bpf_obj_free(struct bpf_obj *o); /* only what is not in the arena */
struct obj_section *bpf_obj_section(
	struct bpf_obj *o, const char *name); /* NULL when there is none */
uint32_t bpf_obj_add_section(struct bpf_obj *o, const char *name, enum obj_sec_kind kind);
uint32_t bpf_obj_add_sym(struct bpf_obj *o, struct obj_sym sym);

#endif
