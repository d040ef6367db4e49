/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The stack frame: at most 512 bytes below r10. Slots that nothing refers to get no place. Then the
 * leaves become machine instructions, since slot addresses are known.
 *
 *   slot address    dst = r10; dst += off
 *   constant        dst = imm (sign-extended), w dst = imm, or lddw
 *   symbol          lddw, relocated
 *   CO-RE value     dst = imm, relocated by the loader
 *   fill            dst = *(u64 *)(r10 + off)
 */
#include <stdlib.h>

#include "mir.h"

#define STACK_MAX 512

/* ---- places ---- */

static void use_slot(struct mir_fn *f, uint32_t index_plus_1)
{
	if (index_plus_1)
		f->slots.p[index_plus_1 - 1].used = true;
}

static void mark_used(struct mir_fn *f)
{
	mir_for_blocks(b, f) mir_for_insns(i, b)
	{
		use_slot(f, i->slot);
		if (i->op == MIR_LEAF &&
			(i->u.leaf->kind == LEAF_SLOT || i->u.leaf->kind == LEAF_FILL))
			use_slot(f, i->u.leaf->index + 1);
	}
}

static int larger_first(const void *a, const void *b, void *ctx)
{
	const struct mir_fn *f = ctx;
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
	uint64_t sx = f->slots.p[x].size, sy = f->slots.p[y].size;

	return sx > sy ? -1 : sx < sy ? 1 : x < y ? -1 : 1;
}

/* Names the three largest variables. */
static void diagnose(struct mir_fn *f, uint64_t total)
{
	uint32_t *order = arena_array(f->arena, uint32_t, f->slots.n), n = 0;

	for (uint32_t i = 0; i < f->slots.n; i++)
		if (f->slots.p[i].used && f->slots.p[i].name)
			order[n++] = i;
	if (n)
		qsort_r(order, n, sizeof(*order), larger_first, f);
	diag(f->diags, DIAG_STACK_TOO_LARGE, f->ir->loc, f->ir->sym->name, (unsigned)total);
	for (uint32_t i = 0; i < n && i < 3; i++) {
		const struct mir_slot *s = &f->slots.p[order[i]];

		diag(f->diags, DIAG_NOTE_STACK_VARIABLE, s->loc, s->name,
			(unsigned long long)s->size);
	}
	f->failed = true;
}

/* May the two lie in one place? Variables and spilled values are told apart among themselves. */
static bool may_share(const struct mir_fn *f, uint32_t x, uint32_t y)
{
	uint32_t n = f->ir->slots.n, m = f->slots.n - n;

	if (x < n && y < n)
		return f->conflicts.bits && !bitset_has(&f->conflicts, x * n + y);
	return x >= n && y >= n && f->spill_conflicts.bits &&
	       !bitset_has(&f->spill_conflicts, (x - n) * m + y - n);
}

/* The lowest top (distance below r10) at which slot x fits among the n placed ones. */
static uint64_t find_place(const struct mir_fn *f, uint32_t x, const uint32_t *placed, uint32_t n,
	struct bitset *taken)
{
	const struct mir_slot *s = &f->slots.p[x];
	/* an empty object still has an address in the frame */
	uint64_t size = s->size ? s->size : 1, align = s->align >= 8 ? 8 : s->align ? s->align : 1;
	uint64_t top = align_up(size, align), free = 0;

	bitset_clear(taken);
	for (uint32_t k = 0; k < n; k++) {
		const struct mir_slot *p = &f->slots.p[placed[k]];

		if (!may_share(f, x, placed[k]))
			for (uint64_t i = 0; i < (p->size ? p->size : 1); i++)
				bitset_add(taken, (uint32_t)(-p->off - 1 - (int32_t)i));
	}
	/* bytes [top - size, top) below r10 */
	for (free = top - size; free < top && top < taken->bits; free++)
		if (bitset_has(taken, (uint32_t)free)) {
			top = align_up(free + 1 + size, align);
			free = top - size - 1;
		}
	return top;
}

/* Aligned and large ones first. */
static int harder_first(const void *a, const void *b, void *ctx)
{
	const struct mir_fn *f = ctx;
	const struct mir_slot *x = &f->slots.p[*(const uint32_t *)a],
			      *y = &f->slots.p[*(const uint32_t *)b];

	if (x->align != y->align)
		return x->align > y->align ? -1 : 1;
	if (f->conflicts.bits && x->size != y->size)
		return x->size > y->size ? -1 : 1;
	return *(const uint32_t *)a < *(const uint32_t *)b ? -1 : 1;
}

static bool place_slots(struct mir_fn *f)
{
	if (!f->slots.n)
		return true;
	uint32_t *order = arena_array(f->arena, uint32_t, f->slots.n), n = 0;
	struct bitset taken = bitset_new(f->arena, INT16_MAX);
	uint64_t bottom = 0;

	for (uint32_t i = 0; i < f->slots.n; i++)
		if (f->slots.p[i].used)
			order[n++] = i;
	if (n)
		qsort_r(order, n, sizeof(*order), harder_first, f);
	for (uint32_t k = 0; k < n; k++) {
		uint64_t top = find_place(f, order[k], order, k, &taken);

		if (top >= taken.bits) {
			diagnose(f, top);
			return false;
		}
		f->slots.p[order[k]].off = -(int32_t)top;
		bottom = max_u64(bottom, top);
	}
	f->frame = (uint32_t)align_up(bottom, 8);
	if (bottom > STACK_MAX)
		diagnose(f, bottom);
	return bottom <= STACK_MAX;
}

/* ---- leaves ---- */

static void expand_const(struct mir_fn *f, struct mir_block *b, struct mir_insn *i, int64_t k)
{
	if (k == (int32_t)k)
		i->op = INSN_MOV64_K;
	else if (k == (uint32_t)k && f->opts->cpu >= 3)
		i->op = INSN_MOV32_K;
	else
		i->op = INSN_LDDW;
	i->imm = i->op == INSN_LDDW ? k : (int32_t)k;
}

static void expand_leaf(struct mir_fn *f, struct mir_block *b, struct mir_insn *i)
{
	const struct mir_leaf *l = i->u.leaf;
	struct mir_insn add;

	i->u.leaf = NULL;
	switch ((enum mir_leaf_kind)l->kind) {
	case LEAF_CONST: expand_const(f, b, i, l->imm); return;
	case LEAF_SLOT:
		add = mir_make(INSN_ADD64_K, i->dst, MREG_NONE, f->slots.p[l->index].off + l->imm);
		add.loc = i->loc;
		*i = (struct mir_insn){.prev = i->prev,
			.next = i->next,
			.op = INSN_MOV64_X,
			.dst = i->dst,
			.src = MREG_FP,
			.loc = i->loc};
		if (add.imm)
			mir_insert(f, b, i->next, add);
		return;
	case LEAF_SYM:
		i->op = INSN_LDDW;
		i->imm = l->imm;
		i->u.sym = l->sym;
		return;
	case LEAF_CORE:
		i->imm = f->ir->module->core.p[l->index].value;
		i->core = l->index + 1;
		/* the value of an enumerator can have 64 bits in the running kernel */
		i->op = i->imm != (int32_t)i->imm || f->ir->module->core.p[l->index].kind == 11
				? INSN_LDDW
				: INSN_MOV64_K;
		return;
	case LEAF_FILL:
		i->op = INSN_LDXDW;
		i->src = MREG_FP;
		i->off = f->slots.p[l->index].off;
		return;
	}
	ICE("leaf kind %u", l->kind);
}

bool frame_fn(struct mir_fn *f)
{
	mark_used(f);
	if (!place_slots(f))
		return false;
	mir_for_blocks(b, f) mir_for_insns_safe(i, b)
	{
		if (i->slot) {
			i->off += f->slots.p[i->slot - 1].off;
			i->slot = 0;
		}
		if (i->op == MIR_LEAF)
			expand_leaf(f, b, i);
	}
	return true;
}

/* ---- chains of calls ---- */

/* What the kernel adds up where it compiles to machine code: frames rounded to 16 bytes. */
#define FRAME_ROUND 16

struct chains {
	struct arena a;
	struct mir_fn **by_sym; /* by symbol index */
	uint32_t *
		deepest; /* by symbol index: bytes of the deepest chain from it; 0: not known yet */
	struct ir_sym **next; /* along that chain */
	bool *open;           /* being computed: a call to it is a recursion */
	struct diags *ds;
	bool recursive; /* one was diagnosed */
};

static uint32_t deepest(struct chains *c, struct ir_sym *s)
{
	struct mir_fn *f = c->by_sym[s->index];
	uint32_t below = 0;

	if (!f)
		return 0;
	if (c->deepest[s->index])
		return c->deepest[s->index];
	c->open[s->index] = true;
	mir_for_blocks(b, f) mir_for_insns(i, b) if (i->op == INSN_CALL_FN)
	{
		uint32_t d = 0;

		if (c->open[i->u.sym->index]) { /* check_max_stack_depth() of the kernel never ends
						   it */
			diag(c->ds, DIAG_RECURSION, i->loc, i->u.sym->name);
			c->recursive = true;
		} else {
			d = deepest(c, i->u.sym);
		}
		if (d > below) {
			below = d;
			c->next[s->index] = i->u.sym;
		}
	}
	c->open[s->index] = false;
	c->deepest[s->index] = below + (uint32_t)align_up(f->frame ? f->frame : 1, FRAME_ROUND);
	return c->deepest[s->index];
}

static void diagnose_chain(struct chains *c, struct ir_sym *s, struct diags *ds)
{
	const char *text = s->name;

	for (struct ir_sym *n = c->next[s->index]; n; n = c->next[n->index])
		text = arena_printf(&c->a, "%s -> %s", text, n->name);
	diag(ds, DIAG_STACK_CHAIN, s->loc, text, c->deepest[s->index]);
}

bool frame_check_calls(struct ir_module *m, struct mir_fn **fns, uint32_t n)
{
	struct chains c = {.ds = m->diags};

	c.by_sym = arena_array(&c.a, struct mir_fn *, m->syms.n);
	c.deepest = arena_array(&c.a, uint32_t, m->syms.n);
	c.next = arena_array(&c.a, struct ir_sym *, m->syms.n);
	c.open = arena_array(&c.a, bool, m->syms.n);
	for (uint32_t i = 0; i < n; i++)
		c.by_sym[fns[i]->ir->sym->index] = fns[i];
	for (uint32_t i = 0; i < n; i++) {
		struct ir_sym *s = fns[i]->ir->sym;

		/* a single large frame has been reported; here it is the sum */
		if (fns[i]->ir->is_program && deepest(&c, s) > STACK_MAX && c.next[s->index])
			diagnose_chain(&c, s, m->diags);
	}
	arena_free(&c.a);
	return !c.recursive;
}
