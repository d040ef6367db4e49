/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Packet loads through packet pointers:
 *
 *	p = data + index                        (the index within what the verifier wants to know)
 *	if p + need > data_end: fail            once for all that is needed from here on
 *	v = *(u16 *)(p + off)
 *
 * XDP fails: the packet is there in one piece. tc asks the slow function, which reads byte by byte
 * through helpers, since the rest of the packet may be elsewhere. It begins anew: a classic program
 * has no effects.
 *
 * The pointer that is checked and the one that is read from are one value.
 */
#include "packet.h"

#include <linux/bpf.h>

enum {
	OFFSET_MAX = 0xffff, /* the verifier's MAX_PACKET_OFF: of what is checked, index included */
	INDEX_DEPTH = 8,     /* operations that are looked through for the index's largest value */
};

/* ---- the packet's ends ---- */

/* The loads stand at the function's beginning; equal ones become one. */
static ir_ref packet_end(struct packet *p, bool end)
{
	struct ir_fn *fn = p->fn;
	bool xdp = p->way == PACKET_XDP;
	size_t at = xdp ? (end ? offsetof(struct xdp_md, data_end) : offsetof(struct xdp_md, data))
			: (end ? offsetof(struct __sk_buff, data_end)
			       : offsetof(struct __sk_buff, data));

	return ir_put(fn, fn->blocks.p[0]->first,
		(struct ir_ins){.op = IR_LOAD,
			.type = IR_PTR,
			.width = 4,
			.align = 4,
			.flags = INSF_CONST_MEM,
			.prov = end ? PROV_PACKET_END : PROV_PACKET,
			.a = p->ctx,
			.imm = (int64_t)at});
}

/* Fail unless bytes p .. p + size are in the packet. */
static void check_end(struct packet *p, const struct site *s, ir_ref ptr, int64_t size)
{
	struct ir_ins beyond = {.op = IR_CMP, .type = IR_I32, .cc = IR_UGT};

	beyond.b = packet_end(p, true);
	beyond.a = ir_put_imm(p->fn, s->load, IR_ADD, ptr, size);
	packet_fail_if(p, s, ir_put(p->fn, s->load, beyond));
}

static void never(struct packet *p, const struct site *s)
{
	packet_fail_if(p, s, ir_const(p->fn, IR_I32, 1));
	packet_done(p, s, ir_const(p->fn, IR_I32, 0));
}

/* ---- the index ---- */

static uint64_t bits_of(uint64_t max)
{
	return max ? low_mask(log2_floor(max) + 1) : 0;
}

/* The largest value that the verifier knows x to have; it does not follow byte swaps, divisions...
 */
static uint64_t verifier_max(const struct ir_fn *fn, ir_ref r, unsigned depth)
{
	const struct ir_ins *x = ir_get(fn, ir_resolve(fn, r));
	uint64_t a, b, max = low_mask(x->type == IR_I32 ? 32 : 64);

	if (x->op == IR_CONST)
		return (uint64_t)x->imm & max;
	if (x->op == IR_LOAD)
		return low_mask(x->width * 8);
	if (!depth || (x->op != IR_ZEXT && x->op != IR_AND && x->op != IR_OR && x->op != IR_SHL &&
			      x->op != IR_LSHR && x->op != IR_ADD))
		return max;
	a = verifier_max(fn, x->a, depth - 1);
	if (x->op == IR_ZEXT)
		return a;
	b = verifier_max(fn, x->b, depth - 1);
	switch (x->op) {
	case IR_AND: return min_u64(a, b);
	case IR_OR: return bits_of(a) | bits_of(b);
	case IR_ADD: return a + b < max && a < max && b < max ? a + b : max;
	case IR_SHL:
		return ir_is_const(fn, x->b, NULL) && b < 32 && a << b <= max && a <= UINT32_MAX
			       ? a << b
			       : max;
	default: return ir_is_const(fn, x->b, NULL) && b < 32 ? a >> b : max;
	}
}

/* The same value, and nobody knows of it: so that a check of it is not found to be superfluous. */
static ir_ref opaque(struct packet *p, const struct site *s, ir_ref v)
{
	struct ir_fn *fn = p->fn;
	struct ir_asm *as = arena_new(fn->arena, struct ir_asm);
	struct ir_asm_operand op = {.constraint = 'r', .type = IR_I64, .tied = -1, .fixed = -1};
	struct ir_ins ins = {.op = IR_ASM, .type = IR_I64, .nargs = 1, .u.assembly = as};

	as->text = "";
	op.output = true;
	vec_push(fn->arena, &as->operands, op);
	op.output = false;
	op.tied = 0;
	vec_push(fn->arena, &as->operands, op);
	ins.args = arena_dup(fn->arena, &v, sizeof(v));
	return ir_put(fn, s->load, ins);
}

/* `index` (i32) as an i64 that the verifier knows to be at most `max`; fail when it is more. */
static ir_ref bounded(struct packet *p, const struct site *s, ir_ref index, uint64_t max)
{
	struct ir_fn *fn = p->fn;
	ir_ref wide = ir_put_convert(fn, s->load, IR_I64, index, false);
	struct ir_ins above = {.op = IR_CMP, .type = IR_I32, .cc = IR_UGT};

	if (verifier_max(fn, index, INDEX_DEPTH) <= max)
		return wide;
	above.a = wide = opaque(p, s, wide);
	above.b = ir_const(fn, IR_I64, (int64_t)max);
	packet_fail_if(p, s, ir_put(fn, s->load, above));
	return wide;
}

/* ---- loads ---- */

/* The pointer that a dominating load has checked far enough; 0. */
static ir_ref checked_pointer(struct packet *p, const struct site *s)
{
	vec_for (x, &p->checked) {
		if (x->group == s->group && x->hi >= site_end(s) &&
			ir_dominates(p->cfg, x->block, s->block))
			return x->pointer;
	}
	return 0;
}

/* data + index, checked as far as is needed from here on. */
static ir_ref check_pointer(struct packet *p, const struct site *s)
{
	ir_ref index = site_group(p, s)->index, ptr = packet_end(p, false);
	uint64_t most = index ? verifier_max(p->fn, index, INDEX_DEPTH) : 0;
	int64_t size = most + (uint64_t)s->need <= OFFSET_MAX ? s->need : site_end(s);

	if (index) {
		ir_ref narrow = packet_offset(p, s, 0);

		ptr = ir_put_binary(p->fn, s->load, IR_ADD, ptr,
			bounded(p, s, narrow, (uint64_t)(OFFSET_MAX - size)));
	}
	check_end(p, s, ptr, size);
	vec_push(p->arena, &p->checked, ((struct checked){s->group, s->block, size, ptr}));
	return ptr;
}

/* index + off is computed in 32 bits, as the kernel does, and then is an index of its own. */
static void load_anywhere(struct packet *p, const struct site *s)
{
	ir_ref index =
		bounded(p, s, packet_offset(p, s, s->off), (uint64_t)(OFFSET_MAX - s->width));
	ir_ref ptr = ir_put_binary(p->fn, s->load, IR_ADD, packet_end(p, false), index);

	check_end(p, s, ptr, s->width);
	packet_load_at(p, s, ptr, 0);
}

void packet_direct(struct packet *p, uint32_t site)
{
	struct site s = p->sites.p[site];
	uint32_t at = (uint32_t)s.off;

	/* The packet's data begin at the link layer's header. */
	if (!s.group && at >= CBPF_LL_OFF && at < CBPF_NET_OFF) {
		s.off = at - CBPF_LL_OFF;
		s.need = site_end(&s);
		s.plain = true;
	}
	if ((!s.group && !s.plain) || (s.plain && s.off >= 0 && site_end(&s) > OFFSET_MAX)) {
		never(p, &s);
	} else if (!s.plain || s.off < 0) {
		load_anywhere(p, &s);
	} else {
		ir_ref ptr = checked_pointer(p, &s);

		packet_load_at(p, &s, ptr ? ptr : check_pointer(p, &s), s.off);
	}
}
