/* SPDX-License-Identifier: BSD-2-Clause */
/* What the takers of classic programs refuse (bpf/cbpf_check.c finds it), as diagnostics. */
#include "asm.h"

struct to_diags {
	struct diags *ds;
	const struct cbpf_prog *prog;
};

static void report(void *ctx, enum cbpf_flaw flaw, uint32_t insn, uint32_t number)
{
	struct to_diags *to = ctx;

	diag(to->ds, cbpf_flaw_diag(flaw), to->prog->locs ? to->prog->locs[insn] : 0, number);
}

bool asm_cbpf_check(
	struct diags *ds, const struct cbpf_prog *prog, enum cbpf_taker who, bool strict)
{
	struct to_diags to = {ds, prog};
	uint32_t errors = ds->errors;

	if (strict)
		for (enum cbpf_flaw f = (enum cbpf_flaw)0; f < CBPF_FLAW_COUNT; f++)
			ds->state[cbpf_flaw_diag(f)] = DIAG_ERROR;
	cbpf_check(prog->insns.p, prog->insns.n, who, report, &to);
	return ds->errors == errors;
}
