/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Which types a program needs in its BTF, as clang decides it: those of functions and objects that
 * are left after the passes, and of CO-RE relocations that are still used. A struct is described in
 * full where it is used directly or through a parameter; behind a pointer that is a member only its
 * name is kept, unless something else needs all of it. Maps' members are followed through pointers.
 */
#include <bpf/btf.h>
#include <errno.h>
#include <string.h>

#include "base/bitset.h"
#include "lower_btf.h"
#include "parse.h"

/* Key: type id, then qualifiers left to apply; the kinds that stand alone have keys above. */
#define KEY_QUALS 7u
#define KEY_TAG   8u
#define KEY_SHIFT 4
#define KEY_ALONE (1ull << 60)

static btf_key base_key(const struct type *t, uint32_t quals)
{
	if (t->kind == TY_VOID && !quals)
		return 0;
	return ((uint64_t)t->id + 256) << KEY_SHIFT | quals;
}

/* Tags mean something behind a pointer only. */
static struct qtype skip_tags(struct qtype q)
{
	while (q.t->kind == TY_TAG)
		q = (struct qtype){q.t->u.base.t, q.quals | q.t->u.base.quals};
	return q;
}

btf_key btf_type_key(struct qtype q)
{
	q = skip_tags(q);
	return base_key(q.t, q.quals & KEY_QUALS);
}

/* As clang: `const struct { ... };` among the members is not const. */
struct qtype btf_member_type(const struct field *f)
{
	return f->name ? f->type : type_q(skip_tags(f->type).t);
}

btf_key btf_pointee_key(struct qtype q)
{
	struct qtype base = skip_tags(q);

	if (q.t->kind != TY_TAG)
		return btf_type_key(q);
	return base_key(q.t, KEY_TAG | (base.quals & KEY_QUALS));
}

static bool add(struct btf_maker *m, btf_key k, struct btf_entry e)
{
	uint64_t *id = map_put(m->arena, &m->ids, k);

	if (*id)
		return false;
	vec_push(m->arena, &m->entries, e);
	*id = m->entries.n;
	return true;
}

static btf_key add_alone(struct btf_maker *m, struct btf_entry e)
{
	btf_key k = KEY_ALONE | ++m->n_keys;

	add(m, k, e);
	return k;
}

static void decl_tags(struct btf_maker *m, const struct attrs *a, btf_key of, int component)
{
	if (!a)
		return;
	vec_for (tag, &a->decl_tags) {
		struct btf_entry e = {BE_DECL_TAG, .text = *tag, .ref = of, .component = component};

		add_alone(m, e);
	}
}

/*
 * check: within a struct, where pointers to structs need not be followed; seen: such a pointer is
 * above.
 */
static void visit(struct btf_maker *m, struct qtype q, bool check, bool seen);

/* ptr -> tag -> ... -> tag -> qualifiers -> type */
static void visit_pointee(struct btf_maker *m, struct qtype q, bool check, bool seen)
{
	struct qtype base = skip_tags(q);
	uint32_t quals = base.quals & KEY_QUALS;

	visit(m, base, check, seen);
	for (struct type *t = q.t; t->kind == TY_TAG; t = t->u.base.t) {
		struct type *next = t->u.base.t;
		btf_key inner = next->kind == TY_TAG ? base_key(next, KEY_TAG | quals)
						     : base_key(base.t, quals);

		add(m, base_key(t, KEY_TAG | quals),
			(struct btf_entry){BE_TYPE_TAG, .t = t, .ref = inner});
	}
}

/* const before volatile before restrict, outermost first. */
static void visit_qualified(struct btf_maker *m, struct qtype q, bool check, bool seen)
{
	static const struct {
		uint32_t qual;
		uint8_t kind;
	} order[] = {
		{QUAL_CONST, BE_CONST}, {QUAL_VOLATILE, BE_VOLATILE}, {QUAL_RESTRICT, BE_RESTRICT}};
	uint32_t quals = q.quals & KEY_QUALS;

	for (unsigned i = 0; i < ARRAY_LEN(order) && quals; i++) {
		if (!(quals & order[i].qual))
			continue;
		btf_key k = base_key(q.t, quals);

		quals &= ~order[i].qual;
		add(m, k, (struct btf_entry){order[i].kind, .ref = base_key(q.t, quals)});
	}
	visit(m, type_q(q.t), check, seen);
}

static void visit_record(struct btf_maker *m, struct type *t)
{
	struct btf_entry e = {BE_RECORD, .t = t};
	btf_key k = base_key(t, 0);

	if (!type_complete(m->ts, type_q(t)))
		e.kind = BE_FWD;
	if (!add(m, k, e) || e.kind == BE_FWD)
		return;
	vec_push(m->arena, &m->todo, t);
	decl_tags(m, t->u.record->attrs, k, -1);
}

static void visit_derived(struct btf_maker *m, struct type *t, bool check, bool seen)
{
	bool is_ptr = t->kind == TY_PTR;
	struct btf_entry e = {is_ptr ? BE_PTR : BE_TYPEDEF, .t = t};

	e.ref = is_ptr ? btf_pointee_key(t->u.base) : btf_type_key(t->u.base);
	seen |= check && is_ptr;
	if (add(m, base_key(t, 0), e) && !is_ptr)
		decl_tags(m, t->decl->attrs, base_key(t, 0), -1);
	if (is_ptr)
		visit_pointee(m, t->u.base, check, seen);
	else
		visit(m, t->u.base, check, seen);
}

/* The type that q is derived from; false: q is none of pointer, typedef, qualified. */
static bool derived_from(struct qtype q, struct qtype *base)
{
	q = skip_tags(q);
	for (uint32_t qual = 1; qual <= QUAL_RESTRICT; qual *= 2) {
		if (q.quals & qual) {
			*base = (struct qtype){q.t, q.quals & ~qual};
			return true;
		}
	}
	if (q.t->kind != TY_PTR && q.t->kind != TY_TYPEDEF)
		return false;
	*base = skip_tags(q.t->u.base);
	return true;
}

/*
 * Met again: what is below may have been left out before. As clang does it, a struct behind more
 * than a pointer alone (const struct foo *) is then described in full.
 */
static void visit_again(struct btf_maker *m, struct qtype q, bool check, bool seen)
{
	struct qtype base;

	while (derived_from(q, &base)) {
		if (btf_type_key(base) && !map_get(&m->ids, btf_type_key(base))) {
			bool pointer = !(q.quals & KEY_QUALS) && q.t->kind == TY_PTR;

			if (check && pointer && base.t->kind == TY_RECORD && base.t->u.record->tag)
				return;
			visit(m, base, check, seen || (check && pointer));
			return;
		}
		q = base;
	}
}

static void visit(struct btf_maker *m, struct qtype q, bool check, bool seen)
{
	struct type *t;

	q = skip_tags(q);
	t = q.t;
	if (map_get(&m->ids, btf_type_key(q))) {
		if (!check || !seen)
			visit_again(m, q, check, seen);
		return;
	}
	if (q.quals & KEY_QUALS) {
		visit_qualified(m, q, check, seen);
		return;
	}
	switch ((enum type_kind)t->kind) {
	case TY_ERROR:
	case TY_VOID: return;
	case TY_PTR:
	case TY_TYPEDEF: visit_derived(m, t, check, seen); return;
	case TY_VA_LIST: add(m, base_key(t, 0), (struct btf_entry){BE_PTR, .ref = 0}); return;
	case TY_RECORD:
		if (check && seen && t->u.record->tag)
			vec_push(m->arena, &m->pruned, t);
		else
			visit_record(m, t);
		return;
	case TY_ENUM:
		add(m, base_key(t, 0),
			(struct btf_entry){
				t->u.enumeration->is_complete ? BE_ENUM : BE_FWD, .t = t});
		return;
	case TY_ARRAY:
		add(m, BE_SIZE_TYPE, (struct btf_entry){BE_SIZE_TYPE, .ref = 0});
		if (add(m, base_key(t, 0),
			    (struct btf_entry){
				    BE_ARRAY, .t = t, .ref = btf_type_key(t->u.array.elem)}))
			visit(m, t->u.array.elem, false, false);
		return;
	case TY_FUNC:
		if (add(m, base_key(t, 0), (struct btf_entry){BE_PROTO, .t = t}))
			vec_push(m->arena, &m->todo, t);
		return;
	default: add(m, base_key(t, 0), (struct btf_entry){BE_BASIC, .t = t}); return;
	}
}

static void visit_parts(struct btf_maker *m, struct type *t)
{
	if (t->kind == TY_FUNC) {
		visit(m, t->u.func.ret, false, false);
		for (uint32_t i = 0; i < t->u.func.n; i++)
			visit(m, t->u.func.params[i].type, false, false);
		return;
	}
	struct record *r = t->u.record;
	int component = 0;

	vec_for (f, &r->fields) {
		if (!f->name && f->is_bitfield)
			continue;
		visit(m, btf_member_type(f), true, false);
		decl_tags(m, f->attrs, base_key(t, 0), component++);
	}
}

/* A work list in place of recursion: types are deep. */
static void visit_all(struct btf_maker *m, struct qtype q)
{
	visit(m, q, false, false);
	while (m->todo.n)
		visit_parts(m, vec_pop(&m->todo));
}

/* ---- roots ---- */

static void add_func(struct btf_maker *m, struct ir_sym *s)
{
	struct decl *d = (struct decl *)s->decl;
	struct type *t = type_strip(d->type).t;
	bool defined = s->fn != NULL;
	btf_key proto, func;

	visit_parts(m, t);
	visit_all(m, t->u.func.ret);
	proto = add_alone(m, (struct btf_entry){BE_PROTO, .t = t, .fn = defined ? d : NULL});
	func = add_alone(m, (struct btf_entry){BE_FUNC, .sym = s, .ref = proto});
	s->btf_id = btf_id(m, func);
	decl_tags(m, d->attrs, func, -1);
	for (uint32_t i = 0; i < t->u.func.n; i++)
		decl_tags(m, t->u.func.params[i].attrs, func, (int)i);
}

static void add_var(struct btf_maker *m, struct ir_sym *s)
{
	struct decl *d = (struct decl *)s->decl;
	struct qtype t = type_strip(d->type);
	btf_key var;

	if (s->section && !strncmp(s->section, ".maps", 5) && type_is_record(t)) {
		vec_for (f, &t.t->u.record->fields)
			visit_all(m, f->type);
	}
	visit_all(m, d->type);
	var = add_alone(m, (struct btf_entry){BE_VAR, .sym = s, .ref = btf_type_key(d->type)});
	s->btf_id = btf_id(m, var);
	decl_tags(m, d->attrs, var, -1);
}

/* What the program still refers to. */
struct uses {
	struct bitset syms, cores;
};

static void use(struct ir_module *mod, struct uses *u, const struct ir_ins *x)
{
	if (x->op == IR_GADDR || x->op == IR_CALL)
		bitset_add(&u->syms, x->u.sym->index);
	if (x->op == IR_CORE)
		bitset_add(&u->cores, (uint32_t)x->imm);
	if (x->op != IR_CALL || !x->u.sym->decl)
		return;
	const struct decl *d = x->u.sym->decl;

	if (d->attrs && d->attrs->error_message)
		diag(mod->diags, DIAG_ERROR_ATTRIBUTE, x->loc, d->name->name,
			d->attrs->error_message);
}

static struct uses find_uses(struct ir_module *mod, struct arena *a)
{
	struct uses u = {bitset_new(a, mod->syms.n), bitset_new(a, mod->core.n)};

	vec_for (s, &mod->syms) {
		const struct ir_fn *fn = (*s)->fn;

		for (uint32_t i = 0; (*s)->data && i < (*s)->data->relocs.n; i++)
			bitset_add(&u.syms, (*s)->data->relocs.p[i].sym->index);
		if (!fn)
			continue;
		ir_for_blocks (b, fn)
			ir_for_ins (r, fn, b) {
				struct ir_ins *x = ir_get(fn, r);

				use(mod, &u, x);
				for (uint32_t i = 0; i < ir_operand_count(x); i++) {
					ir_ref o = *ir_operand(x, i);

					if (o && ir_is_leaf(ir_get(fn, o)))
						use(mod, &u, ir_get(fn, o));
				}
			}
	}
	return u;
}

static void add_cores(struct btf_maker *m, struct ir_module *mod, const struct uses *u)
{
	enum { TYPE_ID_LOCAL = 6, TYPE_ID_TARGET = 7 };

	bitset_for (i, &u->cores) {
		struct ir_core *c = &mod->core.p[i];
		struct qtype t = type_q((struct type *)c->type);

		visit_all(m, t);
		c->type_id = btf_id(m, btf_type_key(t));
		if (c->kind == TYPE_ID_LOCAL || c->kind == TYPE_ID_TARGET)
			c->value = c->type_id;
	}
}

bool frontend_btf(struct frontend *fe, struct ir_module *mod)
{
	struct btf_maker m = {.arena = fe->arena, .ts = &fe->parser->types};
	struct uses u = find_uses(mod, fe->arena);

	vec_for (s, &mod->syms) {
		bool defined = (*s)->fn || (*s)->data;

		if (!(*s)->decl || !(defined || bitset_has(&u.syms, (*s)->index)))
			continue;
		if ((*s)->kind == IR_SYM_FN)
			add_func(&m, *s);
		else
			add_var(&m, *s);
	}
	add_cores(&m, mod, &u);
	vec_for (q, &fe->records)
		visit_all(&m, *q);
	/* Structs that are only pointed to. */
	vec_for (t, &m.pruned)
		add(&m, base_key(*t, 0), (struct btf_entry){BE_FWD, .t = *t});
	m.btf = btf__new_empty();
	if (!m.btf || btf__set_pointer_size(m.btf, 8) ||
		(mod->big_endian && btf__set_endianness(m.btf, BTF_BIG_ENDIAN)) || !btf_emit(&m)) {
		diag(fe->ds, DIAG_BTF, 0, strerror(errno));
		btf__free(m.btf);
		return false;
	}
	mod->btf = m.btf;
	return !fe->ds->errors;
}
