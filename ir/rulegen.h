/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * rulegen: a tool of the build. Reads fold.rules and writes either the C matcher that fold.c
 *includes or (--smt) the SMT-LIB that proves the rules. The language is described at the top of
 *fold.rules.
 *
 *	rulegen.l, rulegen.y  text to struct rule     rulegen.c      types, commuted variants, main
 *	rulegen_c.c           the matcher             rulegen_smt.c  the proof
 *	rulegen_test.c        the samples
 */
#ifndef IR_RULEGEN_H
#define IR_RULEGEN_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

enum node_kind {
	NODE_OP,     /* (op a b) */
	NODE_VALUE,  /* x: any value */
	NODE_CONST,  /* C: a constant */
	NODE_NUMBER, /* 7: this constant */
	NODE_EXPR,   /* {..} in a replacement */
	/* expressions over constants */
	EXPR_BINARY, /* arithmetic: op */
	EXPR_CMP,    /* comparison: cc */
	EXPR_NOT,    /* !a */
	EXPR_AND,    /* a && b */
	EXPR_OR,     /* a || b */
	EXPR_CALL    /* name(a, b) */
};

struct type; /* union-find; rulegen.c */

struct node {
	enum node_kind kind;
	int op;           /* enum rule_op; EXPR_BINARY too */
	int cc;           /* enum rule_cc of cmp */
	bool single;      /* "!": the value has no other use */
	const char *name; /* value, constant, called function */
	int64_t number;
	struct node *a, *b;
	struct type *type; /* NULL for truth values */
	int line;
	int id; /* numbered by rulegen_c.c */
};

enum rule_op {
#define OP(name, text, shape, flags) OP_##name,
#include "op.def"
#undef OP
	OP_COUNT
};
extern const char *const op_names[OP_COUNT], *const op_texts[OP_COUNT];

/* Conditions by number as in ir.h; then the classes a pattern can bind and what to make of them. */
enum rule_cc {
	CC_EQ,
	CC_NE,
	CC_ULT,
	CC_UGE,
	CC_UGT,
	CC_ULE,
	CC_SLT,
	CC_SGE,
	CC_SGT,
	CC_SLE,
	CC_ANY,
	CC_EQNE,
	CC_UNSIGNED,
	CC_SIGNED, /* bind */
	CC_SAME,
	CC_NEGATED,
	CC_SWAPPED
}; /* use */

enum { TYPE_FREE, TYPE_I32, TYPE_I64, TYPE_PTR };
int type_of(const struct node *n); /* after inference */

struct rule {
	struct node *pattern, *replacement, *cond; /* cond may be NULL */
	int proof;    /* the open type's widths in the proof: 64 (and 32), 16 (and 8), 8 */
	bool generic; /* has a free type: holds for i32 and i64 */
	int cc_class; /* CC_ANY ...; -1: none is bound */
	int line;
	const char *text;
};

struct rules {
	struct rule *p;
	int n;
};

/* Node constructors, for the grammar. */
struct node *node_new(enum node_kind kind, struct node *a, struct node *b);
struct node *node_op(const char *name, bool single, struct node *a, struct node *b);
struct node *node_typed(struct node *n, const char *type);
void rule_add(struct node *pattern, struct node *replacement, struct node *cond, const char *attr);
_Noreturn void rule_error(int line, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

bool op_commutes(const struct node *n);
int op_arity(int op);
int op_find(const char *text); /* -1 */

void emit_c(FILE *f, const struct rules *rules);
void emit_smt(FILE *f, const struct rules *rules);
void emit_test(FILE *f, const struct rules *rules);

int yyparse(void);
int yylex(void);
extern FILE *yyin;
extern int yylineno;
extern const char *rule_line_text; /* the rule's text so far */

#endif
