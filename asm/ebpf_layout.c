/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The end of assembling. Parts of variable size get their sizes: alignment from the place, LEB128
 * from the value of a difference, which depends on sizes again; sizes of LEB128 only grow, so the
 * iteration ends. Then sections become bytes, and fixups values or relocations, by LLVM's rules: a
 * name that is local to the file is its section and an addend (in a section of strings that can be
 * merged, the name itself), a global one stays a name.
 */
#include <inttypes.h>
#include <stdlib.h>

#include "assembler.h"
#include "bpf/dwarf_line.h"
#include "bpf/elf_bpf.h"

struct asm_section *asm_here(struct assembler *as)
{
	return as->sections.p[as->section];
}

struct asm_place asm_place_now(struct assembler *as)
{
	struct asm_section *s = asm_here(as);

	return (struct asm_place){s->bytes, s->parts.n};
}

bool asm_put(struct assembler *as, const void *data, uint64_t n)
{
	struct asm_section *s = asm_here(as);

	if (s->bytes + n > (s->nobits ? UINT32_MAX : ASM_MAX_SECTION)) {
		asm_error(as, DIAG_EASM_SECTION, as->at, s->name, "is too large");
		return false;
	}
	if (s->nobits && data) {
		asm_error(as, DIAG_EASM_SECTION, as->at, s->name, "has no bytes, but got some");
		return false;
	}
	if (!s->loc && n)
		s->loc = as->at;
	s->bytes += n;
	if (s->nobits || !n)
		return true;
	vec_reserve(as->arena, &s->data, (uint32_t)n);
	if (data)
		memcpy(s->data.p + s->data.n, data, n);
	else
		memset(s->data.p + s->data.n, 0, n);
	s->data.n += (uint32_t)n;
	return true;
}

static void store(uint8_t *out, uint64_t v, unsigned bytes, bool big_endian)
{
	for (unsigned i = 0; i < bytes; i++)
		out[big_endian ? bytes - 1 - i : i] = (uint8_t)(v >> 8 * i);
}

void asm_put_value(struct assembler *as, uint64_t v, unsigned bytes)
{
	uint8_t b[8];

	store(b, v, bytes, as->big_endian);
	asm_put(as, b, bytes);
}

/* ---- sizes ---- */

static uint64_t offset_of(const struct asm_section *s, struct asm_place p)
{
	return p.bytes + (p.parts ? s->before.p[p.parts - 1] : 0);
}

static uint64_t sym_offset(struct assembler *as, const struct asm_sym *sym)
{
	return offset_of(as->sections.p[sym->section], sym->place);
}

/* A difference's value. False: it has none. */
static bool difference(struct assembler *as, const struct asm_expr *e, int64_t *v)
{
	if (!e->sym) {
		*v = e->v;
		return true;
	}
	if (!e->sub || e->sym->section != e->sub->section || e->sym->section >= ASM_ABS)
		return false;
	*v = (int64_t)((uint64_t)e->v + sym_offset(as, e->sym) - sym_offset(as, e->sub));
	return true;
}

static uint32_t part_size(struct assembler *as, struct asm_part *p, uint64_t at)
{
	uint8_t leb[10];
	int64_t v = 0;
	uint64_t pad;
	unsigned n;

	if (p->kind == ASM_ALIGN) {
		pad = align_up(at, 1ull << p->log2) - at;
		return p->max && pad > p->max ? 0 : (uint32_t)pad;
	}
	difference(as, &p->e, &v); /* whether it has a value was checked */
	n = leb128(v, p->kind == ASM_SLEB, leb);
	return n > p->size ? n : p->size;
}

/* Sizes of a section's parts anew; false: none changed. */
static bool size_parts(struct assembler *as, struct asm_section *s)
{
	uint64_t sum = 0;
	bool changed = false;

	for (uint32_t i = 0; i < s->parts.n; i++) {
		struct asm_part *p = &s->parts.p[i];
		uint32_t size = part_size(as, p, p->at + sum);

		changed |= size != p->size || s->before.p[i] != sum + size;
		p->size = size;
		sum += size;
		s->before.p[i] = sum;
	}
	return changed;
}

static void lay_out(struct assembler *as)
{
	bool changed = true;

	while (changed) {
		changed = false;
		vec_for (s, &as->sections)
			changed |= size_parts(as, *s);
	}
}

static bool bad_difference(struct assembler *as, const struct asm_expr *e)
{
	const struct asm_sym *a = e->sym, *b = e->sub;

	if (a->section == ASM_UNDEF && (b || a->temporary))
		asm_error(as, DIAG_EASM_UNDEFINED, e->loc, a->name);
	else if (b && b->section == ASM_UNDEF)
		asm_error(as, DIAG_EASM_UNDEFINED, e->loc, b->name);
	else if (b)
		asm_error(as, DIAG_EASM_DIFFERENCE, e->loc, a->name, b->name);
	else
		asm_error(as, DIAG_EASM_NOT_KNOWN, e->loc, a->name);
	return false;
}

/* A section's name stands for its begin where it is no other name. */
static void define_sections(struct assembler *as)
{
	for (uint32_t i = 0; i < as->sections.n; i++) {
		const char *name = as->sections.p[i]->name;
		struct asm_sym *s = asm_sym_named(as, name, strlen(name));

		if (s->section != ASM_UNDEF || s->bind != OBJ_LOCAL)
			continue;
		s->section = i;
		s->place = (struct asm_place){0};
		s->names_section = true;
	}
}

/* An expression through its names of values; of LEB128, a number or a difference. */
static bool resolve_part(struct assembler *as, struct asm_part *p)
{
	int64_t v;

	if (!asm_expr_resolve(as, &p->e))
		return false;
	return p->kind == ASM_ALIGN || difference(as, &p->e, &v) || bad_difference(as, &p->e);
}

static bool resolve_all(struct assembler *as)
{
	bool ok = true;

	vec_for (s, &as->sections)
		for (uint32_t i = 0; i < (*s)->parts.n; i++)
			vec_push(as->arena, &(*s)->before, 0);
	vec_for (it, &as->sections) {
		struct asm_section *s = *it;

		vec_for (p, &s->parts)
			ok &= resolve_part(as, p);
		vec_for (f, &s->fixups)
			ok &= asm_expr_resolve(as, &f->e);
	}
	return ok;
}

/* ---- bytes ---- */

static void fill_part(struct assembler *as, const struct asm_part *p, uint8_t *out)
{
	/* if r0 == 0 goto +0: what LLVM fills with */
	const struct bpf_insn nop = insn_make(INSN_JEQ64_K, 0, 0, 0, 0);
	uint8_t leb[10];
	int64_t v = 0;
	unsigned n;

	if (p->kind == ASM_ALIGN) {
		memset(out, p->fill, p->size);
		for (uint32_t i = 0; p->nops && i + 8 <= p->size; i += 8)
			insn_encode(nop, as->big_endian, out + i);
		return;
	}
	difference(as, &p->e, &v);
	n = leb128(v, p->kind == ASM_SLEB, leb);
	memcpy(out, leb, n);
	/* sizes never shrink: filled up with bits that say nothing */
	for (; n < p->size; n++) {
		out[n - 1] |= 0x80;
		out[n] = v < 0 && p->kind == ASM_SLEB ? 0x7f : 0;
	}
}

static uint64_t section_size(const struct asm_section *s)
{
	return s->bytes + (s->parts.n ? s->before.p[s->parts.n - 1] : 0);
}

static uint8_t *section_data(struct assembler *as, const struct asm_section *s)
{
	uint8_t *out = arena_alloc(as->arena, section_size(s) + 1), *to = out;
	uint64_t from = 0;

	vec_for (p, &s->parts) {
		if (p->at > from)
			memcpy(to, s->data.p + from, p->at - from);
		to += p->at - from;
		from = p->at;
		fill_part(as, p, to);
		to += p->size;
	}
	if (s->bytes > from)
		memcpy(to, s->data.p + from, s->bytes - from);
	return out;
}

/* ---- symbols of the object ---- */

static uint32_t add_sym(struct assembler *as, struct bpf_obj *o, struct asm_sym *s)
{
	struct asm_expr at = {.sym = s};
	struct obj_sym out = {.name = s->name,
		.section = OBJ_UNDEF,
		.bind = s->bind,
		.type = s->type,
		.hidden = s->hidden};
	int64_t size = 0;

	if (s->obj != ASM_UNDEF || !asm_expr_resolve(as, &at))
		return s->obj;
	if (s->has_size && (!asm_expr_resolve(as, &s->size) || !difference(as, &s->size, &size)))
		bad_difference(as, &s->size);
	out.size = (uint64_t)size;
	if (at.sym && !at.sub && at.sym->section < ASM_ABS) {
		out.section = as->sections.p[at.sym->section]->obj;
		out.value = sym_offset(as, at.sym) + (uint64_t)at.v;
	} else if (s->section == ASM_ABS) {
		return ASM_UNDEF; /* a number: nothing that a loader has use for */
	} else if (out.bind == OBJ_LOCAL) {
		out.bind = OBJ_GLOBAL;
	}
	return s->obj = bpf_obj_add_sym(o, out);
}

static uint32_t section_sym(struct assembler *as, struct bpf_obj *o, struct asm_section *s)
{
	if (!s->begin) {
		s->begin = arena_new(as->arena, struct asm_sym);
		s->begin->obj = bpf_obj_add_sym(o,
			(struct obj_sym){.name = s->name, .section = s->obj, .type = OBJ_SECTION});
	}
	return s->begin->obj;
}

static void add_syms(struct assembler *as, struct bpf_obj *o)
{
	vec_for (it, &as->syms) {
		struct asm_sym *s = *it;

		if (!s->temporary && !s->names_section &&
			(s->defined || s->used || s->bind != OBJ_LOCAL))
			add_sym(as, o, s);
	}
}

/* ---- fixups ---- */

struct fixer {
	struct assembler *as;
	struct bpf_obj *o;
	struct asm_section *s;
	uint8_t *data;
	const struct asm_fixup *f;
	uint64_t at;
};

/* A relocation of this type against the expression's name; the addend that goes in place. */
static bool relocate(struct fixer *x, uint32_t type, int64_t *addend)
{
	struct assembler *as = x->as;
	struct asm_sym *sym = x->f->e.sym;
	bool local = sym->section != ASM_UNDEF && sym->bind == OBJ_LOCAL;
	struct obj_reloc r = {.offset = x->at, .type = type};

	*addend = x->f->e.v;
	if (sym->section == ASM_UNDEF && sym->temporary) {
		asm_error(as, DIAG_EASM_UNDEFINED, x->f->e.loc, sym->name);
		return false;
	}
	if (local && !(as->sections.p[sym->section]->flags & SHF_MERGE && *addend)) {
		*addend += (int64_t)sym_offset(as, sym);
		r.sym = section_sym(as, x->o, as->sections.p[sym->section]);
	} else {
		r.sym = add_sym(as, x->o, sym);
	}
	vec_push(as->arena, &x->o->sections.p[x->s->obj]->relocs, r);
	return true;
}

static bool out_of_range(struct fixer *x, int64_t v, const char *what)
{
	asm_error(x->as, DIAG_EASM_RANGE, x->f->e.loc, what, (long long)v);
	return false;
}

static bool data_reloc_type(const struct assembler *as, const struct asm_fixup *f, uint32_t *type)
{
	const struct asm_sym *s = f->e.sym;
	uint64_t flags = s->section < ASM_ABS ? as->sections.p[s->section]->flags : 0;
	bool dynamic = s->temporary ? flags & SHF_EXECINSTR : flags & SHF_WRITE;

	*type = f->bytes == 8                  ? OBJ_R_ABS64
		: flags & SHF_ALLOC && dynamic ? OBJ_R_NODYLD32
					       : OBJ_R_ABS32;
	return f->bytes >= 4;
}

static bool fix_data(struct fixer *x)
{
	const struct asm_fixup *f = x->f;
	unsigned bits = 8u * f->bytes;
	uint32_t type;
	int64_t v;

	if (f->e.sym && !f->e.sub) {
		if (!data_reloc_type(x->as, f, &type))
			return bad_difference(x->as, &f->e);
		if (!relocate(x, type, &v))
			return false;
	} else if (!difference(x->as, &f->e, &v)) {
		return bad_difference(x->as, &f->e);
	}
	if (bits < 64 && (v < -(1ll << (bits - 1)) || v >= 1ll << bits))
		return out_of_range(x, v, "data");
	store(x->data + x->at, (uint64_t)v, f->bytes, x->as->big_endian);
	return true;
}

/* Instructions from behind this one to the name; false: it is of another section, or not whole. */
static bool distance(struct fixer *x, int64_t *v)
{
	const struct asm_sym *sym = x->f->e.sym;

	if (sym->section == ASM_UNDEF) {
		asm_error(x->as, DIAG_EASM_UNDEFINED, x->f->e.loc, sym->name);
		return false;
	}
	if (x->as->sections.p[sym->section] != x->s) {
		asm_error(x->as, DIAG_EASM_OTHER_SECTION, x->f->e.loc, sym->name);
		return false;
	}
	*v = (int64_t)(sym_offset(x->as, sym) + (uint64_t)x->f->e.v - x->at - 8);
	if (*v % 8) {
		asm_error(x->as, DIAG_EASM_NOT_INSN, x->f->e.loc, sym->name);
		return false;
	}
	*v /= 8;
	return true;
}

static bool fix_jump(struct fixer *x, struct bpf_insn *p)
{
	int64_t v;

	if (!distance(x, &v))
		return false;
	if (x->f->kind == ASM_JUMP32) {
		p->imm = (int32_t)v;
		return v == p->imm || out_of_range(x, v, "a jump by 32 bits");
	}
	p->off = (int16_t)v;
	return v == p->off || out_of_range(x, v, "a jump by 16 bits");
}

static bool fix_call(struct fixer *x, struct bpf_insn *p)
{
	const struct asm_sym *sym = x->f->e.sym;
	int64_t v;

	if (sym->section != ASM_UNDEF && sym->bind == OBJ_LOCAL &&
		x->as->sections.p[sym->section] == x->s) {
		if (!distance(x, &v))
			return false;
	} else {
		if (!relocate(x, OBJ_R_64_32, &v))
			return false;
		if (v % 8) {
			asm_error(x->as, DIAG_EASM_NOT_INSN, x->f->e.loc, sym->name);
			return false;
		}
		v = v / 8 - 1;
	}
	p->imm = (int32_t)v;
	return v == p->imm || out_of_range(x, v, "a call");
}

static bool fix_insn(struct fixer *x)
{
	struct bpf_insn p[2] = {insn_decode(x->data + x->at, x->as->big_endian)};
	int64_t v;

	if (!x->f->e.sym || x->f->e.sub) {
		asm_error(x->as, DIAG_EASM_NOT_KNOWN, x->f->e.loc, "the operand");
		return false;
	}
	if (x->f->kind == ASM_LDDW) {
		if (!relocate(x, OBJ_R_64_64, &v))
			return false;
		p[0].imm = (int32_t)v;
		p[1].imm = (int32_t)(v >> 32);
		insn_encode(p[1], x->as->big_endian, x->data + x->at + 8);
	} else if (x->f->kind == ASM_CALL ? !fix_call(x, p) : !fix_jump(x, p)) {
		return false;
	}
	insn_encode(p[0], x->as->big_endian, x->data + x->at);
	return true;
}

static void fix_section(struct assembler *as, struct bpf_obj *o, struct asm_section *s)
{
	struct fixer x = {.as = as, .o = o, .s = s, .data = o->sections.p[s->obj]->data};

	vec_for (f, &s->fixups) {
		x.f = f;
		x.at = offset_of(s, f->place);
		if (s->nobits) {
			if (f->e.sym || f->e.v)
				asm_error(as, DIAG_EASM_SECTION, f->e.loc, s->name,
					"has no bytes, but got some");
		} else if (f->kind == ASM_DATA) {
			fix_data(&x);
		} else {
			fix_insn(&x);
		}
	}
}

/* ---- the object ---- */

static enum obj_sec_kind kind_of(const struct asm_section *s)
{
	if (!(s->flags & SHF_ALLOC))
		return OBJ_SEC_OTHER;
	return s->nobits ? OBJ_SEC_BSS : s->flags & SHF_EXECINSTR ? OBJ_SEC_PROG : OBJ_SEC_DATA;
}

static void add_section(struct assembler *as, struct bpf_obj *o, struct asm_section *s)
{
	struct obj_section *out;

	s->obj = bpf_obj_add_section(o, s->name, kind_of(s));
	out = o->sections.p[s->obj];
	out->writable = s->flags & SHF_WRITE;
	out->entsize = s->entsize;
	out->merge_strings = s->flags & SHF_STRINGS;
	out->align = 1u << s->log2_align;
	out->size = section_size(s);
	if (!s->nobits)
		out->data = section_data(as, s);
	if (out->kind == OBJ_SEC_PROG && out->size % 8)
		asm_error(as, DIAG_EASM_SECTION, s->loc, s->name,
			"holds no whole number of instructions");
}

static int by_offset(const void *a, const void *b)
{
	uint64_t x = ((const struct obj_reloc *)a)->offset,
		 y = ((const struct obj_reloc *)b)->offset;

	return x < y ? -1 : x > y;
}

struct bpf_obj *asm_finish(struct assembler *as)
{
	struct bpf_obj *o = bpf_obj_new(as->arena);

	o->big_endian = as->big_endian;
	asm_line_table(as);
	define_sections(as);
	if (as->failed || !resolve_all(as))
		return NULL;
	lay_out(as);
	vec_for (s, &as->sections)
		add_section(as, o, *s);
	add_syms(as, o);
	vec_for (s, &as->sections)
		fix_section(as, o, *s);
	vec_for (s, &o->sections)
		if ((*s)->relocs.n)
			qsort((*s)->relocs.p, (*s)->relocs.n, sizeof(*(*s)->relocs.p), by_offset);
	return as->failed ? NULL : o;
}
