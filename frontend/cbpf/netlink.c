/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The classic extensions that walk netlink attributes, as the kernel's bpf_skb_get_nlattr does:
 *
 *	nla: the attribute of type x among those from a on; nlan: among those nested in the one at a
 *	an attribute is { u16 length, with these four bytes; u16 type; } and padding to four bytes
 *
 * A packet has as many as fit, so the walk is bpf_loop's, one attribute a round:
 *
 *	struct walk { u64 base; u32 at, left, type, found; };
 *	int step(u32 i, struct walk *w)
 *	{
 *		if (w->left < 4) return 1;
 *		h = *(u32 *)(w->base + w->at);
 *		if (length(h) < 4 || length(h) > w->left) return 1;
 *		if ((type(h) & NLA_TYPE_MASK) == w->type) { w->found = w->at; return 1; }
 *		next = align(length(h)); if (next > w->left) return 1;
 *		w->at += next, w->left -= next;
 *		return 0;
 *	}
 */
#include "kernel.h"

#include <linux/netlink.h>

#include "frontend/effects.h"
#include "ir/build.h"

enum { HELPER_LOOP = 181, WALK_SIZE = 24, HEADER = 4 };
/* In struct walk. */
enum walk_member { WALK_BASE = 0, WALK_AT = 8, WALK_LEFT = 12, WALK_TYPE = 16, WALK_FOUND = 20 };

struct maker {
	struct ir_fn *fn;
	struct ir_build b;
	const struct kernel_syms *k;
	src_loc loc;
	ir_bid end; /* returns what is there when nothing is found */
};

static ir_ref number(struct maker *w, int64_t v)
{
	return ir_const(w->fn, IR_I32, v);
}

static ir_ref binary(struct maker *w, enum ir_op op, ir_ref a, ir_ref b)
{
	return ir_emit_binary(&w->b, op, a, b);
}

/* Goes on when the comparison is false. */
static void end_if(struct maker *w, enum ir_cc cc, ir_ref a, ir_ref b)
{
	ir_bid next = ir_block_new(w->fn, NULL);

	ir_emit_cbr(&w->b, ir_emit_cmp(&w->b, cc, a, b), w->end, next, INSF_UNLIKELY);
	ir_start_sealed(&w->b, next);
}

static void begin(struct maker *w, struct ir_module *m, struct ir_sym *sym, const uint8_t *params,
	uint32_t n, struct arena *scratch)
{
	w->fn = ir_fn_new(m, sym, m->arena);
	w->fn->ret = IR_I32;
	w->fn->loc = w->loc;
	for (uint32_t i = 0; i < n; i++) {
		vec_push(m->arena, &w->fn->params, params[i]);
		vec_push(m->arena, &w->fn->param_prov, PROV_UNKNOWN);
	}
	ir_build_begin(&w->b, w->fn, scratch);
	w->b.loc = w->loc;
	w->end = ir_block_new(w->fn, NULL);
}

static void finish(struct maker *w, int64_t nothing)
{
	ir_start_sealed(&w->b, w->end);
	ir_emit_ret(&w->b, number(w, nothing));
	ir_build_finish(&w->b);
}

/* The four bytes of an attribute's header; base as struct walk has it. */
static ir_ref header(struct maker *w, ir_ref base, ir_ref at)
{
	ir_ref place = binary(w, IR_ADD, base, ir_emit_convert(&w->b, IR_I64, at, false));
	ir_ref p = ir_emit(&w->b, kernel_bytes(w->fn, w->k, place));

	return ir_emit_load(&w->b, p, CHARS_AT, (struct ir_access){IR_I32, HEADER, 1, 0, 0});
}

/* The half of a header that comes first in memory, or second. */
static ir_ref half(struct maker *w, ir_ref header, bool second)
{
	if (second != w->fn->module->big_endian)
		return binary(w, IR_LSHR, header, number(w, 16));
	return binary(w, IR_AND, header, number(w, 0xffff));
}

static ir_ref get(struct maker *w, ir_ref walk, enum walk_member m)
{
	bool wide = m == WALK_BASE;

	return ir_emit_load(&w->b, walk, m,
		(struct ir_access){wide ? IR_I64 : IR_I32, wide ? 8 : 4, wide ? 8 : 4, 0, 0});
}

static void set(struct maker *w, ir_ref walk, enum walk_member m, ir_ref v)
{
	bool wide = m == WALK_BASE;

	ir_emit_store(&w->b, walk, m, v,
		(struct ir_access){wide ? IR_I64 : IR_I32, wide ? 8 : 4, wide ? 8 : 4, 0, 0});
}

static struct ir_sym *step_function(struct ir_module *m, const char *name,
	const struct kernel_syms *k, src_loc loc, struct arena *scratch)
{
	static const uint8_t params[] = {IR_I32, IR_PTR};
	struct ir_sym *sym = ir_sym_new(m, IR_SYM_FN, arena_printf(m->arena, "%s_step", name));
	struct maker w = {.k = k, .loc = loc};

	begin(&w, m, sym, params, ARRAY_LEN(params), scratch);
	w.fn->address_taken = w.fn->no_inline = true;
	ir_ref walk = ir_param(w.fn, 1), left = get(&w, walk, WALK_LEFT);

	end_if(&w, IR_ULT, left, number(&w, HEADER));
	ir_ref at = get(&w, walk, WALK_AT), h = header(&w, get(&w, walk, WALK_BASE), at);
	ir_ref length = half(&w, h, false);

	end_if(&w, IR_ULT, length, number(&w, HEADER));
	end_if(&w, IR_UGT, length, left);
	ir_ref type = binary(&w, IR_AND, half(&w, h, true), number(&w, NLA_TYPE_MASK & 0xffff));
	ir_bid found = ir_block_new(w.fn, NULL), other = ir_block_new(w.fn, NULL);

	ir_emit_cbr(
		&w.b, ir_emit_cmp(&w.b, IR_EQ, type, get(&w, walk, WALK_TYPE)), found, other, 0);
	ir_start_sealed(&w.b, found);
	set(&w, walk, WALK_FOUND, at);
	ir_emit_br(&w.b, w.end);
	ir_start_sealed(&w.b, other);
	ir_ref next = binary(&w, IR_AND, binary(&w, IR_ADD, length, number(&w, NLA_ALIGNTO - 1)),
		number(&w, ~(NLA_ALIGNTO - 1)));

	end_if(&w, IR_UGT, next, left);
	set(&w, walk, WALK_AT, binary(&w, IR_ADD, at, next));
	set(&w, walk, WALK_LEFT, binary(&w, IR_SUB, left, next));
	ir_emit_ret(&w.b, number(&w, 0));
	finish(&w, 1);
	return sym;
}

static ir_ref skb_member(struct maker *w, ir_ref skb, enum kernel_member m)
{
	return ir_emit(&w->b,
		kernel_member_load(ir_emit(&w->b, kernel_member_at(w->fn, w->k, skb, m)), m));
}

struct ir_sym *netlink_function(struct ir_module *m, const char *name, bool nested,
	const struct kernel_syms *k, src_loc loc, struct arena *scratch)
{
	static const uint8_t params[] = {IR_PTR, IR_I32, IR_I32};
	struct ir_sym *sym = ir_sym_new(m, IR_SYM_FN, name), *step;
	struct maker w = {.k = k, .loc = loc};

	step = step_function(m, name, k, loc, scratch);
	begin(&w, m, sym, params, ARRAY_LEN(params), scratch);
	w.fn->param_prov.p[0] = PROV_CTX;
	ir_ref a = ir_param(w.fn, 1);
	ir_ref skb = ir_emit(&w.b, kernel_skb(w.fn, k, ir_param(w.fn, 0)));
	ir_ref len = skb_member(&w, skb, SKB_LEN);

	end_if(&w, IR_NE, skb_member(&w, skb, SKB_DATA_LEN), number(&w, 0));
	end_if(&w, IR_ULT, len, number(&w, HEADER));
	end_if(&w, IR_UGT, a, binary(&w, IR_SUB, len, number(&w, HEADER)));
	ir_ref left = binary(&w, IR_SUB, len, a);
	ir_ref base = binary(
		&w, IR_ADD, skb_member(&w, skb, SKB_DATA), ir_const(w.fn, IR_I64, -CHARS_AT));

	if (nested) {
		ir_ref length = half(&w, header(&w, base, a), false);

		end_if(&w, IR_UGT, length, left);
		end_if(&w, IR_ULT, length, number(&w, HEADER));
		left = binary(&w, IR_SUB, length, number(&w, HEADER));
		a = binary(&w, IR_ADD, a, number(&w, HEADER));
	}
	ir_ref walk = ir_slot_addr(w.fn, ir_slot_new(w.fn, WALK_SIZE, 8, NULL, 0));

	set(&w, walk, WALK_BASE, base);
	set(&w, walk, WALK_AT, a);
	set(&w, walk, WALK_LEFT, left);
	set(&w, walk, WALK_TYPE, ir_param(w.fn, 2));
	set(&w, walk, WALK_FOUND, number(&w, 0));
	ir_ref args[] = {binary(&w, IR_LSHR, left, number(&w, 2)), ir_gaddr(w.fn, step, 0), walk,
		number(&w, 0)};

	ir_emit_helper(&w.b, HELPER_LOOP, IR_I64, args, ARRAY_LEN(args),
		helper_effects_new(m->arena, HELPER_LOOP));
	ir_emit_ret(&w.b, get(&w, walk, WALK_FOUND));
	finish(&w, 0);
	return sym;
}
