/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Types of a rule by unification, its commuted variants, and main. As any tool of the build it
 * leaks and exits: it lives for a millisecond.
 */
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "rulegen.h"

const char *const op_names[OP_COUNT] = {
#define OP(name, text, shape, flags) #name,
#include "op.def"
#undef OP
};
const char *const op_texts[OP_COUNT] = {
#define OP(name, text, shape, flags) text,
#include "op.def"
#undef OP
};

enum { OPF_PURE = 1, OPF_COMM = 2, OPF_LEAF = 4, OPF_TERM = 8, OPF_READ = 16, OPF_WRITE = 32 };
enum { SHAPE_NONE, SHAPE_A, SHAPE_AB, SHAPE_ARGS, SHAPE_A_ARGS };
static const uint8_t op_flags[OP_COUNT] = {
#define OP(name, text, shape, flags) flags,
#include "op.def"
#undef OP
};
static const uint8_t op_shapes[OP_COUNT] = {
#define OP(name, text, shape, flags) SHAPE_##shape,
#include "op.def"
#undef OP
};

static const char *const cc_names[] = {"eq", "ne", "ult", "uge", "ugt", "ule", "slt", "sge", "sgt",
	"sle", "any", "eqne", "unsigned", "signed", "same", "negated", "swapped"};

static const char *file_name;
static struct rules rules;

_Noreturn void rule_error(int line, const char *fmt, ...)
{
	va_list ap;

	fprintf(stderr, "%s:%d: ", file_name, line);
	va_start(ap, fmt);
	vfprintf(stderr, fmt, ap);
	va_end(ap);
	fputc('\n', stderr);
	exit(1);
}

/* ---- nodes ---- */

struct node *node_new(enum node_kind kind, struct node *a, struct node *b)
{
	struct node *n = calloc(1, sizeof(*n));

	n->kind = kind;
	n->a = a;
	n->b = b;
	n->line = yylineno;
	return n;
}

int op_find(const char *text)
{
	for (int i = 0; i < OP_COUNT; i++)
		if (!strcmp(op_texts[i], text))
			return i;
	return -1;
}

int op_arity(int op)
{
	return op_shapes[op] == SHAPE_AB ? 2 : 1;
}

static int find(const char *const *names, int n, const char *name)
{
	for (int i = 0; i < n; i++)
		if (!strcmp(names[i], name))
			return i;
	rule_error(yylineno, "unknown '%s'", name);
}

struct node *node_op(const char *name, bool single, struct node *a, struct node *b)
{
	struct node *n = node_new(NODE_OP, a, b);
	char *dot = strchr(name, '.');

	n->single = single;
	if (dot) {
		*dot = 0;
		n->cc = find(cc_names, sizeof(cc_names) / sizeof(*cc_names), dot + 1);
	}
	n->op = find(op_texts, OP_COUNT, name);
	if ((n->op == OP_CMP) != (dot != NULL))
		rule_error(yylineno, "a condition belongs to cmp, and cmp needs one");
	if (!(op_flags[n->op] & OPF_PURE) ||
		(op_shapes[n->op] != SHAPE_A && op_shapes[n->op] != SHAPE_AB))
		rule_error(yylineno, "'%s' cannot be in a rule", name);
	if ((b != NULL) != (op_arity(n->op) == 2))
		rule_error(yylineno, "'%s' takes %d operands", name, op_arity(n->op));
	return n;
}

bool op_commutes(const struct node *n)
{
	return op_flags[n->op] & OPF_COMM ||
	       (n->op == OP_CMP && (n->cc <= CC_NE || n->cc == CC_EQNE));
}

/* ---- types: union-find over "i32", "i64", "ptr" and the unknown ---- */

struct type {
	struct type *to; /* NULL: a root */
	int fixed;
};

static struct type fixed_types[4] = {{0}, {NULL, TYPE_I32}, {NULL, TYPE_I64}, {NULL, TYPE_PTR}};

static struct type *root(struct type *t)
{
	while (t->to)
		t = t->to;
	return t;
}

int type_of(const struct node *n)
{
	return n->type ? root(n->type)->fixed : TYPE_FREE;
}

static struct type *fresh(void)
{
	return calloc(1, sizeof(struct type));
}

static void unify(int line, struct type *x, struct type *y)
{
	x = root(x);
	y = root(y);
	if (x == y)
		return;
	if (x->fixed && y->fixed)
		rule_error(line, "types do not fit");
	if (x->fixed)
		y->to = x;
	else
		x->to = y;
}

static int type_named(const char *name)
{
	return !strcmp(name, "i32")   ? TYPE_I32
	       : !strcmp(name, "i64") ? TYPE_I64
	       : !strcmp(name, "ptr") ? TYPE_PTR
				      : (rule_error(yylineno, "no type '%s'", name), 0);
}

struct node *node_typed(struct node *n, const char *type)
{
	if (type)
		n->type = &fixed_types[type_named(type)];
	return n;
}

/* ---- inference ---- */

struct scope {
	struct {
		const char *name;
		struct type *type;
	} vars[16];
	int n;
	bool closed; /* past the pattern: names must be known */
};

static struct type *var_type(struct scope *s, const struct node *n)
{
	for (int i = 0; i < s->n; i++)
		if (!strcmp(s->vars[i].name, n->name))
			return s->vars[i].type;
	if (s->closed || s->n == 16)
		rule_error(n->line, "'%s' is not bound by the pattern", n->name);
	s->vars[s->n].name = n->name;
	return s->vars[s->n++].type = n->type ? n->type : fresh();
}

static void infer(struct scope *s, struct node *n);

/* Operand and result types of the conversions; other operations have one type throughout. */
static const uint8_t op_from[OP_COUNT] = {[OP_ZEXT] = TYPE_I32,
	[OP_SEXT] = TYPE_I32,
	[OP_TRUNC] = TYPE_I64,
	[OP_BSWAP16] = TYPE_I32,
	[OP_BSWAP32] = TYPE_I32,
	[OP_BSWAP64] = TYPE_I64,
	[OP_PTRTOINT] = TYPE_PTR,
	[OP_INTTOPTR] = TYPE_I64};
static const uint8_t op_to[OP_COUNT] = {[OP_ZEXT] = TYPE_I64,
	[OP_SEXT] = TYPE_I64,
	[OP_TRUNC] = TYPE_I32,
	[OP_BSWAP16] = TYPE_I32,
	[OP_BSWAP32] = TYPE_I32,
	[OP_BSWAP64] = TYPE_I64,
	[OP_PTRTOINT] = TYPE_I64,
	[OP_INTTOPTR] = TYPE_PTR,
	[OP_CMP] = TYPE_I32,
	[OP_IS_CONST] = TYPE_I32};

static struct type *result_type(int op, const struct node *a)
{
	if (op_from[op])
		unify(a->line, a->type, &fixed_types[op_from[op]]);
	return op_to[op] ? &fixed_types[op_to[op]] : a->type;
}

static void infer_op(struct scope *s, struct node *n)
{
	infer(s, n->a);
	if (n->b)
		infer(s, n->b);
	n->type = result_type(n->op, n->a);
	if ((n->op == OP_ADD || n->op == OP_SUB) && type_of(n->a) == TYPE_PTR)
		unify(n->line, n->b->type, &fixed_types[TYPE_I64]);
	else if (n->b)
		unify(n->line, n->a->type, n->b->type);
}

/* zeros(x) and the like have the type of x, which is a value of the pattern. */
static const char *const value_functions[] = {"zeros", "ones", "umin", "umax", NULL};
static const char *const bool_functions[] = {"pow2", "slt", "sle", NULL};

static bool listed(const char *const *list, const char *name)
{
	for (; *list; list++)
		if (!strcmp(*list, name))
			return true;
	return false;
}

static void infer_call(struct scope *s, struct node *n)
{
	if (listed(value_functions, n->name)) {
		if (!n->a || n->a->kind != EXPR_CALL || n->a->a)
			rule_error(n->line, "%s() takes a value", n->name);
		n->a->kind = NODE_VALUE;
		n->a->type = n->type = var_type(s, n->a);
		return;
	}
	if (n->a)
		infer(s, n->a);
	if (n->b)
		infer(s, n->b);
	if (n->a && n->b)
		unify(n->line, n->a->type, n->b->type);
	if (listed(bool_functions, n->name))
		return;
	if (!strcmp(n->name, "bits") || !strcmp(n->name, "sign")) {
		n->type = fresh();
	} else if (!strcmp(n->name, "log2")) {
		n->type = n->a->type;
	} else if (op_find(n->name) >= 0 && op_arity(op_find(n->name)) == 1 && n->a && !n->b) {
		n->type = result_type(op_find(n->name), n->a);
	} else {
		rule_error(n->line, "no function '%s'", n->name);
	}
}

static void infer(struct scope *s, struct node *n)
{
	struct type *said = n->type;

	switch (n->kind) {
	case NODE_OP: infer_op(s, n); return;
	case NODE_VALUE:
	case NODE_CONST: n->type = var_type(s, n); break;
	case NODE_NUMBER: n->type = fresh(); break;
	case NODE_EXPR:
		infer(s, n->a);
		n->type = n->a->type;
		break;
	case EXPR_CALL: infer_call(s, n); return;
	default:
		infer(s, n->a);
		if (n->b)
			infer(s, n->b);
		if (n->kind == EXPR_BINARY || n->kind == EXPR_CMP)
			unify(n->line, n->a->type, n->b->type);
		n->type = n->kind == EXPR_BINARY ? n->a->type : NULL;
		return;
	}
	if (said && said != n->type)
		unify(n->line, said, n->type);
}

/* The root of the one free type; *t is NULL when there is none yet. */
static void find_free(const struct node *n, struct type **t)
{
	if (!n)
		return;
	if (n->type && !root(n->type)->fixed) {
		if (*t && *t != root(n->type))
			rule_error(n->line, "two types are left open: say :i32 or :i64");
		*t = root(n->type);
	}
	find_free(n->a, t);
	find_free(n->b, t);
}

static int find_class(const struct node *n)
{
	int c;

	if (!n)
		return -1;
	if (n->kind == NODE_OP && n->op == OP_CMP && n->cc >= CC_ANY)
		return n->cc;
	return (c = find_class(n->a)) >= 0 ? c : find_class(n->b);
}

/* ---- rules ---- */

static bool has_const(const struct node *n)
{
	return n->kind == NODE_CONST || n->kind == NODE_NUMBER || n->kind == NODE_EXPR;
}

static struct node *copy(const struct node *n)
{
	struct node *c = n ? calloc(1, sizeof(*c)) : NULL;

	if (!n)
		return NULL;
	*c = *n;
	c->a = copy(n->a);
	c->b = copy(n->b);
	return c;
}

static int occurrences(const struct node *in, const char *name)
{
	return !in ? 0
		   : (in->kind == NODE_VALUE && !strcmp(in->name, name)) +
			       occurrences(in->a, name) + occurrences(in->b, name);
}

/* Both operands are values that the pattern has once: either order matches the same. */
static bool symmetric(const struct node *pattern, const struct node *n)
{
	return n->a->kind == NODE_VALUE && n->b->kind == NODE_VALUE &&
	       occurrences(pattern, n->a->name) == 1 && occurrences(pattern, n->b->name) == 1;
}

static void push(struct rule r)
{
	rules.p = realloc(rules.p, sizeof(*rules.p) * (size_t)(rules.n + 1));
	rules.p[rules.n++] = r;
}

/* The places of a pattern whose operands can be exchanged. */
static int swappable(struct node *pattern, struct node *n, struct node **out, int k)
{
	if (!n || n->kind != NODE_OP)
		return k;
	if (n->b && op_commutes(n) && !has_const(n->b) && !has_const(n->a) &&
		!symmetric(pattern, n))
		out[k++] = n;
	k = swappable(pattern, n->a, out, k);
	return swappable(pattern, n->b, out, k);
}

static void push_variants(struct rule r)
{
	struct node *places[16];
	int n = swappable(r.pattern, r.pattern, places, 0);

	for (unsigned set = 0; set < 1u << n; set++) {
		for (int i = 0; i < n; i++) {
			struct node *t = places[i]->a;

			if (!(set >> i & 1))
				continue;
			places[i]->a = places[i]->b;
			places[i]->b = t;
		}
		struct rule v = r;

		v.pattern = copy(r.pattern);
		push(v);
		for (int i = 0; i < n; i++) {
			struct node *t = places[i]->a;

			if (!(set >> i & 1))
				continue;
			places[i]->a = places[i]->b;
			places[i]->b = t;
		}
	}
}

void rule_add(struct node *pattern, struct node *replacement, struct node *cond, const char *attr)
{
	struct rule r = {pattern, replacement, cond, .line = pattern->line,
		.cc_class = find_class(pattern), .text = strdup(rule_line_text)};
	struct scope s = {0};
	struct type *open = NULL;

	infer(&s, pattern);
	s.closed = true;
	infer(&s, replacement);
	if (cond)
		infer(&s, cond);
	unify(r.line, pattern->type, replacement->type);
	find_free(pattern, &open);
	find_free(replacement, &open);
	find_free(cond, &open);
	r.generic = open != NULL;
	r.proof = !attr                     ? 64
		  : !strcmp(attr, "half")   ? 32
		  : !strcmp(attr, "narrow") ? 16
		  : !strcmp(attr, "byte")   ? 8
					    : 0;
	if (!r.proof)
		rule_error(r.line, "no attribute '%s'", attr);
	push_variants(r);
}

int main(int argc, char **argv)
{
	bool smt = argc == 3 && !strcmp(argv[1], "--smt");
	bool test = argc == 3 && !strcmp(argv[1], "--test");

	if (argc != 2 + (smt || test)) {
		fprintf(stderr, "usage: rulegen [--smt | --test] FILE\n");
		return 1;
	}
	file_name = argv[argc - 1];
	yyin = fopen(file_name, "r");
	if (!yyin) {
		perror(file_name);
		return 1;
	}
	if (yyparse())
		return 1;
	(smt ? emit_smt : test ? emit_test : emit_c)(stdout, &rules);
	return fflush(stdout) || ferror(stdout);
}
