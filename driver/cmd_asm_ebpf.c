/* SPDX-License-Identifier: BSD-2-Clause */
/* kbcc asm --ebpf: eBPF assembly to an object, or to a program's bytes in hexadecimal. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "asm/asm.h"
#include "cmd.h"
#include "compile.h"

struct ebpf {
	struct options opts;
	struct asm_opts as;
	const char *input;
	bool hex;
	struct job job;
};

static const char usage[] =
	"usage: kbcc asm --ebpf [--dialect=NAME] FILE.s [-o FILE.o | --hex]\n\n"
	"  --dialect=NAME   llvm (pseudo-C, as clang -S), binutils, conformance; default: what it "
	"is\n"
	"  -o FILE.o        the object; default: the source's name with .o, in this directory\n"
	"  --hex            print the instructions of the first program section in hexadecimal "
	"instead\n"
	"  -I DIR           where .include and .incbin look, too\n"
	"  -target bpfeb, -mbig-endian, -W..., -fdiagnostics-...   as of the compiler\n";

static bool take(struct ebpf *e, struct arena *a, int argc, char **argv, int *i)
{
	const char *s = argv[*i];
	bool bad;

	if (!strcmp(s, "--ebpf"))
		return true;
	if (!strcmp(s, "--hex"))
		return e->hex = true;
	if (!strncmp(s, "--dialect=", 10)) {
		e->as.detect_dialect = false;
		if (insn_dialect_named(s + 10, &e->as.dialect))
			return true;
		fprintf(stderr,
			"kbcc: error: no dialect '%s'; there are llvm, binutils, conformance\n",
			s + 10);
		return false;
	}
	if (s[0] != '-' || !s[1]) {
		if (e->input)
			fprintf(stderr, "kbcc: error: one source at a time: '%s' and '%s'\n",
				e->input, s);
		return e->input ? false : (e->input = s) != NULL;
	}
	if (options_take(a, &e->opts, argc, argv, i, &bad))
		return true;
	if (!bad)
		fprintf(stderr, "kbcc: error: unknown option '%s'\n", s);
	return false;
}

static const char *default_output(struct arena *a, const char *input)
{
	const char *base = strrchr(input, '/'), *dot;

	base = base ? base + 1 : input;
	dot = strrchr(base, '.');
	return arena_printf(
		a, "%.*s.o", dot && dot != base ? (int)(dot - base) : (int)strlen(base), base);
}

/* The first program section that is not empty; false when there is none. */
static bool print_hex(struct ebpf *e, const struct bpf_obj *o)
{
	vec_for (it, &o->sections) {
		const struct obj_section *s = *it;

		if (s->kind != OBJ_SEC_PROG || !s->size)
			continue;
		for (uint64_t i = 0; i < s->size; i++)
			printf("%s%02x", i ? " " : "", s->data[i]);
		putchar('\n');
		return fflush(stdout) == 0;
	}
	diag(&e->job.diags, DIAG_NO_PROGRAMS, 0, e->input);
	return false;
}

static bool assemble(struct ebpf *e)
{
	struct source *src = source_open(&e->job.sources, e->input);
	struct bpf_obj *o;

	if (!src) {
		diag(&e->job.diags, DIAG_CANNOT_OPEN, 0, e->input, strerror(errno));
		return false;
	}
	e->as.big_endian = e->opts.fe.big_endian;
	e->as.dirs = e->opts.fe.include_dirs.p;
	e->as.n_dirs = e->opts.fe.include_dirs.n;
	o = asm_assemble(&e->job.unit, &e->job.diags, src, &e->as);
	if (!o)
		return false;
	if (e->hex)
		return print_hex(e, o);
	return backend_elf_write(&e->job.diags, o,
		e->opts.output ? e->opts.output : default_output(&e->job.unit, e->input));
}

int cmd_asm_ebpf(int argc, char **argv)
{
	struct ebpf e = {.as = {.detect_dialect = true}};
	struct arena a = {0};
	int status = EXIT_USAGE;
	bool ok = true;

	options_init(&e.opts);
	for (int i = 1; i < argc && ok; i++) {
		if (!strcmp(argv[i], "--help")) {
			fputs(usage, stdout);
			arena_free(&a);
			return EXIT_OK;
		}
		ok = take(&e, &a, argc, argv, &i);
	}
	if (ok && !e.input)
		fputs(usage, stderr);
	if (ok && e.input) {
		job_init(&e.job, &e.opts);
		status = assemble(&e) && !e.job.diags.errors ? EXIT_OK : EXIT_ERROR;
		job_end(&e.job);
	}
	arena_free(&a);
	return status;
}
