/* SPDX-License-Identifier: BSD-2-Clause */
/* Parses the compiler's command line by the table in options.def. */
#include <stdlib.h>
#include <string.h>

#include "options.h"
#include "runtime/runtime.h"

enum argument { NONE, JOINED, SEPARATE, EITHER };
enum action {
	ACT_MODE,
	ACT_OUTPUT,
	ACT_LANGUAGE,
	ACT_TARGET,
	ACT_CPU,
	ACT_ENDIAN,
	ACT_LEVEL,
	ACT_NOTHING,
	ACT_STD,
	ACT_DEBUG,
	ACT_ANSI,
	ACT_MACRO,
	ACT_DIR,
	ACT_NOSTDINC,
	ACT_DUMP_MACROS,
	ACT_COMMENTS,
	ACT_NO_MARKERS,
	ACT_DEPS,
	ACT_DEPS_PHONY,
	ACT_DEPS_FILE,
	ACT_DEPS_TARGET,
	ACT_WARNING,
	ACT_NO_WARNINGS,
	ACT_DIAG_FORMAT,
	ACT_COLOR,
	ACT_COLOR_WHEN,
	ACT_ERROR_LIMIT,
	ACT_UNSIGNED_CHAR,
	ACT_SHORT_ENUMS,
	ACT_DUMP_AST,
	ACT_DUMP_LAYOUTS,
	ACT_DUMP_IR,
	ACT_DUMP_MIR,
	ACT_VERIFY_IR,
	ACT_TIME,
	ACT_UNKNOWN,
	ACT_VERBOSE
};
enum dir { DIR_INCLUDE, DIR_QUOTE, DIR_SYSTEM, DIR_AFTER };

static const struct option_info {
	const char *spelling;
	uint8_t argument, action;
	int value;
	const char *help;
} table[] = {
#define O(spelling, argument, action, value, help) {spelling, argument, ACT_##action, value, help},
#include "options.def"
#undef O
};

void options_init(struct options *o)
{
	*o = (struct options){.error_limit = -1, .err = stderr};
	o->fe.std = FE_GNU17;
	o->fe.cpu = o->ir.cpu = o->be.cpu = 3;
	o->fe.opt_level = o->ir.level = o->be.opt_level = 2;
	o->be.ctx_store_imm = true;
}

static bool complain(const struct options *o, const char *fmt, const char *what)
{
	fputs("kbcc: error: ", o->err);
	fprintf(o->err, fmt, what); /* NOLINT: the formats are this file's */
	fputc('\n', o->err);
	return false;
}

static void set_cpu(struct options *o, unsigned cpu)
{
	o->fe.cpu = o->ir.cpu = o->be.cpu = cpu;
}

static bool take_cpu(struct options *o, const char *arg)
{
	if (arg[0] == 'v' && arg[1] >= '1' && arg[1] <= '4' && !arg[2])
		set_cpu(o, (unsigned)(arg[1] - '0'));
	else if (!strcmp(arg, "generic"))
		set_cpu(o, 3);
	else if (!strcmp(arg, "probe"))
		set_cpu(o, runtime_probe_cpu());
	else
		return complain(o, "unknown cpu '%s': v1, v2, v3, v4, generic or probe", arg);
	return true;
}

static bool take_target(struct options *o, const char *arg)
{
	/* A triple counts by its first component. */
	size_t n = strcspn(arg, "-");

	if (n == 3 && !strncmp(arg, "bpf", n))
		return true;
	if (n == 5 && (!strncmp(arg, "bpfel", n) || !strncmp(arg, "bpfeb", n))) {
		o->fe.big_endian = arg[4] == 'b';
		return true;
	}
	return complain(o, "unknown target '%s': bpf, bpfel or bpfeb", arg);
}

static bool take_level(struct options *o, const char *arg)
{
	unsigned level;

	if (!*arg || !strcmp(arg, "s") || !strcmp(arg, "z") || !strcmp(arg, "fast"))
		level = *arg ? 2 : 1;
	else if (!strcmp(arg, "g"))
		level = 1;
	else if (arg[0] >= '0' && arg[0] <= '9' && !arg[1])
		level = arg[0] > '2' ? 2 : (unsigned)(arg[0] - '0');
	else
		return complain(o, "unknown optimization level '-O%s'", arg);
	o->fe.opt_level = o->ir.level = o->be.opt_level = level;
	return true;
}

static bool take_std(struct options *o, const char *arg)
{
	static const struct {
		const char *name;
		enum fe_std std;
	} stds[] = {{"gnu89", FE_GNU89}, {"gnu90", FE_GNU89}, {"gnu99", FE_GNU99},
		{"gnu11", FE_GNU11}, {"gnu17", FE_GNU17}, {"gnu18", FE_GNU17}, {"gnu23", FE_GNU23},
		{"gnu2x", FE_GNU23}, {"c89", FE_C89}, {"c90", FE_C89}, {"c99", FE_C99},
		{"c11", FE_C11}, {"c17", FE_C17}, {"c18", FE_C17}, {"c23", FE_C23}, {"c2x", FE_C23},
		{"gnu9x", FE_GNU99}, {"gnu1x", FE_GNU11}};

	for (size_t i = 0; i < ARRAY_LEN(stds); i++) {
		if (!strcmp(stds[i].name, arg)) {
			o->fe.std = stds[i].std;
			return true;
		}
	}
	return complain(o, "unknown standard '%s'", arg);
}

static void take_dir(struct arena *a, struct options *o, enum dir which, const char *arg)
{
	switch (which) {
	case DIR_INCLUDE: vec_push(a, &o->fe.include_dirs, arg); break;
	case DIR_QUOTE: vec_push(a, &o->fe.quote_dirs, arg); break;
	case DIR_SYSTEM: vec_push(a, &o->fe.system_dirs, arg); break;
	case DIR_AFTER: vec_push(a, &o->fe.after_dirs, arg); break;
	}
}

/* A target as make reads it back: blanks and # escaped, $ doubled. */
static const char *quote_for_make(struct arena *a, const char *s)
{
	char *out = arena_alloc(a, strlen(s) * 2 + 1), *q = out;

	for (; *s; s++) {
		if (*s == ' ' || *s == '\t' || *s == '#')
			*q++ = '\\';
		if (*s == '$')
			*q++ = '$';
		*q++ = *s;
	}
	return out;
}

static void take_deps(struct options *o, int value)
{
	o->deps_wanted = true;
	o->deps.system |= value & DEPS_SYSTEM;
	o->deps_only |= (value & DEPS_ONLY) != 0;
}

static bool take_color(struct options *o, const char *arg)
{
	o->color = !strcmp(arg, "always")  ? COLOR_ALWAYS
		   : !strcmp(arg, "never") ? COLOR_NEVER
					   : COLOR_AUTO;
	return true;
}

static void take_dump_ir(struct options *o, const char *arg)
{
	const char *pass = !strncmp(arg, "after:", 6) ? arg + 6 : arg;

	o->dump_lowered = !*pass || !strcmp(pass, "lower");
	if (strcmp(pass, "lower"))
		o->ir.dump_ir = pass;
}

static bool take_language(const struct options *o, const char *arg)
{
	return !strcmp(arg, "c") || complain(o, "language '%s' is not supported, only c is", arg);
}

static bool take_number(const struct options *o, int *n, const char *arg)
{
	char *end;
	long v = strtol(arg, &end, 10);

	if (!*arg || *end || v < 0 || v > INT32_MAX)
		return complain(o, "'%s' is not a number", arg);
	*n = (int)v;
	return true;
}

static bool take_format(struct options *o, const char *arg)
{
	o->json = !strncmp(arg, "json", 4);
	return o->json || !strcmp(arg, "text") || !strcmp(arg, "clang") ||
	       complain(o, "unknown diagnostics format '%s': text or json", arg);
}

static void take_mode(struct options *o, int mode)
{
	/* -E beats -S beats -c, whatever their order. */
	if (!o->mode_given || mode > (int)o->mode)
		o->mode = (enum mode)mode;
	o->mode_given = true;
}

static bool act(struct arena *a, struct options *o, const struct option_info *d, const char *arg,
	const char *whole)
{
	switch ((enum action)d->action) {
	case ACT_MODE: take_mode(o, d->value); break;
	case ACT_OUTPUT: o->output = arg; break;
	case ACT_LANGUAGE: return take_language(o, arg);
	case ACT_TARGET: return take_target(o, arg);
	case ACT_CPU: return take_cpu(o, arg);
	case ACT_ENDIAN: o->fe.big_endian = d->value; break;
	case ACT_LEVEL: return take_level(o, arg);
	case ACT_NOTHING: break;
	case ACT_STD: return take_std(o, arg);
	case ACT_DEBUG: o->debug = strcmp(arg, "0") != 0; break;
	case ACT_ANSI: o->fe.std = FE_C89; break;
	case ACT_MACRO:
		vec_push(a, &o->fe.macros, ((struct fe_macro){(enum fe_macro_kind)d->value, arg}));
		break;
	case ACT_DIR: take_dir(a, o, (enum dir)d->value, arg); break;
	case ACT_NOSTDINC: o->fe.no_std_inc = true; break;
	case ACT_DUMP_MACROS: o->dump_macros = true; break;
	case ACT_COMMENTS: o->fe.keep_comments = true; break;
	case ACT_NO_MARKERS: o->fe.no_line_markers = true; break;
	case ACT_DEPS: take_deps(o, d->value); break;
	case ACT_DEPS_PHONY: o->deps.phony = true; break;
	case ACT_DEPS_FILE: o->deps_file = arg; break;
	case ACT_DEPS_TARGET:
		vec_push(a, &o->deps.targets, d->value ? quote_for_make(a, arg) : arg);
		break;
	case ACT_WARNING: vec_push(a, &o->warnings, arg); break;
	case ACT_NO_WARNINGS: o->no_warnings = true; break;
	case ACT_DIAG_FORMAT: return take_format(o, arg);
	case ACT_COLOR: o->color = d->value ? COLOR_ALWAYS : COLOR_NEVER; break;
	case ACT_COLOR_WHEN: return take_color(o, arg);
	case ACT_ERROR_LIMIT: return take_number(o, &o->error_limit, arg);
	case ACT_UNSIGNED_CHAR: o->fe.unsigned_char = d->value; break;
	case ACT_SHORT_ENUMS: o->fe.short_enums = d->value; break;
	case ACT_DUMP_AST: o->dump_ast = true; break;
	case ACT_DUMP_LAYOUTS: o->dump_layouts = true; break;
	case ACT_DUMP_IR: take_dump_ir(o, arg); break;
	case ACT_DUMP_MIR: o->be.dump_mir = arg; break;
	case ACT_VERIFY_IR: o->ir.verify = true; break;
	case ACT_TIME: o->ir.time = o->be.time = true; break;
	case ACT_UNKNOWN: vec_push(a, &o->unknown, whole); break;
	case ACT_VERBOSE: o->verbose = true; break;
	}
	return true;
}

/* The row whose spelling fits best; NULL: none. */
static const struct option_info *find(const char *s)
{
	const struct option_info *best = NULL;

	for (size_t i = 0; i < ARRAY_LEN(table); i++) {
		const struct option_info *d = &table[i];
		size_t n = strlen(d->spelling);
		bool whole = d->argument == NONE || d->argument == SEPARATE;

		if (strncmp(s, d->spelling, n) || (whole && s[n]))
			continue;
		if (!best || n > strlen(best->spelling))
			best = d;
	}
	return best;
}

bool options_take(struct arena *a, struct options *o, int argc, char **argv, int *i, bool *bad)
{
	const char *s = argv[*i];
	const struct option_info *d = find(s);

	*bad = false;
	if (!d)
		return false;
	const char *arg = s + strlen(d->spelling);
	bool separate = d->argument == SEPARATE || (d->argument == EITHER && !*arg);

	if (separate && *i + 1 >= argc) {
		*bad = true;
		return complain(o, "option '%s' needs an argument", s);
	}
	if (separate)
		arg = argv[++*i];
	*bad = !act(a, o, d, arg, s);
	return !*bad;
}

bool options_parse(struct arena *a, struct options *o, int argc, char **argv)
{
	bool bad, only_inputs = false;

	for (int i = 0; i < argc; i++) {
		if (only_inputs || argv[i][0] != '-' || !argv[i][1]) {
			vec_push(a, &o->inputs, (const char *)argv[i]);
		} else if (!strcmp(argv[i], "--")) {
			only_inputs = true;
		} else if (!options_take(a, o, argc, argv, &i, &bad)) {
			return bad ? false : complain(o, "unknown option '%s'", argv[i]);
		}
	}
	o->fe.check_all = o->mode == MODE_SYNTAX || o->dump_ast;
	return true;
}

void options_help(FILE *f)
{
	for (size_t i = 0; i < ARRAY_LEN(table); i++) {
		const struct option_info *d = &table[i];

		if (!d->help)
			continue;
		/* A help text that begins with the argument's name has it joined to the option. */
		const char *text = strstr(d->help, "  ");
		int n = text ? (int)(text - d->help) : 0;
		int used = fprintf(f, "  %s%s%.*s", d->spelling, d->argument == SEPARATE ? " " : "",
			n, d->help);

		fprintf(f, "%*s%s\n", used < 30 ? 30 - used : 2, "", text ? text + 2 : d->help);
	}
}
