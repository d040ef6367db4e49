/* SPDX-License-Identifier: BSD-2-Clause */
/* kbcc asm, and bpf_asm when the binary has this name: classic BPF from text to numbers; --ebpf is
 * cmd_asm_ebpf.c. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "asm/asm.h"
#include "cmd.h"
#include "compile.h"
#include "input.h"

struct assemble {
	struct options opts;
	const char *input; /* NULL: standard input */
	enum asm_cbpf_format format;
	bool check;
	enum cbpf_taker taker;
};

static const char usage[] =
	"usage: kbcc asm [-c | --text] [--check TAKER] [-W...] [FILE]\n"
	"       kbcc asm --ebpf ...     (kbcc asm --ebpf --help says more)\n\n"
	"Assembles classic BPF to what xt_bpf, tc and bpf_dbg read: 'N,code jt jf k,...'. FILE, "
	"or\n"
	"standard input, is bpf_asm's assembly, what bpf_asm writes, or what tcpdump -d, -dd or\n"
	"-ddd print.\n\n"
	"  -c             print initializers of struct sock_filter instead\n"
	"  --text         print assembly instead\n"
	"  --check TAKER  what seccomp, xt_bpf or socket would refuse is an error\n"
	"  -Werror        so is what the kernel would refuse: without it that is a warning\n"
	"  -W..., -w, -fdiagnostics-...   as of the compiler\n";

static bool take_taker(struct assemble *as, const char *name)
{
	static const struct {
		const char *name;
		enum cbpf_taker taker;
	} takers[] = {{"socket", CBPF_SOCKET}, {"seccomp", CBPF_SECCOMP}, {"xt_bpf", CBPF_XT_BPF}};

	for (size_t i = 0; name && i < ARRAY_LEN(takers); i++) {
		if (!strcmp(takers[i].name, name)) {
			as->check = true;
			as->taker = takers[i].taker;
			return true;
		}
	}
	fprintf(stderr, "kbcc: error: --check takes seccomp, xt_bpf or socket\n");
	return false;
}

static bool take(struct assemble *as, struct arena *a, int argc, char **argv, int *i)
{
	const char *s = argv[*i];
	bool bad = false;

	if (s[0] != '-' || !s[1]) {
		if (as->input)
			fprintf(stderr, "kbcc: error: one program at a time: '%s' and '%s'\n",
				as->input, s);
		return as->input ? false : (as->input = s) != NULL;
	}
	if (!strncmp(s, "-c", 2)) /* bpf_asm looks no further */
		return as->format = ASM_CBPF_C, true;
	if (!strcmp(s, "--text"))
		return as->format = ASM_CBPF_TEXT, true;
	if (!strncmp(s, "--check=", 8))
		return take_taker(as, s + 8);
	if (!strcmp(s, "--check"))
		return take_taker(as, *i + 1 < argc ? argv[++*i] : NULL);
	if ((s[1] == 'W' || !strcmp(s, "-w") || !strncmp(s, "-f", 2)) &&
		options_take(a, &as->opts, argc, argv, i, &bad))
		return true;
	if (!bad)
		fprintf(stderr, "kbcc: error: unknown option '%s'\n", s);
	return false;
}

static bool assemble(struct assemble *as)
{
	struct job j;
	bool ok = false;

	job_init(&j, &as->opts);
	struct source *s = input_open(&j, as->input);
	struct cbpf_prog *p = s ? asm_cbpf_read(&j.unit, &j.diags, s) : NULL;

	if (p && asm_cbpf_check(&j.diags, p, as->taker, as->check)) {
		asm_cbpf_print(stdout, p, as->format);
		ok = true;
	}
	job_end(&j);
	return ok;
}

int cmd_asm(int argc, char **argv)
{
	struct assemble as = {.format = ASM_CBPF_NUMBERS};
	struct arena a = {0};
	int status = EXIT_OK;

	for (int i = 1; i < argc; i++)
		if (!strcmp(argv[i], "--ebpf"))
			return cmd_asm_ebpf(argc, argv);
	options_init(&as.opts);
	for (int i = 1; i < argc && status == EXIT_OK; i++) {
		if (!strcmp(argv[i], "--help")) {
			fputs(usage, stdout);
			arena_free(&a);
			return EXIT_OK;
		}
		if (!take(&as, &a, argc, argv, &i))
			status = EXIT_USAGE;
	}
	if (status == EXIT_OK && !assemble(&as))
		status = EXIT_ERROR;
	arena_free(&a);
	return status;
}
