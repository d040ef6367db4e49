/* SPDX-License-Identifier: BSD-2-Clause */
/* The compiler's command line as data. Everything points into argv or the arena. */
#ifndef DRIVER_OPTIONS_H
#define DRIVER_OPTIONS_H

#include "backend/backend.h"
#include "frontend/frontend.h"
#include "ir/pass.h"

enum mode { MODE_OBJECT, MODE_ASM, MODE_PREPROCESS, MODE_SYNTAX };
enum { DEPS_SYSTEM = 1, DEPS_ONLY = 2 };
enum color_when { COLOR_AUTO, COLOR_ALWAYS, COLOR_NEVER };

struct options {
	enum mode mode;
	bool mode_given;
	const char *output; /* NULL: derived from the input's name */
	VEC(const char *) inputs;
	VEC(const char *) warnings; /* -W without the -W, in order */
	VEC(const char *) unknown;  /* accepted without effect: -Wunknown-option */
	struct frontend_opts fe;
	struct ir_opt_opts ir;
	struct backend_opts be;
	struct frontend_deps deps;
	bool deps_wanted, deps_only;
	const char *deps_file;
	bool debug; /* -g */
	bool no_warnings, json, verbose, dump_macros, dump_ast, dump_layouts, dump_lowered;
	enum color_when color;
	int error_limit; /* -1: the default */
	FILE *err;       /* what is wrong with the options is said here */
};

void options_init(struct options *o);
/*
 * Parse argv[0 .. argc), which is without the program's name. False after printing to stderr what
 * is
 */
bool options_parse(struct arena *a, struct options *o, int argc, char **argv);
/* One option at argv[*i] if it is the compiler's: *i moves over its argument. False: it is not, or
 * (with *bad set, after printing why) it is malformed. */
bool options_take(struct arena *a, struct options *o, int argc, char **argv, int *i, bool *bad);
void options_help(FILE *f);

#endif
