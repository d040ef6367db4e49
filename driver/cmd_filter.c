/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * kbcc filter: a filter expression to a program, with tcpdump's options, output and errors. To add
 * an option: a row of filter_options.def and a case in take().
 */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "asm/asm.h"
#include "cmd.h"
#include "lift_cmd.h"

enum {
	FILTER_XT_BPF = 256,
	FILTER_EBPF,
	FILTER_EMIT_C,
	FILTER_SECTION,
	FILTER_MATCH,
	FILTER_MISS,
	FILTER_RAW,
	FILTER_PORTABLE,
	FILTER_INPUT,
	FILTER_NAME,
	FILTER_LICENSE,
	FILTER_HELP
};

struct filter_cmd {
	struct arena arena;
	struct filter_opts opts;
	struct lift_cmd lift;
	int level; /* how many -d */
	bool list, xt_bpf, help;
};

static const struct filter_option {
	int letter;
	const char *name, *argument, *help;
} table[] = {
#define O(letter, name, argument, help) {letter, name, argument, help},
#include "filter_options.def"
};

static void print_usage(FILE *f)
{
	fputs("usage: kbcc filter [OPTIONS] [EXPRESSION]\n\n"
	      "Compiles a filter expression (pcap-filter(7)) to classic BPF and prints it, as\n"
	      "tcpdump -d does.\n\n",
		f);
	for (size_t i = 0; i < ARRAY_LEN(table); i++) {
		const struct filter_option *o = &table[i];
		int n = *o->name ? fprintf(f, "  --%s", o->name) : fprintf(f, "  -%c", o->letter);

		n += fprintf(f, " %s", o->argument);
		fprintf(f, "%*s%s\n", n < 14 ? 14 - n : 1, "", o->help);
	}
}

static bool fail(const struct filter_cmd *c, const char *fmt, ...) PRINTF(2, 3);
static bool fail(const struct filter_cmd *c, const char *fmt, ...)
{
	va_list ap;

	fprintf(stderr, "%s: ", c->opts.program);
	va_start(ap, fmt);
	vfprintf(stderr, fmt, ap);
	va_end(ap);
	fputc('\n', stderr);
	return false;
}

static bool take_snaplen(struct filter_cmd *c, const char *arg)
{
	char *end;
	long n = strtol(arg, &end, 0);

	if (end == arg || *end || n < 0 || n > FILTER_SNAPLEN)
		return fail(c, "invalid snaplen %s (must be >= 0 and <= %d)", arg, FILTER_SNAPLEN);
	c->opts.snaplen = (int)n;
	return true;
}

static bool take_lift(struct lift_cmd *l, int letter, const char *arg)
{
	switch (letter) {
	case FILTER_EBPF: l->make = LIFT_OBJECT; return true;
	case FILTER_EMIT_C: l->make = LIFT_C; return true;
	case 'o': l->output = arg; return true;
	case FILTER_SECTION: l->section = arg; return true;
	case FILTER_MATCH: l->match = arg; return true;
	case FILTER_MISS: l->miss = arg; return true;
	case FILTER_RAW: l->raw = true; return true;
	case FILTER_PORTABLE: l->portable = true; return true;
	case FILTER_INPUT: l->input = arg; return true;
	case FILTER_NAME: l->name = arg; return true;
	case FILTER_LICENSE: l->license = arg; return true;
	default: return false;
	}
}

static bool take(struct filter_cmd *c, int letter, const char *arg)
{
	switch (letter) {
	case 'd': c->level++; return true;
	case 'y': c->opts.link = arg; return true;
	case 'i': c->opts.device = arg; return true;
	case 'r': c->opts.savefile = arg; return true;
	case 'L': c->list = true; return true;
	case 'O': c->opts.no_optimize = true; return true;
	case 's': return take_snaplen(c, arg);
	case 'F': c->opts.file = arg; return true;
	case FILTER_XT_BPF: c->xt_bpf = true; return true;
	case FILTER_HELP: c->help = true; return true;
	default: return take_lift(&c->lift, letter, arg);
	}
}

/* getopt_long's tables, made of ours; *short_opts and *long_opts live in the arena. */
static void make_tables(struct arena *a, char **short_opts, struct option **long_opts)
{
	size_t n = ARRAY_LEN(table), l = 0;
	char *s = arena_alloc(a, 2 * n + 1);
	struct option *o = arena_array(a, struct option, n + 1);

	*short_opts = s;
	*long_opts = o;
	for (size_t i = 0; i < n; i++) {
		if (*table[i].name) {
			o[l++] = (struct option){
				table[i].name, *table[i].argument != 0, NULL, table[i].letter};
			continue;
		}
		*s++ = (char)table[i].letter;
		if (*table[i].argument)
			*s++ = ':';
	}
}

static bool take_all(struct filter_cmd *c, int argc, char **argv)
{
	struct option *long_opts;
	char *short_opts;
	int letter;

	make_tables(&c->arena, &short_opts, &long_opts);
	optind = 0; /* start anew, also when this process has parsed before */
	while ((letter = getopt_long(argc, argv, short_opts, long_opts, NULL)) != -1) {
		if (letter == '?') {
			print_usage(stderr);
			return false;
		}
		if (!take(c, letter, optarg))
			return false;
	}
	return true;
}

/* The words, with a blank between two. */
static const char *join(struct arena *a, char **words)
{
	const char *s = *words ? *words : "";

	while (*words && *++words)
		s = arena_printf(a, "%s %s", s, *words);
	return s;
}

static void say_flaw(void *ctx, enum cbpf_flaw flaw, uint32_t insn, uint32_t number)
{
	struct diags *ds = ctx;

	diag(ds, cbpf_flaw_diag(flaw), 0, number);
}

/* The string that iptables takes, without the comma that ends bpf_asm's. */
static bool print_xt_bpf(struct filter_cmd *c, const struct cbpf_prog *p)
{
	struct sources ss;
	struct diags ds;
	char *text = NULL;
	size_t n;

	sources_init(&ss, &c->arena);
	diags_init(&ds, &c->arena, &ss, stderr);
	if (!cbpf_check(p->insns.p, p->insns.n, CBPF_XT_BPF, say_flaw, &ds)) {
		diags_finish(&ds);
		return false;
	}
	FILE *f = open_memstream(&text, &n);

	asm_cbpf_print(f, p, ASM_CBPF_NUMBERS);
	fclose(f);
	printf("%.*s\n", (int)strlen(text) - 2, text);
	free(text);
	return true;
}

/* What only --ebpf and --emit-c use. */
static const char *lift_option(const struct lift_cmd *l)
{
	return l->output    ? "-o"
	       : l->section ? "--section"
	       : l->match   ? "--match"
	       : l->miss    ? "--miss"
	       : l->raw     ? "--raw"
	       : l->input   ? "--input"
	       : l->name    ? "--name"
	       : l->license ? "--license"
			    : NULL;
}

static bool filter(struct filter_cmd *c, char **words)
{
	/* Where tcpdump prints them. */
	if (c->list && (!c->level || c->opts.device))
		return asm_filter_list_links(stderr, &c->opts);
	if (c->xt_bpf && !c->opts.link && !c->opts.device && !c->opts.savefile)
		c->opts.link = "RAW";
	if (!c->lift.make && lift_option(&c->lift))
		return fail(c, "%s goes with --ebpf or --emit-c", lift_option(&c->lift));
	if (c->lift.input && (*words || c->opts.file))
		return fail(c, "--input and an expression exclude each other");
	if (c->lift.input)
		return lift_cmd_run(&c->lift, NULL);
	c->opts.expr = join(&c->arena, words);
	struct cbpf_prog *p = asm_filter_compile(&c->arena, &c->opts);

	if (!p)
		return false;
	if (c->lift.make) {
		c->lift.title = c->opts.expr;
		return lift_cmd_run(&c->lift, p);
	}
	if (c->xt_bpf)
		return print_xt_bpf(c, p);
	asm_filter_print(stdout, p, c->level);
	return true;
}

int cmd_filter(int argc, char **argv)
{
	struct filter_cmd c = {.opts = {.err = stderr, .program = "kbcc"}};
	int status = EXIT_USAGE;

	if (take_all(&c, argc, argv)) {
		status = EXIT_OK;
		if (c.help)
			print_usage(stdout);
		else if (!filter(&c, argv + optind))
			status = EXIT_ERROR;
	}
	arena_free(&c.arena);
	return status;
}
