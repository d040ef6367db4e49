/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Every parallel copy of up to 6 destinations among 6 registers, with a scratch register and with
 * memory: executed move by move it must do what it says at once.
 */
#include <stdio.h>

#include "backend/mir.h"

#define REGS 6

static unsigned failures;

static void run(const struct pmove *moves, uint32_t n, const int *src, mreg scratch)
{
	int reg[MREG_MACHINE], memory = -1;

	for (int r = 0; r < MREG_MACHINE; r++)
		reg[r] = r;
	for (uint32_t i = 0; i < n; i++) {
		int v = moves[i].src == PMOVE_MEMORY ? memory : reg[moves[i].src];

		if (moves[i].dst == PMOVE_MEMORY)
			memory = v;
		else
			reg[moves[i].dst] = v;
	}
	for (int r = 0; r < MREG_MACHINE; r++) {
		int want = r < REGS && src[r] >= 0 ? src[r] : r;

		if (reg[r] != want && (mreg)r != scratch) {
			failures++;
			printf("r%d is %d, not %d\n", r, reg[r], want);
		}
	}
}

static void check(const int *src)
{
	static const mreg scratches[] = {MREG_NONE, 9};
	struct pmove in[REGS], out[2 * REGS];
	uint32_t n = 0, moved = 0;

	for (int r = 0; r < REGS; r++)
		if (src[r] >= 0) {
			in[n++] = (struct pmove){(mreg)r, (mreg)src[r]};
			moved += src[r] != r;
		}
	for (unsigned k = 0; k < ARRAY_LEN(scratches); k++) {
		uint32_t m = pmove_sequence(in, n, scratches[k], out);

		run(out, m, src, scratches[k]);
		/* a cycle takes one move more, and has two registers at least */
		if (m > moved + moved / 2) {
			failures++;
			printf("%u moves for %u copies\n", m, moved);
		}
	}
}

int main(void)
{
	int src[REGS];

	for (long code = 0; code < 7L * 7 * 7 * 7 * 7 * 7; code++) {
		long c = code;

		for (int r = 0; r < REGS; r++, c /= 7)
			src[r] = (int)(c % 7) - 1; /* -1: not written */
		check(src);
	}
	printf("%u failures\n", failures);
	return failures != 0;
}
