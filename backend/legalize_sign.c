/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Sign-extending loads whose sign nobody needs: a value that is only compared for equality, with a
 * constant or with another such load of the same width, masked and stored, can be zero-extended as
 * well.
 *
 *   sext(a) == sext(b)  <=>  zext(a) == zext(b)        sext(a) == k  <=>  zext(a) == k & mask,
 *   if k is a sign-extended number of the width (else it is never equal, which folding sees).
 *
 * Optimistic: all candidates are taken to be convertible until one use of one says no.
 */
#include "legalize.h"

struct signs {
	struct ir_fn *fn;
	uint8_t *width; /* by ir_ref: of a candidate; 0: none */
	uint32_t n;
};

static unsigned width_of(const struct signs *s, ir_ref r)
{
	r = ir_resolve(s->fn, r);
	return r < s->n ? s->width[r] : 0;
}

static bool const_of_width(const struct signs *s, ir_ref r, unsigned width)
{
	const struct ir_ins *x = ir_get(s->fn, r);
	int64_t k;

	if (!ir_is_const(s->fn, r, &k))
		return false;
	if (x->type == IR_I32)
		k = (int32_t)k;
	return k == sign_extend((uint64_t)k, width * 8);
}

/* x: an and that keeps nothing but what is in memory. */
static bool is_low_mask(const struct signs *s, const struct ir_ins *x, unsigned width)
{
	int64_t k;

	return ir_is_const(s->fn, x->b, &k) && !((uint64_t)k & ~low_mask(width * 8));
}

/* May operand i of x be zero-extended from `width` bytes? */
static bool use_ok(const struct signs *s, const struct ir_ins *x, uint32_t i, unsigned width)
{
	ir_ref other;

	if (x->op == IR_CBR)
		return true;
	if (x->op == IR_STORE)
		return i == 1 && x->width <= width;
	if (x->op == IR_AND)
		return is_low_mask(s, x, width);
	if (x->op != IR_CMP || x->cc > IR_NE)
		return false;
	other = i ? x->a : x->b;
	return width_of(s, other) == width || const_of_width(s, other, width);
}

static bool drop_refuted(struct signs *s)
{
	bool any = false;

	ir_for_blocks (b, s->fn)
		ir_for_ins (r, s->fn, b) {
			struct ir_ins *x = ir_get(s->fn, r);
			uint32_t n = ir_operand_count(x);

			for (uint32_t i = 0; i < n; i++) {
				ir_ref o = ir_resolve(s->fn, *ir_operand(x, i));
				unsigned w = width_of(s, o);

				if (w && !use_ok(s, x, i, w)) {
					s->width[o] = 0;
					any = true;
				}
			}
		}
	return any;
}

/* A mask that keeps the whole of a converted value is no more needed. */
static void clear_mask(struct signs *s, ir_ref and, unsigned width)
{
	int64_t k = 0;

	if (ir_is_const(s->fn, ir_get(s->fn, and)->b, &k) && (uint64_t)k == low_mask(width * 8))
		ir_replace(s->fn, and, ir_get(s->fn, and)->a);
}

/* Constants that a converted value is compared with lose their sign too. */
static void mask_constants(struct signs *s)
{
	ir_for_blocks (b, s->fn)
		ir_for_ins_safe (r, s->fn, b) {
			unsigned of = ir_get(s->fn, r)->op == IR_AND
					      ? width_of(s, ir_get(s->fn, r)->a)
					      : 0;

			if (of && is_low_mask(s, ir_get(s->fn, r), of))
				clear_mask(s, r, of);
			for (uint32_t i = 0; ir_get(s->fn, r)->op == IR_CMP && i < 2; i++) {
				struct ir_ins *x = ir_get(s->fn, r);
				unsigned w = width_of(s, *ir_operand(x, i));
				ir_ref other = i ? x->a : x->b, masked;
				int64_t k;

				if (!w || !ir_is_const(s->fn, other, &k))
					continue;
				masked = ir_const(s->fn, ir_get(s->fn, other)->type,
					(int64_t)((uint64_t)k & low_mask(w * 8)));
				*ir_operand(ir_get(s->fn, r), !i) = masked;
			}
		}
}

void legalize_signs(struct legalize *l)
{
	struct signs s = {.fn = l->fn, .n = l->fn->ins.n};
	bool any = false;

	s.width = arena_array(l->scratch, uint8_t, s.n);
	ir_for_blocks (b, l->fn)
		ir_for_ins (r, l->fn, b) {
			const struct ir_ins *x = ir_get(l->fn, r);

			if (x->op == IR_LOAD && x->flags & INSF_SIGNED &&
				x->width < (x->type == IR_I32 ? 4 : 8)) {
				s.width[r] = x->width;
				any = true;
			}
		}
	if (!any)
		return;
	while (drop_refuted(&s)) {
	}
	mask_constants(&s);
	for (ir_ref r = 1; r < s.n; r++)
		if (s.width[r])
			ir_get(l->fn, r)->flags &= (uint16_t)~INSF_SIGNED;
	ir_resolve_all(l->fn);
}
