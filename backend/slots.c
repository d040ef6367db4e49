/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Which C variables in the frame are in use at once, so that others can share their place: needed
 * where inlining has brought many functions' variables together.
 *
 * Liveness byte by byte, on the legalized IR: a byte is in use where it may have been written
 * before and may be read later without being written in between. A helper that only writes an
 * argument of constant size (in the kernel: ARG_PTR_TO_UNINIT_MEM, filled in any case) ends the
 * life of what was there. A slot whose address is remembered by anybody or joins another in a phi
 * is in use everywhere.
 *
 * f->conflicts is a symmetric matrix over the IR's slots; frame.c places by it.
 */
#include "ir/alias.h"
#include "ir/cfg.h"
#include "mir.h"

#define SHARE_FROM 256       /* bytes of variables: below there is nothing to win */
#define MAX_BYTES  (1 << 15) /* of variables that are analysed */

struct slots {
	struct mir_fn *f;
	struct ir_fn *fn;
	struct arena a;
	struct ir_cfg *cfg;
	uint32_t n, bytes;
	uint32_t *base; /* by slot: number of its first byte; UINT32_MAX: in use everywhere */
	struct bitset *in, *out, *written; /* by block */
};

/* What one operand does to the bytes [lo, hi). */
struct access {
	uint32_t slot, lo, hi;
	bool reads, writes, fills;
};

/* ---- what instructions do ---- */

static bool resolve_slot(struct slots *s, struct ir_addr at, uint64_t size, struct access *out)
{
	const struct ir_ins *root = ir_get(s->fn, at.root);
	uint64_t whole;

	if (root->op != IR_SLOT || s->base[root->imm] == UINT32_MAX)
		return false;
	out->slot = (uint32_t)root->imm;
	whole = s->fn->slots.p[out->slot].size;
	if (!at.off_known || at.off < 0 || (uint64_t)at.off >= whole) {
		at.off = 0;
		size = 0;
	}
	out->fills = size != 0;
	out->lo = s->base[out->slot] + (uint32_t)at.off;
	out->hi = s->base[out->slot] + (uint32_t)(size && (uint64_t)at.off + size < whole
							  ? (uint64_t)at.off + size
							  : whole);
	return true;
}

static bool memory_access(struct slots *s, const struct ir_ins *x, struct access *out)
{
	if (!resolve_slot(s, ir_addr_of_access(s->fn, x), x->width, out))
		return false;
	out->reads = x->op != IR_STORE;
	out->writes = x->op != IR_LOAD;
	out->fills &= x->op == IR_STORE;
	return true;
}

/* Argument i of a call. */
static bool call_access(struct slots *s, const struct ir_ins *x, uint32_t i, struct access *out)
{
	const struct ir_effects *e = ir_effects_of(s->fn, x);
	int64_t size = 0;

	if (ir_get(s->fn, x->args[i])->type != IR_PTR)
		return false;
	bool reads = !e || e->reads >> i & 1, writes = !e || e->writes >> i & 1;

	if (writes && !reads && i + 1 < x->nargs)
		ir_is_const(s->fn, x->args[i + 1], &size);
	if (!resolve_slot(s, ir_addr_of(s->fn, x->args[i], 0), size > 0 ? (uint64_t)size : 0, out))
		return false;
	out->reads = reads;
	out->writes = writes;
	out->fills &= writes && !reads;
	return true;
}

static uint32_t accesses(struct slots *s, const struct ir_ins *x, struct access out[8])
{
	uint32_t n = 0;

	switch (x->op) {
	case IR_LOAD:
	case IR_STORE:
	case IR_ATOMIC: return memory_access(s, x, out);
	case IR_CALL:
	case IR_HELPER:
	case IR_CALLI:
	case IR_ASM:
		for (uint32_t i = 0; i < x->nargs && n < 8; i++)
			n += call_access(s, x, i, &out[n]);
		return n;
	default: return 0;
	}
}

/* ---- flow ---- */

static void set_range(struct bitset *b, const struct access *a, bool on)
{
	for (uint32_t i = a->lo; i < a->hi; i++) {
		if (on)
			bitset_add(b, i);
		else
			bitset_del(b, i);
	}
}

static void back_over(struct slots *s, struct bitset *live, const struct ir_ins *x)
{
	struct access a[8];
	uint32_t n = accesses(s, x, a);

	for (uint32_t i = 0; i < n; i++)
		if (a[i].fills)
			set_range(live, &a[i], false);
	for (uint32_t i = 0; i < n; i++)
		if (a[i].reads)
			set_range(live, &a[i], true);
}

static void solve_backward(struct slots *s)
{
	struct bitset live = bitset_new(&s->a, s->bytes);
	bool again = true;

	while (again) {
		again = false;
		for (uint32_t k = s->cfg->n_rpo; k-- > 0;) {
			ir_bid b = s->cfg->rpo[k];
			struct ir_ins *term = ir_get(s->fn, s->fn->blocks.p[b]->last);

			for (uint32_t i = 0; i < ir_succ_count(term); i++)
				bitset_union(&s->out[b], &s->in[*ir_succ(term, i)]);
			bitset_copy(&live, &s->out[b]);
			for (ir_ref r = s->fn->blocks.p[b]->last; r; r = ir_get(s->fn, r)->prev)
				back_over(s, &live, ir_get(s->fn, r));
			again |= bitset_union(&s->in[b], &live);
		}
	}
}

static void forward_over(struct slots *s, struct bitset *written, const struct ir_ins *x)
{
	struct access a[8];
	uint32_t n = accesses(s, x, a);

	for (uint32_t i = 0; i < n; i++)
		if (a[i].writes)
			set_range(written, &a[i], true);
}

/* written[b]: at b's beginning */
static void solve_forward(struct slots *s)
{
	struct bitset now = bitset_new(&s->a, s->bytes);
	bool again = true;

	while (again) {
		again = false;
		for (uint32_t k = 0; k < s->cfg->n_rpo; k++) {
			ir_bid b = s->cfg->rpo[k];

			bitset_copy(&now, &s->written[b]);
			ir_for_ins (r, s->fn, b)
				forward_over(s, &now, ir_get(s->fn, r));
			struct ir_ins *term = ir_get(s->fn, s->fn->blocks.p[b]->last);

			for (uint32_t i = 0; i < ir_succ_count(term); i++)
				again |= bitset_union(&s->written[*ir_succ(term, i)], &now);
		}
	}
}

/* ---- conflicts ---- */

static void conflict(struct slots *s, uint32_t x, uint32_t y)
{
	bitset_add(&s->f->conflicts, x * s->n + y);
	bitset_add(&s->f->conflicts, y * s->n + x);
}

/* Slots that have a byte which is live and may have been written. */
static void in_use(struct slots *s, const struct bitset *live, const struct bitset *written,
	struct bitset *out)
{
	bitset_clear(out);
	for (uint32_t i = 0; i < s->n; i++) {
		if (s->base[i] == UINT32_MAX)
			continue;
		uint32_t end = s->base[i] + (uint32_t)s->fn->slots.p[i].size;

		for (uint32_t k = bitset_next(live, s->base[i]); k < end && !bitset_has(out, i);
			k = bitset_next(live, k + 1))
			if (bitset_has(written, k))
				bitset_add(out, i);
	}
}

/* The slots that x touches conflict with all in use around it. */
static void touch(struct slots *s, const struct ir_ins *x, const struct bitset *before,
	const struct bitset *after)
{
	struct access a[8];
	uint32_t n = accesses(s, x, a);

	for (uint32_t i = 0; i < n; i++) {
		bitset_for (k, before)
			conflict(s, a[i].slot, k);
		bitset_for (k, after)
			conflict(s, a[i].slot, k);
		for (uint32_t k = 0; k < i; k++)
			conflict(s, a[i].slot, a[k].slot);
	}
}

static bool touches(struct slots *s, const struct ir_ins *x)
{
	struct access a[8];

	return accesses(s, x, a) != 0;
}

/*
 * Only instructions that touch a slot can begin or end its use. Walked backwards; "may have been
 * written" is taken at the block's end, which is never too little.
 */
static void conflicts_in_block(struct slots *s, ir_bid b)
{
	struct bitset live = bitset_new(&s->a, s->bytes), written = bitset_new(&s->a, s->bytes),
		      before = bitset_new(&s->a, s->n), after = bitset_new(&s->a, s->n);

	bitset_copy(&written, &s->written[b]);
	ir_for_ins (r, s->fn, b)
		forward_over(s, &written, ir_get(s->fn, r));
	bitset_copy(&live, &s->out[b]);
	in_use(s, &live, &written, &after);
	bitset_for (x, &after)
		bitset_for (y, &after)
			conflict(s, x, y);
	for (ir_ref r = s->fn->blocks.p[b]->last; r; r = ir_get(s->fn, r)->prev) {
		const struct ir_ins *x = ir_get(s->fn, r);

		if (!touches(s, x))
			continue;
		back_over(s, &live, x);
		in_use(s, &live, &written, &before);
		touch(s, x, &before, &after);
		bitset_copy(&after, &before);
	}
}

static bool prepare(struct slots *s)
{
	struct ir_escapes esc = ir_escapes_new(&s->a, s->fn);
	uint64_t total = 0;

	s->base = arena_array(&s->a, uint32_t, s->n);
	for (uint32_t i = 0; i < s->n; i++) {
		const struct ir_slot *slot = &s->fn->slots.p[i];
		bool tracked = !slot->removed && !bitset_has(&esc.merged, i) && slot->size;

		s->base[i] = tracked ? s->bytes : UINT32_MAX;
		total += slot->removed ? 0 : slot->size;
		if (tracked && s->bytes + slot->size > MAX_BYTES)
			return false;
		s->bytes += tracked ? (uint32_t)slot->size : 0;
	}
	return total >= SHARE_FROM && s->bytes;
}

static struct bitset *sets(struct slots *s)
{
	struct bitset *b = arena_array(&s->a, struct bitset, s->fn->blocks.n);

	for (uint32_t i = 0; i < s->fn->blocks.n; i++)
		b[i] = bitset_new(&s->a, s->bytes);
	return b;
}

void slots_fn(struct mir_fn *f)
{
	struct slots s = {.f = f, .a = arena_beside(f->arena), .fn = f->ir, .n = f->ir->slots.n};

	if (s.n > 1 && prepare(&s)) {
		s.cfg = ir_cfg_new(&s.a, s.fn);
		s.in = sets(&s);
		s.out = sets(&s);
		s.written = sets(&s);
		solve_backward(&s);
		solve_forward(&s);
		f->conflicts = bitset_new(f->arena, s.n * s.n);
		for (uint32_t x = 0; x < s.n; x++)
			for (uint32_t y = 0; y < s.n && s.base[x] == UINT32_MAX; y++)
				conflict(&s, x, y);
		for (uint32_t k = 0; k < s.cfg->n_rpo; k++)
			conflicts_in_block(&s, s.cfg->rpo[k]);
	}
	arena_free(&s.a);
}
