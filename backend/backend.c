/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The back end as a pipeline. Function by function: legalize, isel, colour, parallel moves,
 * clean-up, frame, layout. Then the object: places, code, data, BTF.
 */
#include <time.h>

#include "emit.h"

static void dump(const struct mir_fn *f, const char *stage)
{
	const struct backend_opts *o = f->opts;

	if (o->dump && o->dump_mir && (!*o->dump_mir || !strcmp(o->dump_mir, stage)))
		mir_print(o->dump, f, stage);
}

static struct mir_fn *compile_fn(struct ir_fn *fn, struct arena *a, const struct backend_opts *opts,
	const struct mir_places *places)
{
	struct arena scratch = arena_beside(a);
	struct mir_fn *f = NULL;

	if (legalize_fn(fn, &scratch, opts))
		f = isel_fn(fn, a, opts);
	arena_free(&scratch);
	if (!f || f->failed)
		return NULL;
	slots_fn(f);
	if (!opts->keep_code)
		ir_drop_code(fn);
	branch_clean(f);
	dump(f, "isel");
	f->places = places;
	if (opts->opt_level)
		share_fn(f);
	commute_fn(f);
	color_fn(f);
	dump(f, "color");
	pmove_fn(f);
	spill_clean_fn(f);
	peep_fn(f);
	branch_clean(f);
	if (opts->opt_level)
		merge_fn(f);
	spill_share_fn(f);
	if (!frame_fn(f))
		return NULL;
	layout_fn(f);
	dump(f, "emit");
	return f;
}

/* Data sections of which the loader makes one map each. */
static bool one_map(const char *name)
{
	return !strncmp(name, ".data", 5) || !strncmp(name, ".bss", 4) ||
	       !strcmp(name, ".rodata") || !strncmp(name, ".rodata.str", 11);
}

static struct mir_places places_of(struct emit *e)
{
	struct mir_places p = {arena_array(e->a, uint32_t, e->m->syms.n), e->value};

	vec_for (s, &e->m->syms) {
		bool known = (*s)->kind == IR_SYM_DATA && (*s)->data &&
			     one_map(e->obj->sections.p[e->section[(*s)->index]]->name);

		p.section[(*s)->index] = known ? e->section[(*s)->index] : UINT32_MAX;
	}
	return p;
}

static void open_object(struct emit *e)
{
	e->obj = bpf_obj_new(e->a);
	e->obj->big_endian = e->m->big_endian;
	e->obj->file = e->m->file;
	emit_layout(e);
}

/* Code of all functions; false after an error in any. */
static bool emit_functions(struct emit *e, struct mir_fn **fns, uint32_t n)
{
	struct code **code = arena_array(e->a, struct code *, n);

	for (uint32_t i = 0; i < n; i++)
		code[i] = emit_place(e, fns[i]);
	for (uint32_t i = 0; i < n && !e->failed; i++)
		emit_code(code[i]);
	return !e->failed;
}

/* Functions to code in the object, by way of MIR in `a`, which is not needed afterwards. */
static bool compile_functions(struct emit *e, struct arena *a)
{
	struct mir_places places = places_of(e);
	VEC(struct mir_fn *) fns = {0};
	bool ok = true;

	vec_for (s, &e->m->syms) {
		if ((*s)->kind != IR_SYM_FN || !(*s)->fn)
			continue;
		struct mir_fn *f = compile_fn((*s)->fn, a, e->opts, &places);

		ok &= f != NULL;
		if (f)
			vec_push(a, &fns, f);
	}
	return ok && !e->failed && frame_check_calls(e->m, fns.p, fns.n) &&
	       emit_functions(e, fns.p, fns.n);
}

struct bpf_obj *backend_compile(
	struct arena *a, struct diags *ds, struct ir_module *m, const struct backend_opts *opts)
{
	struct emit e = {.a = a, .m = m, .opts = opts, .ds = ds};
	struct arena mir = arena_beside(a);
	clock_t begin = clock();

	open_object(&e);
	bool ok = compile_functions(&e, &mir);

	arena_free(&mir);
	if (!ok)
		return NULL;
	emit_data(&e);
	if (!emit_btf(&e))
		return NULL;
	e.obj->btf = m->btf;
	if (opts->time)
		fprintf(stderr, "%8.3f ms  back end\n",
			(double)(clock() - begin) * 1e3 / CLOCKS_PER_SEC);
	return e.obj;
}
