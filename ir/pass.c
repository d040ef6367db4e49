/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The pass manager. Neighbouring function passes of the pipeline run as a group, function by
 * function, so that a function stays in the cache; a module pass ends the group.
 */
#include <stdlib.h>
#include <time.h>

#include "pass.h"

enum scope { SCOPE_FN, SCOPE_MODULE };

struct pass_info {
	const char *name;
	bool (*run)(struct ir_pass *p);
	uint8_t scope, needs, keeps;
};

enum pass_id {
#define PASS(name, scope, needs, keeps) PASS_##name,
#define STEP(name, level)
#include "pass.def"
#undef PASS
#undef STEP
	PASS_COUNT
};

static const struct pass_info passes[PASS_COUNT] = {
#define PASS(name, scope, needs, keeps) \
	[PASS_##name] = {#name, opt_##name, SCOPE_##scope, needs, keeps},
#define STEP(name, level)
#include "pass.def"
#undef PASS
#undef STEP
};

struct step {
	uint8_t pass, level;
};

static const struct step pipeline[] = {
#define PASS(name, scope, needs, keeps)
#define STEP(name, level) {PASS_##name, level},
#include "pass.def"
#undef PASS
#undef STEP
};

typedef VEC(uint8_t) pass_list;

/* A run of the pipeline. */
struct manager {
	struct ir_module *m;
	const struct ir_opt_opts *opts;
	struct arena scratch; /* of the pass that runs */
	double seconds[PASS_COUNT];
};

/* The analyses of one function, while they are good. */
struct analyses {
	struct arena arena;
	struct ir_cfg *cfg;
	struct ir_escapes *esc;
};

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static bool must_verify(const struct ir_opt_opts *opts)
{
#ifdef NDEBUG
	return opts->verify;
#else
	return true;
#endif
}

static void dump(
	const struct manager *g, const struct pass_info *info, const struct ir_fn *fn, bool changed)
{
	const char *want = g->opts->dump_ir;
	FILE *out = g->opts->dump ? g->opts->dump : stderr;

	if (!want || (*want ? strcmp(want, info->name) != 0 : !changed))
		return;
	fprintf(out, "# after %s\n", info->name);
	if (fn)
		ir_print_fn(out, fn);
	else
		ir_print_module(out, g->m);
}

static void analyse(struct analyses *a, struct ir_fn *fn, unsigned needs)
{
	if (needs & IR_NEED_CFG && !a->cfg)
		a->cfg = ir_cfg_new(&a->arena, fn);
	if (needs & IR_NEED_ESC && !a->esc) {
		a->esc = arena_new(&a->arena, struct ir_escapes);
		*a->esc = ir_escapes_new(&a->arena, fn);
	}
}

static void forget(struct analyses *a, unsigned keeps)
{
	if (!(keeps & IR_NEED_CFG))
		a->cfg = NULL;
	if (!(keeps & IR_NEED_ESC))
		a->esc = NULL;
	if (!a->cfg && !a->esc)
		arena_free(&a->arena);
}

static bool run(struct manager *g, uint8_t id, struct ir_fn *fn, struct analyses *a)
{
	const struct pass_info *info = &passes[id];
	double begin = g->opts->time ? now() : 0;

	if (fn)
		analyse(a, fn, info->needs);
	struct ir_pass p = {.m = g->m,
		.fn = fn,
		.scratch = &g->scratch,
		.opts = g->opts,
		.cfg = fn && info->needs & IR_NEED_CFG ? a->cfg : NULL,
		.esc = fn && info->needs & IR_NEED_ESC ? a->esc : NULL};
	bool changed = info->run(&p);

	if (changed && fn) {
		ir_resolve_all(fn);
		forget(a, info->keeps);
	}
	arena_reset(&g->scratch);
	if (g->opts->time)
		g->seconds[id] += now() - begin;
	if (changed && must_verify(g->opts)) {
		if (fn)
			ir_verify_fn(fn, info->name);
		else
			ir_verify_module(g->m, info->name);
	}
	dump(g, info, fn, changed);
	return changed;
}

/* list[from .. to) are function passes. Module passes can add and remove symbols, these cannot. */
static void run_group(struct manager *g, const pass_list *list, uint32_t from, uint32_t to)
{
	vec_for (s, &g->m->syms) {
		struct analyses a = {.arena = arena_beside(g->m->arena)};

		if (!(*s)->fn)
			continue;
		for (uint32_t i = from; i < to; i++)
			run(g, list->p[i], (*s)->fn, &a);
		arena_free(&a.arena);
	}
}

static void run_list(struct manager *g, const pass_list *list)
{
	for (uint32_t i = 0, end; i < list->n; i = end) {
		end = i + 1;
		if (passes[list->p[i]].scope == SCOPE_MODULE) {
			run(g, list->p[i], NULL, NULL);
			continue;
		}
		while (end < list->n && passes[list->p[end]].scope == SCOPE_FN)
			end++;
		run_group(g, list, i, end);
	}
}

static int pass_find(const char *name, size_t len)
{
	for (int i = 0; i < PASS_COUNT; i++)
		if (strlen(passes[i].name) == len && !memcmp(passes[i].name, name, len))
			return i;
	return -1;
}

/* "a,b": unknown names are the caller's to refuse (ir_pass_exists) and are skipped here. */
static void list_named(struct arena *a, pass_list *list, const char *names)
{
	while (*names) {
		size_t len = strcspn(names, ",");
		int id = pass_find(names, len);

		if (id >= 0)
			vec_push(a, list, (uint8_t)id);
		names += len + (names[len] == ',');
	}
}

static void report_times(const struct manager *g)
{
	for (int i = 0; i < PASS_COUNT; i++)
		if (g->seconds[i] > 0)
			fprintf(stderr, "%-16s %9.3f ms\n", passes[i].name, g->seconds[i] * 1e3);
}

bool ir_optimize(struct ir_module *m, const struct ir_opt_opts *opts)
{
	struct manager g = {.m = m, .opts = opts, .scratch = arena_beside(m->arena)};
	struct arena scratch = arena_beside(m->arena);
	pass_list list = {0};
	uint32_t errors = m->diags ? m->diags->errors : 0;

	if (must_verify(opts))
		ir_verify_module(m, "the front end");
	if (opts->passes)
		list_named(&scratch, &list, opts->passes);
	for (size_t i = 0; !opts->passes && i < ARRAY_LEN(pipeline); i++)
		if (opts->level >= pipeline[i].level)
			vec_push(&scratch, &list, pipeline[i].pass);
	run_list(&g, &list);
	if (opts->time)
		report_times(&g);
	arena_free(&scratch);
	arena_free(&g.scratch);
	return !m->diags || m->diags->errors == errors;
}

bool ir_run_pass(
	struct ir_module *m, struct ir_fn *fn, const char *name, const struct ir_opt_opts *opts)
{
	struct manager g = {.m = m, .opts = opts, .scratch = arena_beside(m->arena)};
	struct analyses a = {.arena = arena_beside(m->arena)};
	int id = pass_find(name, strlen(name));

	CHECK(id >= 0 && passes[id].scope == (fn ? SCOPE_FN : SCOPE_MODULE));
	bool changed = run(&g, (uint8_t)id, fn, &a);

	arena_free(&a.arena);
	arena_free(&g.scratch);
	return changed;
}

bool ir_pass_exists(const char *name)
{
	return pass_find(name, strlen(name)) >= 0;
}

void ir_list_passes(FILE *f)
{
	for (int i = 0; i < PASS_COUNT; i++)
		fprintf(f, "%s %s\n", passes[i].name,
			passes[i].scope == SCOPE_FN ? "function" : "module");
}
