/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The parser of IR text, shared between its two files: parse.c reads modules, data and functions,
 * parse_ins.c one instruction. A failure is reported once; after it every read gives nothing, so
 * that callers need not ask at each step.
 */
#ifndef IR_PARSE_H
#define IR_PARSE_H

#include "ir.h"

struct parse_block {
	VEC(ir_bid) preds; /* as the header lists them */
	bool seen;
	src_loc loc;
};

struct parse {
	struct diags *ds;
	struct arena *arena, scratch;
	const char *text, *p, *end;
	src_loc base;
	struct ir_module *m;
	bool failed;
	struct map
		syms; /* hash of a name -> the first struct ir_sym * (their names are compared) */
	/* the function being read */
	struct ir_fn *fn;
	VEC(ir_ref) values; /* by number in the text; 0: not defined */
	VEC(struct parse_block) blocks;
	ir_bid block; /* the current one; IR_NO_BLOCK before the first */
};

/* A %number whose instruction may come later: an operand with this bit is its number. */
enum { PARSE_NUMBERED = 1u << 31 };

/* parse.c: words. Each skips blanks and comments before it, never a newline. */
bool text_fail(struct parse *p, const char *expected); /* false */
bool text_error(struct parse *p, const char *what);    /* of meaning; false */
bool text_is(struct parse *p, const char *word);       /* consumed when it is there */
bool text_punct(struct parse *p, char c);              /* consumed when it is there */
bool text_expect(struct parse *p, char c);
bool text_name(struct parse *p, char *to, size_t size); /* letters, digits, _ */
bool text_u64(struct parse *p, uint64_t max, uint64_t *v);
bool text_i64(struct parse *p, int64_t *v);
/* The number of the next word in a list of names (print.h). */
bool text_listed(struct parse *p, const char *(*names)(unsigned), const char *what, uint8_t *v);
const char *text_string(struct parse *p);
struct ir_sym *text_sym(struct parse *p);
bool text_block_ref(struct parse *p, ir_bid *b);
bool text_prov(struct parse *p, uint8_t *prov); /* [prov NAME] */
bool text_end_of_line(struct parse *p);

/* parse_ins.c: one instruction, appended to p->block. */
void text_ins(struct parse *p);

#endif
