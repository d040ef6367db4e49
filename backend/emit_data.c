/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Symbols, and the sections of data. What is static is referred to through its section's symbol, as
 * clang does, so that libbpf and bpftool find what they expect; maps always through their own.
 *
 *   .text, program sections     functions
 *   .data .rodata .bss          by content: written, const, all zero; or the section that was asked
 * for .rodata.str1.1              strings without a name, each once (extern) undefined symbols;
 * .ksyms and .kconfig exist in BTF only
 */
#include <stdlib.h>

#include "emit.h"

/* ---- which section ---- */

static bool is_string(const struct ir_sym *s)
{
	const struct ir_data *d = s->data;

	return d->string && d->is_const && d->bytes && d->size && d->align <= 1 && !d->relocs.n &&
	       memchr(d->bytes, 0, d->size) == d->bytes + d->size - 1;
}

static bool has_prefix(const char *s, const char *prefix)
{
	size_t n = strlen(prefix);

	return !strncmp(s, prefix, n) && (!s[n] || s[n] == '.');
}

static const char *section_name(const struct ir_sym *s)
{
	const struct ir_data *d = s->data;

	if (s->section)
		return s->section;
	if (s->kind == IR_SYM_FN)
		return ".text";
	if (is_string(s))
		return ".rodata.str1.1";
	return d->is_const ? ".rodata" : d->bytes || d->relocs.n ? ".data" : ".bss";
}

static uint32_t find_section(struct emit *e, const char *name, enum obj_sec_kind kind)
{
	for (uint32_t i = 0; i < e->obj->sections.n; i++)
		if (!strcmp(e->obj->sections.p[i]->name, name))
			return i;
	uint32_t i = bpf_obj_add_section(e->obj, name, kind);

	e->obj->sections.p[i]->align = kind == OBJ_SEC_PROG ? 8 : 1;
	return i;
}

static bool is_defined(const struct ir_sym *s)
{
	return s->kind == IR_SYM_FN ? s->fn != NULL : s->data != NULL;
}

/* ---- symbols ---- */

static uint8_t binding(const struct ir_sym *s)
{
	switch ((enum ir_linkage)s->linkage) {
	case IR_LINK_STATIC: return OBJ_LOCAL;
	case IR_LINK_WEAK:
	case IR_LINK_EXTERN_WEAK: return OBJ_WEAK;
	default: return OBJ_GLOBAL;
	}
}

uint32_t emit_symbol(struct emit *e, const struct ir_sym *s, uint64_t size)
{
	struct obj_sym o = {
		.name = s->name, .section = OBJ_UNDEF, .bind = binding(s), .hidden = s->hidden};

	if (is_defined(s)) {
		o.section = e->section[s->index];
		o.value = e->value[s->index];
		o.size = size;
		o.type = s->kind == IR_SYM_DATA ? OBJ_OBJECT : OBJ_FUNC;
	}
	e->sym[s->index] = bpf_obj_add_sym(e->obj, o) + 1;
	return e->sym[s->index] - 1;
}

uint32_t emit_section_sym(struct emit *e, uint32_t section)
{
	if (!e->sec_sym[section])
		e->sec_sym[section] = 1 + bpf_obj_add_sym(e->obj, (struct obj_sym){.name = "",
									  .section = section,
									  .type = OBJ_SECTION});
	return e->sec_sym[section] - 1;
}

static bool by_section(const struct emit *e, const struct ir_sym *s)
{
	const char *name = e->obj->sections.p[e->section[s->index]]->name;

	return s->linkage == IR_LINK_STATIC && strcmp(name, ".maps") && strcmp(name, "maps");
}

uint32_t emit_ref(struct emit *e, const struct ir_sym *s, int64_t *addend)
{
	if (is_defined(s) && by_section(e, s)) {
		*addend += (int64_t)e->value[s->index];
		return emit_section_sym(e, e->section[s->index]);
	}
	return e->sym[s->index] ? e->sym[s->index] - 1 : emit_symbol(e, s, 0);
}

/* ---- placing ---- */

/* The same string placed before, or NULL. Keys are hashes; few strings share one. */
static const struct ir_sym *same_string(struct emit *e, struct map *seen, const struct ir_sym *s)
{
	uint64_t h = 14695981039346656037ull;

	for (uint64_t i = 0; i < s->data->size; i++)
		h = (h ^ s->data->bytes[i]) * 1099511628211ull;
	for (;; h++) {
		uint64_t *v = map_put(e->a, seen, h);
		const struct ir_sym *o = (const struct ir_sym *)(uintptr_t)*v;

		if (!o) {
			*v = map_key(s);
			return NULL;
		}
		if (o->data->size == s->data->size &&
			!memcmp(o->data->bytes, s->data->bytes, s->data->size))
			return o;
	}
}

static void place(struct emit *e, const struct ir_sym *s, struct map *strings)
{
	const char *name = section_name(s);
	bool bss = !s->section ? !strcmp(name, ".bss") : has_prefix(name, ".bss");
	uint32_t k = find_section(e, name, bss ? OBJ_SEC_BSS : OBJ_SEC_DATA);
	struct obj_section *sec = e->obj->sections.p[k];
	uint32_t align = s->data->align ? s->data->align : 1;
	const struct ir_sym *same = is_string(s) && !s->section ? same_string(e, strings, s) : NULL;

	e->section[s->index] = k;
	if (same) {
		e->value[s->index] = e->value[same->index];
		return;
	}
	sec->merge_strings |= !strcmp(name, ".rodata.str1.1");
	sec->entsize = sec->merge_strings;
	sec->writable |= !s->data->is_const;
	if (align > sec->align)
		sec->align = align;
	e->value[s->index] = align_up(sec->size, align);
	sec->size = e->value[s->index] + s->data->size;
	if (s->data->size > UINT32_MAX || sec->size > UINT32_MAX) {
		diag(e->ds, DIAG_DATA_TOO_LARGE, s->loc, s->name, name);
		e->failed = true;
		sec->size = e->value[s->index]; /* said once */
	}
	if (!s->data->string)
		emit_symbol(e, s, s->data->size);
}

void emit_layout(struct emit *e)
{
	struct map strings = {0};
	uint32_t n = e->m->syms.n;

	e->sym = arena_array(e->a, uint32_t, n);
	e->value = arena_array(e->a, uint64_t, n);
	e->section = arena_array(e->a, uint32_t, n);
	find_section(e, ".text", OBJ_SEC_PROG);
	vec_for (s, &e->m->syms) {
		if ((*s)->kind != IR_SYM_FN || !(*s)->fn)
			continue;
		e->section[(*s)->index] = find_section(e, section_name(*s), OBJ_SEC_PROG);
		e->obj->sections.p[e->section[(*s)->index]]->kind = OBJ_SEC_PROG;
	}
	vec_for (s, &e->m->syms)
		if ((*s)->kind == IR_SYM_DATA && (*s)->data)
			place(e, *s, &strings);
	e->sec_sym = arena_array(e->a, uint32_t, e->obj->sections.n);
}

/* ---- bytes ---- */

static void put_word(uint8_t *p, uint64_t v, unsigned width, bool big_endian)
{
	for (unsigned i = 0; i < width; i++)
		p[big_endian ? width - 1 - i : i] = (uint8_t)(v >> 8 * i);
}

static void relocate(
	struct emit *e, struct obj_section *sec, uint64_t base, const struct ir_reloc *r)
{
	int64_t addend = r->addend;
	struct obj_reloc o = {.offset = base + r->offset,
		.type = r->width == 8 ? OBJ_R_ABS64 : OBJ_R_ABS32,
		.sym = emit_ref(e, r->sym, &addend)};

	put_word(sec->data + o.offset, (uint64_t)addend, r->width, e->m->big_endian);
	vec_push(e->a, &sec->relocs, o);
}

static int by_offset(const void *a, const void *b)
{
	const struct obj_reloc *x = a, *y = b;

	return x->offset < y->offset ? -1 : x->offset > y->offset;
}

void emit_data(struct emit *e)
{
	vec_for (s, &e->obj->sections)
		if ((*s)->kind == OBJ_SEC_DATA)
			(*s)->data = arena_alloc(e->a, (*s)->size + 1);
	vec_for (s, &e->m->syms) {
		const struct ir_data *d = (*s)->kind == IR_SYM_DATA ? (*s)->data : NULL;
		struct obj_section *sec = d ? e->obj->sections.p[e->section[(*s)->index]] : NULL;

		if (!d || !sec->data)
			continue;
		uint64_t base = e->value[(*s)->index];

		if (d->bytes)
			memcpy(sec->data + base, d->bytes, d->size);
		vec_for (r, &d->relocs)
			relocate(e, sec, base, r);
	}
	vec_for (s, &e->obj->sections)
		if ((*s)->kind == OBJ_SEC_DATA && (*s)->relocs.n)
			qsort((*s)->relocs.p, (*s)->relocs.n, sizeof(struct obj_reloc), by_offset);
}
