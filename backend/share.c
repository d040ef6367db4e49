/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Addresses and long constants that a function needs more than once: computed once, at the nearest
 * place that dominates all uses (out of loops), and kept in a register. The allocator can undo it
 * at no loss: such a register is the cheapest to spill, which means repeating the leaf (spill.c).
 *
 *   r1 = a ll; x = *(u32 *)(r1 + 0)        b = a ll;  x = *(u32 *)(b + 0)
 *   r1 = a ll; y = *(u32 *)(r1 + 4)   ->              y = *(u32 *)(b + 4)
 *   r1 = c ll; z = *(u32 *)(r1 + 0)                   z = *(u32 *)(b + c - a)
 *
 * Variables of one data section of this file share one base as far as 16-bit offsets reach, since
 * their distance is known; not weak ones, which the linker may take from elsewhere, nor maps.
 */
#include <stdlib.h>

#include "mir.h"

#define WORTH 1 /* instructions that must be saved */
#define FAR   INT16_MAX

struct use {
	struct mir_block *b;
	struct mir_insn *i; /* MIR_LEAF, or the copy in which the leaf is copy[k] */
	uint32_t k;
	const struct mir_leaf *leaf;
	bool base_only; /* the leaf's register is only a base of memory accesses */
	uint32_t order;
};

struct share {
	struct mir_fn *f;
	struct arena a;
	VEC(struct use) uses;
	uint32_t *idom, *rpo_of; /* by block id */
	uint32_t *n_uses;        /* by register */
	bool *not_base;          /* by register: used as more than a base */
};

/* ---- dominators (Cooper, Harvey, Kennedy) ---- */

static uint32_t meet(const struct share *s, uint32_t x, uint32_t y)
{
	while (x != y) {
		while (s->rpo_of[x] > s->rpo_of[y])
			x = s->idom[x];
		while (s->rpo_of[y] > s->rpo_of[x])
			y = s->idom[y];
	}
	return x;
}

struct frame {
	uint32_t block, next;
};

/* Reverse postorder in `order`; returns its length. */
static uint32_t reverse_postorder(struct share *s, uint32_t *order)
{
	uint32_t n = s->f->blocks.n, at = n;
	bool *seen = arena_array(&s->a, bool, n);
	VEC(struct frame) stack = {0};

	vec_push(&s->a, &stack, ((struct frame){0, 0}));
	seen[0] = true;
	while (stack.n) {
		struct frame *t = &vec_last(&stack);
		const struct mir_block *b = s->f->blocks.p[t->block];

		if (t->next == b->succs.n) {
			order[--at] = t->block;
			stack.n--;
		} else {
			uint32_t to = b->succs.p[t->next++];

			if (!seen[to])
				vec_push(&s->a, &stack, ((struct frame){to, 0}));
			seen[to] = true;
		}
	}
	memmove(order, order + at, (n - at) * sizeof(*order));
	return n - at;
}

static void dominators(struct share *s)
{
	uint32_t n = s->f->blocks.n, *order = arena_array(&s->a, uint32_t, n);
	uint32_t n_order = reverse_postorder(s, order);
	bool again = true;

	s->idom = arena_array(&s->a, uint32_t, n);
	s->rpo_of = arena_array(&s->a, uint32_t, n);
	for (uint32_t i = 0; i < n; i++)
		s->idom[i] = UINT32_MAX;
	for (uint32_t i = 0; i < n_order; i++)
		s->rpo_of[order[i]] = i;
	s->idom[0] = 0;
	while (again) {
		again = false;
		for (uint32_t i = 1; i < n_order; i++) {
			uint32_t best = UINT32_MAX;

			vec_for (p, &s->f->blocks.p[order[i]]->preds)
				if (s->idom[*p] != UINT32_MAX)
					best = best == UINT32_MAX ? *p : meet(s, *p, best);
			again |= s->idom[order[i]] != best;
			s->idom[order[i]] = best;
		}
	}
}

/* ---- collecting ---- */

static void note_registers(struct share *s)
{
	unsigned how;

	s->n_uses = arena_array(&s->a, uint32_t, s->f->n_regs);
	s->not_base = arena_array(&s->a, bool, s->f->n_regs);
	mir_for_blocks(b, s->f) mir_for_insns(i, b)
	{
		mreg *base = mir_is_mem(i) && !i->core ? mir_base(i) : NULL;

		for (uint32_t k = 0; k < mir_operand_count(i); k++) {
			mreg *r = mir_operand(i, k, &how);

			if (!mreg_is_virtual(*r))
				continue;
			s->n_uses[*r] += how & MIR_USE;
			if (r != base && !(how == MIR_DEF && i->op == MIR_LEAF))
				s->not_base[*r] = true;
		}
	}
}

static bool worth_sharing(const struct share *s, const struct mir_leaf *l)
{
	return l->kind != LEAF_FILL && l->kind != LEAF_CORE && mir_leaf_cost(s->f, l) > 1;
}

static void add_use(struct share *s, struct mir_block *b, struct mir_insn *i, uint32_t k,
	const struct mir_leaf *l, bool base_only)
{
	if (l && worth_sharing(s, l))
		vec_push(&s->a, &s->uses,
			((struct use){.b = b, .i = i, .k = k, .leaf = l, .base_only = base_only}));
}

static void collect(struct share *s)
{
	mir_for_blocks(b, s->f) mir_for_insns(i, b)
	{
		if (i->op == MIR_LEAF && mreg_is_virtual(i->dst))
			add_use(s, b, i, 0, i->u.leaf, !s->not_base[i->dst]);
		for (uint32_t k = 0; i->op == MIR_PCOPY && k < i->n; k++)
			add_use(s, b, i, k, i->u.copies[k].leaf, false);
	}
}

/* ---- grouping ---- */

/* Data whose section and place are this file's alone: 1 + section; 0: not. */
static uint32_t section_of(const struct share *s, const struct mir_leaf *l)
{
	const struct ir_sym *y = l->sym;

	if (l->kind != LEAF_SYM || y->kind != IR_SYM_DATA || !y->data ||
		y->linkage == IR_LINK_WEAK || !s->f->places)
		return 0;
	return s->f->places->section[y->index] == UINT32_MAX ? 0
							     : s->f->places->section[y->index] + 1;
}

static int64_t place_of(const struct share *s, const struct mir_leaf *l)
{
	return (int64_t)s->f->places->value[l->sym->index] + l->imm;
}

static int compare_leaves(const struct mir_leaf *x, const struct mir_leaf *y)
{
	uint32_t ix = x->kind == LEAF_SYM ? x->sym->index : x->index,
		 iy = y->kind == LEAF_SYM ? y->sym->index : y->index;

	if (x->kind != y->kind)
		return x->kind < y->kind ? -1 : 1;
	if (ix != iy)
		return ix < iy ? -1 : 1;
	return x->imm < y->imm ? -1 : x->imm > y->imm;
}

/* By section, or leaf; then leaf; in the order of the code. */
static int by_group(const void *a, const void *b, void *ctx)
{
	const struct share *s = ctx;
	const struct use *x = a, *y = b;
	uint32_t sx = section_of(s, x->leaf), sy = section_of(s, y->leaf);
	int c = compare_leaves(x->leaf, y->leaf);

	if (sx != sy)
		return sx < sy ? -1 : 1;
	if (c)
		return c;
	return x->order < y->order ? -1 : x->order > y->order;
}

/* What a use costs less when the leaf is in a register: its move or all of it. */
static unsigned saved(const struct use *u)
{
	return u->base_only ? 2 : 1;
}

/* ---- placing ---- */

static uint32_t common_block(const struct share *s, const struct use *u, uint32_t n)
{
	uint32_t b = u[0].b->id;

	for (uint32_t i = 1; i < n; i++)
		b = meet(s, b, u[i].b->id);
	while (s->idom[b] != b && s->f->blocks.p[s->idom[b]]->depth < s->f->blocks.p[b]->depth)
		b = s->idom[b];
	return b;
}

/* Before the first use in the block, or before its jump (and the copies that go with it). */
static struct mir_insn *place_in(
	const struct share *s, uint32_t block, const struct use *u, uint32_t n)
{
	struct mir_block *b = s->f->blocks.p[block];

	struct mir_insn *at = b->first;

	for (uint32_t k = 0; k < n; k++)
		u[k].i->mark = true;
	while (at && !at->mark)
		at = at->next;
	for (uint32_t k = 0; k < n; k++)
		u[k].i->mark = false;
	if (at)
		return at;
	at = b->last;

	while (at->prev && (at->prev->op == MIR_PCOPY || at->prev->op == MIR_LEAF))
		at = at->prev;
	return at;
}

/* Register -> its new base and distance, applied in one walk. */
struct renaming {
	mreg to;
	int32_t delta;
};

static void share_group(struct share *s, struct use *u, uint32_t n, const struct mir_leaf *anchor,
	struct renaming *map)
{
	uint32_t block = common_block(s, u, n);
	struct mir_insn *at = place_in(s, block, u, n), def = mir_leaf(mir_reg_new(s->f), anchor);

	def.loc = at->loc;
	mir_insert(s->f, s->f->blocks.p[block], at, def);
	for (uint32_t i = 0; i < n; i++) {
		if (u[i].i->op == MIR_PCOPY) {
			u[i].i->u.copies[u[i].k].leaf = NULL;
			u[i].i->u.copies[u[i].k].src = def.dst;
		} else if (u[i].base_only) {
			map[u[i].i->dst] = (struct renaming){def.dst,
				section_of(s, anchor)
					? (int32_t)(place_of(s, u[i].leaf) - place_of(s, anchor))
					: 0};
			mir_unlink(u[i].b, u[i].i);
		} else {
			mreg dst = u[i].i->dst;

			u[i].i->op = INSN_MOV64_X;
			u[i].i->dst = dst;
			u[i].i->src = def.dst;
			u[i].i->u.leaf = NULL;
		}
	}
}

/* The uses of one section or leaf: the anchor is the leaf that is used most as a value. */
static void share_uses(struct share *s, struct use *u, uint32_t n, struct renaming *map)
{
	const struct mir_leaf *anchor = u[0].leaf;
	unsigned most = 0, gain = 0;
	uint32_t kept = 0;

	for (uint32_t i = 0; i < n;) {
		unsigned values = 0;
		uint32_t k = i;

		for (; k < n && !compare_leaves(u[k].leaf, u[i].leaf); k++)
			values += !u[k].base_only;
		if (values > most) {
			most = values;
			anchor = u[i].leaf;
		}
		i = k;
	}
	for (uint32_t i = 0; i < n; i++) {
		bool same = !compare_leaves(u[i].leaf, anchor);
		int64_t d = same ? 0 : place_of(s, u[i].leaf) - place_of(s, anchor);

		if (!same && (!u[i].base_only || d > FAR / 2 || d < -FAR / 2))
			continue;
		gain += saved(&u[i]);
		u[kept++] = u[i];
	}
	if (gain >= 2 + WORTH)
		share_group(s, u, kept, anchor, map);
}

static void apply(struct mir_fn *f, const struct renaming *map, uint32_t n)
{
	mir_for_blocks(b, f) mir_for_insns(i, b)
	{
		mreg *base = mir_is_mem(i) ? mir_base(i) : NULL;

		if (!base || !mreg_is_virtual(*base) || *base >= n || !map[*base].to)
			continue;
		i->off += map[*base].delta;
		*base = map[*base].to;
	}
}

void share_fn(struct mir_fn *f)
{
	struct share s = {.f = f, .a = arena_beside(f->arena)};
	uint32_t n = f->n_regs;
	struct renaming *map = arena_array(&s.a, struct renaming, n);

	note_registers(&s);
	collect(&s);
	if (s.uses.n > 1) {
		dominators(&s);
		for (uint32_t i = 0; i < s.uses.n; i++)
			s.uses.p[i].order = i;
		qsort_r(s.uses.p, s.uses.n, sizeof(struct use), by_group, &s);
		for (uint32_t i = 0, k; i < s.uses.n; i = k) {
			uint32_t section = section_of(&s, s.uses.p[i].leaf);

			for (k = i + 1; k < s.uses.n; k++)
				if (section != section_of(&s, s.uses.p[k].leaf) ||
					(!section &&
						compare_leaves(s.uses.p[i].leaf, s.uses.p[k].leaf)))
					break;
			share_uses(&s, &s.uses.p[i], k - i, map);
		}
		apply(f, map, n);
	}
	arena_free(&s.a);
}
