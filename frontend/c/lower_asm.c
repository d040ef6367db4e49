/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Inline assembly, normalised for the back end: operands are %N and %wN by number, labels of asm
 * goto %lN by their place in `targets`, %= is a number, %% a percent sign; of {a|b} the first
 * stays. Numbering as GCC has it: outputs, inputs, then the hidden inputs of "+" operands.
 */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "lower.h"

struct text {
	char *p;
	size_t n, cap;
	struct arena *arena;
};

static void put(struct text *t, const char *s, size_t len)
{
	if (t->n + len + 1 > t->cap) {
		size_t cap = (t->n + len + 1) * 2;
		char *p = arena_alloc(t->arena, cap);

		if (t->n)
			memcpy(p, t->p, t->n);
		t->p = p;
		t->cap = cap;
	}
	memcpy(t->p + t->n, s, len);
	t->n += len;
	t->p[t->n] = 0;
}

/* ---- the template ---- */

static int find_name(const struct asm_stmt *s, const char *name, size_t len, bool label)
{
	int n = 0;

	vec_for (o, &s->outputs) {
		if (!label && o->name && o->name->len == len && !memcmp(o->name->name, name, len))
			return n;
		n++;
	}
	vec_for (o, &s->inputs) {
		if (!label && o->name && o->name->len == len && !memcmp(o->name->name, name, len))
			return n;
		n++;
	}
	n = 0;
	vec_for (l, &s->labels) {
		if (label && (*l)->name->len == len && !memcmp((*l)->name->name, name, len))
			return n;
		n++;
	}
	return -1;
}

/* What follows '%' (and a modifier): digits or [name]. The number, or -1; *end is behind it. */
static int operand_number(const struct asm_stmt *s, const char *p, bool label, const char **end)
{
	if (*p == '[') {
		const char *close = strchr(p, ']');

		if (!close)
			return -1;
		*end = close + 1;
		return find_name(s, p + 1, (size_t)(close - p - 1), label);
	}
	if (!isdigit((unsigned char)*p))
		return -1;
	char *after;
	long n = strtol(p, &after, 10);
	/* Labels are numbered behind all operands, and "+" outputs count twice. */
	uint32_t plus = 0;

	*end = after;
	vec_for (o, &s->outputs)
		plus += strchr(o->constraint, '+') != NULL;
	uint32_t operands = s->outputs.n + s->inputs.n;

	if (label)
		return n >= operands + plus && n < operands + plus + s->labels.n
			       ? (int)(n - operands - plus)
			       : -1;
	return n < operands ? (int)n : -1;
}

/* At '%'. Returns what follows, NULL when there is no such operand. */
static const char *expand(struct lower *L, struct text *t, const struct asm_stmt *s, const char *p)
{
	char buf[32], modifier = 0;
	const char *end = NULL;
	int n;

	p++;
	if (*p == '%' || *p == '{' || *p == '}' || *p == '|') {
		put(t, *p == '%' ? "%%" : p, *p == '%' ? 2 : 1);
		return p + 1;
	}
	if (*p == '=') {
		snprintf(buf, sizeof(buf), "%u", L->n_asm);
		put(t, buf, strlen(buf));
		return p + 1;
	}
	if (isalpha((unsigned char)*p))
		modifier = *p++;
	n = operand_number(s, p, modifier == 'l', &end);
	if (n < 0)
		return NULL;
	snprintf(buf, sizeof(buf), "%%%s%d", modifier == 'w' ? "w" : modifier == 'l' ? "l" : "", n);
	put(t, buf, strlen(buf));
	return end;
}

/* Skip the alternatives behind the first. */
static const char *skip_alternatives(const char *p)
{
	while (*p && *p != '}')
		p++;
	return *p ? p + 1 : p;
}

static const char *normalise(struct lower *L, const struct asm_stmt *s, src_loc loc)
{
	struct text t = {.arena = L->arena};
	bool inside = false; /* { | } */

	put(&t, "", 0);
	for (const char *p = s->text; p && *p;) {
		if (*p == '%' && s->is_basic) {
			put(&t, "%%", 2);
			p++;
		} else if (*p == '%') {
			const char *next = expand(L, &t, s, p);

			if (!next) {
				diag(L->ds, DIAG_ASM_OPERAND, loc);
				return "";
			}
			p = next;
		} else if (*p == '{' && !s->is_basic) {
			inside = true;
			p++;
		} else if (inside && *p == '|') {
			p = skip_alternatives(p);
			inside = false;
		} else if (inside && *p == '}') {
			inside = false;
			p++;
		} else {
			put(&t, p, 1);
			p++;
		}
	}
	return t.p;
}

/* What the text names is referred to. */
static void note_names(struct lower *L, const struct asm_stmt *s)
{
	vec_for (id, &s->names) {
		struct decl *d = (*id)->sym;

		if (d && (d->kind == DECL_FUNC || (d->kind == DECL_VAR && d->is_global)))
			lower_sym(L, d->canonical ? d->canonical : d)->used = true;
	}
}

/* ---- operands ---- */

struct operands {
	const struct asm_stmt *s;
	struct ir_asm *as;
	VEC(ir_ref) args;
	VEC(struct place) outputs; /* of the register outputs, in order */
	VEC(struct qtype) types;
};

static int fixed_register(struct expr *e)
{
	while (e->kind == EX_CAST)
		e = e->u.cast.a;
	if (e->kind != EX_DECL || e->u.decl->kind != DECL_VAR || e->u.decl->is_global)
		return -1;
	return e->u.decl->u.var.reg;
}

static void add_input(struct lower *L, struct operands *o, struct ir_asm_operand op, ir_ref value)
{
	op.type = ir_get(FN(L), value)->type;
	vec_push(L->arena, &o->as->operands, op);
	vec_push(L->scratch, &o->args, value);
}

static struct ir_asm_operand plain_operand(char constraint)
{
	return (struct ir_asm_operand){.constraint = constraint, .tied = -1, .fixed = -1};
}

static void add_memory(struct lower *L, struct operands *o, struct expr *e)
{
	struct place p = lower_place(L, e);

	lower_reach(L, &p);
	add_input(L, o, plain_operand('m'), lower_address(L, &p));
}

static bool is_memory(const char *c)
{
	return strpbrk(c, "moV") && !strpbrk(c, "rwg");
}

/* Every letter is one that BPF has. */
static bool constraint_known(const char *c)
{
	for (; *c; c++) {
		if (*c == '[')
			c = strchr(c, ']');
		else if (!strchr("=+%,rmwginXopVEFslI#*?!& 0123456789", *c))
			return false;
	}
	return true;
}

static void add_output(struct lower *L, struct operands *o, struct asm_operand *x)
{
	struct ir_asm_operand op = plain_operand(strchr(x->constraint, 'w') ? 'w' : 'r');
	struct place p;

	if (is_memory(x->constraint)) {
		add_memory(L, o, x->value);
		o->as->clobbers_memory = true;
		return;
	}
	p = lower_place(L, x->value);
	lower_core_end(L, &p);
	op.output = true;
	op.early = strchr(x->constraint, '&') != NULL;
	op.fixed = (int8_t)fixed_register(x->value);
	op.type = lower_type(L, x->value->type);
	vec_push(L->arena, &o->as->operands, op);
	vec_push(L->scratch, &o->outputs, p);
	vec_push(L->scratch, &o->types, x->value->type);
}

/*
 * A register has undefined bits above an operand of 8 or 16 bits, and LLVM leaves there what was in
 * the value that a cast made it of. Programs count on that: (short)x keeps the compiler from
 * extending x.
 */
static struct expr *unconverted(struct lower *L, struct expr *e)
{
	uint64_t size = type_size(L->ts, e->type);

	while (type_is_integer(e->type) && size <= 2 && e->kind == EX_CAST &&
		e->u.cast.kind == CAST_INT && !lower_is_128(e->u.cast.a->type) &&
		type_size(L->ts, e->u.cast.a->type) >= size)
		e = e->u.cast.a;
	return e;
}

static void add_value(struct lower *L, struct operands *o, struct asm_operand *x)
{
	const char *c = x->constraint;
	struct ir_asm_operand op = plain_operand('r');
	const char *digit = strpbrk(c, "0123456789[");
	ir_ref v;

	if (!digit && is_memory(c)) {
		add_memory(L, o, x->value);
		return;
	}
	if (lower_is_record(x->value->type) || lower_is_128(x->value->type)) {
		diag(L->ds, DIAG_ASM_TYPE, x->loc);
		return;
	}
	bool immediate = strpbrk(c, "insEFX") && !strpbrk(c, "rwg");
	int64_t n;

	/* a constant expression is one, though its evaluation would be relocated */
	if (immediate && type_is_integer(x->value->type) && lower_constant(L, x->value, &n))
		v = ir_const(FN(L), lower_type(L, x->value->type), n);
	else
		v = lower_scalar(L, digit || lower_constant(L, x->value, &n)
					    ? x->value
					    : unconverted(L, x->value));
	if (digit)
		op.tied = (int8_t)(*digit == '[' ? find_name(o->s, digit + 1,
							   strcspn(digit + 1, "]"), false)
						 : atoi(digit));
	op.fixed = (int8_t)fixed_register(x->value);
	if (strchr(c, 'w'))
		op.constraint = 'w';
	if (immediate)
		op.constraint = 'i';
	op.number = !digit && op.fixed < 0 && strpbrk(c, "insEFX");
	add_input(L, o, op, v);
}

/* "+r": the old value is an input in the same register. */
static void add_old_value(
	struct lower *L, struct operands *o, struct asm_operand *x, struct place *p, int tied)
{
	struct ir_asm_operand op = plain_operand(strchr(x->constraint, 'w') ? 'w' : 'r');

	op.tied = (int8_t)tied;
	op.fixed = (int8_t)fixed_register(x->value);
	add_input(L, o, op, lower_load(L, p, x->value->type).r);
}

static void add_clobber(struct lower *L, struct ir_asm *as, const char *c, src_loc loc)
{
	char *end;
	long n;

	if (!strcmp(c, "memory")) {
		as->clobbers_memory = true;
		return;
	}
	if (!strcmp(c, "cc"))
		return;
	n = *c == 'r' || *c == 'w' ? strtol(c + 1, &end, 10) : -1;
	if (n < 0 || n > 10 || !c[1] || *end)
		diag(L->ds, DIAG_ASM_CLOBBER, loc, c);
	else if (n < 10)
		as->clobbers |= (uint16_t)(1u << n);
}

static void store_outputs(struct lower *L, struct operands *o, const ir_ref *out)
{
	for (uint32_t i = 0; i < o->outputs.n; i++) {
		struct qtype t = o->types.p[i];
		ir_ref v = out[i];

		if (type_is_integer(t) && type_size(L->ts, t) < 4)
			v = ir_emit_extend(B(L), v, type_bits(L->ts, t), type_is_signed(t));
		lower_store(L, &o->outputs.p[i], t, value_of(v));
	}
}

void lower_asm(struct lower *L, struct asm_stmt *s, src_loc loc)
{
	struct operands o = {.s = s, .as = arena_new(L->arena, struct ir_asm)};
	struct ir_asm *as = o.as;
	ir_ref *out = arena_array(L->scratch, ir_ref, s->outputs.n + 1);

	vec_for (x, &s->outputs) {
		if (!constraint_known(x->constraint))
			diag(L->ds, DIAG_ASM_OUTPUT_CONSTRAINT, x->loc, x->constraint);
		add_output(L, &o, x);
	}
	vec_for (x, &s->inputs) {
		if (!constraint_known(x->constraint))
			diag(L->ds, DIAG_ASM_INPUT_CONSTRAINT, x->loc, x->constraint);
		add_value(L, &o, x);
	}
	for (uint32_t i = 0, k = 0; i < s->outputs.n; i++) {
		struct asm_operand *x = &s->outputs.p[i];

		if (is_memory(x->constraint))
			continue;
		if (strchr(x->constraint, '+'))
			add_old_value(L, &o, x, &o.outputs.p[k], (int)i);
		k++;
	}
	vec_for (c, &s->clobbers)
		add_clobber(L, as, *c, loc);
	L->n_asm++;
	as->text = normalise(L, s, loc);
	note_names(L, s);
	as->is_volatile = s->is_volatile || s->is_goto || !s->outputs.n;
	as->loc = loc;
	vec_for (l, &s->labels)
		vec_push(L->arena, &as->targets, lower_label_block(L, *l));
	if (s->labels.n)
		as->then = ir_block_new(FN(L), NULL);
	B(L)->loc = loc;
	ir_emit_asm(B(L), as, o.args.p, o.args.n, out);
	if (s->labels.n)
		ir_start_sealed(B(L), as->then);
	store_outputs(L, &o, out);
}
