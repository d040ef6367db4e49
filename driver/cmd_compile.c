/* SPDX-License-Identifier: BSD-2-Clause */
/* kbcc [options] file.c ...: objects, assembly, preprocessed text, dependencies. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
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

/* Text goes to standard output, or whole to a file: nothing is left of a failure. */
static bool emit_text(struct job *j, const char *input, text_fn *make)
{
	const char *path = j->opts->output;

	if (!path || !strcmp(path, "-"))
		return make(j, input, stdout) && fflush(stdout) == 0;
	char *text = NULL;
	size_t size = 0;
	FILE *mem = open_memstream(&text, &size);
	bool ok = mem && make(j, input, mem);

	if (mem)
		fclose(mem);
	FILE *f = ok ? fopen(path, "w") : NULL;

	if (f) {
		bool written = fwrite(text, 1, size, f) == size;
		int err = errno;

		if (fclose(f) != 0) {
			written = false;
			err = errno;
		}
		if (!written) {
			diag(&j->diags, DIAG_CANNOT_WRITE, 0, path, strerror(err));
			unlink(path);
			ok = false;
		}
	} else if (ok) {
		diag(&j->diags, DIAG_CANNOT_WRITE, 0, path, strerror(errno));
		ok = false;
	}
	free(text);
	return ok;
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
