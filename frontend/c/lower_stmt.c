/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Statements. Blocks of labels and cases are made when they are first named; a label's block is
 * sealed at the function's end. Scopes with cleanup attributes form a list; every way out runs
 * those that it leaves. A goto to a label that is further down leaves a block of its own behind, to
 * be filled when the label's scope is known.
 */
#include "lower.h"

void lower_cleanups(struct lower *L, struct cleanup *upto)
{
	struct cleanup *mine = L->f->cleanups;
	uint32_t stay = upto ? upto->depth : 0;

	for (struct cleanup *c = mine; c && c->depth > stay; c = c->up) {
		struct place p = lower_decl_place(L, c->var);
		ir_ref arg = lower_address(L, &p);

		L->f->cleanups = c->up; /* a cleanup does not clean up after itself */
		ir_emit_call(B(L), lower_sym(L, c->var->attrs->cleanup), IR_VOID, &arg, 1, NULL);
	}
	L->f->cleanups = mine;
}

static void leave_scope(struct lower *L, struct cleanup *outer)
{
	if (L->f->cleanups != outer && ir_reachable(B(L)))
		lower_cleanups(L, outer);
	L->f->cleanups = outer;
}

static void jump(struct lower *L, struct jump_target to)
{
	lower_cleanups(L, to.cleanups);
	ir_emit_br(B(L), to.block);
}

/* ---- labels ---- */

struct label_state {
	ir_bid block;
	bool placed;
	struct cleanup *cleanups; /* of its scope, once placed */
};

static struct label_state *label_state(struct lower *L, struct label *l)
{
	struct label_state *s = l->lowered;

	if (!s) {
		s = arena_new(L->scratch, struct label_state);
		s->block = ir_block_new(FN(L), l->name->name);
		l->lowered = s;
	}
	return s;
}

ir_bid lower_label_block(struct lower *L, struct label *l)
{
	return label_state(L, l)->block;
}

static void lower_goto(struct lower *L, struct label *l)
{
	struct label_state *s = label_state(L, l);

	if (s->placed || !L->f->cleanups) {
		jump(L, (struct jump_target){s->block, s->cleanups});
		return;
	}
	struct pending_goto g = {l, ir_block_new(FN(L), NULL), L->f->cleanups};

	ir_emit_br(B(L), g.from);
	vec_push(L->scratch, &L->f->gotos, g);
}

/* The scopes that a jump from `from` to a label in `to` stays in. */
static struct cleanup *common(struct cleanup *from, struct cleanup *to)
{
	while (from != to) {
		if (from && (!to || from->depth >= to->depth))
			from = from->up;
		else
			to = to->up;
	}
	return from;
}

static void place_label(struct lower *L, struct label *l)
{
	struct label_state *s = label_state(L, l);
	struct cleanup *here = L->f->cleanups;

	ir_emit_br(B(L), s->block);
	s->placed = true;
	s->cleanups = here;
	for (uint32_t i = 0; i < L->f->gotos.n; i++) {
		struct pending_goto g = L->f->gotos.p[i];

		if (g.label != l)
			continue;
		ir_start_sealed(B(L), g.from);
		L->f->cleanups = g.cleanups;
		lower_cleanups(L, common(g.cleanups, here));
		ir_emit_br(B(L), s->block);
		L->f->gotos.p[i--] = vec_last(&L->f->gotos);
		L->f->gotos.n--;
	}
	L->f->cleanups = here;
	ir_start(B(L), s->block);
}

/* ---- selection ---- */

static void lower_if(struct lower *L, struct stmt *s)
{
	ir_bid done = ir_block_new(FN(L), NULL);

	for (; s && s->kind == ST_IF; s = s->u.if_.other) {
		ir_bid then = ir_block_new(FN(L), NULL);
		ir_bid other = s->u.if_.other ? ir_block_new(FN(L), NULL) : done;

		B(L)->loc = s->loc;
		lower_cond(L, s->u.if_.cond, then, other);
		ir_start_sealed(B(L), then);
		lower_stmt(L, s->u.if_.then);
		ir_emit_br(B(L), done);
		if (!s->u.if_.other)
			break;
		ir_start_sealed(B(L), other);
		if (s->u.if_.other->kind != ST_IF) {
			lower_stmt(L, s->u.if_.other);
			ir_emit_br(B(L), done);
			break;
		}
	}
	ir_start_sealed(B(L), done);
}

struct cases {
	VEC(struct ir_case) v;
};

/* lo..hi in the type's own order; signed ranges across 0 are two in unsigned order. */
static void add_case(struct lower *L, struct cases *cs, uint64_t lo, uint64_t hi, ir_bid to,
	bool sign, unsigned bits)
{
	uint64_t mask = low_mask(bits);
	struct ir_case c = {lo & mask, hi & mask, to};

	if (sign && sign_extend(lo, bits) < 0 && sign_extend(hi, bits) >= 0) {
		struct ir_case low = {lo & mask, mask, to};

		vec_push(L->scratch, &cs->v, low);
		c.lo = 0;
	}
	if (c.lo > c.hi)
		return;
	if (cs->v.n && vec_last(&cs->v).to == to && vec_last(&cs->v).hi + 1 == c.lo && c.lo)
		vec_last(&cs->v).hi = c.hi;
	else
		vec_push(L->scratch, &cs->v, c);
}

/* `case 1: case 2: ...` is one place. */
static ir_bid case_block(struct lower *L, struct stmt *c)
{
	struct stmt *s = c;

	while (!s->u.case_.lowered &&
		(s->u.case_.body->kind == ST_CASE || s->u.case_.body->kind == ST_DEFAULT))
		s = s->u.case_.body;
	if (!s->u.case_.lowered)
		s->u.case_.lowered = (void *)(uintptr_t)ir_block_new(FN(L), NULL);
	for (void *b = s->u.case_.lowered; c != s; c = c->u.case_.body)
		c->u.case_.lowered = b;
	return (ir_bid)(uintptr_t)s->u.case_.lowered;
}

static void lower_switch(struct lower *L, struct stmt *s)
{
	struct jump_target outer = L->f->on_break;
	struct qtype t = s->u.switch_.cond->type;
	struct value v = lower_expr(L, s->u.switch_.cond);
	unsigned bits = (unsigned)min_u64(type_bits(L->ts, t), 64);
	ir_bid done = ir_block_new(FN(L), NULL), other = done;
	struct cases cs = {0};

	vec_for (c, &s->u.switch_.cases) {
		ir_bid b = case_block(L, *c);

		add_case(L, &cs, (*c)->u.case_.lo, (*c)->u.case_.hi, b, type_is_signed(t),
			bits < 32 ? 32 : bits);
	}
	if (s->u.switch_.deflt)
		other = case_block(L, s->u.switch_.deflt);
	B(L)->loc = s->loc;
	ir_emit_switch(B(L), v.r, cs.v.p, cs.v.n, other);
	L->f->on_break = (struct jump_target){done, L->f->cleanups};
	lower_stmt(L, s->u.switch_.body);
	L->f->on_break = outer;
	ir_emit_br(B(L), done);
	ir_start_sealed(B(L), done);
}

static void place_case(struct lower *L, struct stmt *s)
{
	ir_bid b = (ir_bid)(uintptr_t)s->u.case_.lowered;

	if (B(L)->block == b)
		return;
	ir_emit_br(B(L), b); /* fall through */
	ir_start_sealed(B(L), b);
}

/* ---- loops ---- */

struct loop {
	ir_bid head, body, step, done;
	struct jump_target on_break, on_continue; /* those of the outer loop */
};

static struct loop loop_begin(struct lower *L, struct stmt *s)
{
	struct loop l = {ir_block_new(FN(L), "loop"), ir_block_new(FN(L), NULL),
		ir_block_new(FN(L), NULL), ir_block_new(FN(L), NULL), L->f->on_break,
		L->f->on_continue};

	FN(L)->blocks.p[l.head]->unroll = s->u.loop.unroll;
	L->f->on_break = (struct jump_target){l.done, L->f->cleanups};
	L->f->on_continue = (struct jump_target){l.step, L->f->cleanups};
	ir_emit_br(B(L), l.head);
	ir_start(B(L), l.head);
	return l;
}

static void loop_end(struct lower *L, const struct loop *l)
{
	ir_seal(B(L), l->head);
	L->f->on_break = l->on_break;
	L->f->on_continue = l->on_continue;
	ir_start_sealed(B(L), l->done);
}

/* while (c) s, for (i; c; n) s */
static void lower_loop(struct lower *L, struct stmt *s)
{
	struct cleanup *outer = L->f->cleanups;
	struct loop l;

	for (struct stmt *i = s->kind == ST_FOR ? s->u.loop.init : NULL; i; i = i->next)
		lower_stmt(L, i);
	l = loop_begin(L, s);
	B(L)->loc = s->loc;
	if (s->u.loop.cond)
		lower_cond(L, s->u.loop.cond, l.body, l.done);
	else
		ir_emit_br(B(L), l.body);
	ir_start_sealed(B(L), l.body);
	lower_stmt(L, s->u.loop.body);
	ir_emit_br(B(L), l.step);
	ir_start_sealed(B(L), l.step);
	if (s->kind == ST_FOR && s->u.loop.step)
		lower_effect(L, s->u.loop.step);
	ir_emit_br(B(L), l.head);
	loop_end(L, &l);
	leave_scope(L, outer);
}

static void lower_do(struct lower *L, struct stmt *s)
{
	struct loop l = loop_begin(L, s);

	ir_emit_br(B(L), l.body);
	ir_start_sealed(B(L), l.body);
	lower_stmt(L, s->u.loop.body);
	ir_emit_br(B(L), l.step);
	ir_start_sealed(B(L), l.step);
	B(L)->loc = s->loc;
	lower_cond(L, s->u.loop.cond, l.head, l.done);
	loop_end(L, &l);
}

/* ---- declarations, blocks ---- */

static void lower_decl(struct lower *L, struct decl *d)
{
	if (d->kind != DECL_VAR)
		return;
	if (d->is_global) {
		if (d->is_static)
			lower_sym(L, d); /* named after this function */
		return;
	}
	lower_init_local(L, d);
	if (d->attrs && d->attrs->cleanup) {
		struct cleanup *c = arena_new(L->scratch, struct cleanup);

		*c = (struct cleanup){
			L->f->cleanups, d, L->f->cleanups ? L->f->cleanups->depth + 1 : 1};
		L->f->cleanups = c;
	}
}

static void lower_block(struct lower *L, struct stmt *s)
{
	struct cleanup *outer = L->f->cleanups;

	for (s = s->u.block.first; s; s = s->next)
		lower_stmt(L, s);
	leave_scope(L, outer);
}

/* The value is read before the scope's cleanups run. */
struct value lower_stmt_expr(struct lower *L, struct expr *e)
{
	struct cleanup *outer = L->f->cleanups;
	struct stmt *s = e->u.stmt.body->u.block.first;
	struct value v = {0};

	for (; s; s = s->next) {
		struct stmt *last = s;

		/* `label: value` at the end counts as well. */
		while (!s->next && (last->kind == ST_LABEL || last->kind == ST_CASE ||
					   last->kind == ST_DEFAULT)) {
			if (last->kind == ST_LABEL)
				place_label(L, last->u.label.label);
			else
				place_case(L, last);
			last = last->kind == ST_LABEL ? last->u.label.body : last->u.case_.body;
		}
		if (!s->next && last->kind == ST_EXPR && !type_is_void(e->type))
			v = lower_expr(L, last->u.expr);
		else
			lower_stmt(L, last);
	}
	if (L->f->cleanups != outer && lower_is_record(e->type) && v.r) {
		struct place copy =
			lower_place_at(lower_temp(L, type_size(L->ts, e->type), 1, NULL, e->loc),
				type_align(L->ts, e->type));

		v = lower_store(L, &copy, e->type, v);
	}
	leave_scope(L, outer);
	return v.r || type_is_void(e->type) ? v : lower_undef(L, e->type);
}

void lower_stmt(struct lower *L, struct stmt *s)
{
	while (s && (s->kind == ST_LABEL || s->kind == ST_CASE || s->kind == ST_DEFAULT)) {
		if (s->kind == ST_LABEL)
			place_label(L, s->u.label.label);
		else
			place_case(L, s);
		s = s->kind == ST_LABEL ? s->u.label.body : s->u.case_.body;
	}
	if (!s)
		return;
	B(L)->loc = s->loc;
	switch ((enum stmt_kind)s->kind) {
	case ST_EXPR: lower_effect(L, s->u.expr); break;
	case ST_DECL: lower_decl(L, s->u.decl); break;
	case ST_BLOCK: lower_block(L, s); break;
	case ST_IF: lower_if(L, s); break;
	case ST_WHILE:
	case ST_FOR: lower_loop(L, s); break;
	case ST_DO: lower_do(L, s); break;
	case ST_SWITCH: lower_switch(L, s); break;
	case ST_GOTO: lower_goto(L, s->u.target); break;
	case ST_BREAK: jump(L, L->f->on_break); break;
	case ST_CONTINUE: jump(L, L->f->on_continue); break;
	case ST_RETURN: lower_return(L, s->u.expr, s->loc); break;
	case ST_ASM: lower_asm(L, s->u.assembly, s->loc); break;
	default: break;
	}
}
