/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Folding to a fixed point. A worklist of instructions: what an instruction was replaced by, what
 * uses it, and what has only one use left is looked at again. Besides fold.rules it tidies what is
 * no value: addresses, stored values, calls of known functions; and it computes with constants
 * before a phi chooses among them.
 *
 * Counts and lists of uses are kept as rewriting goes on; lists may name users that are none any
 * more, which costs a second look and nothing else.
 */
#include "fold.h"
#include "pass.h"
#include "put.h"

/* Offsets of accesses stay clear of the 16 bits that an instruction has for them. */
enum { OFFSET_LIMIT = 32000, VISITS_PER_INS = 256 };

struct use_link {
	ir_ref user;
	uint32_t next; /* 0: none */
};

struct folder {
	struct ir_fn *fn;
	struct arena *arena;
	VEC(uint32_t) count; /* by ref: uses */
	VEC(uint32_t) head;  /* by ref: first in pool */
	VEC(uint8_t) queued; /* by ref */
	VEC(struct use_link) pool;
	VEC(ir_ref) work;
	const struct ir_opt_opts *opts;
	bool last, changed;
};

static void cover(struct folder *f)
{
	while (f->count.n < f->fn->ins.n) {
		vec_push(f->arena, &f->count, 0);
		vec_push(f->arena, &f->head, 0);
		vec_push(f->arena, &f->queued, 0);
	}
}

static void queue(struct folder *f, ir_ref r)
{
	if (f->queued.p[r] || f->fn->ins.p[r].block == IR_NO_BLOCK)
		return;
	f->queued.p[r] = 1;
	vec_push(f->arena, &f->work, r);
}

static void queue_users(struct folder *f, ir_ref r)
{
	for (uint32_t u = f->head.p[r]; u; u = f->pool.p[u].next)
		queue(f, f->pool.p[u].user);
}

/* Who uses a leaf is of no interest: it is never replaced. */
static void note_use(struct folder *f, ir_ref value, ir_ref user)
{
	if (ir_is_leaf(&f->fn->ins.p[value]))
		return;
	vec_push(f->arena, &f->pool, ((struct use_link){user, f->head.p[value]}));
	f->head.p[value] = f->pool.n - 1;
}

static void note_operands(struct folder *f, ir_ref r)
{
	struct ir_ins *x = &f->fn->ins.p[r];

	for (uint32_t i = 0; i < ir_operand_count(x); i++) {
		ir_ref o = ir_resolve(f->fn, *ir_operand(x, i));

		f->count.p[o]++;
		note_use(f, o, r);
	}
}

/* One use of `value` less: the last use gone makes it dead, the last but one may open a rule. */
static void lose_use(struct folder *f, ir_ref value)
{
	if (--f->count.p[value] == 0)
		queue(f, value);
	else if (f->count.p[value] == 1)
		queue_users(f, value);
}

static void lose_operands(struct folder *f, ir_ref r)
{
	for (uint32_t i = 0; i < ir_operand_count(&f->fn->ins.p[r]); i++)
		lose_use(f, ir_resolve(f->fn, *ir_operand(&f->fn->ins.p[r], i)));
}

/* Every use of r becomes one of v. */
static void replace(struct folder *f, ir_ref r, ir_ref v)
{
	queue_users(f, r);
	for (uint32_t u = f->head.p[r]; u; u = f->pool.p[u].next)
		note_use(f, v, f->pool.p[u].user);
	f->count.p[v] += f->count.p[r];
	f->count.p[r] = 0;
	lose_operands(f, r);
	ir_replace(f->fn, r, v);
	queue(f, v);
	f->changed = true;
}

static void set_operand(struct folder *f, ir_ref r, ir_ref *operand, ir_ref v)
{
	ir_ref old = ir_resolve(f->fn, *operand);

	*operand = v;
	f->count.p[v]++;
	note_use(f, v, r);
	lose_use(f, old);
	f->changed = true;
}

/* Instructions that folding put before r: the first made is looked at first. */
static void take_in(struct folder *f, ir_ref from)
{
	cover(f);
	for (ir_ref r = from; r < f->fn->ins.n; r++)
		if (f->fn->ins.p[r].block != IR_NO_BLOCK)
			note_operands(f, r);
	for (ir_ref r = f->fn->ins.n; r-- > from;)
		queue(f, r);
}

/* ---- what is no value ---- */

/* [add(p, C) + off] => [p + (C + off)] */
static void tidy_address(struct folder *f, ir_ref r)
{
	struct ir_ins *x = &f->fn->ins.p[r];
	ir_ref *operand = x->op == IR_ATOMIC ? &x->args[0] : &x->a;
	ir_ref p = ir_resolve(f->fn, *operand);
	int64_t c, off = x->imm;

	while (f->fn->ins.p[p].op == IR_ADD && ir_is_const(f->fn, f->fn->ins.p[p].b, &c)) {
		if (c < -OFFSET_LIMIT || c > OFFSET_LIMIT || off + c < -OFFSET_LIMIT ||
			off + c > OFFSET_LIMIT)
			break;
		off += c;
		p = ir_resolve(f->fn, f->fn->ins.p[p].a);
	}
	if (off == x->imm)
		return;
	x->imm = off;
	set_operand(f, r, operand, p);
}

/* Only the low `bits` of v count: what v can be replaced by, v itself when nothing. */
static ir_ref strip_high(const struct ir_fn *fn, ir_ref v, unsigned bits)
{
	const struct ir_ins *x = &fn->ins.p[v = ir_resolve(fn, v)];
	int64_t c;

	switch (x->op) {
	case IR_AND:
		return ir_is_const(fn, x->b, &c) && !(~(uint64_t)c & low_mask(bits)) ? x->a : v;
	case IR_ZEXT:
	case IR_SEXT:
	case IR_TRUNC: return bits <= 32 ? x->a : v;
	case IR_SEXT8: return bits <= 8 ? x->a : v;
	case IR_SEXT16: return bits <= 16 ? x->a : v;
	default: return v;
	}
}

static void tidy_store(struct folder *f, ir_ref r)
{
	struct ir_ins *x = &f->fn->ins.p[r];
	ir_ref old = ir_resolve(f->fn, x->b), v = old;

	for (ir_ref next = v;; v = next)
		if ((next = ir_resolve(f->fn, strip_high(f->fn, v, x->width * 8u))) == v)
			break;
	if (v != old)
		set_operand(f, r, &x->b, v);
}

/* A call through a pointer that has become known: a function's address, or a helper's number. */
static void tidy_calli(struct folder *f, ir_ref r)
{
	ir_ref callee = ir_resolve(f->fn, f->fn->ins.p[r].a);
	const struct ir_ins *to = &f->fn->ins.p[callee];
	struct ir_ins *x = &f->fn->ins.p[r];
	int64_t number;

	if (to->op == IR_INTTOPTR || to->op == IR_PTRTOINT)
		to = &f->fn->ins.p[ir_resolve(f->fn, to->a)];
	if (to->op == IR_GADDR && to->u.sym->kind == IR_SYM_FN && !to->imm) {
		x->op = IR_CALL;
		x->u.sym = to->u.sym;
	} else if (ir_is_const(f->fn, (ir_ref)(to - f->fn->ins.p), &number) && number > 0) {
		x->op = IR_HELPER;
		x->imm = number;
		if (!x->effects && f->opts->helper_effects)
			x->effects = ir_effects_add(f->fn->module,
				f->opts->helper_effects(f->opts->effects_ctx, number));
	} else {
		return;
	}
	x->a = 0;
	lose_use(f, callee);
	f->changed = true;
}

static void remove_ins(struct folder *f, ir_ref r)
{
	lose_operands(f, r);
	ir_remove(f->fn, r);
	f->changed = true;
}

/* memcpy and the like of nothing. */
static void tidy_mem(struct folder *f, ir_ref r)
{
	int64_t size;

	if (!ir_is_const(f->fn, f->fn->ins.p[r].args[2], &size) || size)
		return;
	if (f->fn->ins.p[r].op == IR_MEMCMP) {
		ir_ref zero = ir_const(f->fn, IR_I32, 0);

		cover(f);
		replace(f, r, zero);
	} else {
		remove_ins(f, r);
	}
}

/* An atomic whose old value nobody wants: the machine does it without fetching. */
static void tidy_atomic(struct folder *f, ir_ref r)
{
	struct ir_ins *x = &f->fn->ins.p[r];

	if (!(x->flags & INSF_FETCH) || x->cc > IR_ATOMIC_XOR || f->count.p[r])
		return;
	x->flags &= (uint16_t)~INSF_FETCH;
	x->type = IR_VOID;
	f->changed = true;
}

/*
 * cbr zext(x) => cbr x; cbr x >> C => cbr x >> C != 0, for which there are rules: the verifier
 * learns of x itself, without which `while (sum >> 16)` has no end for it.
 */
static void tidy_cbr(struct folder *f, ir_ref r)
{
	struct ir_ins *x = &f->fn->ins.p[r], ne = {.op = IR_CMP, .type = IR_I32, .cc = IR_NE};
	const struct ir_ins *cond;

	ne.a = ir_resolve(f->fn, x->a);
	cond = &f->fn->ins.p[ne.a];
	if (cond->op == IR_ZEXT || cond->op == IR_SEXT) {
		set_operand(f, r, &x->a, ir_resolve(f->fn, cond->a));
	} else if (cond->op == IR_LSHR && f->count.p[ne.a] == 1) {
		ir_ref made = f->fn->ins.n, v;

		ne.b = ir_const(f->fn, (enum ir_type)cond->type, 0);
		cover(f);
		if (ir_simplify(f->fn, &ne)) /* 0 or 1, which is its own comparison with 0 */
			return;
		v = ir_put(f->fn, r, ne);
		take_in(f, made);
		set_operand(f, r, &f->fn->ins.p[r].a, v);
	}
}

static void tidy(struct folder *f, ir_ref r)
{
	switch (f->fn->ins.p[r].op) {
	case IR_STORE: tidy_store(f, r); /* fall through */
	case IR_LOAD: tidy_address(f, r); break;
	case IR_ATOMIC:
		tidy_atomic(f, r);
		tidy_address(f, r);
		break;
	case IR_CALLI: tidy_calli(f, r); break;
	case IR_MEMCPY:
	case IR_MEMMOVE:
	case IR_MEMSET:
	case IR_MEMCMP: tidy_mem(f, r); break;
	case IR_CBR: tidy_cbr(f, r); break;
	default: break;
	}
}

/* ---- choices between constants ---- */

/* Does it give an integer for integers, always the same? */
static bool is_arithmetic(const struct ir_ins *x)
{
	return (ir_ops[x->op].flags & OPF_PURE) && ir_ops[x->op].shape <= SHAPE_AB &&
	       !ir_is_leaf(x) && (x->type == IR_I32 || x->type == IR_I64) && x->op != IR_IS_CONST &&
	       x->op != IR_ASM_OUT && x->op != IR_COPY;
}

/* x with c for its operand o: a constant that one instruction holds, or 0. */
static ir_ref with_constant(struct ir_fn *fn, struct ir_ins x, bool second, ir_ref c)
{
	int64_t k;
	ir_ref v;

	if (!ir_is_const(fn, c, NULL))
		return 0;
	*(second ? &x.b : &x.a) = c;
	v = ir_simplify(fn, &x);
	return v && ir_is_const(fn, v, &k) && (x.type == IR_I32 || k == (int32_t)k) ? v : 0;
}

/*
 * op(phi(c1, c2, ...), c) => phi(op(c1, c), op(c2, c), ...), when nobody else wants the phi: one
 * instruction less, and of a comparison the verifier sees two outcomes instead of as many states as
 * there are constants.
 */
static bool into_phi(struct folder *f, ir_ref r)
{
	struct ir_ins x = f->fn->ins.p[r];
	bool second =
		ir_ops[x.op].shape == SHAPE_AB && f->fn->ins.p[ir_resolve(f->fn, x.b)].op == IR_PHI;
	ir_ref phi, *made;
	uint32_t n;

	if (!is_arithmetic(&x))
		return false;
	phi = ir_resolve(f->fn, second ? x.b : x.a);
	if (f->fn->ins.p[phi].op != IR_PHI || f->count.p[phi] != 1)
		return false;
	n = f->fn->ins.p[phi].nargs;
	made = arena_array(f->arena, ir_ref, n);
	for (uint32_t i = 0; i < n; i++) {
		made[i] = with_constant(
			f->fn, x, second, ir_resolve(f->fn, f->fn->ins.p[phi].args[i]));
		cover(f);
		if (!made[i])
			return false;
	}
	for (uint32_t i = 0; i < n; i++)
		set_operand(f, phi, &f->fn->ins.p[phi].args[i], made[i]);
	f->fn->ins.p[phi].type = x.type;
	replace(f, r, phi);
	return true;
}

/* ---- the worklist ---- */

static void visit(struct folder *f, ir_ref r)
{
	ir_ref made = f->fn->ins.n, v;

	if (f->fn->ins.p[r].block == IR_NO_BLOCK)
		return;
	if (!f->count.p[r] && ir_is_removable(f->fn, &f->fn->ins.p[r])) {
		remove_ins(f, r);
		return;
	}
	if (f->last && f->fn->ins.p[r].op == IR_IS_CONST) {
		v = ir_const(f->fn, IR_I32, ir_is_const(f->fn, f->fn->ins.p[r].a, NULL));
		cover(f);
		replace(f, r, v);
		return;
	}
	v = ir_fold_uses(f->fn, r, f->count.p, f->count.n);
	take_in(f, made);
	if (v == r) {
		f->changed = true;
		queue_users(f, r);
	} else if (v) {
		replace(f, r, v);
	} else if (!into_phi(f, r)) {
		tidy(f, r);
	}
}

static bool fold_fn(struct ir_pass *p, bool last)
{
	struct folder f = {.fn = p->fn, .arena = p->scratch, .opts = p->opts, .last = last};
	uint64_t visits = 0;

	cover(&f);
	vec_push(f.arena, &f.pool, (struct use_link){0});
	ir_for_blocks (b, p->fn)
		ir_for_ins (r, p->fn, b)
			note_operands(&f, r);
	/* The last pushed is looked at first: from the end to the beginning. */
	for (ir_bid b = p->fn->blocks.n; b-- > 0;)
		for (ir_ref r = p->fn->blocks.p[b]->removed ? 0 : p->fn->blocks.p[b]->last; r;
			r = p->fn->ins.p[r].prev)
			queue(&f, r);
	while (f.work.n) {
		ir_ref r = vec_pop(&f.work);

		if (++visits > VISITS_PER_INS * (uint64_t)f.fn->ins.n)
			ICE("fold: the rules do not come to an end in %s", p->fn->sym->name);
		f.queued.p[r] = 0;
		visit(&f, r);
	}
	return f.changed;
}

bool opt_fold(struct ir_pass *p)
{
	return fold_fn(p, false);
}
bool opt_fold_last(struct ir_pass *p)
{
	return fold_fn(p, true);
}
