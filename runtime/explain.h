/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Inside of the explainer: a refusal (object, program, log) becomes diagnostics.
 *
 *	vlog      the log as events             vinsn     an instruction of it, a value's way back
 *	where     instruction -> source place   cexpr     the C expression at a place
 *	rules     message -> explain.def's row  know      a register's state in words
 *	trace     one function a subject: what is known of the value, where that comes from
 *	explain   puts them together
 */
#ifndef RUNTIME_EXPLAIN_H
#define RUNTIME_EXPLAIN_H

#include "runtime.h"
#include "vinsn.h"

/* ---- where.c ---- */

/* One function of the program as loaded: libbpf puts the subprograms behind the main function. */
struct where_func {
	const char *name;
	uint32_t first, count; /* instructions, as the kernel numbers them */
	uint32_t section, offset;
};

struct where_file {
	const char *path;
	struct source *source;
	src_loc base;
};

struct where {
	struct arena *arena;
	struct sources *sources;
	const struct bpf_obj *obj; /* NULL: the log's own lines must do */
	VEC(struct where_func) funcs;
	VEC(struct where_file) files;
};

/* The functions that `prog` is loaded with; none when it is not in the object. */
void where_init(struct where *w, struct arena *a, struct sources *ss, const struct bpf_obj *obj,
	const char *prog);
/* Does the object hold what the log speaks of? When not, forget its functions. */
void where_check(struct where *w, const struct vlog *log);
const struct where_func *where_func_of(const struct where *w, uint32_t insn);
/* The line record of an instruction; NULL: none. */
const struct obj_line *where_line(const struct where *w, uint32_t insn);
/* Where the loop's keyword stands on the line of a place in its head; the place itself when it is
 * not there. */
src_loc where_loop(struct where *w, src_loc loc);
/* The place of an event's instruction, else the log's latest source line; 0: not known. */
src_loc where_event(struct where *w, const struct vlog *log, uint32_t event);
src_loc where_insn(struct where *w, uint32_t insn);
/* Index of the function that instruction `insn` calls or refers to; UINT32_MAX: none. */
uint32_t where_callee(const struct where *w, uint32_t insn);
/* Where the jump that instruction `insn` is leads; -1: it is none. */
int64_t where_jump(const struct where *w, uint32_t insn);
/* Where the object refers to this symbol first, 0: nowhere. */
src_loc where_symbol(struct where *w, const char *name);
/* Where the sources define it: "NAME SEC(". */
src_loc where_definition(struct where *w, const char *name);
/* Where the program's function is defined: NAME( after a SEC(; 0: not found. */
src_loc where_function(struct where *w, const char *name);
/* The way out that follows in the text: the next "return", or the end of the function. */
src_loc where_next_return(struct where *w, src_loc loc);
/* The text around a place: the file's, from `*off` on the place itself. n == 0: not known. */
struct slice where_text(struct where *w, src_loc loc, uint32_t *off);

/* ---- cexpr.c ---- */

struct cexpr {
	struct slice whole; /* "s->n[i]" */
	struct slice base;  /* the pointer that is followed: "s"; n == 0: none */
	struct slice index; /* "i" */
};

/* The expression that the compiler means by this place. Parts are n == 0 when not understood. */
struct cexpr cexpr_at(struct slice text, uint32_t off);
/*
 * What the left operand of machine comparison `op` ("<", ">=", "==") is in the comparison at this
 * place, whichever way round the compiler has turned it; *right: the other one.
 */
struct slice cexpr_compared(struct slice text, uint32_t off, const char *op, struct slice *right);
/* The parts of an expression. */
struct cexpr cexpr_split(struct slice whole);
/* What is assigned by the "=" at this place, or returned by the "return". */
struct slice cexpr_value(struct slice text, uint32_t off);
/* The left operand of the operator at this place. */
struct slice cexpr_left(struct slice text, uint32_t off);
/* Argument `i` of the call at this place. */
struct slice cexpr_argument(struct slice text, uint32_t off, unsigned i);
/* What the expression at this place is assigned to. */
struct slice cexpr_target(struct slice text, uint32_t off);

/* ---- rules.c ---- */

/* What a rule's subject is: which function of trace.c looks into it. */
enum rule_subject {
#define SUBJECT(name) SUBJECT_##name,
#include "explain_subjects.def"
#undef SUBJECT
};

struct rule {
	const char *kind;    /* "packet-bounds": a short name, for docs and searches */
	uint8_t subject;     /* enum rule_subject */
	const char *pattern; /* of the kernel's message */
	const char *title, *know, *advice;
};

enum { CAPTURES_MAX = 24 };

struct captures {
	struct {
		const char *name;
		uint32_t name_len;
		struct slice value;
	} at[CAPTURES_MAX];
	uint32_t n;
};

/* The row of this kind that has no pattern: a subject or an error number chooses it. */
const struct rule *rule_of_kind(const char *kind);
/* The first rule that fits one of the messages, *which: that one; NULL: none. */
const struct rule *rule_find(
	const struct slice *messages, uint32_t n, struct captures *c, uint32_t *which);
void capture_set(struct captures *c, const char *name, struct slice value);
/* n == 0: no such name. */
struct slice capture_get(const struct captures *c, const char *name);
/* A template with its {names} filled in; a line in which one is missing is left out. */
char *rule_fill(struct arena *a, const struct captures *c, const char *format);

/* ---- know.c ---- */

/* A register's state in words: "an integer between 0 and 255"; never empty. */
char *know_value(struct arena *a, struct slice value);
/* A packet pointer with `r` bytes proven, which the log may not have printed yet. */
char *know_packet(struct arena *a, struct slice value, int64_t r);
/* Bounds of an integer, or of a pointer's variable part. False: none known. */
struct bounds {
	int64_t min, max;
	bool min_known, max_known, is_constant;
};
struct bounds know_bounds(struct slice value);

/* ---- explain.c ---- */

enum { MESSAGES_MAX = 16 };

struct explain {
	const char *advice; /* of what the notes found out, in place of the rule's; NULL */
	struct arena *arena;
	struct diags *ds;
	const struct refusal *in;
	struct vlog log;
	struct where where;
	const struct rule *rule;
	struct captures c;
	struct slice messages[MESSAGES_MAX]; /* the kernel's, then libbpf's */
	uint32_t n_messages, n_kernel;       /* all; the kernel's */
	uint32_t matched;                    /* the one that the rule fits */
	uint32_t at; /* event of the instruction that was refused; log.ev.n: none */
	struct vinsn insn;
	src_loc loc;
};

/* A capture from a format. */
void explain_set(struct explain *x, const char *name, const char *format, ...) PRINTF(3, 4);
void explain_note(struct explain *x, src_loc loc, const char *format, ...) PRINTF(3, 4);

/* ---- name.c ---- */

/* The expression at an event's place; n == 0: not known. */
struct cexpr name_expr(struct explain *x, uint32_t event);
/* C text for what `reg` holds before event `at`. */
struct slice name_of_reg(struct explain *x, uint32_t at, unsigned reg);
/* Argument `i` (from 0) of the call that event `at` is. */
struct slice name_argument(struct explain *x, uint32_t at, unsigned i);
/* Sets {v} and {name}. */
void name_set(struct explain *x, uint32_t at, unsigned reg);
/* In quotes, or "the value in r3". */
char *name_quoted(struct explain *x, struct slice name, unsigned reg);

/* ---- trace.c ---- */

/* Sets captures before the title is made. */
void trace_prepare(struct explain *x);
/* Adds notes: what was known, where from. */
void trace_notes(struct explain *x);
/* Is the verifier's way through the program needed for this rule? */
bool trace_needs_log(const struct explain *x);
/* The register that the message speaks of; false: none. */
bool trace_reg(struct explain *x, unsigned *reg);

/* The subjects' own, called by trace.c. */
#define SUBJECT(name)                                 \
	void trace_prepare_##name(struct explain *x); \
	void trace_notes_##name(struct explain *x);
#include "explain_subjects.def"
#undef SUBJECT

/* ---- to the loader ---- */

/* Would the log of the way to the refusal add to this explanation? `r` has the messages alone. */
bool explain_needs_log(struct diags *ds, const struct refusal *r);

#endif
