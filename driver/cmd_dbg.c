/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * kbcc dbg: bpf_dbg's commands over the classic machine and over the embedded VM. Commands come
 * from the terminal or, one a line, from standard input; after one that failed the others go on,
 * and the exit status says so.
 */
#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "asm/asm.h"
#include "cmd.h"
#include "dbg.h"

void dbg_say(struct dbg *d, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vfprintf(d->out, fmt, ap);
	va_end(ap);
}

static enum dbg_result fail(struct dbg *d, const char *fmt, ...) PRINTF(2, 3);
static enum dbg_result fail(struct dbg *d, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vfprintf(d->out, fmt, ap);
	va_end(ap);
	return DBG_ERROR;
}

static bool is_ebpf(const struct dbg *d)
{
	return d->ebpf.program.obj != NULL;
}

bool dbg_has_break(const struct dbg *d, const struct obj_section *section, uint32_t insn)
{
	vec_for (b, &d->breaks)
		if (b->section == section && b->insn == insn)
			return true;
	return false;
}

void dbg_next_packet(struct dbg *d)
{
	bool more = d->packet + 1 < d->packets.n;

	d->packet = more ? d->packet + 1 : 0;
	dbg_say(d, more ? "(next packet)\n" : "(going back to first packet)\n");
}

void dbg_dump_packet(struct dbg *d, const uint8_t *bytes, size_t n, uint32_t len)
{
	dbg_say(d, "-- packet dump --\n");
	if (n != len)
		dbg_say(d, "cap: %zu, len: %u", n, len);
	else
		dbg_say(d, "len: %u", len);
	for (size_t i = 0; i < n; i++) {
		if (i % 16 == 0)
			dbg_say(d, "\n%3zu: ", i);
		dbg_say(d, "%02x ", bytes[i]);
	}
	dbg_say(d, "\n");
}

void dbg_count(struct dbg *d, bool passed)
{
	if (passed)
		d->passes++;
	else
		d->fails++;
}

void dbg_summary(struct dbg *d)
{
	dbg_say(d, "bpf passes:%u fails:%u\n", d->passes, d->fails);
	d->passes = d->fails = 0;
	d->packet = 0;
}

struct job *dbg_job_new(struct dbg *d)
{
	struct job *j = malloc(sizeof(*j));

	if (!j)
		ICE("out of memory");
	job_init(j, &d->opts);
	if (d->out != stdout)
		j->diags.out = d->out;
	return j;
}

void dbg_job_free(struct job *j)
{
	if (j)
		job_end(j);
	free(j);
}

void dbg_unload(struct dbg *d)
{
	dbg_ebpf_close(d);
	d->cbpf.prog = NULL;
	d->breaks.n = 0;
	dbg_job_free(d->job);
	d->job = NULL;
}

/* ---- arguments ---- */

static bool number(const char *s, long long min, long long max, long long *out)
{
	char *end;

	errno = 0;
	*out = strtoll(s, &end, 10);
	return *s && !*end && !errno && *out >= min && *out <= max;
}

/* Cut the first word off; what is behind it comes back, without blanks before it. */
static char *word(char *s)
{
	char *end = s + strcspn(s, " \t");

	if (!*end)
		return end;
	*end = 0;
	return end + 1 + strspn(end + 1, " \t");
}

static bool ready(struct dbg *d)
{
	if (!d->cbpf.prog && !is_ebpf(d))
		return fail(d, "no bpf program loaded!\n"), false;
	return true;
}

static bool ready_to_run(struct dbg *d)
{
	if (!ready(d))
		return false;
	if (!d->packets.n)
		return fail(d, "no pcap file loaded!\n"), false;
	return true;
}

/* ---- commands ---- */

static void add_packet(void *ctx, const struct runtime_capture *c)
{
	struct dbg *d = ctx;
	struct dbg_packet p = {
		arena_dup(&d->arena, c->bytes, c->caplen), c->caplen, c->len, c->link};

	vec_push(&d->arena, &d->packets, p);
}

static enum dbg_result load_pcap(struct dbg *d, const char *path)
{
	struct job *j = dbg_job_new(d);
	bool ok;

	d->packets.n = 0;
	d->packet = 0;
	d->ebpf.past.n = 0;
	dbg_cbpf_reset(d);
	ok = runtime_read_capture(&j->diags, path, add_packet, d);
	dbg_job_free(j);
	if (ok && !d->packets.n)
		return fail(d, "no packet in %s!\n", path);
	return ok ? DBG_OK : DBG_ERROR;
}

static enum dbg_result do_load(struct dbg *d, char *arg)
{
	char *what = arg, *rest = word(arg), *prog;

	if (d->ebpf.at)
		return fail(
			d, "the program is running: step or run to its end, or select a packet\n");
	if (*what && *rest && !strncmp("bpf", what, strlen(what)))
		return dbg_cbpf_load(d, rest);
	if (*what && *rest && !strncmp("pcap", what, strlen(what)))
		return load_pcap(d, rest);
	if (*what && *rest && !strncmp("obj", what, strlen(what))) {
		prog = word(rest);
		return dbg_ebpf_load(d, rest, *prog ? prog : NULL);
	}
	return fail(d, "bpf <code>:  load bpf code\npcap <file>: load pcap file\n"
		       "obj <file> [<program>]: load an eBPF program\n");
}

static enum dbg_result do_select(struct dbg *d, char *arg)
{
	long long n;

	if (!d->packets.n)
		return fail(d, "no pcap file loaded!\n");
	if (!number(arg, 0, UINT32_MAX, &n))
		return fail(d, "select takes a packet's number\n");
	if (!n) {
		dbg_say(d, "packet count starts with 1, clamping!\n");
		n = 1;
	}
	if (n > d->packets.n)
		return fail(d, "no packet #%lld available!\n", n);
	d->packet = (uint32_t)n - 1;
	dbg_cbpf_reset(d);
	return d->ebpf.at ? DBG_ABORT : DBG_OK;
}

static enum dbg_result do_step(struct dbg *d, char *arg)
{
	long long n = 1;

	if (!ready_to_run(d))
		return DBG_ERROR;
	if (*arg && !number(arg, -INT32_MAX, INT32_MAX, &n))
		return fail(d, "step takes a number\n");
	if (!n)
		n = 1;
	return is_ebpf(d) ? dbg_ebpf_step(d, n) : dbg_cbpf_step(d, n);
}

static enum dbg_result do_run(struct dbg *d, char *arg)
{
	long long n = 0;

	if (!ready_to_run(d))
		return DBG_ERROR;
	if (*arg && !number(arg, 0, UINT32_MAX, &n))
		return fail(d, "run takes a number of packets\n");
	return is_ebpf(d) ? dbg_ebpf_run(d, (uint32_t)n) : dbg_cbpf_run(d, (uint32_t)n);
}

static uint32_t program_size(const struct dbg *d)
{
	return is_ebpf(d) ? (uint32_t)(dbg_ebpf_section(d)->size / 8) : d->cbpf.prog->insns.n;
}

static void disassemble(struct dbg *d, uint32_t from, uint32_t n)
{
	if (is_ebpf(d))
		dbg_ebpf_disassemble(d, dbg_ebpf_section(d), from, n);
	else
		dbg_cbpf_disassemble(d, from, n);
}

static void list_breaks(struct dbg *d)
{
	dbg_say(d, "breakpoints: ");
	vec_for (b, &d->breaks) {
		if (b->section)
			dbg_say(d, "%s:", b->section->name);
		dbg_say(d, "%u ", b->insn);
	}
	dbg_say(d, "\n");
}

static enum dbg_result break_at_line(struct dbg *d, const char *arg)
{
	const char *colon = strrchr(arg, ':');
	uint32_t had = d->breaks.n;
	long long line;

	if (!is_ebpf(d) || !number(colon + 1, 1, UINT32_MAX, &line))
		return fail(
			d, "breakpoint takes an instruction's number, or FILE:LINE of an object\n");
	if (!dbg_ebpf_break_line(d, arg, (size_t)(colon - arg), (uint32_t)line))
		return fail(d, "no instruction begins at line %lld!\n", line);
	for (; had < d->breaks.n; had++) {
		dbg_say(d, "breakpoint at: ");
		dbg_ebpf_disassemble(d, d->breaks.p[had].section, d->breaks.p[had].insn, 1);
	}
	return DBG_OK;
}

static enum dbg_result do_breakpoint(struct dbg *d, char *arg)
{
	struct dbg_break b = {0};
	long long n;

	if (!ready(d))
		return DBG_ERROR;
	if (!*arg) {
		list_breaks(d);
		return DBG_OK;
	}
	if (!strncmp("reset", arg, strlen(arg))) {
		d->breaks.n = 0;
		return DBG_OK;
	}
	if (strchr(arg, ':'))
		return break_at_line(d, arg);
	if (!number(arg, 0, UINT32_MAX, &n) || n >= program_size(d))
		return fail(d, "no instruction '%s'!\n", arg);
	b.section = is_ebpf(d) ? dbg_ebpf_section(d) : NULL;
	b.insn = (uint32_t)n;
	if (dbg_has_break(d, b.section, b.insn))
		dbg_say(d, "breakpoint already set!\n");
	else
		vec_push(&d->arena, &d->breaks, b);
	dbg_say(d, "breakpoint at: ");
	disassemble(d, b.insn, 1);
	return DBG_OK;
}

static enum dbg_result do_disassemble(struct dbg *d, char *arg)
{
	long long n = 0;

	if (!ready(d))
		return DBG_ERROR;
	if (*arg && (!number(arg, 0, UINT32_MAX, &n) || n >= program_size(d)))
		return fail(d, "no instruction '%s'!\n", arg);
	disassemble(d, (uint32_t)n, *arg ? 1 : program_size(d));
	return DBG_OK;
}

static enum dbg_result do_dump(struct dbg *d, char *arg)
{
	(void)arg;
	if (!ready(d))
		return DBG_ERROR;
	if (is_ebpf(d)) {
		runner_dump_maps(d->ebpf.runner, d->out, false);
		return DBG_OK;
	}
	dbg_say(d, "/* { op, jt, jf, k }, */\n");
	asm_cbpf_print(d->out, d->cbpf.prog, ASM_CBPF_C);
	return DBG_OK;
}

static enum dbg_result do_help(struct dbg *d, char *arg);

static enum dbg_result do_quit(struct dbg *d, char *arg)
{
	(void)d, (void)arg;
	return DBG_QUIT;
}

static const struct dbg_command {
	const char *name, *argument, *help;
	enum dbg_result (*run)(struct dbg *d, char *arg);
} commands[] = {
#define C(name, argument, help) {#name, argument, help, do_##name},
#include "dbg_commands.def"
};
static const char *const names[] = {
#define C(name, argument, help) #name,
#include "dbg_commands.def"
};

static enum dbg_result do_help(struct dbg *d, char *arg)
{
	(void)arg;
	for (size_t i = 0; i < ARRAY_LEN(commands); i++)
		dbg_say(d, "%s %s\n        %s\n", commands[i].name, commands[i].argument,
			commands[i].help);
	return DBG_OK;
}

/* ---- the loop ---- */

static enum dbg_result execute(struct dbg *d, char *line)
{
	char *name = line + strspn(line, " \t"), *end = name + strlen(name), *arg;

	while (end > name && isspace((unsigned char)end[-1]))
		*--end = 0;
	if (!*name || *name == '#')
		return DBG_OK;
	arg = word(name);
	for (size_t i = 0; i < ARRAY_LEN(commands); i++)
		if (!strncmp(commands[i].name, name, strlen(name)))
			return commands[i].run(d, arg);
	return fail(d, "unknown command '%s', there is help\n", name);
}

enum dbg_result dbg_loop(struct dbg *d)
{
	const char *line;

	while (fflush(d->out), (line = dbg_line_read(d->in))) {
		enum dbg_result r = execute(d, arena_strdup(&d->arena, line));

		d->failed |= r == DBG_ERROR;
		if (r == DBG_RESUME || r == DBG_ABORT || r == DBG_QUIT) {
			d->quit |= r == DBG_QUIT;
			return r;
		}
		if (d->quit)
			return DBG_QUIT;
	}
	d->quit = true;
	return DBG_QUIT;
}

static const char usage[] =
	"usage: kbcc dbg [compiler options] [IN [OUT]]\n\n"
	"Debugs classic and eBPF programs over packets of a capture file. Commands come from the\n"
	"terminal, or one a line from standard input or the file IN; what they say goes to OUT. On "
	"a\n"
	"terminal lines are edited as ~/.kbcc_dbg_init says (editrc(5)), and kept in\n"
	"~/.kbcc_dbg_history.\n\n";

/* What is given beside options, in order. False: there are too many, or one cannot be opened. */
static bool take_file(struct dbg *d, FILE **in, const char *path)
{
	FILE **f = !*in ? in : d->out == stdout ? &d->out : NULL;
	FILE *opened = f ? fopen(path, f == in ? "r" : "w") : NULL;

	if (!opened) {
		fprintf(stderr,
			f ? "kbcc: error: cannot open '%s': %s\n"
			  : "kbcc: error: '%s' is one file too many\n",
			path, strerror(errno));
		return false;
	}
	*f = opened;
	return true;
}

int dbg_session(struct dbg *d, FILE *in)
{
	d->opts.error_limit = 0; /* it runs for long */
	d->in = dbg_line_open(in, names, ARRAY_LEN(names));
	dbg_loop(d);
	dbg_line_close(d->in);
	dbg_unload(d);
	arena_free(&d->arena);
	return d->failed ? EXIT_ERROR : EXIT_OK;
}

int cmd_dbg(int argc, char **argv)
{
	struct dbg d = {.out = stdout};
	struct arena a = {0};
	FILE *in = NULL;
	bool bad = false;
	int status = EXIT_USAGE;

	options_init(&d.opts);
	for (int i = 1; i < argc && !bad; i++) {
		if (!strcmp(argv[i], "--help")) {
			fputs(usage, stdout);
			do_help(&d, NULL);
			arena_free(&a);
			return EXIT_OK;
		}
		if (options_take(&a, &d.opts, argc, argv, &i, &bad) || bad)
			continue;
		if (*argv[i] == '-') {
			fprintf(stderr, "kbcc: error: unknown option '%s'\n", argv[i]);
			bad = true;
		} else if (!take_file(&d, &in, argv[i])) {
			bad = true;
		}
	}
	if (!bad)
		status = dbg_session(&d, in ? in : stdin);
	if (in)
		fclose(in);
	if (d.out != stdout && fclose(d.out)) {
		fprintf(stderr, "kbcc: error: the output file: %s\n", strerror(errno));
		status = EXIT_ERROR;
	}
	arena_free(&a);
	return status;
}
