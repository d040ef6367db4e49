/* SPDX-License-Identifier: BSD-2-Clause */
/* kbcc ir: the IR as text, for looking at passes one by one. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd.h"
#include "compile.h"
#include "ir/interp.h"

enum { ARGS_MAX = 16 };

struct ir_cmd {
	struct options opts;
	const char *input, *run;
	uint64_t args[ARGS_MAX];
	uint32_t n_args;
};

static const char usage[] =
	"usage: kbcc ir file.{c,ir} [--passes NAME,...] [--run FUNCTION [ARGUMENT ...]]\n"
	"               [compiler options]\n\n"
	"Prints the IR of a C source (optimized at -O) or of IR text (as it is), after the passes "
	"named.\n"
	"  --passes LIST  these passes instead of the level's pipeline; \"help\" lists them\n"
	"  --run F ...    interpret F with these arguments and print its result instead\n";

static bool take_run(struct ir_cmd *c, int argc, char **argv, int *i)
{
	if (*i + 1 >= argc) {
		fprintf(stderr, "kbcc: error: --run needs a function\n");
		return false;
	}
	c->run = argv[++*i];
	while (*i + 1 < argc && c->n_args < ARGS_MAX) {
		char *end;
		uint64_t v = strtoull(argv[*i + 1], &end, 0);

		if (!argv[*i + 1][0] || *end)
			break;
		c->args[c->n_args++] = v;
		++*i;
	}
	return true;
}

static bool take(struct ir_cmd *c, struct arena *a, int argc, char **argv, int *i)
{
	bool bad = false;

	if (!strcmp(argv[*i], "--run"))
		return take_run(c, argc, argv, i);
	if (!strcmp(argv[*i], "--passes") && *i + 1 < argc) {
		c->opts.ir.passes = argv[++*i];
		return true;
	}
	if (argv[*i][0] == '-' && options_take(a, &c->opts, argc, argv, i, &bad))
		return true;
	if (argv[*i][0] != '-' && !c->input) {
		c->input = argv[*i];
		return true;
	}
	if (!bad)
		fprintf(stderr, "kbcc: error: unexpected argument '%s'\n", argv[*i]);
	return false;
}

static bool has_suffix(const char *s, const char *suffix)
{
	size_t n = strlen(s), m = strlen(suffix);

	return n >= m && !strcmp(s + n - m, suffix);
}

static struct ir_module *read_module(struct ir_cmd *c, struct job *j)
{
	if (!has_suffix(c->input, ".ir"))
		return job_module(j, c->input);
	struct source *s = source_open(&j->sources, c->input);

	if (!s) {
		diag(&j->diags, DIAG_CANNOT_OPEN, 0, c->input, strerror(errno));
		return NULL;
	}
	struct ir_module *m = ir_parse(&j->unit, &j->diags, s);

	if (m && c->opts.ir.passes && !ir_optimize(m, &c->opts.ir))
		return NULL;
	return m;
}

static bool interpret(struct ir_cmd *c, struct job *j, struct ir_module *m)
{
	struct interp *in = interp_new(&j->unit, m, NULL);
	uint64_t result = 0;

	vec_for (s, &m->syms) {
		if (strcmp((*s)->name, c->run) || !(*s)->fn)
			continue;
		enum interp_status status = interp_call(in, (*s)->fn, c->args, c->n_args, &result);

		if (status == INTERP_OK)
			printf("%llu\n", (unsigned long long)result);
		else
			fprintf(stderr, "kbcc: error: %s: %s\n", c->run, interp_error(in));
		return status == INTERP_OK;
	}
	fprintf(stderr, "kbcc: error: no function '%s'\n", c->run);
	return false;
}

static bool run(struct ir_cmd *c)
{
	struct job j;

	job_init(&j, &c->opts);
	struct ir_module *m = read_module(c, &j);
	bool ok = m != NULL;

	if (m && c->run)
		ok = interpret(c, &j, m);
	else if (m)
		ir_print_module(stdout, m);
	job_end(&j);
	return ok;
}

/* Every pass of the list is one. */
static bool passes_exist(struct arena *a, const char *list)
{
	char *copy = arena_strdup(a, list), *save = NULL;

	for (char *s = strtok_r(copy, ",", &save); s; s = strtok_r(NULL, ",", &save)) {
		if (!ir_pass_exists(s)) {
			fprintf(stderr, "kbcc: error: no pass '%s'; there are:\n", s);
			ir_list_passes(stderr);
			return false;
		}
	}
	return true;
}

int cmd_ir(int argc, char **argv)
{
	struct arena a = {0};
	struct ir_cmd c = {0};
	int status = EXIT_OK;

	options_init(&c.opts);
	if (argc > 1 && !strcmp(argv[1], "--help")) {
		fputs(usage, stdout);
		return EXIT_OK;
	}
	for (int i = 1; i < argc && status == EXIT_OK; i++)
		if (!take(&c, &a, argc, argv, &i))
			status = EXIT_USAGE;
	if (status == EXIT_OK && c.opts.ir.passes && !strcmp(c.opts.ir.passes, "help")) {
		ir_list_passes(stdout);
		arena_free(&a);
		return EXIT_OK;
	}
	if (status == EXIT_OK && !c.input) {
		fputs(usage, stderr);
		status = EXIT_USAGE;
	}
	if (status == EXIT_OK && c.opts.ir.passes && !passes_exist(&a, c.opts.ir.passes))
		status = EXIT_USAGE;
	if (status == EXIT_OK && !run(&c))
		status = EXIT_ERROR;
	arena_free(&a);
	return status;
}
