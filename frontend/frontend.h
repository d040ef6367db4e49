/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The front ends' facade: source text to ir_module. One `struct frontend` is one translation unit.
 * Nothing here prints or exits: errors are in ds->errors.
 */
#ifndef FRONTEND_FRONTEND_H
#define FRONTEND_FRONTEND_H

#include <stdio.h>

#include "base/diag.h"
#include "bpf/cbpf.h"
#include "ir/ir.h"

enum fe_macro_kind {
	FE_DEFINE,
	FE_UNDEF,
	FE_INCLUDE
}; /* -D, -U, -include: in command-line order */
struct fe_macro {
	enum fe_macro_kind kind;
	const char *text; /* "NAME", "NAME=VALUE", "F(x)=BODY", a file */
};

enum fe_std {
	FE_GNU89,
	FE_GNU99,
	FE_GNU11,
	FE_GNU17,
	FE_GNU23,
	FE_C89,
	FE_C99,
	FE_C11,
	FE_C17,
	FE_C23
};

struct frontend_opts {
	VEC(struct fe_macro) macros;
	VEC(const char *) quote_dirs;   /* -iquote */
	VEC(const char *) include_dirs; /* -I */
	VEC(const char *) system_dirs;  /* -isystem */
	VEC(const char *) after_dirs;   /* -idirafter */
	bool no_std_inc;                /* -nostdinc: not /usr/include, not the built-in headers */
	enum fe_std std;
	unsigned cpu;       /* 1..4 */
	unsigned opt_level; /* for __OPTIMIZE__ */
	bool big_endian;
	bool short_enums, unsigned_char;
	bool check_all;       /* also the bodies of functions that nothing refers to */
	bool keep_comments;   /* -C with -E */
	bool no_line_markers; /* -P with -E */
};

/* -M family */
struct frontend_deps {
	bool system;               /* -M, -MD: system headers too; -MM, -MMD: not */
	bool phony;                /* -MP */
	VEC(const char *) targets; /* -MT, -MQ (already quoted) */
};

struct frontend;
struct frontend *frontend_new(
	struct arena *unit, struct diags *ds, const struct frontend_opts *opts);
/* What is not in the unit arena: the bodies of functions that were not lowered. */
void frontend_free(struct frontend *fe);
/* -E: the preprocessed text; with out NULL the files are only read (-M). */
bool frontend_preprocess(struct frontend *fe, const char *path, FILE *out);
/* -dM: a #define for each macro that is in force at the end. */
bool frontend_dump_macros(struct frontend *fe, const char *path, FILE *out);
/* -v: the directories of #include <...>, one a line behind a blank. */
void frontend_print_dirs(struct frontend *fe, FILE *out);
/* After preprocessing or parsing: a make rule of the files that were read. */
void frontend_write_deps(struct frontend *fe, const struct frontend_deps *deps, FILE *out);
/* Parse and check. False when there was an error; the AST can be dumped all the same. */
bool frontend_parse(struct frontend *fe, const char *path);
void frontend_dump_ast(struct frontend *fe, FILE *out);
/* sizeof/alignof/offsetof of every complete record and enum: "struct foo 24 8\n  .bar 64 32\n"
 * (bits). */
void frontend_dump_layouts(struct frontend *fe, FILE *out);
/* The module; NULL when there was an error. Lives in the unit arena. Bodies of functions are gone
 * afterwards. */
struct ir_module *frontend_lower(struct frontend *fe);
/* What the kernel's helper does (bpf/helpers.def): for calls that passes turn into helpers. NULL:
 * there is no such helper. In the unit arena. */
const struct ir_effects *frontend_helper_effects(struct frontend *fe, int64_t number);
/*
 * After the passes: make m->btf for what is left: FUNC and VAR of the symbols, types of maps and of
 * the CO-RE relocations that are still referred to. False when libbpf refuses (diagnosed).
 */
bool frontend_btf(struct frontend *fe, struct ir_module *m);

/* ---- classic BPF ---- */

/* The kernel's program type that a classic program becomes. */
enum lift_kind { LIFT_SOCKET, LIFT_XDP, LIFT_TC };
struct lift_opts {
	enum lift_kind kind;
	const char *name;    /* the program's: an identifier */
	const char *license; /* what the object declares */
	const char *title;   /* what the program is, for --emit-c's first comment; NULL */
	/* False: it returns what the classic program returns. True: `miss` for 0, `match` for all
	 * else. */
	bool verdict;
	uint32_t match, miss;
	/* A socket filter of nothing but what bpf(2) knows since Linux 5.1: no kernel function, no
	 * relocation, to be loaded without libbpf and without CAP_PERFMON. Slower. */
	bool portable;
};
/*
 * A classic program as a module, its packet loads turned into what the program type has, for
 * ir_optimize() and the back end. It returns for each packet what the kernel's classic BPF does.
 * NULL after a diagnosed error: a program that the kernel refuses, or an extension that this
 * program type cannot express. Lives in the unit arena.
 */
struct ir_module *frontend_lift(
	struct arena *unit, struct diags *ds, const struct cbpf_prog *p, const struct lift_opts *o);
/* After the passes: m->btf, which is the caller's. False when libbpf refuses (diagnosed). */
bool frontend_lift_btf(struct ir_module *m, const struct lift_opts *o);
/* The same program as C, for kbcc or clang. False after a diagnosed error. */
bool frontend_lift_c(
	FILE *out, struct diags *ds, const struct cbpf_prog *p, const struct lift_opts *o);

#endif
