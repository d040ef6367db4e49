/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The matcher: one function a rule, one dispatch by the root's op, for fold.c to include.
 *
 *	static ir_ref rule_3(struct match *m)          (add (add x C) D) => (add x {C + D})
 *	{
 *		const struct ir_ins *n0 = m->ins;
 *		enum ir_type T = n0->type;
 *		if (T == IR_PTR) return 0;
 *		ir_ref r1 = match_ref(m, n0->a);       ... and so on down the pattern, then
 *		return make(m, IR_ADD, 0, T, v_x, ir_const(m->fn, T, op(IR_ADD, T, c_C, c_D)));
 *	}
 */
#include <inttypes.h>
#include <string.h>

#include "rulegen.h"

struct out {
	FILE *f;
	const struct rule *rule;
	const char *bound[16]; /* names seen so far */
	int n_bound, ids;
	bool has_T;
};

static const char *const type_c[] = {"T", "IR_I32", "IR_I64", "IR_PTR"};
static const char *const cc_c[] = {"IR_EQ", "IR_NE", "IR_ULT", "IR_UGE", "IR_UGT", "IR_ULE",
	"IR_SLT", "IR_SGE", "IR_SGT", "IR_SLE"};

static bool bind(struct out *o, const char *name)
{
	for (int i = 0; i < o->n_bound; i++)
		if (!strcmp(o->bound[i], name))
			return false;
	o->bound[o->n_bound++] = name;
	return true;
}

/* ---- matching ---- */

/* The type of a node: what C expression gives it is `of`. The open type is bound where first seen.
 */
static void match_type(struct out *o, const struct node *n, const char *of)
{
	if (type_of(n) != TYPE_FREE) {
		fprintf(o->f, "\tif (%s != %s)\n\t\treturn 0;\n", of, type_c[type_of(n)]);
	} else if (o->has_T) {
		fprintf(o->f, "\tif (%s != T)\n\t\treturn 0;\n", of);
	} else {
		fprintf(o->f,
			"\tenum ir_type T = (enum ir_type)%s;\n\n\tif (T == IR_PTR)\n\t\treturn "
			"0;\n",
			of);
		o->has_T = true;
	}
}

static void match_cc(struct out *o, const struct node *n, const char *node)
{
	switch (n->cc) {
	case CC_ANY: break;
	case CC_EQNE: fprintf(o->f, "\tif (%s->cc > IR_NE)\n\t\treturn 0;\n", node); break;
	case CC_UNSIGNED:
		fprintf(o->f, "\tif (%s->cc < IR_ULT || %s->cc > IR_ULE)\n\t\treturn 0;\n", node,
			node);
		break;
	case CC_SIGNED: fprintf(o->f, "\tif (%s->cc < IR_SLT)\n\t\treturn 0;\n", node); break;
	default: fprintf(o->f, "\tif (%s->cc != %s)\n\t\treturn 0;\n", node, cc_c[n->cc]);
	}
	if (n->cc >= CC_ANY)
		fprintf(o->f, "\tenum ir_cc cc = (enum ir_cc)%s->cc;\n\n", node);
}

static int mentions(const struct node *in, const char *name)
{
	return !in ? 0
		   : (in->kind == NODE_VALUE && !strcmp(in->name, name)) + mentions(in->a, name) +
			       mentions(in->b, name);
}

static void match(struct out *o, const struct node *n, const char *ref);

static void match_children(struct out *o, const struct node *n, const char *node)
{
	char ref[32];

	if (n->op == OP_CMP) {
		match_cc(o, n, node);
		snprintf(ref, sizeof(ref), "match_type(m, %s->a)", node);
		match_type(o, n->a, ref);
	}
	/* Constants first, operations last: the former reject fastest. */
	for (int pass = 0; pass < 3; pass++)
		for (int i = 0; i < op_arity(n->op); i++) {
			const struct node *child = i ? n->b : n->a;

			snprintf(ref, sizeof(ref), "%s->%c", node, i ? 'b' : 'a');
			if (pass == (child->kind == NODE_OP ? 2 : child->kind == NODE_VALUE))
				match(o, child, ref);
		}
}

static void match_op(struct out *o, const struct node *n, const char *ref)
{
	char node[16];
	int id = ++o->ids;

	fprintf(o->f, "\tir_ref r%d = ir_resolve(m->fn, %s);\n", id, ref);
	fprintf(o->f, "\tconst struct ir_ins *n%d = &m->fn->ins.p[r%d];\n\n", id, id);
	fprintf(o->f, "\tif (n%d->op != IR_%s)\n\t\treturn 0;\n", id, op_names[n->op]);
	if (n->single)
		fprintf(o->f, "\tif (!match_single(m, r%d))\n\t\treturn 0;\n", id);
	snprintf(node, sizeof(node), "n%d", id);
	match_children(o, n, node);
}

static void match(struct out *o, const struct node *n, const char *ref)
{
	switch (n->kind) {
	case NODE_OP: match_op(o, n, ref); break;
	case NODE_VALUE:
		if (mentions(o->rule->pattern, n->name) + mentions(o->rule->replacement, n->name) +
				mentions(o->rule->cond, n->name) ==
			1)
			break;
		if (bind(o, n->name))
			fprintf(o->f, "\tir_ref v_%s = ir_resolve(m->fn, %s);\n", n->name, ref);
		else
			fprintf(o->f, "\tif (ir_resolve(m->fn, %s) != v_%s)\n\t\treturn 0;\n", ref,
				n->name);
		break;
	case NODE_CONST:
		if (bind(o, n->name))
			fprintf(o->f,
				"\tuint64_t c_%s;\n\n\tif (!match_const(m, %s, &c_%s))\n\t\treturn "
				"0;\n",
				n->name, ref, n->name);
		else
			fprintf(o->f, "\tif (!match_number(m, %s, c_%s))\n\t\treturn 0;\n", ref,
				n->name);
		break;
	case NODE_NUMBER:
		fprintf(o->f,
			"\tif (!match_number(m, %s, (uint64_t)INT64_C(%" PRId64
			")))\n\t\treturn 0;\n",
			ref, n->number);
		break;
	default: rule_error(n->line, "an expression cannot be matched");
	}
}

/* ---- expressions ---- */

static void expr(struct out *o, const struct node *n);

static void expr_call(struct out *o, const struct node *n)
{
	const char *t = type_c[type_of(n)];

	if (!strcmp(n->name, "bits"))
		fprintf(o->f, "(uint64_t)ir_type_bits(%s)", t);
	else if (!strcmp(n->name, "sign"))
		fprintf(o->f, "(1ull << (ir_type_bits(%s) - 1))", t);
	else if (n->a->kind == NODE_VALUE)
		fprintf(o->f, "ir_canon(%s, ir_known(m->fn, v_%s).%s)", t, n->a->name, n->name);
	else if (!strcmp(n->name, "slt") || !strcmp(n->name, "sle")) {
		fprintf(o->f, "ir_eval_cmp(IR_S%s, %s, ", n->name[2] == 't' ? "LT" : "LE",
			type_c[type_of(n->a)]);
		expr(o, n->a);
		fputs(", ", o->f);
		expr(o, n->b);
		fputc(')', o->f);
	} else if (op_find(n->name) >= 0) {
		fprintf(o->f, "expr_op(IR_%s, %s, ", op_names[op_find(n->name)],
			type_c[type_of(n->a)]);
		expr(o, n->a);
		fputs(", 0)", o->f);
	} else {
		fprintf(o->f, "expr_%s(", n->name);
		expr(o, n->a);
		fputc(')', o->f);
	}
}

static void infix(struct out *o, const struct node *n, const char *op)
{
	fputc('(', o->f);
	expr(o, n->a);
	fprintf(o->f, " %s ", op);
	expr(o, n->b);
	fputc(')', o->f);
}

static void expr(struct out *o, const struct node *n)
{
	static const char *const compare[] = {"==", "!=", "<", ">=", ">", "<="};

	switch (n->kind) {
	case NODE_NUMBER:
		fprintf(o->f, "ir_canon(%s, (uint64_t)INT64_C(%" PRId64 "))", type_c[type_of(n)],
			n->number);
		break;
	case NODE_CONST: fprintf(o->f, "c_%s", n->name); break;
	case NODE_EXPR: expr(o, n->a); break;
	case EXPR_BINARY:
		fprintf(o->f, "expr_op(IR_%s, %s, ", op_names[n->op], type_c[type_of(n)]);
		expr(o, n->a);
		fputs(", ", o->f);
		expr(o, n->b);
		fputc(')', o->f);
		break;
	case EXPR_CMP: infix(o, n, compare[n->cc]); break;
	case EXPR_AND: infix(o, n, "&&"); break;
	case EXPR_OR: infix(o, n, "||"); break;
	case EXPR_NOT:
		fputc('!', o->f);
		expr(o, n->a);
		break;
	case EXPR_CALL: expr_call(o, n); break;
	default: rule_error(n->line, "not an expression");
	}
}

/* ---- replacement ---- */

/* Emits what the operands need, and leaves in `text` the C expression of the value. */
static void build(struct out *o, struct node *n, char text[32])
{
	char a[32], b[32] = "0", cc[32] = "IR_EQ";

	switch (n->kind) {
	case NODE_VALUE: snprintf(text, 32, "v_%s", n->name); return;
	case NODE_OP: break;
	default:
		snprintf(text, 32, "t%d", ++o->ids);
		fprintf(o->f, "\tir_ref %s = ir_const(m->fn, %s, (int64_t)", text,
			type_c[type_of(n)]);
		expr(o, n);
		fprintf(o->f, ");\n");
		return;
	}
	build(o, n->a, a);
	if (n->b)
		build(o, n->b, b);
	if (n->op == OP_CMP)
		snprintf(cc, sizeof(cc), "%s",
			n->cc < CC_ANY        ? cc_c[n->cc]
			: n->cc == CC_NEGATED ? "ir_cc_negate(cc)"
			: n->cc == CC_SWAPPED ? "ir_cc_swap(cc)"
					      : "cc");
	snprintf(text, 32, "t%d", ++o->ids);
	fprintf(o->f, "\tir_ref %s = make(m, IR_%s, %s, %s, %s, %s);\n", text, op_names[n->op], cc,
		type_c[type_of(n)], a, b);
}

static void emit_rule(FILE *f, const struct rule *r, int index)
{
	struct out o = {.f = f, .rule = r};
	char text[32];

	fprintf(f, "\n/* fold.rules:%d: %s */\nstatic ir_ref rule_%d(struct match *m)\n{\n",
		r->line, r->text, index);
	fprintf(f, "\tconst struct ir_ins *n0 = m->ins;\n\n");
	if (r->replacement->kind == NODE_OP)
		fprintf(f, "\tif (!m->at)\n\t\treturn 0;\n");
	if (r->pattern->op != OP_CMP)
		match_type(&o, r->pattern, "n0->type");
	match_children(&o, r->pattern, "n0");
	if (r->cond) {
		fputs("\tif (!(", f);
		expr(&o, r->cond);
		fputs("))\n\t\treturn 0;\n", f);
	}
	build(&o, r->replacement, text);
	fprintf(f, "\treturn %s;\n}\n", text);
}

/* What the rule asks of an operand of the root by itself: most rules are refused by that. */
static void guard_operand(FILE *f, const struct node *n, const char *op)
{
	if (n && n->kind == NODE_OP)
		fprintf(f, "%s == IR_%s && ", op, op_names[n->op]);
	else if (n && (n->kind == NODE_CONST || n->kind == NODE_NUMBER))
		fprintf(f, "%s == IR_CONST && ", op);
}

static void emit_try(FILE *f, const struct rule *r, int index)
{
	fputc('(', f);
	if (r->replacement->kind == NODE_OP)
		fputs("m->at && ", f);
	guard_operand(f, r->pattern->a, "a");
	guard_operand(f, r->pattern->b, "b");
	fprintf(f, "(r = rule_%d(m)))", index);
}

void emit_c(FILE *f, const struct rules *rules)
{
	fputs("/* Made by rulegen from fold.rules. */\n", f);
	for (int i = 0; i < rules->n; i++)
		emit_rule(f, &rules->p[i], i);
	fputs("\nstatic ir_ref match_rules(struct match *m)\n{\n\tir_ref r = 0;\n"
	      "\tunsigned a = match_opcode(m, m->ins->a), b = match_opcode(m, m->ins->b);\n\n"
	      "\tswitch (m->ins->op) {\n",
		f);
	for (int op = 0; op < OP_COUNT; op++) {
		bool any = false;

		for (int i = 0; i < rules->n; i++) {
			if (rules->p[i].pattern->op != op)
				continue;
			if (!any)
				fprintf(f, "\tcase IR_%s:\n\t\t(void)(", op_names[op]);
			if (any)
				fputs(" ||\n\t\t\t", f);
			emit_try(f, &rules->p[i], i);
			any = true;
		}
		if (any)
			fputs(");\n\t\tbreak;\n", f);
	}
	fputs("\tdefault: break;\n\t}\n\treturn r;\n}\n", f);
}
