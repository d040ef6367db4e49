/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Random classic programs that the kernel accepts: every instruction, jumps forward, loads near the
 * ends of what packets have and far outside, from the network and link-layer headers; values that
 * earlier instructions have made, so that much depends on much.
 */
#ifndef LIFT_CLASSIC_H
#define LIFT_CLASSIC_H

#include "bpf/cbpf.h"
#include "packets.h"

struct generator {
	uint64_t rng;
	struct cbpf_insn p[256];
	uint32_t n, size;
	bool wild; /* loads from negative offsets, too */
};

static uint32_t any_offset(struct generator *g)
{
	static const uint32_t odd[] = {
		0x7fffffff, 0x80000000, 65530, 65535, 65536, 200, 400, 70000};
	static const uint32_t negative[] = {CBPF_LL_OFF, CBPF_LL_OFF + 12, CBPF_LL_OFF + 23,
		CBPF_NET_OFF, CBPF_NET_OFF + 9, CBPF_NET_OFF + 60, CBPF_LL_OFF - 4,
		CBPF_LL_OFF + 70000};

	switch (random_below(&g->rng, 48)) {
	case 0: return random_of(&g->rng, odd);
	case 1:
	case 2: return g->wild ? random_of(&g->rng, negative) : 12;
	case 3: return random_below(&g->rng, 300);
	default: return random_below(&g->rng, 48);
	}
}

static uint32_t any_number(struct generator *g)
{
	static const uint32_t seen[] = {0, 1, 6, 17, 80, 0x800, 0x86dd, 0x0a000001, 0xff, 0x1fff,
		0xffff, 0x80000000, 0xffffffff, 53, 60};

	return random_below(&g->rng, 3) ? random_of(&g->rng, seen)
					: random_next(&g->rng) >> random_below(&g->rng, 32);
}

static void push(struct generator *g, enum cbpf_id id, uint32_t k)
{
	g->p[g->n++] = cbpf_make(id, 0, 0, k);
}

static void push_load(struct generator *g)
{
	static const uint8_t absolute[] = {CBPF_LD_ABS, CBPF_LDH_ABS, CBPF_LDB_ABS, CBPF_LDX_MSH};
	static const uint8_t indexed[] = {CBPF_LD_IND, CBPF_LDH_IND, CBPF_LDB_IND};
	uint32_t below = random_below(&g->rng, 12);

	if (random_below(&g->rng, 3)) {
		push(g, (enum cbpf_id)random_of(&g->rng, absolute), any_offset(g));
	} else {
		/* mostly by an index that is not beyond all packets */
		if (random_below(&g->rng, 4)) {
			push(g, CBPF_LDX_MSH, random_below(&g->rng, 30));
		} else if (random_below(&g->rng, 2)) {
			push(g, CBPF_AND_K, 31);
			push(g, CBPF_TAX, 0);
		}
		push(g, (enum cbpf_id)random_of(&g->rng, indexed),
			below                      ? random_below(&g->rng, 40)
			: random_below(&g->rng, 2) ? any_offset(g)
						   : -4u);
	}
}

static void push_arithmetic(struct generator *g)
{
	static const uint8_t with_k[] = {CBPF_ADD_K, CBPF_SUB_K, CBPF_MUL_K, CBPF_DIV_K, CBPF_OR_K,
		CBPF_AND_K, CBPF_AND_K, CBPF_AND_K, CBPF_LSH_K, CBPF_RSH_K, CBPF_MOD_K, CBPF_XOR_K};
	static const uint8_t with_x[] = {CBPF_ADD_X, CBPF_SUB_X, CBPF_MUL_X, CBPF_DIV_X, CBPF_OR_X,
		CBPF_AND_X, CBPF_LSH_X, CBPF_RSH_X, CBPF_MOD_X, CBPF_XOR_X, CBPF_NEG};
	enum cbpf_id id = (enum cbpf_id)(
		random_below(&g->rng, 3) ? random_of(&g->rng, with_k) : random_of(&g->rng, with_x));
	uint32_t k = any_number(g);

	if (id == CBPF_LSH_K || id == CBPF_RSH_K)
		k = random_below(&g->rng, 32);
	if ((id == CBPF_DIV_K || id == CBPF_MOD_K) && !k)
		k = 7;
	push(g, id, k);
}

static void push_move(struct generator *g)
{
	static const uint8_t moves[] = {CBPF_TAX, CBPF_TAX, CBPF_TXA, CBPF_ST, CBPF_STX,
		CBPF_LD_MEM, CBPF_LDX_MEM, CBPF_LD_IMM, CBPF_LDX_IMM, CBPF_LD_LEN, CBPF_LDX_LEN};
	enum cbpf_id id = (enum cbpf_id)random_of(&g->rng, moves);
	bool immediate = id == CBPF_LD_IMM || id == CBPF_LDX_IMM;

	push(g, id,
		immediate ? random_below(&g->rng, 2) ? any_offset(g) : any_number(g)
			  : random_below(&g->rng, 4));
}

/* To one of the next instructions, rarely far. */
static uint8_t distance(struct generator *g)
{
	uint32_t left = g->size - 2 - g->n,
		 d = random_below(&g->rng, random_below(&g->rng, 4) ? 4 : 40);

	return (uint8_t)(d < left ? d : left);
}

static void push_jump(struct generator *g)
{
	static const uint8_t jumps[] = {CBPF_JEQ_K, CBPF_JEQ_K, CBPF_JEQ_K, CBPF_JGT_K, CBPF_JGE_K,
		CBPF_JSET_K, CBPF_JEQ_X, CBPF_JGT_X, CBPF_JGE_X, CBPF_JSET_X};

	if (!random_below(&g->rng, 12)) {
		push(g, CBPF_JA, distance(g));
		return;
	}
	uint8_t jt = distance(g), jf = distance(g);

	push(g, (enum cbpf_id)random_of(&g->rng, jumps), any_number(g));
	g->p[g->n - 1].jt = jt;
	g->p[g->n - 1].jf = jf;
}

/* M[0] to M[3] are set first, then there are up to `most` instructions. */
static void classic_make(struct generator *g, uint32_t most)
{
	g->n = 0;
	g->size = 6 + random_below(&g->rng, most);
	for (uint32_t i = 0; i < 4; i++)
		push(g, random_below(&g->rng, 2) ? CBPF_ST : CBPF_STX, i);
	while (g->n < g->size - 1) {
		uint32_t what = random_below(&g->rng, 16);

		if (what < 6 && g->n + 4 < g->size)
			push_load(g);
		else if (what < 9)
			push_arithmetic(g);
		else if (what < 12)
			push_move(g);
		else if (what < 15 || g->n + 4 < g->size)
			push_jump(g);
		else
			push(g, CBPF_RET_K, random_below(&g->rng, 2) ? 0 : any_number(g));
	}
	push(g, random_below(&g->rng, 3) ? CBPF_RET_A : CBPF_RET_K, any_number(g));
}

#endif
