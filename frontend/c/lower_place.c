/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Places: lvalues and what pointers point to, as base + constant offset, so that member accesses
 * cost no arithmetic. The same C expression always gives the same chain of additions: the verifier
 * only connects a check with a use when both have one SSA value. So an offset in front of a
 * variable index is added first.
 */
#include "frontend/effects.h"
#include "lower.h"

struct place lower_place_at(ir_ref base, uint32_t align)
{
	return (struct place){.base = base, .align = align ? align : 1};
}

uint32_t lower_align_at(const struct place *p)
{
	uint64_t off = (uint64_t)(p->off - p->anchor);

	return off ? (uint32_t)min_u64(p->align, off & -off) : p->align;
}

/* The address of p's offset as a base of its own. */
static void fold_offset(struct lower *L, struct place *p)
{
	const struct ir_ins *i;

	if (!p->off)
		return;
	p->align = lower_align_at(p);
	i = ir_get(FN(L), p->base);
	p->base = i->op == IR_GADDR ? ir_gaddr(FN(L), i->u.sym, i->imm + p->off)
				    : ir_emit_add_imm(B(L), p->base, p->off);
	p->off = p->anchor = 0;
}

ir_ref lower_address(struct lower *L, struct place *p)
{
	lower_core_end(L, p);
	fold_offset(L, p);
	return p->base;
}

/* Of a pointer value: what is known of it. */
static uint32_t known_align(struct lower *L, ir_ref p)
{
	const struct ir_ins *i = ir_get(FN(L), p);
	uint64_t off = (uint64_t)i->imm;

	if (i->op == IR_SLOT)
		return FN(L)->slots.p[i->imm].align;
	if (i->op != IR_GADDR || !i->u.sym->data)
		return 1;
	return off ? (uint32_t)min_u64(i->u.sym->data->align, off & -off) : i->u.sym->data->align;
}

/* The pointer's type promises an alignment; of a slot or static object the truth is known. */
static void promise_align(struct lower *L, struct place *p, struct qtype t)
{
	uint32_t want = type_align(L->ts, t);
	uint8_t op = ir_get(FN(L), p->base)->op;

	if (op == IR_SLOT || op == IR_GADDR || lower_align_at(p) >= want)
		return;
	p->align = want;
	p->anchor = p->off;
}

/* ---- pointers ---- */

/* p[i]: e is p + i or p - i. */
static void index_pointer(struct lower *L, struct place *p, struct expr *e)
{
	struct expr *l = e->u.b.l, *r = e->u.b.r;
	struct qtype elem = type_pointee(l->type), array = {0};
	uint64_t size = type_size(L->ts, elem);
	bool minus = e->op == OPR_SUB;

	if (l->kind == EX_CAST && l->u.cast.kind == CAST_ARRAY)
		array = l->u.cast.a->type;
	if (r->kind == EX_INT) {
		lower_core_index(
			L, p, (int64_t)(minus ? 0 - r->u.value.lo : r->u.value.lo), elem, array);
		return;
	}
	struct value v = lower_expr(L, r);

	B(L)->loc = e->loc;
	lower_core_end(L, p);
	fold_offset(L, p);
	p->base = lower_ptr_add(L, p->base, v, r->type, elem, minus);
	p->align = size ? (uint32_t)min_u64(p->align, size & -size) : p->align;
}

static bool is_pointer_sum(const struct expr *e)
{
	return e->kind == EX_BINARY && type_is_pointer(e->u.b.l->type);
}

/* p + i + j + ...: the left spine is a stack, as in lower_expr. */
static struct place pointer_sum(struct lower *L, struct expr *e)
{
	uint32_t mark = L->f->spine.n;
	struct place p;

	for (; is_pointer_sum(e); e = e->u.b.l)
		vec_push(L->scratch, &L->f->spine, e);
	p = lower_pointee(L, e);
	while (L->f->spine.n > mark)
		index_pointer(L, &p, vec_pop(&L->f->spine));
	return p;
}

static bool same_pointee(struct qtype a, struct qtype b)
{
	return type_unqual(type_pointee(a)).t == type_unqual(type_pointee(b)).t;
}

static struct place pointee(struct lower *L, struct expr *e)
{
	struct place p;

	if (e->kind == EX_ADDR)
		return lower_place(L, e->u.a);
	if (e->kind == EX_CAST && e->u.cast.kind == CAST_ARRAY)
		return lower_place(L, e->u.cast.a);
	if (e->kind == EX_CAST && e->u.cast.kind == CAST_NONE &&
		type_is_pointer(e->u.cast.a->type)) {
		p = lower_pointee(L, e->u.cast.a);
		if (!same_pointee(e->type, e->u.cast.a->type))
			lower_core_end(L, &p);
		return p;
	}
	if (is_pointer_sum(e))
		return pointer_sum(L, e);
	if (e->kind == EX_PRESERVE) {
		L->f->preserve++;
		p = lower_pointee(L, e->u.a);
		L->f->preserve--;
		return p;
	}
	ir_ref r = lower_scalar(L, e);

	return lower_place_at(r, known_align(L, r));
}

/* &lvalue, a decayed array, and sums of them: the lvalue's alignment is what is known. */
static bool is_address_of_lvalue(const struct expr *e)
{
	while (is_pointer_sum(e) || e->kind == EX_PRESERVE)
		e = e->kind == EX_PRESERVE ? e->u.a : e->u.b.l;
	return e->kind == EX_ADDR || (e->kind == EX_CAST && e->u.cast.kind == CAST_ARRAY);
}

struct place lower_pointee(struct lower *L, struct expr *e)
{
	struct place p = pointee(L, e);

	CHECK(!p.var);
	p.space = type_address_space(type_pointee(e->type));
	p.flags &= INSF_CONST_MEM;
	p.ctx = NULL;
	if (!is_address_of_lvalue(e))
		promise_align(L, &p, type_pointee(e->type));
	return p;
}

/* ---- lvalues ---- */

/* Does nothing in the program or outside write it after load? */
static bool is_const_object(struct decl *d)
{
	const char *section = d->attrs ? d->attrs->section : NULL;
	struct qtype t = type_strip(d->type);

	while (type_is_array(t) && !(t.quals & QUAL_CONST))
		t = type_strip(type_pointee(t));
	if (type_address_space(d->type) ||
		(section && strncmp(section, ".rodata", 7) && strcmp(section, ".kconfig")))
		return false;
	if (!d->is_defined && t.quals & QUAL_VOLATILE)
		return false;
	return t.quals & QUAL_CONST || (section && !strcmp(section, ".kconfig"));
}

struct place lower_decl_place(struct lower *L, struct decl *d)
{
	struct place p = {0};
	struct local *l;

	if (d->kind == DECL_FUNC || d->is_global) {
		struct ir_sym *s = lower_sym(L, d);

		p = lower_place_at(ir_gaddr(FN(L), s, 0), 1);
		if (d->kind == DECL_FUNC) {
			vec_push(L->arena, &L->taken, s);
			return p;
		}
		p.align = s->data ? s->data->align : type_align(L->ts, d->type);
		p.flags = is_const_object(d->canonical) ? INSF_CONST_MEM : 0;
		return p;
	}
	if (!d->lowered) /* a jump went around its declaration */
		lower_local(L, d);
	l = d->lowered;
	if (l->kind == LOCAL_VAR) {
		p.var = l;
		return p;
	}
	return lower_place_at(l->addr, l->align);
}

/* A context field that is a pointer. */
static const struct bpf_ctx_field *ctx_field(const struct expr *e)
{
	const struct record *r = e->u.member.record;
	const struct field *f = e->u.member.field;

	/* __bpf_md_ptr(void *, data) is a member of an anonymous union. */
	if (!r->tag && e->u.member.base->kind == EX_MEMBER)
		r = e->u.member.base->u.member.record;
	if (!r->tag || !f->name || r->is_union)
		return NULL;
	return bpf_ctx_field_find(r->tag->name, f->name->name);
}

static struct place member_place(struct lower *L, struct expr *e)
{
	struct expr *base = e->u.member.base;
	struct place p;

	if (base->is_lvalue || base->kind == EX_MEMBER) /* one path through anonymous members */
		p = lower_place(L, base);
	else
		p = lower_place_at(lower_expr(L, base).r, type_align(L->ts, base->type));
	B(L)->loc = e->loc;
	lower_core_member(L, &p, e, base->type);
	p.ctx = ctx_field(e);
	return p;
}

static struct place compound_literal(struct lower *L, struct expr *e)
{
	struct decl *d = e->u.decl;

	if (!d->is_global) {
		d->lowered = NULL;
		lower_init_local(L, d);
	}
	return lower_decl_place(L, d);
}

static struct place place(struct lower *L, struct expr *e)
{
	switch ((enum expr_kind)e->kind) {
	case EX_DECL: return lower_decl_place(L, e->u.decl);
	case EX_STRING: {
		struct ir_sym *s = lower_string(L, e);
		struct place p = lower_place_at(ir_gaddr(FN(L), s, 0), s->data->align);

		p.flags = INSF_CONST_MEM;
		return p;
	}
	case EX_COMPOUND: return compound_literal(L, e);
	case EX_DEREF: return lower_pointee(L, e->u.a);
	case EX_MEMBER: return member_place(L, e);
	case EX_PRESERVE: {
		L->f->preserve++;
		struct place p = lower_place(L, e->u.a);
		L->f->preserve--;
		return p;
	}
	case EX_CAST:
		/* Qualifiers of an lvalue. */
		if (e->u.cast.kind == CAST_NONE && e->u.cast.a->is_lvalue)
			return lower_place(L, e->u.cast.a);
		break;
	default: break;
	}
	/* A record value whose address is needed. */
	return lower_place_at(lower_expr(L, e).r, type_align(L->ts, e->type));
}

struct place lower_place(struct lower *L, struct expr *e)
{
	struct place p = place(L, e);

	B(L)->loc = e->loc;
	p.space = type_address_space(e->type);
	if (type_strip(e->type).quals & (QUAL_VOLATILE | QUAL_ATOMIC) &&
		!(p.flags & INSF_CONST_MEM))
		p.flags |= INSF_VOLATILE;
	return p;
}

/* ---- access ---- */

static struct value load_var(struct lower *L, const struct local *l)
{
	struct value v = {ir_var_read(B(L), l->v), 0};

	if (l->wide)
		v.hi = ir_var_read(B(L), l->hi);
	return v;
}

/* __int128: the half that holds the low bits is the second on a big-endian machine. */
static int64_t low_half(struct lower *L)
{
	return L->m->big_endian ? 8 : 0;
}

/* A pointer that the kernel puts where C sees an integer. */
static struct value load_ctx(struct lower *L, struct place *p, struct qtype t)
{
	struct ir_access how = {.type = IR_PTR,
		.width = p->ctx->width,
		.align = p->ctx->width,
		.flags = p->flags,
		.prov = prov_of_bpf(p->ctx->prov)};
	ir_ref r = ir_emit_load(B(L), p->base, p->off, how);

	if (type_is_pointer(t))
		return value_of(r);
	return value_of(ir_emit_convert(B(L), lower_type(L, t), r, false));
}

void lower_reach(struct lower *L, struct place *p)
{
	if (!p->space)
		return;
	lower_core_end(L, p);
	p->base = ir_emit_unary(B(L), IR_AS_KERN, IR_PTR, p->base);
	p->space = 0;
}

struct value lower_load(struct lower *L, struct place *p, struct qtype t)
{
	if (p->var)
		return load_var(L, p->var);
	lower_reach(L, p);
	if (lower_is_record(t) || type_is_func(t) || type_is_void(t))
		return value_of(lower_address(L, p));
	lower_core_end(L, p);
	if (type_is_float(t) && type_size(L->ts, t) > 8)
		return lower_no_float(L, t, value_of(0), value_of(0));
	if (p->bits)
		return lower_load_bits(L, p, t);
	if (lower_is_128(t)) {
		struct ir_access how = {IR_I64, 8, 8, p->flags, 0};
		int64_t low = low_half(L);
		ir_ref lo = ir_emit_load(B(L), p->base, p->off + low, how);

		return (struct value){lo, ir_emit_load(B(L), p->base, p->off + (8 - low), how)};
	}
	if (p->ctx && p->ctx->width == type_size(L->ts, t))
		return load_ctx(L, p, t);
	return value_of(ir_emit_load(
		B(L), p->base, p->off, lower_access(L, t, lower_align_at(p), p->flags)));
}

static void store_var(struct lower *L, const struct local *l, struct value v)
{
	ir_var_write(B(L), l->v, v.r);
	if (l->wide)
		ir_var_write(B(L), l->hi, v.hi);
}

struct value lower_store(struct lower *L, struct place *p, struct qtype t, struct value v)
{
	if (type_is_void(t) || (type_is_float(t) && type_size(L->ts, t) > 8))
		return v;
	if (p->var) {
		store_var(L, p->var, v);
		return v;
	}
	lower_reach(L, p);
	if (lower_is_record(t)) {
		uint32_t align = lower_align_at(p);
		ir_ref dst = lower_address(L, p);

		ir_emit_memcpy(B(L), dst, v.r, type_size(L->ts, t), align);
		return value_of(dst);
	}
	lower_core_end(L, p);
	if (p->bits)
		return lower_store_bits(L, p, t, v);
	if (lower_is_128(t)) {
		struct ir_access how = {IR_I64, 8, 8, p->flags, 0};
		int64_t low = low_half(L);

		ir_emit_store(B(L), p->base, p->off + low, v.r, how);
		ir_emit_store(B(L), p->base, p->off + (8 - low), v.hi, how);
		return v;
	}
	ir_emit_store(B(L), p->base, p->off, v.r, lower_access(L, t, lower_align_at(p), p->flags));
	return v;
}
