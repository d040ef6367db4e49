/* SPDX-License-Identifier: BSD-2-Clause */
/* kbcc-static: the compiler alone, for machines on which there is nothing else. */
#include <string.h>

#include <stdio.h>

#include "cmd.h"

int main(int argc, char **argv)
{
	if (argc == 2 && !strcmp(argv[1], "--version")) {
		puts("kbcc version " KBCC_VERSION " (the compiler alone)\nTarget: bpf");
		return EXIT_OK;
	}
	return cmd_compile(argc, argv);
}
