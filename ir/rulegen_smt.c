/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The proof: for each rule, type and condition code one question to the solver, "are there inputs
 * on which pattern and replacement differ?", whose answer must be unsat. Known bits and bounds are
 * further unknowns, of which only is assumed what ir_known() promises.
 */
#include <inttypes.h>
#include <string.h>

#include "rulegen.h"

struct proof {
	FILE *f;
	const struct rule *rule;
	int width; /* of the open type */
	int cc;    /* the bound condition */
	const char *declared[32];
	int n;
};

static int width(const struct proof *p, const struct node *n)
{
	int t = type_of(n);

	return t == TYPE_FREE ? p->width : t == TYPE_I32 ? 32 : 64;
}

static void number(const struct proof *p, uint64_t v, int w)
{
	fprintf(p->f, "(_ bv%" PRIu64 " %d)", w == 64 ? v : v & ~(UINT64_MAX << w), w);
}

static void term(struct proof *p, const struct node *n);

static void nested(struct proof *p, const char *before, const struct node *a, const struct node *b)
{
	fprintf(p->f, "(%s ", before);
	term(p, a);
	if (b) {
		fputc(' ', p->f);
		term(p, b);
	}
	fputc(')', p->f);
}

/* The prelude defines op_WIDTH for each operation, total as ir.h has it. */
static void arith(struct proof *p, int op, const struct node *a, const struct node *b, int w)
{
	char name[32];

	snprintf(name, sizeof(name), "ir_%s_%d", op_texts[op], w);
	nested(p, name, a, b);
}

static int resolve_cc(const struct proof *p, int cc)
{
	static const int swapped[] = {
		CC_EQ, CC_NE, CC_UGT, CC_ULE, CC_ULT, CC_UGE, CC_SGT, CC_SLE, CC_SLT, CC_SGE};

	return cc < CC_ANY        ? cc
	       : cc == CC_NEGATED ? p->cc ^ 1
	       : cc == CC_SWAPPED ? swapped[p->cc]
				  : p->cc;
}

static void compare(struct proof *p, int cc, const struct node *a, const struct node *b)
{
	static const char *const names[] = {"=", "distinct", "bvult", "bvuge", "bvugt", "bvule",
		"bvslt", "bvsge", "bvsgt", "bvsle"};

	nested(p, names[resolve_cc(p, cc)], a, b);
}

static void call(struct proof *p, const struct node *n)
{
	char name[32];

	if (!strcmp(n->name, "bits")) {
		number(p, (uint64_t)width(p, n), width(p, n));
	} else if (!strcmp(n->name, "sign")) {
		number(p, 1ull << (width(p, n) - 1), width(p, n));
	} else if (n->a->kind == NODE_VALUE) {
		fprintf(p->f, "%s_%s", n->name, n->a->name);
	} else if (!strcmp(n->name, "slt") || !strcmp(n->name, "sle")) {
		compare(p, n->name[2] == 't' ? CC_SLT : CC_SLE, n->a, n->b);
	} else {
		snprintf(name, sizeof(name), "%s%s_%d", op_find(n->name) >= 0 ? "ir_" : "", n->name,
			width(p, n->a));
		nested(p, name, n->a, NULL);
	}
}

static void term(struct proof *p, const struct node *n)
{
	switch (n->kind) {
	case NODE_VALUE:
	case NODE_CONST: fprintf(p->f, "%s_", n->name); break;
	case NODE_NUMBER: number(p, (uint64_t)n->number, width(p, n)); break;
	case NODE_EXPR: term(p, n->a); break;
	case NODE_OP:
		if (n->op != OP_CMP) {
			arith(p, n->op, n->a, n->b, width(p, n->op == OP_PTRTOINT ? n : n->a));
			break;
		}
		fputs("(ite ", p->f);
		compare(p, n->cc, n->a, n->b);
		fputs(" (_ bv1 32) (_ bv0 32))", p->f);
		break;
	case EXPR_BINARY: arith(p, n->op, n->a, n->b, width(p, n)); break;
	case EXPR_CMP: compare(p, n->cc, n->a, n->b); break;
	case EXPR_NOT: nested(p, "not", n->a, NULL); break;
	case EXPR_AND: nested(p, "and", n->a, n->b); break;
	case EXPR_OR: nested(p, "or", n->a, n->b); break;
	case EXPR_CALL: call(p, n); break;
	}
}

static bool declare(struct proof *p, const char *prefix, const struct node *n)
{
	char name[64];

	snprintf(name, sizeof(name), "%s%s_", prefix, n->name);
	for (int i = 0; i < p->n; i++)
		if (!strcmp(p->declared[i], name))
			return false;
	p->declared[p->n++] = strdup(name);
	return true;
}

/* Unknowns of the pattern, then what the condition asks of them. */
static void declare_all(struct proof *p, const struct node *n)
{
	int w;

	if (!n)
		return;
	w = width(p, n);
	if ((n->kind == NODE_VALUE || n->kind == NODE_CONST) && declare(p, "", n))
		fprintf(p->f, "(declare-const %s_ (_ BitVec %d))\n", n->name, w);
	declare_all(p, n->a);
	declare_all(p, n->b);
	if (n->kind != EXPR_CALL || !n->a || n->a->kind != NODE_VALUE || !declare(p, n->name, n->a))
		return;
	const char *x = n->a->name;

	fprintf(p->f, "(declare-const %s_%s (_ BitVec %d))\n", n->name, x, w);
	if (!strcmp(n->name, "zeros"))
		fprintf(p->f, "(assert (= (bvand %s_ zeros_%s) (_ bv0 %d)))\n", x, x, w);
	else if (!strcmp(n->name, "ones"))
		fprintf(p->f, "(assert (= (bvand %s_ ones_%s) ones_%s))\n", x, x, x);
	else
		fprintf(p->f, "(assert (%s %s_ %s_%s))\n", n->name[2] == 'i' ? "bvuge" : "bvule", x,
			n->name, x);
}

static void prove(FILE *f, const struct rule *r, int w, int cc)
{
	struct proof p = {.f = f, .rule = r, .width = w, .cc = cc};

	fprintf(f, "(push)\n");
	declare_all(&p, r->pattern);
	declare_all(&p, r->replacement);
	declare_all(&p, r->cond);
	if (r->cond) {
		fputs("(assert ", f);
		term(&p, r->cond);
		fputs(")\n", f);
	}
	fputs("(assert (distinct ", f);
	term(&p, r->pattern);
	fputc(' ', f);
	term(&p, r->replacement);
	fprintf(f, "))\n(echo \"fold.rules:%d: i%d cc %d: %s\")\n(check-sat)\n(pop)\n", r->line, w,
		cc, r->text);
}

/* ---- prelude ---- */

static void define(FILE *f, const char *op, int w, const char *binary, const char *body)
{
	fprintf(f, "(define-fun ir_%s_%d ((a (_ BitVec %d))%s", op, w, w, "");
	if (binary)
		fprintf(f, " (b (_ BitVec %d))", w);
	fprintf(f, ") (_ BitVec %d) %s)\n", w, body);
}

static void swap_bytes(FILE *f, const char *op, int w, int bytes)
{
	fprintf(f,
		"(define-fun ir_%s_%d ((a (_ BitVec %d))) (_ BitVec %d) ((_ zero_extend %d) "
		"(concat",
		op, w, w, w, w - 8 * bytes);
	for (int i = 0; i < bytes; i++)
		fprintf(f, " ((_ extract %d %d) a)", 8 * i + 7, 8 * i);
	fputs(")))\n", f);
}

static void prelude_width(FILE *f, int w)
{
	static const char *const plain[][2] = {{"add", "(bvadd a b)"}, {"sub", "(bvsub a b)"},
		{"mul", "(bvmul a b)"}, {"and", "(bvand a b)"}, {"or", "(bvor a b)"},
		{"xor", "(bvxor a b)"}, {"umod", "(bvurem a b)"}, {"smod", "(bvsrem a b)"}};
	static const char *const shifts[][2] = {
		{"shl", "bvshl"}, {"lshr", "bvlshr"}, {"ashr", "bvashr"}};
	static const char *const divides[][2] = {{"udiv", "bvudiv"}, {"sdiv", "bvsdiv"}};
	char body[128];

	for (size_t i = 0; i < sizeof(plain) / sizeof(*plain); i++)
		define(f, plain[i][0], w, "b", plain[i][1]);
	for (int i = 0; i < 3; i++) {
		snprintf(
			body, sizeof(body), "(%s a (bvand b (_ bv%d %d)))", shifts[i][1], w - 1, w);
		define(f, shifts[i][0], w, "b", body);
	}
	for (int i = 0; i < 2; i++) {
		snprintf(body, sizeof(body), "(ite (= b (_ bv0 %d)) (_ bv0 %d) (%s a b))", w, w,
			divides[i][1]);
		define(f, divides[i][0], w, "b", body);
	}
	for (int n = 8; n <= 16 && n < w; n += 8) {
		char name[16];

		snprintf(name, sizeof(name), "sext%d", n);
		snprintf(body, sizeof(body), "((_ sign_extend %d) ((_ extract %d 0) a))", w - n,
			n - 1);
		define(f, name, w, NULL, body);
	}
	fprintf(f,
		"(define-fun pow2_%d ((a (_ BitVec %d))) Bool (and (distinct a (_ bv0 %d)) "
		"(= (bvand a (bvsub a (_ bv1 %d))) (_ bv0 %d))))\n",
		w, w, w, w, w);
	fprintf(f, "(define-fun log2_%d ((a (_ BitVec %d))) (_ BitVec %d) ", w, w, w);
	for (int i = 0; i < w; i++)
		fprintf(f, "(ite (= ((_ extract %d %d) a) #b1) (_ bv%d %d) ", i, i, i, w);
	fprintf(f, "(_ bv0 %d)", w);
	for (int i = 0; i < w; i++)
		fputc(')', f);
	fputs(")\n", f);
}

static void prelude(FILE *f)
{
	fputs("(set-logic QF_BV)\n", f);
	for (int w = 8; w <= 64; w *= 2)
		prelude_width(f, w);
	fputs("(define-fun ir_zext_32 ((a (_ BitVec 32))) (_ BitVec 64) ((_ zero_extend 32) a))\n"
	      "(define-fun ir_sext_32 ((a (_ BitVec 32))) (_ BitVec 64) ((_ sign_extend 32) a))\n"
	      "(define-fun ir_trunc_64 ((a (_ BitVec 64))) (_ BitVec 32) ((_ extract 31 0) a))\n"
	      "(define-fun ir_ptrtoint_64 ((a (_ BitVec 64))) (_ BitVec 64) a)\n"
	      "(define-fun ir_inttoptr_64 ((a (_ BitVec 64))) (_ BitVec 64) a)\n",
		f);
	swap_bytes(f, "bswap32", 32, 4);
	swap_bytes(f, "bswap64", 64, 8);
	fputs("(define-fun ir_bswap16_32 ((a (_ BitVec 32))) (_ BitVec 32) ((_ zero_extend 16) "
	      "(concat ((_ extract 7 0) a) ((_ extract 15 8) a))))\n",
		f);
}

void emit_smt(FILE *f, const struct rules *rules)
{
	static const int first[] = {CC_EQ, CC_EQ, CC_ULT, CC_SLT},
			 last[] = {CC_SLE, CC_NE, CC_ULE, CC_SLE};

	prelude(f);
	for (int i = 0; i < rules->n; i++) {
		const struct rule *r = &rules->p[i];
		int from = r->cc_class < 0 ? 0 : first[r->cc_class - CC_ANY];
		int to = r->cc_class < 0 ? 0 : last[r->cc_class - CC_ANY];

		if (i && rules->p[i - 1].line == r->line)
			continue; /* a commuted variant: the operations commute */
		for (int cc = from; cc <= to; cc++) {
			if (r->proof > 8)
				prove(f, r, r->proof / 2, cc);
			if (r->generic || r->proof == 8)
				prove(f, r, r->proof, cc);
		}
	}
}
