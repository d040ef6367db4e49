/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What functions of this module do with the pointers they are given. One that only accesses memory
 * from there on, or hands the pointer to others who do no more, remembers nothing: after the call
 * the caller's variable is its own again, and can share its place in the frame with another.
 *
 * Callees of callees are known a round later, so a chain of calls is followed ROUNDS deep. Only
 * what may be remembered is found out; that a function reads and writes all it can reach, and moves
 * packets, is assumed.
 */
#include "alias.h"
#include "pass.h"

#define ROUNDS 3

/* May x, whose operand i is param + off, let the pointer live on, or go back from it? */
static bool may_keep(const struct ir_fn *fn, const struct ir_ins *x, uint32_t i, struct ir_addr at)
{
	const struct ir_effects *e;

	switch (x->op) {
	case IR_LOAD:
	case IR_STORE:
	case IR_ATOMIC: return i || !at.off_known || at.off + x->imm < 0;
	case IR_MEMCPY:
	case IR_MEMMOVE:
	case IR_MEMSET:
	case IR_MEMCMP: return !at.off_known || at.off < 0;
	case IR_CALL:
	case IR_HELPER:
		e = ir_effects_of(fn, x);
		return !e || i >= 8 || e->keeps >> i & 1 || !at.off_known || at.off < 0;
	case IR_ADD: return i;
	case IR_CMP: return false;
	default: return true;
	}
}

/* Bit i: parameter i may be remembered, or memory in front of it be used. */
static uint8_t kept_params(const struct ir_fn *fn)
{
	uint8_t kept = 0;

	ir_for_blocks (b, fn)
		ir_for_ins (r, fn, b) {
			struct ir_ins *x = ir_get(fn, r);

			for (uint32_t i = 0, n = ir_operand_count(x); i < n; i++) {
				ir_ref p = ir_resolve(fn, *ir_operand(x, i));
				const struct ir_ins *root;
				struct ir_addr at;

				if (!p || ir_get(fn, p)->type != IR_PTR)
					continue;
				at = ir_addr_of(fn, p, 0);
				root = ir_get(fn, at.root);
				if (root->op == IR_PARAM && root->imm < 8 && may_keep(fn, x, i, at))
					kept |= (uint8_t)(1u << root->imm);
			}
		}
	return kept;
}

/* The function is called, is what it is said to be, and has a pointer to keep. */
static bool is_known(const struct ir_sym *s)
{
	if (s->kind != IR_SYM_FN || !s->fn || s->linkage == IR_LINK_WEAK || s->fn->is_program ||
		s->fn->naked)
		return false;
	vec_for (t, &s->fn->params)
		if (*t == IR_PTR)
			return true;
	return false;
}

/* The number of them. */
static uint32_t effects_of(struct ir_module *m, const struct ir_fn *fn)
{
	struct ir_effects *e = arena_new(m->arena, struct ir_effects);

	*e = (struct ir_effects){.reads = UINT16_MAX,
		.writes = UINT16_MAX,
		.keeps = kept_params(fn),
		.prov = PROV_UNKNOWN,
		.clobbers_packet = true};
	return ir_effects_add(m, e);
}

static void set_effects(struct ir_module *m, const uint32_t *effects)
{
	vec_for (s, &m->syms)
		if ((*s)->kind == IR_SYM_FN && (*s)->fn)
			ir_for_blocks (b, (*s)->fn)
				ir_for_ins (r, (*s)->fn, b) {
					struct ir_ins *x = ir_get((*s)->fn, r);

					if (x->op == IR_CALL && effects[x->u.sym->index])
						x->effects = effects[x->u.sym->index];
				}
}

bool opt_effects(struct ir_pass *p)
{
	uint32_t *effects;
	uint32_t n = 0, known = 0;

	vec_for (s, &p->m->syms) {
		(*s)->index = n++;
		known += is_known(*s);
	}
	if (!known)
		return false;
	effects = arena_array(p->scratch, uint32_t, n);
	for (unsigned round = 0; round < ROUNDS; round++) {
		vec_for (s, &p->m->syms)
			if (is_known(*s))
				effects[(*s)->index] = effects_of(p->m, (*s)->fn);
		set_effects(p->m, effects);
	}
	return false;
}
