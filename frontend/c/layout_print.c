/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * frontend_dump_layouts: what the layout oracle reads. One line for a tag, "struct NAME SIZE
 * ALIGN", and one for each of its members, "  .NAME OFFSET WIDTH"; all in bits. Members of
 * anonymous members come under the outer record. A type without a tag goes by its typedef's name,
 * if it has one.
 */
#include "decl.h"

static void print_members(FILE *out, struct types *ts, const struct record *r, uint64_t base)
{
	vec_for (f, &r->fields) {
		const struct type *t = type_strip(f->type).t;
		uint64_t at = base + f->bit_offset;
		uint64_t width = f->is_bitfield ? f->bit_width : type_size(ts, f->type) * 8;

		if (f->name)
			fprintf(out, "  .%s %llu %llu\n", f->name->name, (unsigned long long)at,
				(unsigned long long)width);
		else if (t->kind == TY_RECORD && !f->is_bitfield)
			print_members(out, ts, t->u.record, at);
	}
}

static void print_type(FILE *out, struct types *ts, struct type *t, const struct ident *name)
{
	if (!name || !type_complete(ts, type_q(t)))
		return;
	fprintf(out, "%s %s %llu %u\n", tag_kind_name(t), name->name,
		(unsigned long long)type_size(ts, type_q(t)) * 8, type_align(ts, type_q(t)) * 8);
	if (t->kind == TY_RECORD)
		print_members(out, ts, t->u.record, 0);
}

static const struct ident *tag_name(const struct type *t)
{
	return t->kind == TY_RECORD ? t->u.record->tag : t->u.enumeration->tag;
}

/* typedef struct { ... } name; */
static void print_typedef(FILE *out, struct types *ts, const struct decl *d)
{
	struct type *t = d->type.t;

	if (d->kind == DECL_TYPEDEF && (t->kind == TY_RECORD || t->kind == TY_ENUM) && !tag_name(t))
		print_type(out, ts, t, d->name);
}

void frontend_dump_layouts(struct frontend *fe, FILE *out)
{
	struct types *ts = &fe->parser->types;
	struct ident *id;

	sema_complete_all(fe->parser);
	parse_all_names(fe->parser);
	for (uint32_t i = 0; i < fe->ast.tagged.n; i++)
		print_type(out, ts, fe->ast.tagged.p[i], tag_name(fe->ast.tagged.p[i]));
	for (uint32_t at = 0; (id = idents_next(&fe->ids, &at));)
		if (scope_find(id))
			print_typedef(out, ts, scope_find(id));
}
