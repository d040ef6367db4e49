/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Byte order of constants in place of values. A value in network order that is only compared for
 * equality, with however many constants, needs no swap:
 *
 *	y = bswap16 x              (x has no bits above 15)
 *	... y == 0x0800 ...   ->   ... x == 0x0008 ...
 *	... y == 0x86dd ...   ->   ... x == 0xdd86 ...
 *	... y & 0x1fff ...    ->   ... x & 0xff1f ...      (which is compared for equality)
 *	switch y: case 6      ->   switch x: case 0x600
 *
 * fold.rules does this where the swap has one use. Here it is done when it can be done for all
 *uses, so that the swap goes away: then nobody can want to know of the swapped value what a
 *comparison of it has shown.
 */
#include "eval.h"
#include "known.h"
#include "pass.h"

struct swap {
	struct ir_fn *fn;
	uint32_t *uses, *good; /* by value: all, and those that can take the other byte order */
};

static bool is_swap(const struct ir_fn *fn, ir_ref r)
{
	const struct ir_ins *x = ir_get(fn, r);

	if (x->op == IR_BSWAP16)
		return ~ir_known_zeros(fn, x->a) >> 16 == 0;
	return x->op == IR_BSWAP32 || x->op == IR_BSWAP64;
}

/* An operand that a swapped constant can take the place of: within the swap's width. */
static bool fits(const struct ir_fn *fn, ir_ref swap, ir_ref constant)
{
	int64_t k;

	return ir_is_const(fn, constant, &k) &&
	       (ir_get(fn, swap)->op != IR_BSWAP16 || (uint64_t)k >> 16 == 0);
}

static bool is_equality(const struct ir_ins *x)
{
	return x->op == IR_CMP && (x->cc == IR_EQ || x->cc == IR_NE);
}

static bool single_cases(const struct ir_fn *fn, const struct ir_ins *x, ir_ref swap)
{
	for (uint32_t i = 0; i < x->u.sw->n; i++)
		if (x->u.sw->cases[i].lo != x->u.sw->cases[i].hi ||
			(ir_get(fn, swap)->op == IR_BSWAP16 && x->u.sw->cases[i].lo >> 16))
			return false;
	return true;
}

/* The swap behind v: v itself, or what v masks. 0: none. */
static ir_ref swap_of(const struct ir_fn *fn, ir_ref v)
{
	const struct ir_ins *x = ir_get(fn, v);

	if (x->op == IR_AND && is_swap(fn, x->a) && ir_is_const(fn, x->b, NULL))
		return x->a;
	return is_swap(fn, v) ? v : 0;
}

/* Does this use of v, by x, work as well in the other byte order? */
static bool use_is_good(const struct swap *s, const struct ir_ins *x, ir_ref v, ir_ref swap)
{
	if (is_equality(x))
		return x->a == v && fits(s->fn, swap, x->b);
	return x->op == IR_SWITCH && v == swap && single_cases(s->fn, x, swap);
}

/* First the uses of masks, then those of swaps: a mask is a good use when all of its own are. */
static void count(struct swap *s, bool masks)
{
	ir_for_blocks (b, s->fn)
		ir_for_ins (r, s->fn, b) {
			struct ir_ins *x = ir_get(s->fn, r);
			uint32_t n = ir_operand_count(x);

			for (uint32_t i = 0; i < n; i++) {
				ir_ref v = *ir_operand(x, i), swap = swap_of(s->fn, v);

				if (!swap || (swap != v) != masks)
					continue;
				s->uses[v]++;
				s->good[v] += i == 0 &&
					      (use_is_good(s, x, v, swap) ||
						      (!masks && swap_of(s->fn, r) == v && r != v &&
							      s->uses[r] == s->good[r]));
			}
		}
}

static uint64_t swap_bytes(enum ir_op op, enum ir_type t, uint64_t k)
{
	uint64_t out = 0;

	CHECK(ir_eval(op, IR_EQ, t, k, 0, &out));
	return out;
}

static ir_ref swapped(struct ir_fn *fn, enum ir_op op, ir_ref constant)
{
	enum ir_type t = ir_get(fn, constant)->type;
	int64_t k;

	CHECK(ir_is_const(fn, constant, &k));
	/* a mask may reach above the bits that there are */
	if (op == IR_BSWAP16)
		k &= 0xffff;
	return ir_const(fn, t, (int64_t)swap_bytes(op, t, (uint64_t)k));
}

static void rewrite_use(struct swap *s, ir_ref r)
{
	struct ir_fn *fn = s->fn;
	struct ir_ins *x = ir_get(fn, r);
	ir_ref v = x->a, swap = swap_of(fn, v), k;
	enum ir_op op = (enum ir_op)ir_get(fn, swap)->op;

	if (x->op == IR_SWITCH) {
		for (uint32_t i = 0; i < x->u.sw->n; i++) {
			struct ir_case *c = &x->u.sw->cases[i];

			c->lo = c->hi = swap_bytes(op, (enum ir_type)ir_get(fn, swap)->type, c->lo);
		}
		x->a = ir_get(fn, swap)->a;
		return;
	}
	k = swapped(fn, op, x->b);
	x = ir_get(fn, r);
	x->b = k;
	if (v != swap) {
		struct ir_ins mask = *ir_get(fn, v);

		mask.b = swapped(fn, op, mask.b);
		mask.a = ir_get(fn, swap)->a;
		v = ir_insert_before(fn, r, mask);
	} else {
		v = ir_get(fn, swap)->a;
	}
	ir_get(fn, r)->a = v;
}

bool opt_swap(struct ir_pass *p)
{
	struct swap s = {.fn = p->fn};
	uint32_t n = p->fn->ins.n;
	bool any = false;

	s.uses = arena_array(p->scratch, uint32_t, n);
	s.good = arena_array(p->scratch, uint32_t, n);
	count(&s, true);
	count(&s, false);
	ir_for_blocks (b, p->fn)
		ir_for_ins (r, p->fn, b) {
			struct ir_ins *x = ir_get(p->fn, r);
			ir_ref swap =
				is_equality(x) || x->op == IR_SWITCH ? swap_of(p->fn, x->a) : 0;

			if (!swap || x->a >= n || s.uses[swap] != s.good[swap])
				continue;
			rewrite_use(&s, r);
			any = true;
		}
	return any;
}
