/* SPDX-License-Identifier: BSD-2-Clause */
/* kbcc [options] file.c ...: objects, assembly, preprocessed text, dependencies. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "asm/asm.h"
#include "cmd.h"
#include "compile.h"

/* "dir/prog.c" -> "prog.o": in the current directory, as every compiler does. */
static const char *default_output(struct arena *a, const char *input)
{
	const char *base = strrchr(input, '/');

	base = base ? base + 1 : input;
	const char *dot = strrchr(base, '.');

	return arena_printf(
		a, "%.*s.o", dot && dot != base ? (int)(dot - base) : (int)strlen(base), base);
}

typedef bool text_fn(struct job *j, const char *input, FILE *f);

static bool text_preprocessed(struct job *j, const char *input, FILE *f)
{
	if (j->opts->dump_macros)
		return frontend_dump_macros(j->fe, input, f);
	return frontend_preprocess(j->fe, input, f);
}

static bool text_asm(struct job *j, const char *input, FILE *f)
{
	struct bpf_obj *o = job_compile(j, input);

	if (!o)
		return false;
	asm_print_obj(f, o, INSN_LLVM);
	bpf_obj_free(o);
	return true;
}

/*
 * Text that is held back until all of it is there, in pieces of TEXT_PIECE bytes: a memory stream
 * would copy it each time it doubles.
 */
enum { TEXT_PIECE = 64 * 1024 };
struct text {
	struct arena *a;
	VEC(struct text_piece {
		char *p;
		size_t n;
	}) pieces;
};

static ssize_t text_take(void *cookie, const char *p, size_t n)
{
	struct text *t = cookie;

	vec_push(t->a, &t->pieces, ((struct text_piece){arena_dup(t->a, p, n), n}));
	return (ssize_t)n;
}

static FILE *text_open(struct text *t)
{
	FILE *f = fopencookie(t, "w", (cookie_io_functions_t){.write = text_take});

	if (f)
		setvbuf(f, arena_alloc(t->a, TEXT_PIECE), _IOFBF, TEXT_PIECE);
	return f;
}

/* 0, or errno of what failed. */
static int text_write(const struct text *t, const char *path)
{
	FILE *f = fopen(path, "w");
	struct stat st;
	int err = 0;

	if (!f)
		return errno;
	vec_for (piece, &t->pieces)
		if (!err && fwrite(piece->p, 1, piece->n, f) != piece->n)
			err = errno;
	if (fclose(f) != 0 && !err)
		err = errno;
	if (err && !stat(path, &st) && S_ISREG(st.st_mode)) /* no device is removed */
		unlink(path);
	return err;
}

/* Text goes to standard output, or whole to a file: nothing is left of a failure. */
static bool emit_text(struct job *j, const char *input, text_fn *make)
{
	const char *path = j->opts->output;

	if (!path || !strcmp(path, "-"))
		return make(j, input, stdout) && fflush(stdout) == 0;
	struct text text = {.a = &j->unit};
	FILE *f = text_open(&text);
	bool ok = f && make(j, input, f);

	if (f)
		fclose(f);
	int err = ok ? text_write(&text, path) : 0;

	if (err)
		diag(&j->diags, DIAG_CANNOT_WRITE, 0, path, strerror(err));
	return ok && !err;
}

static bool syntax_only(struct job *j, const char *input)
{
	bool ok = frontend_parse(j->fe, input);

	if (j->opts->dump_ast)
		frontend_dump_ast(j->fe, stdout);
	if (j->opts->dump_layouts)
		frontend_dump_layouts(j->fe, stdout);
	return ok;
}

static bool to_object(struct job *j, const char *input, const char *output)
{
	struct bpf_obj *o = job_compile(j, input);

	if (!o)
		return false;
	if (j->opts->debug) {
		char *dir = getcwd(NULL, 0);

		backend_debug_lines(o, "kbcc " KBCC_VERSION, dir ? dir : "");
		free(dir);
	}
	bool ok = backend_elf_write(&j->diags, o, output);

	bpf_obj_free(o);
	return ok;
}

static bool compile_by_mode(struct job *j, const char *input, const char *output)
{
	if (j->opts->deps_only)
		return frontend_preprocess(j->fe, input, NULL);
	if (j->opts->dump_ast || j->opts->dump_layouts)
		return syntax_only(j, input);
	switch (j->opts->mode) {
	case MODE_PREPROCESS: return emit_text(j, input, text_preprocessed);
	case MODE_ASM: return emit_text(j, input, text_asm);
	case MODE_SYNTAX: return syntax_only(j, input);
	case MODE_OBJECT: return to_object(j, input, output);
	}
	return false;
}

static bool compile_one(const struct options *o, const char *input)
{
	struct job j;

	job_init(&j, o);
	const char *output = o->output ? o->output : default_output(&j.unit, input);
	bool ok = compile_by_mode(&j, !strcmp(input, "-") ? "/dev/stdin" : input, output);

	if (ok && o->deps_wanted)
		ok = job_write_deps(&j, input, output);
	ok = ok && !j.diags.errors;
	job_end(&j);
	return ok;
}

/* What clang -v says, in the form that makefiles cut the include directories out of. */
static void print_verbose(const struct options *o)
{
	struct job j;

	job_init(&j, o);
	fputs("kbcc version " KBCC_VERSION "\nTarget: bpf\n#include \"...\" search starts here:\n"
	      "#include <...> search starts here:\n",
		stderr);
	frontend_print_dirs(j.fe, stderr);
	fputs("End of search list.\n", stderr);
	job_end(&j);
}

static int usage(const char *what)
{
	fprintf(stderr, "kbcc: error: %s\n", what);
	return EXIT_USAGE;
}

int cmd_compile(int argc, char **argv)
{
	struct arena a = {0};
	struct options o;
	int status = EXIT_OK;

	options_init(&o);
	if (!options_parse(&a, &o, argc - 1, argv + 1)) {
		status = EXIT_USAGE;
	} else {
		if (o.verbose)
			print_verbose(&o);
		if (!o.inputs.n && !o.verbose)
			status = usage("no input files");
		else if (o.inputs.n > 1 && o.output && o.mode == MODE_OBJECT)
			status = usage("cannot specify -o when generating multiple output files");
		vec_for (input, &o.inputs) {
			if (status != EXIT_USAGE && !compile_one(&o, *input))
				status = EXIT_ERROR;
		}
	}
	arena_free(&a);
	return status;
}
