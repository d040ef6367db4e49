/* SPDX-License-Identifier: BSD-2-Clause */
/* A translation unit's life: see unit.h. */
#include "decl.h"

struct frontend *frontend_new(
	struct arena *unit, struct diags *ds, const struct frontend_opts *opts)
{
	struct frontend *fe = arena_new(unit, struct frontend);

	fe->arena = unit;
	fe->bodies = arena_beside(unit);
	fe->bodies.expect = 64 * 1024;
	fe->ds = ds;
	fe->opts = opts;
	idents_init(&fe->ids, unit);
	fe->pp = pp_new(unit, ds, &fe->ids, opts);
	return fe;
}

void frontend_free(struct frontend *fe)
{
	arena_free(&fe->bodies);
}

bool frontend_start(struct frontend *fe, const char *path)
{
	CHECK(!fe->started);
	fe->started = true;
	return pp_start(fe->pp, path);
}

/* Types that are there before any declaration. */
static void declare_types(struct parser *p)
{
	static const struct {
		const char *name;
		enum type_kind kind;
	} types[] = {{"__builtin_va_list", TY_VA_LIST}, {"__int128_t", TY_INT128},
		{"__uint128_t", TY_UINT128}};

	for (size_t i = 0; i < sizeof(types) / sizeof(*types); i++) {
		struct decl *d = sema_new_decl(p, DECL_TYPEDEF, ident_gets(p->ids, types[i].name),
			type_q(p->types.basic[types[i].kind]), 0);

		d->storage = STORE_TYPEDEF;
		d->u.sugar = type_typedef(&p->types, d, d->type);
		scope_bind(&p->scopes, d);
	}
}

static struct parser *parser_new(struct frontend *fe)
{
	struct parser *p = arena_new(fe->arena, struct parser);

	p->fe = fe;
	p->arena = fe->arena;
	p->ds = fe->ds;
	p->pp = fe->pp;
	p->ids = &fe->ids;
	p->opts = fe->opts;
	p->ast = &fe->ast;
	p->c23 = fe->opts->std == FE_GNU23 || fe->opts->std == FE_C23;
	p->scopes.arena = fe->arena;
	types_init(&p->types, fe->arena, fe->opts->short_enums, fe->opts->unsigned_char);
	p->types.ctx = p;
	p->types.complete = parse_lazy_record;
	p->types.values = parse_lazy_enum;
	declare_types(p);
	return p;
}

bool frontend_parse(struct frontend *fe, const char *path)
{
	if (!frontend_start(fe, path))
		return false;
	fe->parser = parser_new(fe);
	parse_unit(fe->parser);
	return !fe->ds->errors && !fe->ds->fatal;
}
