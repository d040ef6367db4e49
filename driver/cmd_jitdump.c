/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * kbcc jitdump: the machine code that the kernel's JIT makes of a program, which is loaded for it
 * and attached to nothing; or of a kernel's log, as bpf_jit_disasm does.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/klog.h>

#include "asm/asm.h"
#include "cmd.h"
#include "program.h"
#include "runtime/runtime.h"

struct jitdump {
	struct options opts;
	const char *input, *prog, *image, *log;
	bool opcodes;
	bool cbpf; /* the input is a classic program */
	struct job job;
};

static const char usage[] =
	"usage: kbcc jitdump prog.{c,o} [--prog NAME] [-o] [-O FILE]\n"
	"       kbcc jitdump --cbpf FILE [-o] [-O FILE]\n"
	"       kbcc jitdump [-f LOG] [-o] [-O FILE]\n\n"
	"Machine code of a program's JIT image with its source lines; of a log with \"JIT code:\" "
	"lines\n"
	"(net.core.bpf_jit_enable = 2): the last image in the file LOG, or in the kernel's log.\n\n"
	"  --prog NAME  this program; default: each one in turn\n"
	"  --cbpf       FILE is a classic program, in any form that kbcc asm reads: what kbcc "
	"makes of it\n"
	"  -o           print the bytes of each instruction too\n"
	"  -O FILE      write the image's bytes instead\n";

static bool value_of(int argc, char **argv, int *i, const char **out)
{
	if (*i + 1 < argc) {
		*out = argv[++*i];
		return true;
	}
	fprintf(stderr, "kbcc: error: option '%s' needs an argument\n", argv[*i]);
	return false;
}

static bool take(struct jitdump *d, struct arena *a, int argc, char **argv, int *i)
{
	const char *s = argv[*i];
	bool bad;

	if (!strcmp(s, "-o"))
		return d->opcodes = true;
	if (!strcmp(s, "--cbpf"))
		return d->cbpf = true;
	if (!strcmp(s, "-O"))
		return value_of(argc, argv, i, &d->image);
	if (!strcmp(s, "-f"))
		return value_of(argc, argv, i, &d->log);
	if (!strcmp(s, "--prog"))
		return value_of(argc, argv, i, &d->prog);
	if (s[0] != '-' && !d->input)
		return (d->input = s) != NULL;
	if (s[0] == '-' && options_take(a, &d->opts, argc, argv, i, &bad))
		return true;
	fprintf(stderr, "kbcc: error: '%s' is not understood\n", s);
	return false;
}

static bool write_image(struct jitdump *d, const struct jit_image *image)
{
	FILE *f = fopen(d->image, "wb");
	bool ok = f && fwrite(image->code, 1, image->size, f) == image->size;
	int err = errno;

	if (f && fclose(f)) {
		ok = false;
		err = errno;
	}
	if (!ok)
		diag(&d->job.diags, DIAG_CANNOT_WRITE, 0, d->image, strerror(err));
	return ok;
}

static bool show(struct jitdump *d, const struct jit_image *image)
{
	if (d->image)
		return write_image(d, image);
	jit_print(stdout, image, d->opcodes);
	return fflush(stdout) == 0;
}

/* ---- a program ---- */

static bool dump_loaded(struct jitdump *d, struct runner *r)
{
	const struct run_prog *progs;
	size_t n = runner_progs(r, &progs);
	bool ok = true, any = false;

	for (size_t i = 0; i < n; i++) {
		struct jit_image image;

		if (!progs[i].loaded || (d->prog && strcmp(progs[i].name, d->prog)))
			continue;
		if (any && !d->image)
			putchar('\n');
		any = true;
		ok &= runner_jit(r, progs[i].name, &image) && show(d, &image);
	}
	if (!any)
		diag(&d->job.diags, DIAG_NO_PROGRAM, 0, d->prog ? d->prog : "", d->input);
	return ok && any;
}

/* A classic program, lifted to a socket filter: the kernel does not show its own translation. */
static bool open_classic(struct jitdump *d, struct program *out)
{
	const struct lift_opts lift = {.kind = LIFT_SOCKET, .name = "filter", .license = "GPL"};
	struct source *s = source_open(&d->job.sources, d->input);
	struct cbpf_prog *p;

	*out = (struct program){0};
	if (!s)
		diag(&d->job.diags, DIAG_CANNOT_OPEN, 0, d->input, strerror(errno));
	p = s ? asm_cbpf_read(&d->job.unit, &d->job.diags, s) : NULL;
	out->obj = p ? job_lift(&d->job, p, &lift) : NULL;
	if (!out->obj)
		return false;
	if (backend_elf_image(&d->job.diags, out->obj, &out->owned, &out->size)) {
		out->image = out->owned;
		return true;
	}
	program_close(out);
	return false;
}

static bool dump_program(struct jitdump *d)
{
	struct run_opts opts = {.engine = RUN_KERNEL, .prog = d->prog};
	struct program p;
	struct runner *r;
	bool ok = false;

	if (!runtime_kernel_available()) {
		diag(&d->job.diags, DIAG_JIT_INFO, 0, d->input, "bpf(2) is not permitted");
		return false;
	}
	if (d->cbpf ? !open_classic(d, &p) : !program_open(&d->job, d->input, &p))
		return false;
	r = runner_open(&d->job.unit, &d->job.diags, p.obj, p.image, p.size, &opts);
	if (r)
		ok = dump_loaded(d, r);
	runner_close(r);
	program_close(&p);
	return ok;
}

/* ---- a log ---- */

enum { KLOG_READ_ALL = 3, KLOG_SIZE = 10 };

static const char *read_log(struct jitdump *d)
{
	struct source *s;
	char *text;
	int n;

	if (d->log) {
		s = source_open(&d->job.sources, d->log);
		if (!s)
			diag(&d->job.diags, DIAG_CANNOT_OPEN, 0, d->log, strerror(errno));
		return s ? s->text : NULL;
	}
	n = klogctl(KLOG_SIZE, NULL, 0);
	text = arena_alloc(&d->job.unit, n > 0 ? (size_t)n + 1 : 1);
	n = n < 0 ? n : klogctl(KLOG_READ_ALL, text, n);
	if (n < 0)
		diag(&d->job.diags, DIAG_CANNOT_OPEN, 0, "the kernel's log", strerror(errno));
	return n < 0 ? NULL : text;
}

static bool dump_log(struct jitdump *d)
{
	const char *log = read_log(d);
	struct jit_image image;

	if (!log)
		return false;
	if (!jit_from_log(&d->job.unit, log, &image)) {
		diag(&d->job.diags, DIAG_JIT_LOG, 0, d->log ? d->log : "the kernel's log");
		return false;
	}
	if (!d->image)
		printf("%zu bytes emitted from JIT compiler (pass:%u, flen:%u)\n", image.size,
			image.pass, image.flen);
	return show(d, &image);
}

int cmd_jitdump(int argc, char **argv)
{
	struct jitdump d = {0};
	struct arena a = {0};
	bool ok = true;
	int status = EXIT_USAGE;

	options_init(&d.opts);
	for (int i = 1; i < argc && ok; i++) {
		if (!strcmp(argv[i], "--help")) {
			fputs(usage, stdout);
			arena_free(&a);
			return EXIT_OK;
		}
		ok = take(&d, &a, argc, argv, &i);
	}
	if (ok && d.cbpf && !d.input) {
		fputs("kbcc: error: --cbpf needs a file\n", stderr);
		ok = false;
	}
	if (ok && d.input && d.log) {
		fputs("kbcc: error: a program or a log, not both\n", stderr);
		ok = false;
	}
	if (ok) {
		job_init(&d.job, &d.opts);
		status = (d.input ? dump_program(&d) : dump_log(&d)) ? EXIT_OK : EXIT_ERROR;
		job_end(&d.job);
	}
	arena_free(&a);
	return status;
}
