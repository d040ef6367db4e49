/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Packet loads where there are no packet pointers. There are two ways:
 *
 *   ldabs, ldind         one word, half or byte in host order; the verifier makes six instructions
 *                        of each. Exact for every offset, and ends the program with 0.
 *   bpf_skb_load_bytes   any number of bytes at an offset of 0 or more to the stack: seven
 *                        instructions, and one more for each value that is read from there
 *
 * So a load that others follow in what is needed anyway fetches for all of them:
 *
 *   ldh [12]   if skb_load_bytes(skb, 12, stack, 12) != 0: fail          bytes 12 .. 23
 *   ...        ethertype = *(u16 *)stack
 *   ldb [23]   protocol = *(u8 *)(stack + 11)
 *   ldh [20]   fragment = *(u16 *)(stack + 8)
 *
 * A call costs what several instructions cost, and this helper calls another function, so two loads
 * that one ldabs of a word can give are that; two that are apart remain two.
 */
#include "packet.h"

#include "frontend/effects.h"

enum {
	HELPER_LOAD_BYTES = 26,
	HELPER_LOAD_BYTES_RELATIVE = 68,
	SPAN_MAX = 128,  /* bytes fetched at once */
	STACK_MAX = 320, /* bytes of all that is fetched; the rest of the 512 is for spilling */
	SITES_MIN = 3,   /* loads for which it pays */
};

/* ---- what to fetch with s ---- */

/* Where the span begins in its slot (8-byte aligned), so that few loads of it are unaligned. */
static uint32_t best_start(struct packet *p, uint32_t site, struct span x)
{
	uint32_t best = 0, least = UINT32_MAX;

	for (uint32_t at = 0; at < 4; at++) {
		uint32_t bad = 0;

		for (uint32_t i = site; i < p->sites.n; i++) {
			const struct site *t = &p->sites.p[i];

			if (t->off >= x.lo && site_end(t) <= x.hi &&
				packet_joins(p, &p->sites.p[site], t))
				bad += (uint32_t)((t->off - x.lo) + at) % t->width != 0;
		}
		if (bad < least) {
			least = bad;
			best = at;
		}
	}
	return best;
}

/* ---- calls ---- */

static ir_ref call_helper(
	struct packet *p, const struct site *s, int64_t number, const ir_ref *args, uint32_t n)
{
	struct ir_fn *fn = p->fn;
	struct ir_ins ins = {.op = IR_HELPER, .type = IR_I64, .imm = number, .nargs = n};

	ins.args = arena_dup(fn->arena, args, n * sizeof(*args));
	ins.effects = ir_effects_add(fn->module, helper_effects_new(fn->module->arena, number));
	return ir_put(fn, s->load, ins);
}

/* skb_load_bytes of the bytes from `off` on; its result. */
static ir_ref fetch(struct packet *p, const struct site *s, ir_ref off, uint32_t slot, uint32_t at,
	int64_t size)
{
	ir_ref to = ir_put_imm(p->fn, s->load, IR_ADD, ir_slot_addr(p->fn, slot), at);
	ir_ref args[] = {p->ctx, off, to, ir_const(p->fn, IR_I32, size)};

	return call_helper(p, s, HELPER_LOAD_BYTES, args, ARRAY_LEN(args));
}

static uint32_t new_slot(struct packet *p, const struct site *s, int64_t size)
{
	uint32_t bytes = (uint32_t)align_up((uint64_t)size, 8);

	p->slot_bytes += bytes;
	return ir_slot_new(p->fn, bytes, 8, NULL, ir_get(p->fn, s->load)->loc);
}

static void fetch_span(struct packet *p, uint32_t site, struct span x)
{
	struct site s = p->sites.p[site];
	struct piece fetched = {.group = s.group, .block = s.block, .lo = x.lo, .hi = x.hi};
	bool known = packet_have(p, &s) >= x.hi;

	fetched.at = best_start(p, site, x);
	fetched.slot = new_slot(p, &s, x.hi - x.lo + fetched.at);
	ir_ref failed =
		fetch(p, &s, packet_offset(p, &s, x.lo), fetched.slot, fetched.at, x.hi - x.lo);

	if (!known)
		packet_fail_if(p, &s, failed);
	vec_push(p->arena, &p->pieces, fetched);
	packet_done(p, &s, packet_extract(p, &s, &fetched));
}

/* ---- one load ---- */

static void keep(struct packet *p, uint32_t site)
{
	struct ir_fn *fn = p->fn;
	struct site s = p->sites.p[site];
	struct ir_ins *x = ir_get(fn, s.load);

	if (x->op == IR_LDIND && !site_group(p, &s)->index) {
		x->op = IR_LDABS;
		x->b = 0;
		x->imm = s.off;
	} else if (x->op == IR_LDIND) {
		ir_ref index = ir_put_convert(
			fn, s.load, IR_I64, ir_resolve(fn, site_group(p, &s)->index), false);

		x = ir_get(fn, s.load);
		x->b = index;
		x->imm = s.off;
	}
	packet_done(p, &s, s.load);
}

/* Some of x by one ldabs of a word (or half) around s. False: a word does not fit in what is there.
 */
static bool load_word(struct packet *p, uint32_t site, struct span x)
{
	struct site s = p->sites.p[site];
	unsigned width = x.hi - x.lo > 2 ? 4 : 2;
	int64_t lo = x.lo + width <= s.need ? x.lo : s.need - width;
	struct piece word = {.group = s.group, .block = s.block, .lo = lo, .hi = lo + width};

	if (lo + (int64_t)site_group(p, &s)->min < 0)
		return false;
	struct ir_ins ins = *ir_get(p->fn, s.load);

	ins.width = (uint8_t)width;
	ins.op = s.group ? IR_LDIND : IR_LDABS;
	ins.imm = lo;
	if (s.group)
		ins.b = ir_put_convert(
			p->fn, s.load, IR_I64, ir_resolve(p->fn, site_group(p, &s)->index), false);
	word.value = ir_put(p->fn, s.load, ins);
	vec_push(p->arena, &p->pieces, word);
	packet_done(p, &s, packet_extract(p, &s, &word));
	return true;
}

/* ---- without ldabs ---- */

/*
 * A load at an offset that may be below 0, when a failure is not to return 0:
 *
 *	if skb_load_bytes(skb, off, slot, width) != 0:
 *		if off < CBPF_LL_OFF: fail
 *		if skb_load_bytes_relative(skb, off % 2^20, slot, width, off >> 20 & 1) != 0: fail
 *
 * since bit 20 tells CBPF_NET_OFF (1: BPF_HDR_START_NET) from CBPF_LL_OFF (0: BPF_HDR_START_MAC).
 */
static void fetch_anywhere(struct packet *p, uint32_t site)
{
	struct ir_fn *fn = p->fn;
	struct site s = p->sites.p[site];
	ir_ref off = packet_offset(p, &s, s.off);
	uint32_t slot = p->scratch_slot - 1;
	ir_ref first = fetch(p, &s, off, slot, 0, s.width);
	ir_bid cold = ir_block_new(fn, NULL), relative = ir_block_new(fn, NULL);

	fn->blocks.p[cold]->sealed = fn->blocks.p[relative]->sealed = true;
	packet_branch(p, &s, first, cold);
	/* The load now begins its block. Fill the cold blocks with a load that stands for them. */
	ir_bid rest = ir_get(fn, s.load)->block;
	struct ir_ins br = {.op = IR_BR};

	br.u.br.then = rest;
	struct site at = s;

	at.load = ir_append(fn, relative, br);
	ir_ref low = ir_put_imm(fn, at.load, IR_AND, off, 0xfffff);
	ir_ref base = ir_put_imm(fn, at.load, IR_AND, ir_put_imm(fn, at.load, IR_LSHR, off, 20), 1);
	ir_ref args[] = {p->ctx, low, ir_slot_addr(fn, slot), ir_const(fn, IR_I32, s.width), base};
	ir_ref second = call_helper(p, &at, HELPER_LOAD_BYTES_RELATIVE, args, ARRAY_LEN(args));

	packet_fail_if(p, &at, second);
	at.load = ir_append(fn, cold, (struct ir_ins){.op = IR_UNREACHABLE});
	struct ir_ins below = {.op = IR_CMP,
		.type = IR_I32,
		.cc = IR_ULT,
		.a = off,
		.b = ir_const(fn, IR_I32, CBPF_LL_OFF)};

	packet_fail_if(p, &at, ir_put(fn, at.load, below));
	br.u.br.then = relative;
	ir_set_term(fn, ir_get(fn, at.load)->block, br);
	struct piece got = {.slot = slot, .lo = s.off};

	packet_done(p, &s, packet_extract(p, &s, &got));
}

static void one_by_bytes(struct packet *p, uint32_t site)
{
	struct site s = p->sites.p[site];

	if (!p->scratch_slot)
		p->scratch_slot = 1 + new_slot(p, &s, 8);
	if (!s.plain) {
		fetch_anywhere(p, site);
		return;
	}
	struct piece got = {.slot = p->scratch_slot - 1, .lo = s.off};
	ir_ref failed = fetch(p, &s, packet_offset(p, &s, s.off), got.slot, 0, s.width);

	packet_fail_if(p, &s, failed);
	packet_done(p, &s, packet_extract(p, &s, &got));
}

void packet_socket(struct packet *p, uint32_t site)
{
	const struct site *s = &p->sites.p[site];
	bool bytes = p->way == PACKET_BYTES;
	struct span x = {0};

	if (s->plain)
		x = packet_span(p, site, SPAN_MAX);
	if (x.n >= (bytes ? 2 : SITES_MIN) && p->slot_bytes + SPAN_MAX <= STACK_MAX) {
		fetch_span(p, site, x);
		return;
	}
	if (bytes) {
		one_by_bytes(p, site);
		return;
	}
	x = s->plain ? packet_span(p, site, 4) : x;
	if (x.n < 2 || !load_word(p, site, x))
		keep(p, site);
}
