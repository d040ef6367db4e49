/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Neighbouring stores become one, two at a time:
 *
 *	store 4 [p], 1 ; store 4 [p + 4], 0             ->  store 8 [p], 1
 *	store 4 [p], load 4 [q] ; store 4 [p + 4], load 4 [q + 4]   ->  store 8 [p], load 8 [q]
 *
 * Both happen where the second was; nothing between them may read or write the bytes stored, or
 * write those copied, and no call lies between. Constants only join while the store can hold them
 *as an immediate (32 bits, sign-extended). wide.h says where a wide access is good.
 */
#include "pass.h"
#include "put.h"
#include "uses.h"
#include "wide.h"

/* Stores and loads of the block that are remembered at a time. */
#define MAX_OPEN 16

struct open {
	ir_ref ins; /* the store or load */
	struct ir_loc at;
};
typedef VEC(struct open) open_list;

struct merger {
	struct ir_pass *p;
	struct ir_fn *fn;
	VEC(uint32_t) uses; /* grows with what is made */
	open_list stores, loads;
	bool changed;
};

static void remember(struct merger *m, open_list *l, ir_ref r)
{
	const struct ir_ins *ins = ir_get(m->fn, r);
	struct open o = {r, {ir_addr_of_access(m->fn, ins), ins->width}};

	if (!o.at.at.off_known)
		return;
	if (l->n == MAX_OPEN) {
		memmove(l->p, l->p + 1, (MAX_OPEN - 1) * sizeof(*l->p));
		l->n--;
	}
	vec_push(m->p->scratch, l, o);
}

static void forget_touched(struct merger *m, open_list *l, const struct ir_ins *ins, bool reads)
{
	uint32_t n = 0;

	for (uint32_t i = 0; i < l->n; i++)
		if (!ir_may_write(m->fn, m->p->esc, ins, l->p[i].at) &&
			!(reads && ir_may_read(m->fn, m->p->esc, ins, l->p[i].at)))
			l->p[n++] = l->p[i];
	l->n = n;
}

static const struct open *find_open(const open_list *l, ir_ref r)
{
	vec_for (o, l)
		if (o->ins == r)
			return o;
	return NULL;
}

/* The two values as one, x at the lower address; false when that needs a 64-bit immediate. */
static bool join_constants(
	const struct merger *m, int64_t x, int64_t y, unsigned width, int64_t *out)
{
	unsigned bits = width * 8;
	uint64_t low = (uint64_t)(m->fn->module->big_endian ? y : x) & low_mask(bits);
	uint64_t high = (uint64_t)(m->fn->module->big_endian ? x : y) & low_mask(bits);

	*out = (int64_t)(low | high << bits);
	return width < 4 || *out == (int32_t)*out;
}

/* A load that only this store uses and that can still be made here. */
static const struct open *copied(const struct merger *m, const struct ir_ins *store)
{
	ir_ref v = ir_resolve(m->fn, store->b);
	const struct open *o = find_open(&m->loads, v);

	if (!o || v >= m->uses.n || m->uses.p[v] != 1 || ir_get(m->fn, v)->width != store->width)
		return NULL;
	return ir_get(m->fn, v)->type == IR_PTR ? NULL : o;
}

static ir_ref put_store(
	struct merger *m, ir_ref at, const struct ir_ins *low, ir_ref value, unsigned align)
{
	ir_put_store(m->fn, at, low->a, low->imm, value, low->width * 2u, align);
	return ir_get(m->fn, at)->prev;
}

/* x is the store at the lower address; `at` the later of the two. Returns the new store or 0. */
static ir_ref merge_constants(
	struct merger *m, const struct open *x, const struct open *y, ir_ref at)
{
	struct ir_ins low = *ir_get(m->fn, x->ins), high = *ir_get(m->fn, y->ins);
	int64_t a, b, v;

	if (!ir_is_const(m->fn, low.b, &a) || !ir_is_const(m->fn, high.b, &b) ||
		!join_constants(m, a, b, low.width, &v))
		return 0;
	return put_store(
		m, at, &low, ir_const(m->fn, low.width == 4 ? IR_I64 : IR_I32, v), x->at.at.align);
}

static ir_ref merge_copies(struct merger *m, const struct open *x, const struct open *y, ir_ref at)
{
	struct ir_ins low = *ir_get(m->fn, x->ins), high = *ir_get(m->fn, y->ins), from;
	const struct open *p = copied(m, &low), *q = copied(m, &high);
	struct ir_loc all;
	ir_ref v;

	if (!p || !q || p->at.at.root != q->at.at.root || q->at.at.off != p->at.at.off + low.width)
		return 0;
	all = (struct ir_loc){p->at.at, low.width * 2u};
	if (!ir_may_widen(m->p->opts, p->at.at, low.width * 2u) ||
		ir_may_alias(m->fn, m->p->esc, x->at, all) ||
		ir_may_alias(m->fn, m->p->esc, y->at, all))
		return 0;
	from = *ir_get(m->fn, p->ins);
	v = ir_put_load(m->fn, at, from.a, from.imm, low.width * 2u, p->at.at.align);
	while (m->uses.n <= v)
		vec_push(m->p->scratch, &m->uses, 1);
	remember(m, &m->loads, v);
	return put_store(m, at, &low, v, x->at.at.align);
}

/* The new store r and an earlier one. */
static ir_ref merge(struct merger *m, struct open earlier, struct open later)
{
	bool up = earlier.at.at.off < later.at.at.off;
	const struct open *x = up ? &earlier : &later, *y = up ? &later : &earlier;
	ir_ref joined;

	if (x->at.at.root != y->at.at.root || x->at.size != y->at.size || x->at.size == 8 ||
		y->at.at.off != x->at.at.off + (int64_t)x->at.size ||
		!ir_may_widen(m->p->opts, x->at.at, (unsigned)x->at.size * 2))
		return 0;
	joined = merge_constants(m, x, y, later.ins);
	return joined ? joined : merge_copies(m, x, y, later.ins);
}

static void visit_store(struct merger *m, ir_ref r)
{
	bool again = true;

	while (again) {
		const struct ir_ins *ins = ir_get(m->fn, r);
		struct open now = {r, {ir_addr_of_access(m->fn, ins), ins->width}};

		again = false;
		for (uint32_t i = m->stores.n; now.at.at.off_known && i-- > 0;) {
			struct open earlier = m->stores.p[i];
			ir_ref joined = merge(m, earlier, now);

			if (!joined)
				continue;
			ir_remove(m->fn, earlier.ins);
			ir_remove(m->fn, r);
			memmove(&m->stores.p[i], &m->stores.p[i + 1],
				(m->stores.n - i - 1) * sizeof(earlier));
			m->stores.n--;
			r = joined;
			m->changed = again = true;
			break;
		}
	}
	forget_touched(m, &m->stores, ir_get(m->fn, r), false);
	forget_touched(m, &m->loads, ir_get(m->fn, r), false);
	remember(m, &m->stores, r);
}

static void visit(struct merger *m, ir_ref r)
{
	const struct ir_ins *ins = ir_get(m->fn, r);

	if (ins->op == IR_STORE && !(ins->flags & INSF_VOLATILE)) {
		visit_store(m, r);
	} else if (ins->op == IR_LOAD && !(ins->flags & INSF_VOLATILE)) {
		forget_touched(m, &m->stores, ins, true);
		remember(m, &m->loads, r);
	} else if (ins->op == IR_MEMCPY || ins->op == IR_MEMSET || ins->op == IR_MEMMOVE ||
		   ins->op == IR_MEMCMP) {
		forget_touched(m, &m->stores, ins, true);
		forget_touched(m, &m->loads, ins, false);
	} else if (!(ir_ops[ins->op].flags & OPF_PURE)) {
		m->stores.n = m->loads.n = 0;
	}
}

bool opt_stores(struct ir_pass *p)
{
	struct merger m = {.p = p, .fn = p->fn};

	m.uses.p = ir_uses_count(p->scratch, p->fn);
	m.uses.n = m.uses.cap = p->fn->ins.n;
	ir_for_blocks (b, p->fn) {
		m.stores.n = m.loads.n = 0;
		ir_for_ins_safe (r, p->fn, b)
			visit(&m, r);
	}
	return m.changed;
}
