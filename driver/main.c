/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * kbcc's way in. The first argument names a subcommand; anything else is the compiler's command
 * line, so that a makefile needs nothing but CLANG=kbcc.
 */
#include <malloc.h>
#include <stdio.h>
#include <string.h>

#include "cmd.h"
#include "options.h"

enum { KEEP = 32 << 20, TOP_PAD = 256 << 10 };

static int cmd_help(int argc, char **argv);
static int cmd_version(int argc, char **argv);

static const struct command {
	const char *name;
	int (*run)(int argc, char **argv);
	const char *help;
} commands[] = {
	{"run", cmd_run, "compile if needed, run in the VM or the kernel, show what it did"},
	{"asm", cmd_asm, "assemble: classic BPF as bpf_asm; --ebpf: eBPF in three dialects"},
	{"filter", cmd_filter, "compile a filter expression: tcpdump -d, and more"},
	{"dbg", cmd_dbg, "debug classic and eBPF programs over a capture file: bpf_dbg, and more"},
	{"disasm", cmd_disasm,
		"list an object or bytes: a listing, or assembly that makes the same"},
	{"jitdump", cmd_jitdump, "the machine code that the kernel's JIT makes of a program"},
	{"verify", cmd_verify, "load every program and let it go; explain refusals"},
	{"attach", cmd_attach, "attach programs, show their maps and records, detach at the end"},
	{"maps", cmd_maps, "list, show and change the kernel's maps"},
	{"progs", cmd_progs, "list, show and pin the kernel's programs"},
	{"ir", cmd_ir, "read IR text, run passes over it, print or interpret it"},
	{"help", cmd_help, "this text"},
	{"--help", cmd_help, NULL},
	{"-h", cmd_help, NULL},
	{"--version", cmd_version, "the version"},
	{"-dumpversion", cmd_version, NULL},
};

static int cmd_help(int argc, char **argv)
{
	(void)argc, (void)argv;
	puts("kbcc: compiler from C to eBPF\n\n"
	     "usage: kbcc [options] file.c ... [-o file.o]\n"
	     "       kbcc <command> ...\n\ncommands (each has --help):");
	for (size_t i = 0; i < ARRAY_LEN(commands); i++)
		if (commands[i].help)
			printf("  %-12s%s\n", commands[i].name, commands[i].help);
	puts("\noptions:");
	options_help(stdout);
	return EXIT_OK;
}

static int cmd_version(int argc, char **argv)
{
	(void)argc;
	/* Build scripts ask a CLANG for its version in these words. */
	if (!strcmp(argv[0], "-dumpversion"))
		puts(KBCC_VERSION);
	else
		puts("kbcc version " KBCC_VERSION "\nTarget: bpf");
	return EXIT_OK;
}

/*
 * What a pass gives back, the next one takes: memory goes back to the system at exit only, since
 * having it mapped and zeroed anew would cost more than most passes do.
 */
static void keep_memory(void)
{
	mallopt(M_TRIM_THRESHOLD, KEEP);
	mallopt(M_MMAP_THRESHOLD, KEEP);
	mallopt(M_TOP_PAD, TOP_PAD);
}

/* Is the binary called by this name? */
static bool called(const char *argv0, const char *name)
{
	const char *slash = strrchr(argv0, '/');

	return !strcmp(slash ? slash + 1 : argv0, name);
}

int main(int argc, char **argv)
{
	keep_memory();
	if (argc && called(argv[0], "bpf_asm"))
		return cmd_asm(argc, argv);
	for (size_t i = 0; argc > 1 && i < ARRAY_LEN(commands); i++)
		if (!strcmp(argv[1], commands[i].name))
			return commands[i].run(argc - 1, argv + 1);
	return cmd_compile(argc, argv);
}
