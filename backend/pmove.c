/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Parallel copies to sequences of moves. The copies form a graph in which each register has at most
 * one source: trees, and cycles from which trees may hang. Emit what nobody waits for, backwards
 * along the trees; what is left are pure cycles, each of which takes one extra move through a
 * scratch register or memory.
 */
#include "mir.h"

uint32_t pmove_sequence(const struct pmove *in, uint32_t n, mreg scratch, struct pmove *out)
{
	struct pmove todo[MREG_MACHINE];
	uint32_t left = 0, done = 0;
	mreg hold = scratch == MREG_NONE ? PMOVE_MEMORY : scratch;

	for (uint32_t i = 0; i < n; i++)
		if (in[i].dst != in[i].src)
			todo[left++] = in[i];
	while (left) {
		uint32_t free = left;

		for (uint32_t i = 0; i < left && free == left; i++) {
			bool read = false;

			for (uint32_t k = 0; k < left; k++)
				read |= todo[k].src == todo[i].dst;
			if (!read)
				free = i;
		}
		if (free < left) {
			out[done++] = todo[free];
			todo[free] = todo[--left];
			continue;
		}
		/* a cycle: its first source waits in `hold` */
		out[done++] = (struct pmove){hold, todo[0].src};
		todo[0].src = hold;
	}
	return done;
}

/* Moves go before the leaves: those read no register but r10. */
static void expand(struct mir_fn *f, struct mir_block *b, struct mir_insn *pc)
{
	struct pmove in[MREG_MACHINE] = {0}, out[2 * MREG_MACHINE];
	uint32_t n = 0, slot = 0;
	mreg scratch = pc->free ? (mreg)__builtin_ctz(pc->free) : MREG_NONE;

	for (uint32_t i = 0; i < pc->n; i++)
		if (!pc->u.copies[i].leaf)
			in[n++] = (struct pmove){pc->u.copies[i].dst, pc->u.copies[i].src};
	n = pmove_sequence(in, n, scratch, out);
	for (uint32_t i = 0; i < n; i++) {
		struct mir_insn m = mir_mov(out[i].dst, out[i].src);

		if (out[i].dst == PMOVE_MEMORY) {
			slot = f->slots.n + 1;
			vec_push(f->arena, &f->slots,
				((struct mir_slot){.size = 8, .align = 8, .spill = true}));
			m = mir_make(INSN_STXDW, MREG_FP, out[i].src, 0);
			m.slot = slot;
		} else if (out[i].src == PMOVE_MEMORY) {
			m = mir_make(INSN_LDXDW, out[i].dst, MREG_FP, 0);
			m.slot = slot;
		}
		m.loc = pc->loc;
		mir_insert(f, b, pc, m);
	}
	for (uint32_t i = 0; i < pc->n; i++)
		if (pc->u.copies[i].leaf) {
			struct mir_insn m = mir_leaf(pc->u.copies[i].dst, pc->u.copies[i].leaf);

			m.loc = pc->loc;
			mir_insert(f, b, pc, m);
		}
	mir_unlink(b, pc);
}

void pmove_fn(struct mir_fn *f)
{
	mir_for_blocks(b, f) mir_for_insns_safe(i, b) if (i->op == MIR_PCOPY) expand(f, b, i);
}
