/* SPDX-License-Identifier: BSD-2-Clause */
/* kbcc asm: assembly to a program. --ebpf takes eBPF; see cmd_asm_ebpf.c. */
#include <stdio.h>
#include <string.h>

#include "cmd.h"

int cmd_asm(int argc, char **argv)
{
	for (int i = 1; i < argc; i++)
		if (!strcmp(argv[i], "--ebpf"))
			return cmd_asm_ebpf(argc, argv);
	fputs("usage: kbcc asm --ebpf FILE.s [-o FILE.o]\n\n"
	      "kbcc asm --ebpf --help says more.\n",
		argc > 1 && !strcmp(argv[1], "--help") ? stdout : stderr);
	return argc > 1 && !strcmp(argv[1], "--help") ? EXIT_OK : EXIT_USAGE;
}
