/* SPDX-License-Identifier: BSD-2-Clause */
/* One instruction of the IR text; print.c writes them. */
#include "parse.h"
#include "print.h"

/* The numeric suffix of a leaf: none i64, w i32, p ptr. */
static enum ir_type leaf_type(struct parse *p)
{
	char c = p->p < p->end ? *p->p : 0;

	if (c != 'w' && c != 'p')
		return IR_I64;
	p->p++;
	return c == 'w' ? IR_I32 : IR_PTR;
}

static bool at(struct parse *p, const char *prefix)
{
	size_t n = strlen(prefix);

	text_punct(p, 0); /* skip blanks */
	if ((size_t)(p->end - p->p) < n || memcmp(p->p, prefix, n))
		return false;
	p->p += n;
	return true;
}

/* An index right behind a prefix that was read; below `n`. */
static bool index_below(struct parse *p, uint32_t n, uint64_t *v)
{
	if (!text_u64(p, UINT32_MAX, v))
		return false;
	return *v < n || text_error(p, "index out of range");
}

static bool gaddr(struct parse *p, ir_ref *r)
{
	struct ir_sym *s = text_sym(p);
	int64_t off = 0;

	if (s && p->p < p->end && (*p->p == '+' || *p->p == '-')) {
		p->p += *p->p == '+';
		if (!text_i64(p, &off))
			return false;
	}
	if (s)
		*r = ir_gaddr(p->fn, s, off);
	return s != NULL;
}

static bool numbered(struct parse *p, ir_ref *r)
{
	uint64_t n;

	if (!text_u64(p, PARSE_NUMBERED - 1u, &n))
		return false;
	*r = (ir_ref)n | PARSE_NUMBERED;
	return true;
}

static bool value(struct parse *p, ir_ref *r)
{
	uint64_t i;
	int64_t v;

	*r = 0;
	if (p->failed)
		return false;
	if (at(p, "%"))
		return numbered(p, r);
	if (at(p, "@"))
		return p->p--, gaddr(p, r);
	if (at(p, "$")) {
		if (index_below(p, p->fn->params.n, &i))
			*r = ir_param(p->fn, (uint32_t)i);
	} else if (at(p, "slot")) {
		if (index_below(p, p->fn->slots.n, &i))
			*r = ir_slot_addr(p->fn, (uint32_t)i);
	} else if (at(p, "core")) {
		if (index_below(p, p->m->core.n, &i))
			*r = ir_core_value(p->fn, leaf_type(p), (uint32_t)i);
	} else if (at(p, "undef")) {
		*r = ir_undef(p->fn, leaf_type(p));
	} else if (text_i64(p, &v)) {
		*r = ir_const(p->fn, leaf_type(p), v);
	}
	return *r != 0;
}

/* Values separated by commas up to `end` (0: the end of the line or a word). */
static bool values(struct parse *p, struct ir_ins *x, char end)
{
	VEC(ir_ref) list = {0};
	ir_ref r;

	if (end && text_punct(p, end))
		return true;
	do {
		if (!value(p, &r))
			return false;
		vec_push(&p->scratch, &list, r);
	} while (text_punct(p, ','));
	x->nargs = list.n;
	x->args = arena_dup(p->arena, list.p, list.n * sizeof(ir_ref));
	return !end || text_expect(p, end);
}

static void flag(struct parse *p, struct ir_ins *x, const char *word, uint16_t bit)
{
	if (text_is(p, word))
		x->flags |= bit;
}

static bool small(struct parse *p, uint64_t max, uint8_t *v)
{
	uint64_t n = 0;
	bool ok = text_u64(p, max, &n);

	*v = (uint8_t)n;
	return ok;
}

static void align(struct parse *p, struct ir_ins *x)
{
	if (text_is(p, "align"))
		small(p, 128, &x->align);
	else
		text_fail(p, "'align'");
}

/* ---- by kind ---- */

/* WIDTH [base + offset] */
static bool address(struct parse *p, struct ir_ins *x, ir_ref *base)
{
	uint64_t off = 0;

	if (!small(p, 8, &x->width) || !text_expect(p, '[') || !value(p, base))
		return false;
	bool minus = text_punct(p, '-');

	if (!minus && !text_expect(p, '+'))
		return false;
	if (!text_u64(p, UINT64_MAX, &off))
		return false;
	x->imm = (int64_t)(minus ? -off : off);
	return text_expect(p, ']');
}

static void access_flags(struct parse *p, struct ir_ins *x)
{
	align(p, x);
	text_prov(p, &x->prov);
	flag(p, x, "volatile", INSF_VOLATILE);
	flag(p, x, "signed", INSF_SIGNED);
	flag(p, x, "const_mem", INSF_CONST_MEM);
}

static void load_store(struct parse *p, struct ir_ins *x)
{
	if (!address(p, x, &x->a))
		return;
	if ((x->op == IR_STORE || x->op == IR_LDIND) && (!text_expect(p, ',') || !value(p, &x->b)))
		return;
	if (x->op == IR_LOAD || x->op == IR_STORE)
		access_flags(p, x);
	else
		flag(p, x, "optional", INSF_OPTIONAL);
}

static void atomic(struct parse *p, struct ir_ins *x)
{
	ir_ref args[4];

	if (!text_listed(p, ir_name_atomic, "an atomic operation", &x->cc) ||
		!address(p, x, &args[x->nargs++]))
		return;
	while (x->nargs < 4 && text_punct(p, ','))
		if (!value(p, &args[x->nargs++]))
			return;
	x->args = arena_dup(p->arena, args, x->nargs * sizeof(ir_ref));
	access_flags(p, x);
	if (x->type != IR_VOID)
		x->flags |= INSF_FETCH;
}

static void effects(struct parse *p, struct ir_ins *x)
{
	struct ir_effects *e;
	uint64_t reads = 0, writes = 0, keeps = 0;

	if (!text_is(p, "effects"))
		return;
	e = arena_new(p->arena, struct ir_effects);
	x->effects = ir_effects_add(p->m, e);
	if (!text_expect(p, '('))
		return;
	if (text_is(p, "reads"))
		text_u64(p, UINT16_MAX, &reads);
	if (text_is(p, "writes"))
		text_u64(p, UINT16_MAX, &writes);
	if (text_is(p, "keeps"))
		text_u64(p, UINT8_MAX, &keeps);
	e->reads = (uint16_t)reads;
	e->writes = (uint16_t)writes;
	e->keeps = (uint8_t)keeps;
	text_prov(p, &e->prov);
	e->clobbers_packet = text_is(p, "clobbers_packet");
	e->pure = text_is(p, "pure");
	text_expect(p, ')');
}

static void call(struct parse *p, struct ir_ins *x)
{
	if (x->op == IR_CALL) {
		x->u.sym = text_sym(p);
		if (x->u.sym && x->u.sym->kind != IR_SYM_FN)
			text_error(p, "a call of data");
	} else if (x->op == IR_HELPER) {
		text_i64(p, &x->imm);
	} else {
		value(p, &x->a);
	}
	if (!text_expect(p, '(') || !values(p, x, ')'))
		return;
	text_prov(p, &x->prov);
	flag(p, x, "tail", INSF_TAIL);
	flag(p, x, "noreturn", INSF_NORETURN);
	effects(p, x);
}

/* out|in CONSTRAINT TYPE [early] [number] [tied N] [fixed N] [value] */
static bool asm_operand(struct parse *p, struct ir_asm *as, bool output, ir_ref *input)
{
	struct ir_asm_operand o = {.output = output, .tied = -1, .fixed = -1};
	char constraint[8];
	uint8_t n;

	if (!text_name(p, constraint, sizeof(constraint)) ||
		!text_listed(p, ir_name_type, "a type", &o.type))
		return false;
	o.constraint = constraint[0];
	o.early = text_is(p, "early");
	o.number = text_is(p, "number");
	if (text_is(p, "tied") && small(p, 127, &n))
		o.tied = (int8_t)n;
	if (text_is(p, "fixed") && small(p, 10, &n))
		o.fixed = (int8_t)n;
	vec_push(p->arena, &as->operands, o);
	return output || value(p, input);
}

static void assembly(struct parse *p, struct ir_ins *x)
{
	struct ir_asm *as = x->u.assembly = arena_new(p->arena, struct ir_asm);
	VEC(ir_ref) inputs = {0};
	uint64_t clobbers = 0;
	ir_ref input;
	ir_bid to;

	as->text = text_string(p);
	for (;;) {
		bool output = text_is(p, "out");

		if (!output && !text_is(p, "in"))
			break;
		if (!asm_operand(p, as, output, &input))
			return;
		if (!output)
			vec_push(&p->scratch, &inputs, input);
	}
	x->nargs = inputs.n;
	x->args = arena_dup(p->arena, inputs.p, inputs.n * sizeof(ir_ref));
	if (text_is(p, "clobbers"))
		text_u64(p, UINT16_MAX, &clobbers);
	as->clobbers = (uint16_t)clobbers;
	as->clobbers_memory = text_is(p, "memory");
	as->is_volatile = text_is(p, "volatile");
	while (text_is(p, "goto") && text_block_ref(p, &to))
		vec_push(p->arena, &as->targets, to);
	if (as->targets.n && !text_is(p, "then"))
		text_fail(p, "'then'");
	else if (as->targets.n)
		text_block_ref(p, &as->then);
}

/* phi b1 value, b2 value: in the order of the block's header */
static void phi(struct parse *p, struct ir_ins *x)
{
	const struct parse_block *b = &p->blocks.p[p->block];
	ir_bid from;

	x->nargs = b->preds.n;
	x->args = arena_array(p->arena, ir_ref, x->nargs);
	for (uint32_t i = 0; i < x->nargs && !p->failed; i++) {
		if ((i && !text_expect(p, ',')) || !text_block_ref(p, &from))
			return;
		if (from != p->blocks.p[p->block].preds.p[i])
			text_error(p, "phi arguments are not in the order of the predecessors");
		value(p, &x->args[i]);
	}
}

/* switch value, lo[..hi] bN, ..., else bN */
static void switch_cases(struct parse *p, struct ir_ins *x)
{
	VEC(struct ir_case) cases = {0};

	for (;;) {
		struct ir_case c = {0};

		if (!text_expect(p, ','))
			return;
		if (text_is(p, "else"))
			break;
		if (!text_u64(p, UINT64_MAX, &c.lo))
			return;
		c.hi = c.lo;
		if (at(p, "..") && !text_u64(p, UINT64_MAX, &c.hi))
			return;
		if (!text_block_ref(p, &c.to))
			return;
		vec_push(&p->scratch, &cases, c);
	}
	x->u.sw = arena_new(p->arena, struct ir_switch);
	x->u.sw->cases = arena_dup(p->arena, cases.p, cases.n * sizeof(*cases.p));
	x->u.sw->n = cases.n;
	text_block_ref(p, &x->u.sw->other);
}

static void terminator(struct parse *p, struct ir_ins *x)
{
	switch (x->op) {
	case IR_BR: text_block_ref(p, &x->u.br.then); break;
	case IR_CBR:
		if (value(p, &x->a) && text_expect(p, ',') && text_block_ref(p, &x->u.br.then) &&
			text_expect(p, ','))
			text_block_ref(p, &x->u.br.other);
		flag(p, x, "likely", INSF_LIKELY);
		flag(p, x, "unlikely", INSF_UNLIKELY);
		break;
	case IR_SWITCH:
		if (value(p, &x->a))
			switch_cases(p, x);
		break;
	case IR_RET:
		if (p->fn->ret != IR_VOID)
			value(p, &x->a);
		break;
	default: break;
	}
}

/* Operations without anything particular: a; a, b; args. */
static void plain(struct parse *p, struct ir_ins *x)
{
	unsigned shape = ir_ops[x->op].shape;

	if (x->op == IR_CMP)
		text_listed(p, ir_name_cc, "a condition", &x->cc);
	if (shape == SHAPE_ARGS) {
		values(p, x, 0);
		align(p, x);
		return;
	}
	if (!value(p, &x->a))
		return;
	if (shape == SHAPE_AB && text_expect(p, ','))
		value(p, &x->b);
	if (x->op == IR_INTTOPTR)
		text_prov(p, &x->prov);
	if ((x->op == IR_ASM_OUT || x->op == IR_STRCMP) && text_expect(p, ','))
		text_i64(p, &x->imm);
}

static void operands(struct parse *p, struct ir_ins *x)
{
	switch (x->op) {
	case IR_PHI: phi(p, x); break;
	case IR_LOAD:
	case IR_STORE:
	case IR_LDABS:
	case IR_LDIND: load_store(p, x); break;
	case IR_ATOMIC: atomic(p, x); break;
	case IR_CALL:
	case IR_HELPER:
	case IR_CALLI: call(p, x); break;
	case IR_ASM: assembly(p, x); break;
	default:
		if (ir_ops[x->op].flags & OPF_TERM)
			terminator(p, x);
		else
			plain(p, x);
	}
}

static bool find_op(struct parse *p, uint8_t *op)
{
	char name[32];

	if (!text_name(p, name, sizeof(name)))
		return false;
	for (unsigned i = IR_NONE + 1; i < IR_OP_COUNT; i++)
		if (!strcmp(ir_ops[i].text, name) && !(ir_ops[i].flags & OPF_LEAF) &&
			i != IR_COPY) {
			*op = (uint8_t)i;
			return true;
		}
	return text_fail(p, "an operation");
}

/* Every operation that gives a value says its type: %7:i32 = */
static bool result(struct parse *p, struct ir_ins *x, uint64_t *number)
{
	*number = UINT64_MAX;
	if (!at(p, "%"))
		return true;
	/* A number is at most the place in the text, which bounds the table. */
	if (!text_u64(p, (uint64_t)(p->end - p->text), number) || !text_expect(p, ':') ||
		!text_listed(p, ir_name_type, "a type", &x->type) || !text_expect(p, '='))
		return false;
	while (p->values.n <= *number)
		vec_push(&p->scratch, &p->values, 0);
	return x->type != IR_VOID || text_error(p, "a value of type void");
}

/* Does the operation give a value? Calls, atomics and asm may or may not. */
static bool result_fits(const struct ir_ins *x)
{
	unsigned f = ir_ops[x->op].flags;

	if (x->op == IR_CALL || x->op == IR_HELPER || x->op == IR_CALLI || x->op == IR_ATOMIC ||
		x->op == IR_ASM)
		return true;
	bool gives = f & OPF_PURE || x->op == IR_LOAD || x->op == IR_MEMCMP || x->op == IR_LDABS ||
		     x->op == IR_LDIND;

	return gives == (x->type != IR_VOID);
}

void text_ins(struct parse *p)
{
	struct ir_ins x = {0};
	uint64_t number;

	if (!result(p, &x, &number) || !find_op(p, &x.op))
		return;
	operands(p, &x);
	if (p->failed || !text_end_of_line(p))
		return;
	if (!result_fits(&x)) {
		text_error(
			p, "the operation gives a value where none is named, or none where one is");
		return;
	}
	ir_ref last = p->fn->blocks.p[p->block]->last;

	if (last && ir_is_term(&p->fn->ins.p[last])) {
		text_error(p, "an instruction behind a terminator");
		return;
	}
	ir_ref r = ir_append(p->fn, p->block, x);

	if (number == UINT64_MAX)
		return;
	if (p->values.p[number])
		text_error(p, "the value is defined twice");
	p->values.p[number] = r;
}
