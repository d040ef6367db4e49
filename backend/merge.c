/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Equal code in neighbouring blocks, over machine registers, before the frame is laid out:
 *
 *   sink    blocks that end alike and go to one place (or exit) share the last instruction
 *   hoist   both sides of a branch begin alike: before the branch
 *   lift    one side only sets a register that the other side does not need:  before the branch,
 *           so that the side is empty and its jump goes away; or it is the exit for the other side
 *
 * The verifier wants one kind of pointer for each access, and an access behind the check that
 * permits it. So what is hoisted touches no memory, and an access is sunk only when the pointers
 * are of one known kind, or are the same value of the IR.
 */
#include "peep.h"

enum {
	SINK_UP = 3, /* how far above the end an instruction is looked for that can sink */
	SET_UP = 16, /* in how many blocks above a call it is looked for what sets an argument */
};

/* ---- comparing ---- */

static bool same_leaf(const struct mir_leaf *x, const struct mir_leaf *y)
{
	return x->kind == y->kind && x->index == y->index && x->sym == y->sym && x->imm == y->imm;
}

static bool same_insn(const struct mir_insn *x, const struct mir_insn *y)
{
	if (x->op != y->op || x->dst != y->dst || x->src != y->src || x->off != y->off ||
		x->slot != y->slot || x->core != y->core || x->imm != y->imm || x->args != y->args)
		return false;
	return x->op != MIR_LEAF || same_leaf(x->u.leaf, y->u.leaf);
}

/* A move or leaf: depends on at most one register, sets one. */
static bool is_plain(const struct mir_insn *i)
{
	return !i->core && (i->op == MIR_LEAF || mir_insn_op(i) == INSN_OP_MOV);
}

/*
 * The arguments (bit r: register r) of a helper call that the verifier ties to the call
 * instruction, or expands it in place for: the map of lookup, update, delete, tail call, redirect;
 * callbacks.
 */
static unsigned tied_arguments(const struct mir_insn *call)
{
	switch (call->imm) {
	case 1: /* map_lookup_elem, update, delete, redirect_map, push, pop, peek, lookup_percpu */
	case 2:
	case 3:
	case 51:
	case 87:
	case 88:
	case 89:
	case 195: return 1 << 1;
	case 12: return 1 << 2; /* tail_call */
	case 164: /* for_each_map_elem, timer_set_callback, loop, user_ringbuf_drain */
	case 170:
	case 181:
	case 209: return 1 << 1 | 1 << 2;
	case 180: return 1 << 1 | 1 << 3; /* find_vma */
	default: return call->imm > UINT8_MAX ? (unsigned)call->args << 1 : 0;
	}
}

static bool is_access(const struct mir_insn *i)
{
	unsigned op = mir_insn_op(i);

	return op == INSN_OP_ST || op == INSN_OP_STI || op == INSN_OP_LD || op == INSN_OP_LDS;
}

/* Kinds of pointers that the verifier has one type for. A kernel object has one for each type and
 * trust; with a relocated offset the two accesses have a relocation each. */
static bool same_pointer(const struct mir_fn *f, const struct mir_insn *x, const struct mir_insn *y)
{
	static const uint32_t plain = 1u << PROV_STACK | 1u << PROV_CTX | 1u << PROV_PACKET |
				      1u << PROV_MAP_VALUE | 1u << PROV_GLOBAL;

	if (x->slot || x->core)
		return !x->core;
	return (x->prov == y->prov && plain >> x->prov & 1) ||
	       (x->base && x->base == y->base && !x->varies);
}

static bool movable(const struct mir_insn *i)
{
	if (i->op == INSN_CALL_HELPER || is_access(i))
		return true; /* same_call() and same_pointer() ask more */
	return !i->core && (i->op == MIR_LEAF || mir_is_pure(i));
}

/* ---- sink ---- */

/* The instruction before the jump or exit at the end of b. */
static struct mir_insn *last_but_one(const struct mir_block *b)
{
	const struct mir_insn *end = b->last;

	return end && (end->op == INSN_JA || end->op == INSN_EXIT) ? end->prev : NULL;
}

/*
 * What sets register r for what follows i in b: a leaf or a move, maybe in blocks above, where all
 * ways to b have an equal one; NULL. `up`: how many blocks above are looked at, half for each where
 * ways meet.
 */
static const struct mir_insn *set_by(const struct mir_fn *f, const struct mir_block *b,
	const struct mir_insn *i, mreg r, unsigned up)
{
	const struct mir_insn *set = NULL;

	for (; i; i = i->prev) {
		if (mir_is_call(i) || i->op == MIR_ASM || mir_implicit(i).defs >> r & 1)
			return NULL;
		if (i->dst == r && !mir_is_mem(i) && !mir_is_jcc(i))
			return i->op == MIR_LEAF || mir_is_move(i) ? i : NULL;
	}
	if (b->preds.n > up)
		return NULL;
	vec_for (id, &b->preds) {
		const struct mir_block *above = f->blocks.p[*id];
		const struct mir_insn *other =
			set_by(f, above, above->last, r, b->preds.n == 1 ? up - 1 : up / 2);

		if (!other || (set && !same_insn(set, other)))
			return NULL;
		set = other;
	}
	return set;
}

static bool same_call(const struct mir_fn *f, const struct mir_block *a, const struct mir_insn *x,
	const struct mir_block *b, const struct mir_insn *y)
{
	unsigned tied = x->op == INSN_CALL_HELPER ? tied_arguments(x) : 0;

	for (mreg r = 1; r <= MREG_ARGS; r++) {
		const struct mir_insn *p, *q;

		if (!(tied >> r & 1))
			continue;
		p = set_by(f, a, x->prev, r, SET_UP);
		q = set_by(f, b, y->prev, r, SET_UP);
		if (!p || !q || !same_insn(p, q))
			return false;
	}
	return true;
}

/* The instruction `up` places above the last but one, when it may change places with those below
 * it: all plain, and neither sets what the other one reads or sets. */
static struct mir_insn *sinkable(const struct mir_block *b, unsigned up)
{
	struct mir_insn *i = last_but_one(b);

	if (!up)
		return i && movable(i) ? i : NULL;
	for (; up && i && is_plain(i); up--)
		i = i->prev;
	if (up || !i || !is_plain(i))
		return NULL;
	for (const struct mir_insn *below = i->next; below != b->last; below = below->next)
		if (below->dst == i->dst || below->dst == i->src || below->src == i->dst)
			return NULL;
	return i;
}

static bool same_end(const struct mir_block *x, const struct mir_block *y)
{
	return x->last->op == y->last->op && same_insn(x->last, y->last) &&
	       x->succs.n == y->succs.n && (!x->succs.n || x->succs.p[0] == y->succs.p[0]);
}

/* What of b can sink together with i of block a. */
static struct mir_insn *sinks_with(const struct mir_fn *f, const struct mir_block *b,
	const struct mir_block *a, const struct mir_insn *i)
{
	for (unsigned up = 0; up <= SINK_UP; up++) {
		struct mir_insn *k = sinkable(b, up);

		if (k && same_insn(i, k) && same_call(f, a, i, b, k) &&
			(!is_access(i) || same_pointer(f, i, k)))
			return k;
	}
	return NULL;
}

static void move_to_end(struct mir_fn *f, struct mir_block *b, struct mir_insn *i)
{
	if (i->next == b->last)
		return;
	mir_insert(f, b, b->last, *i);
	mir_unlink(b, i);
}

static uint64_t end_key(const struct mir_block *b, const struct mir_insn *i)
{
	uint64_t h = b->succs.n ? b->succs.p[0] + 1 : 0;

	h = h * 0x9e3779b97f4a7c15ull + i->op;
	h = h * 0x9e3779b97f4a7c15ull + (uint64_t)i->dst * 31 + i->src;
	h = h * 0x9e3779b97f4a7c15ull + (uint64_t)i->imm;
	return h * 0x9e3779b97f4a7c15ull +
	       (i->op == MIR_LEAF ? (uint64_t)i->u.leaf->imm + i->u.leaf->index : (uint64_t)i->off);
}

/* b ends in a jump to `to` instead of its last two instructions. */
static void cut_tail(struct mir_fn *f, struct mir_block *b, struct mir_block *to)
{
	struct mir_insn ja = mir_make(INSN_JA, MREG_NONE, MREG_NONE, 0);

	ja.loc = b->last->loc;
	mir_unlink(b, b->last);
	mir_unlink(b, b->last);
	mir_insert(f, b, NULL, ja);
	b->succs.n = 0;
	mir_edge(f, b, to);
}

/* A block of b's last two instructions; b itself when it is no more. */
static struct mir_block *tail_block(struct mir_fn *f, struct mir_block *b)
{
	struct mir_block *t;

	if (b->first == last_but_one(b) && b->id)
		return b;
	t = mir_block_new(f);
	t->depth = b->depth;
	mir_insert(f, t, NULL, *last_but_one(b));
	mir_insert(f, t, NULL, *b->last);
	vec_for (s, &b->succs)
		vec_push(f->arena, &t->succs, *s);
	cut_tail(f, b, t);
	return t;
}

/* Both end in an equal instruction now: one of them goes to the other's, which is returned. */
static struct mir_block *join(struct mir_fn *f, struct mir_block *first, struct mir_block *b)
{
	bool whole = first->first == last_but_one(first), b_whole = b->first == last_but_one(b);
	struct mir_block *t = whole || !(b_whole && b->id) ? tail_block(f, first) : b;

	cut_tail(f, t == b ? first : b, t);
	return t;
}

/* Joins b with a block that was seen before it and ends like it, or notes how it ends. */
static bool sink_block(struct mir_fn *f, struct arena *a, struct map *seen, struct mir_block *b)
{
	for (unsigned up = 0; up <= SINK_UP; up++) {
		struct mir_insn *i = sinkable(b, up), *k = NULL;
		uint64_t *v = i ? map_put(a, seen, end_key(b, i)) : NULL;
		struct mir_block *first = v && *v ? f->blocks.p[*v - 1] : NULL;

		if (first && !first->removed && first != b && last_but_one(first) &&
			same_end(first, b))
			k = sinks_with(f, first, b, i);
		if (k) {
			move_to_end(f, first, k);
			move_to_end(f, b, i);
			*v = join(f, first, b)->id + 1;
			return true;
		}
		if (v)
			*v = b->id + 1;
	}
	return false;
}

static bool sink_once(struct mir_fn *f)
{
	struct arena a = arena_beside(f->arena);
	struct map seen = {0};
	uint32_t n = f->blocks.n;
	bool any = false;

	for (uint32_t k = 0; k < n; k++) {
		struct mir_block *b = f->blocks.p[k];

		if (!b->removed && last_but_one(b))
			any |= sink_block(f, &a, &seen, b);
	}
	arena_free(&a);
	return any;
}

/* ---- hoist, lift ---- */

static bool jump_reads(const struct mir_insn *j, mreg r)
{
	return j->dst == r || j->src == r;
}

static struct mir_block *sole_successor(struct mir_fn *f, const struct mir_block *b, uint32_t k)
{
	struct mir_block *s = f->blocks.p[b->succs.p[k]];

	return s->preds.n == 1 ? s : NULL;
}

/* The register is now set before the branch. Too much is noted as live, never too little. */
static void now_live_in(struct peep *p, const struct mir_block *s, mreg r)
{
	p->live_in[s->id] |= (uint16_t)(1u << r);
}

static bool hoist_common(struct peep *p, struct mir_block *b)
{
	struct mir_fn *f = p->f;
	struct mir_block *x = sole_successor(f, b, 0), *y = sole_successor(f, b, 1);
	bool any = false;

	while (x && y && x != y && x->first != x->last && y->first != y->last &&
		is_plain(x->first) && same_insn(x->first, y->first) &&
		!jump_reads(b->last, x->first->dst)) {
		now_live_in(p, x, x->first->dst);
		now_live_in(p, y, x->first->dst);
		mir_insert(f, b, b->last, *x->first);
		mir_unlink(x, x->first);
		mir_unlink(y, y->first);
		any = true;
	}
	return any;
}

/* s: nothing but an exit now. The other side, when it ends in one as well, goes there, which is to
 * fall through where it is laid out before s. */
static void share_exit(struct mir_fn *f, struct mir_block *s, struct mir_block *other)
{
	struct mir_insn ja = mir_make(INSN_JA, MREG_NONE, MREG_NONE, 0);

	if (!other || other == s || other->last->op != INSN_EXIT ||
		other->last->args != s->last->args)
		return;
	ja.loc = other->last->loc;
	mir_unlink(other, other->last);
	mir_insert(f, other, NULL, ja);
	vec_push(f->arena, &other->succs, s->id);
}

/* s: one plain instruction and a jump or exit */
static bool lift_side(struct peep *p, struct mir_block *b, uint32_t k)
{
	struct mir_block *s = sole_successor(p->f, b, k);
	struct mir_insn *i = s ? s->first : NULL;

	if (!s || i == s->last || i->next != s->last ||
		(s->last->op != INSN_JA && s->last->op != INSN_EXIT) || !is_plain(i) ||
		jump_reads(b->last, i->dst) || p->live_in[b->succs.p[!k]] >> i->dst & 1)
		return false;
	now_live_in(p, s, i->dst);
	mir_insert(p->f, b, b->last, *i);
	mir_unlink(s, i);
	if (s->last->op == INSN_EXIT)
		share_exit(p->f, s, sole_successor(p->f, b, !k));
	return true;
}

static bool hoist_once(struct mir_fn *f)
{
	struct arena a = arena_beside(f->arena);
	struct peep p = {.f = f, .a = &a, .n_blocks = f->blocks.n};
	bool any = false;

	p.live_in = arena_array(&a, uint16_t, p.n_blocks);
	peep_liveness(&p);
	mir_for_blocks(b, f)
	{
		if (!mir_is_jcc(b->last) || b->succs.p[0] == b->succs.p[1])
			continue;
		bool here = hoist_common(&p, b);

		for (uint32_t k = 0; !here && k < 2; k++)
			here = lift_side(&p, b, k);
		any |= here;
	}
	arena_free(&a);
	return any;
}

void merge_fn(struct mir_fn *f)
{
	while (sink_once(f))
		branch_clean(f);
	while (hoist_once(f))
		branch_clean(f);
}
