/* SPDX-License-Identifier: BSD-2-Clause */
/* Classic programs as text: for xt_bpf, for C, and as assembly. */
#include "asm.h"

void asm_cbpf_print(FILE *f, const struct cbpf_prog *prog, enum asm_cbpf_format format)
{
	uint32_t pc = 0;
	char text[64];

	if (format == ASM_CBPF_NUMBERS)
		fprintf(f, "%u,", prog->insns.n);
	vec_for (i, &prog->insns) {
		switch (format) {
		case ASM_CBPF_NUMBERS:
			fprintf(f, "%u %u %u %u,", i->code, i->jt, i->jf, i->k);
			break;
		case ASM_CBPF_C:
			fprintf(f, "{ %#04x, %2u, %2u, %#010x },\n", i->code, i->jt, i->jf, i->k);
			break;
		case ASM_CBPF_TEXT:
			cbpf_print(text, sizeof(text), *i, pc);
			fprintf(f, "l%u:\t%s\n", pc, text);
			break;
		}
		pc++;
	}
	if (format == ASM_CBPF_NUMBERS)
		fputc('\n', f);
}
