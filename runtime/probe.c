/* SPDX-License-Identifier: BSD-2-Clause */
/* Which instructions the running kernel takes: it is asked, newest first. */
#include <bpf/bpf.h>
#include <unistd.h>

#include "bpf/insn.h"
#include "runtime.h"

/* Does a socket filter with this instruction load? r0 and r1 hold scalars there. */
static bool kernel_takes(struct bpf_insn insn)
{
	struct bpf_insn prog[] = {insn_make(INSN_MOV64_K, 0, 0, 0, 1),
		insn_make(INSN_MOV64_K, 1, 0, 0, 1), insn, insn_make(INSN_EXIT, 0, 0, 0, 0)};
	int fd = bpf_prog_load(
		BPF_PROG_TYPE_SOCKET_FILTER, NULL, "GPL", prog, ARRAY_LEN(prog), NULL);

	if (fd >= 0)
		close(fd);
	return fd >= 0;
}

unsigned runtime_probe_cpu(void)
{
	if (kernel_takes(insn_make(INSN_MOVSX8_64, 0, 1, 0, 0)))
		return 4;
	if (kernel_takes(insn_make(INSN_JEQ32_K, 0, 0, 0, 1)))
		return 3;
	return kernel_takes(insn_make(INSN_JLT64_K, 0, 0, 0, 1)) ? 2 : 1;
}
