/* SPDX-License-Identifier: BSD-2-Clause */
/* kbcc attach: compile if needed, attach, show, detach. */
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include "cmd.h"
#include "program.h"
#include "words.h"

struct attach_cmd {
	struct job job;
	struct options opts;
	struct attach_opts attach;
	struct preloads preloads;
	const char *input;
};

static const char usage[] =
	"usage: kbcc attach prog.{c,o} [WHERE] [options] [compiler options] [-- COMMAND...]\n\n"
	"Attaches each program as its SEC() says, shows maps and records, and detaches at the "
	"end:\n"
	"after Ctrl-C or SIGTERM, the time, or COMMAND.\n\n"
	"  WHERE            XDP, tc, socket: an interface (eth0, eth0:egress); a cgroup's path;\n"
	"                   what a SEC() without a target leaves open: GROUP:NAME of a "
	"tracepoint,\n"
	"                   BINARY:FUNCTION, a frequency in Hz; fd:NUMBER of --pid\n"
	"  --for SECONDS    end after this time\n"
	"  --interval SECONDS  show the maps each time; default: 1 on a terminal, else at the end\n"
	"  --prog NAME      this program alone\n"
	"  --netns NAME     in this network namespace (of ip netns), or PATH, or a new one: new\n"
	"  --cgroup PATH    for cgroup programs and COMMAND, or a new one: new\n"
	"  --pid PID        uprobes, perf events and sockets: of this process\n"
	"  --pin DIR        keep programs, links and maps in DIR, below a bpffs, and go\n"
	"  --replace        take the place of what is attached there already\n"
	"  --generic        XDP: in the kernel's generic mode\n"
	"  --clsact         tc: a filter of a clsact qdisc, as on kernels before 6.6; not a tcx "
	"link\n"
	"  --map NAME=FILE  what the map (.data, .rodata, too) holds at first: JSON, or its file\n"
	"  -j, --json       maps and records as JSON\n";

static bool take_positional(struct attach_cmd *c, const char *arg)
{
	if (!c->input)
		c->input = arg;
	else if (!c->attach.where)
		c->attach.where = arg;
	else {
		fprintf(stderr, "kbcc: error: '%s' is one too many: a program and a place\n", arg);
		return false;
	}
	return true;
}

/* 1: taken; 0: not ours; -1: after printing an error */
static int take_flag(struct attach_cmd *c, const char *s)
{
	if (!strcmp(s, "--replace"))
		return c->attach.replace = true;
	if (!strcmp(s, "--generic"))
		return c->attach.generic = true;
	if (!strcmp(s, "--clsact"))
		return c->attach.clsact = true;
	if (!strcmp(s, "--json") || !strcmp(s, "-j"))
		return c->attach.json = true;
	return 0;
}

static int take_valued(struct attach_cmd *c, struct arena *a, int argc, char **argv, int *i)
{
	const struct {
		const char *name, **out;
	} strings[] = {
		{"--prog", &c->attach.prog},
		{"--netns", &c->attach.netns},
		{"--cgroup", &c->attach.cgroup},
		{"--pin", &c->attach.pin_dir},
	};
	const char *s = argv[*i], *text;
	unsigned pid;

	for (unsigned k = 0; k < ARRAY_LEN(strings); k++)
		if (!strcmp(s, strings[k].name))
			return word_value(argc, argv, i, strings[k].out) ? 1 : -1;
	if (strcmp(s, "--for") && strcmp(s, "--interval") && strcmp(s, "--pid") &&
		strcmp(s, "--map"))
		return 0;
	if (!word_value(argc, argv, i, &text))
		return -1;
	if (!strcmp(s, "--map")) {
		vec_push(a, &c->preloads.words, text);
		return 1;
	}
	if (!strcmp(s, "--pid")) {
		if (!word_number(s, text, 1, INT32_MAX, &pid))
			return -1;
		c->attach.pid = (int)pid;
		return 1;
	}
	return word_seconds(s, text, s[2] == 'f' ? &c->attach.for_ms : &c->attach.interval_ms) ? 1
											       : -1;
}

static bool take(struct attach_cmd *c, struct arena *a, int argc, char **argv, int *i)
{
	const char *s = argv[*i];
	bool bad = false;
	int took;

	if (s[0] != '-' || !s[1])
		return take_positional(c, s);
	took = take_flag(c, s);
	if (!took)
		took = take_valued(c, a, argc, argv, i);
	if (took)
		return took > 0;
	if (options_take(a, &c->opts, argc, argv, i, &bad))
		return true;
	if (!bad)
		fprintf(stderr, "kbcc: error: unknown option '%s'\n", s);
	return false;
}

/* The command's exit status is ours, as a shell gives it. */
static int command_status(int status)
{
	if (status < 0)
		return EXIT_OK;
	return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

static int run(struct attach_cmd *c)
{
	struct program p = {0};
	struct attach_result result = {.command_status = -1};
	bool ok = program_open(&c->job, c->input, &p) && preloads_read(&c->job, &c->preloads);

	c->attach.preloads = c->preloads.v.p;
	c->attach.n_preloads = c->preloads.v.n;
	ok = ok && runtime_attach(&c->job.unit, &c->job.diags, p.obj, p.image, p.size, &c->attach,
			   &result);
	program_close(&p);
	return ok ? command_status(result.command_status) : EXIT_ERROR;
}

int cmd_attach(int argc, char **argv)
{
	struct arena a = {0};
	struct attach_cmd c = {0};
	int status = EXIT_OK;

	options_init(&c.opts);
	for (int i = 1; i < argc && status == EXIT_OK; i++) {
		if (!strcmp(argv[i], "--help")) {
			fputs(usage, stdout);
			arena_free(&a);
			return EXIT_OK;
		}
		if (!strcmp(argv[i], "--")) {
			if (i + 1 < argc)
				c.attach.command = argv + i + 1;
			break;
		}
		if (!take(&c, &a, argc, argv, &i))
			status = EXIT_USAGE;
	}
	if (status == EXIT_OK && !c.input) {
		fputs(usage, stderr);
		status = EXIT_USAGE;
	}
	if (status == EXIT_OK) {
		job_init(&c.job, &c.opts);
		status = run(&c);
		job_end(&c.job);
	}
	arena_free(&a);
	return status;
}
