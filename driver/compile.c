/* SPDX-License-Identifier: BSD-2-Clause */
/* The pipeline: parse, lower, optimize, BTF, back end. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <bpf/btf.h>

#include "compile.h"

static bool want_color(const struct options *o)
{
	const char *term = getenv("TERM");

	if (o->color != COLOR_AUTO)
		return o->color == COLOR_ALWAYS;
	return isatty(STDERR_FILENO) && !getenv("NO_COLOR") && term && strcmp(term, "dumb") != 0;
}

static void apply_warnings(struct job *j)
{
	const struct options *o = j->opts;

	vec_for (w, &o->warnings) {
		if (!diags_flag(&j->diags, *w))
			diag(&j->diags, DIAG_UNKNOWN_WARNING, 0, *w);
	}
	vec_for (u, &o->unknown)
		diag(&j->diags, DIAG_UNKNOWN_OPTION, 0, *u);
}

void job_init(struct job *j, const struct options *o)
{
	*j = (struct job){.opts = o, .unit.expect = 2 << 20, .unit.pool = &j->pool};
	sources_init(&j->sources, &j->unit);
	diags_init(&j->diags, &j->unit, &j->sources, stderr);
	j->diags.format = o->json ? DIAG_JSON : DIAG_TEXT;
	j->diags.color = want_color(o);
	j->diags.inhibit_warnings = o->no_warnings;
	if (o->error_limit >= 0)
		j->diags.error_limit = (uint32_t)o->error_limit;
	apply_warnings(j);
	j->fe = frontend_new(&j->unit, &j->diags, &o->fe);
}

void job_end(struct job *j)
{
	diags_finish(&j->diags);
	frontend_free(j->fe);
	sources_free(&j->sources);
	arena_free(&j->unit);
	arena_pool_free(&j->pool);
}

static const struct ir_effects *helper_effects(void *fe, int64_t number)
{
	return frontend_helper_effects(fe, number);
}

static bool optimize(struct job *j, struct ir_module *m)
{
	struct ir_opt_opts ir = j->opts->ir;

	if (j->opts->dump_lowered)
		ir_print_module(stdout, m);
	ir.dump = stdout;
	ir.helper_effects = helper_effects;
	ir.effects_ctx = j->fe;
	return ir_optimize(m, &ir) && !j->diags.errors;
}

struct ir_module *job_module(struct job *j, const char *path)
{
	if (!frontend_parse(j->fe, path))
		return NULL;
	struct ir_module *m = frontend_lower(j->fe);

	if (!m || j->diags.errors)
		return NULL;
	return optimize(j, m) ? m : NULL;
}

struct bpf_obj *job_object(struct job *j, struct ir_module *m)
{
	struct backend_opts be = j->opts->be;

	be.dump = stdout;
	struct bpf_obj *o =
		frontend_btf(j->fe, m) ? backend_compile(&j->unit, &j->diags, m, &be) : NULL;

	if (!o)
		btf__free(m->btf);
	return o;
}

struct bpf_obj *job_lift(struct job *j, const struct cbpf_prog *p, const struct lift_opts *o)
{
	struct ir_module *m = frontend_lift(&j->unit, &j->diags, p, o);
	struct backend_opts be = j->opts->be;

	be.dump = stdout;
	if (!m || !optimize(j, m) || !frontend_lift_btf(m, o))
		return NULL;
	struct bpf_obj *obj = backend_compile(&j->unit, &j->diags, m, &be);

	if (!obj)
		btf__free(m->btf);
	return obj;
}

struct bpf_obj *job_compile(struct job *j, const char *path)
{
	struct ir_module *m = job_module(j, path);

	return m ? job_object(j, m) : NULL;
}

bool job_write_deps(struct job *j, const char *input, const char *output)
{
	struct frontend_deps deps = j->opts->deps;

	if (!deps.targets.n)
		vec_push(&j->unit, &deps.targets, output);
	if (!j->opts->deps_file && j->opts->deps_only) {
		frontend_write_deps(j->fe, &deps, stdout);
		return true;
	}
	const char *path = j->opts->deps_file;

	if (!path) {
		const char *dot = strrchr(output, '.'), *slash = strrchr(output, '/');
		size_t n = dot && (!slash || dot > slash) ? (size_t)(dot - output) : strlen(output);

		path = arena_printf(&j->unit, "%.*s.d", (int)n, output);
	}
	FILE *f = fopen(path, "w");

	if (f)
		frontend_write_deps(j->fe, &deps, f);
	if (!f || (fclose(f) != 0)) {
		diag(&j->diags, DIAG_CANNOT_WRITE, 0, path, strerror(errno));
		return false;
	}
	return true;
}
