/* SPDX-License-Identifier: BSD-2-Clause */
/* kbcc verify: what the running kernel's verifier says of each program, a refusal at its source
 * line; or the same from a log that was saved elsewhere. Nothing stays loaded. */
#include <errno.h>
#include <string.h>

#include "cmd.h"
#include "program.h"
#include "runtime/runtime.h"

struct verify {
	struct job job;
	struct options opts;
	const char *input, *prog, *offline;
	unsigned log_level;
};

static const char usage[] =
	"usage: kbcc verify prog.{c,o} [--prog NAME] [--log 0|1|2] [compiler options]\n"
	"       kbcc verify prog.{c,o} --offline-log FILE [--prog NAME]\n\n"
	"  --prog NAME         this program; default: each one that loads by default\n"
	"  --log 1             print the verifier's log too: the way to the refusal\n"
	"  --log 2             ... of every way that the verifier walked\n"
	"  --offline-log FILE  explain a log that another kernel wrote about this program\n"
	"Exit status: 0 every program is taken, 1 one is refused or could not be tried, 2 usage.\n";

static bool take_value(int argc, char **argv, int *i, const char **out)
{
	if (*i + 1 >= argc) {
		fprintf(stderr, "kbcc: error: option '%s' needs an argument\n", argv[*i]);
		return false;
	}
	*out = argv[++*i];
	return true;
}

static bool take_level(struct verify *v, const char *text)
{
	if (strlen(text) != 1 || *text < '0' || *text > '2') {
		fprintf(stderr, "kbcc: error: --log takes 0, 1 or 2\n");
		return false;
	}
	v->log_level = (unsigned)(*text - '0');
	return true;
}

static bool take(struct verify *v, struct arena *a, int argc, char **argv, int *i)
{
	const char *s = argv[*i], *text;
	bool bad;

	if (s[0] != '-' || !s[1]) {
		if (v->input)
			fprintf(stderr, "kbcc: error: one program at a time: '%s' and '%s'\n",
				v->input, s);
		bad = v->input;
		v->input = s;
		return !bad;
	}
	if (!strcmp(s, "--prog"))
		return take_value(argc, argv, i, &v->prog);
	if (!strcmp(s, "--offline-log"))
		return take_value(argc, argv, i, &v->offline);
	if (!strcmp(s, "--log"))
		return take_value(argc, argv, i, &text) && take_level(v, text);
	if (options_take(a, &v->opts, argc, argv, i, &bad))
		return true;
	if (!bad)
		fprintf(stderr, "kbcc: error: unknown option '%s'\n", s);
	return false;
}

/* ---- the running kernel ---- */

static void print_table(const struct verdicts *all)
{
	printf("%-24s %-14s %8s %9s %7s %-12s %9s  %s\n", "program", "type", "insns", "verified",
		"states", "stack", "JIT bytes", "verdict");
	vec_for (v, &all->v) {
		printf("%-24s %-14s %8u %9u %7u %-12s ", v->prog.name,
			runtime_prog_type_name(v->prog.type), v->prog.insns, v->prog.verified,
			v->states, *v->stack ? v->stack : "-");
		if (v->prog.loaded)
			printf("%9u  accepted\n", v->prog.jited_bytes);
		else
			printf("%9s  refused%s\n", "-", v->explained ? "" : ", not explained");
	}
}

static bool verify_running(struct verify *v, const struct program *p)
{
	struct run_opts opts = {.prog = v->prog, .log_level = v->log_level};
	struct verdicts all;
	bool ok =
		runtime_verify(&v->job.unit, &v->job.diags, p->obj, p->image, p->size, &opts, &all);

	if (!ok)
		return false;
	vec_for (one, &all.v)
		if (one->prog.log)
			printf("log of %s:\n%s", one->prog.name, one->prog.log);
	print_table(&all);
	vec_for (one, &all.v)
		ok &= one->prog.loaded;
	return ok;
}

/* ---- a log from elsewhere ---- */

static bool verify_offline(struct verify *v, const struct program *p)
{
	struct source *log = source_open(&v->job.sources, v->offline);

	if (!log) {
		diag(&v->job.diags, DIAG_CANNOT_OPEN, 0, v->offline, strerror(errno));
		return false;
	}
	if (!runtime_explain_log(&v->job.diags, p->obj, v->prog, log->text))
		return false;
	printf("%s: the log is of a program that was accepted\n", v->offline);
	return true;
}

static bool verify(struct verify *v)
{
	struct program p;
	bool ok = program_open(&v->job, v->input, &p);

	if (!ok)
		return false;
	ok = v->offline ? verify_offline(v, &p) : verify_running(v, &p);
	program_close(&p);
	return ok;
}

int cmd_verify(int argc, char **argv)
{
	struct arena a = {0};
	struct verify v = {0};
	int status = EXIT_OK;

	options_init(&v.opts);
	for (int i = 1; i < argc && status == EXIT_OK; i++) {
		if (!strcmp(argv[i], "--help")) {
			fputs(usage, stdout);
			arena_free(&a);
			return EXIT_OK;
		}
		if (!take(&v, &a, argc, argv, &i))
			status = EXIT_USAGE;
	}
	if (status == EXIT_OK && !v.input) {
		fputs(usage, stderr);
		status = EXIT_USAGE;
	}
	if (status == EXIT_OK) {
		job_init(&v.job, &v.opts);
		status = verify(&v) ? EXIT_OK : EXIT_ERROR;
		job_end(&v.job);
	}
	arena_free(&a);
	return status;
}
