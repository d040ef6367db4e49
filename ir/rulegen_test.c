/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * For tests/unit/ir_fold.c: one function a rule that builds its pattern from values and constants
 * of the test's choice (value, number, op), and their table.
 */
#include <inttypes.h>

#include "rulegen.h"

static const char *const type_c[] = {"t", "IR_I32", "IR_I64", "IR_PTR"};
static const char *const cc_c[] = {"IR_EQ", "IR_NE", "IR_ULT", "IR_UGE", "IR_UGT", "IR_ULE",
	"IR_SLT", "IR_SGE", "IR_SGT", "IR_SLE"};

static void build(FILE *f, const struct node *n)
{
	const char *t = type_c[type_of(n)];

	switch (n->kind) {
	case NODE_VALUE: fprintf(f, "value(s, \"%s\", %s)", n->name, t); return;
	case NODE_CONST: fprintf(f, "constant(s, \"%s\", %s)", n->name, t); return;
	case NODE_NUMBER: fprintf(f, "number(s, INT64_C(%" PRId64 "), %s)", n->number, t); return;
	default: break;
	}
	fprintf(f, "op(s, IR_%s, %s, %s, ", op_names[n->op],
		n->op != OP_CMP  ? "IR_EQ"
		: n->cc < CC_ANY ? cc_c[n->cc]
				 : "s->cc",
		t);
	build(f, n->a);
	fputs(", ", f);
	if (n->b)
		build(f, n->b);
	else
		fputc('0', f);
	fputc(')', f);
}

void emit_test(FILE *f, const struct rules *rules)
{
	static const char *const first[] = {"IR_EQ", "IR_EQ", "IR_ULT", "IR_SLT"};
	static const char *const last[] = {"IR_SLE", "IR_NE", "IR_ULE", "IR_SLE"};

	fputs("/* Made by rulegen from fold.rules. */\n", f);
	for (int i = 0; i < rules->n; i++) {
		fprintf(f,
			"static ir_ref pattern_%d(struct sample *s, enum ir_type t)\n{\n\treturn ",
			i);
		build(f, rules->p[i].pattern);
		fputs(";\n}\n", f);
	}
	fputs("static const struct rule_test rule_tests[] = {\n", f);
	for (int i = 0; i < rules->n; i++) {
		const struct rule *r = &rules->p[i];

		fprintf(f, "\t{%d, %d, %s, %s, pattern_%d},\n", r->line, r->generic,
			r->cc_class < 0 ? "IR_EQ" : first[r->cc_class - CC_ANY],
			r->cc_class < 0 ? "IR_EQ" : last[r->cc_class - CC_ANY], i);
	}
	fputs("};\n", f);
}
