/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * .BTF.ext: which BTF function begins where, which source line an instruction comes from, which
 * instructions the loader relocates to the running kernel's types (CO-RE). The layout is
 * bpf/elf_bpf.h's. All of it is 32-bit words, written in the object's byte order.
 */
#include <bpf/btf.h>

#include "btf_ext.h"
#include "elf_bpf.h"

#define MAX_COLUMN 1023 /* line_col holds 22 bits of line, 10 of column */

struct words {
	struct arena *a;
	struct btf *btf;
	bool failed;
	VEC(uint32_t) w;
	uint32_t section;       /* whose records are put */
	btf_ext_places *places; /* NULL: not wanted */
	const char *last_text;  /* records of one line share their string */
	uint32_t last_off;
};

static void put(struct words *w, uint32_t v)
{
	vec_push(w->a, &w->w, v);
}

static void put_offset(struct words *w, uint32_t offset)
{
	struct btf_ext_place p = {
		(uint32_t)sizeof(struct elf_btf_ext) + 4 * w->w.n, w->section, offset};

	if (w->places)
		vec_push(w->a, w->places, p);
	put(w, offset);
}

static void put_string(struct words *w, const char *s)
{
	int off = btf__add_str(w->btf, s);

	w->failed |= off < 0;
	put(w, (uint32_t)off);
}

static void put_func(struct words *w, const struct obj_section *s, uint32_t i)
{
	put_offset(w, s->funcs.p[i].offset);
	put(w, s->funcs.p[i].btf_id);
}

static void put_line(struct words *w, const struct obj_section *s, uint32_t i)
{
	const struct obj_line *l = &s->lines.p[i];

	put_offset(w, l->offset);
	put_string(w, l->file);
	if (l->text == w->last_text) {
		put(w, w->last_off);
	} else {
		put_string(w, l->text);
		w->last_text = l->text;
		w->last_off = vec_last(&w->w);
	}
	put(w, l->line << 10 | (l->col <= MAX_COLUMN ? l->col : 0));
}

static void put_core(struct words *w, const struct obj_section *s, uint32_t i)
{
	const struct obj_core *c = &s->cores.p[i];

	put_offset(w, c->offset);
	put(w, c->type_id);
	put_string(w, c->access);
	put(w, c->kind);
}

static uint32_t count_funcs(const struct obj_section *s)
{
	return s->funcs.n;
}
static uint32_t count_lines(const struct obj_section *s)
{
	return s->lines.n;
}
static uint32_t count_cores(const struct obj_section *s)
{
	return s->cores.n;
}

static const struct part {
	uint32_t record; /* bytes */
	uint32_t (*count)(const struct obj_section *s);
	void (*put)(struct words *w, const struct obj_section *s, uint32_t i);
} parts[] = {
	{8, count_funcs, put_func},
	{16, count_lines, put_line},
	{16, count_cores, put_core},
};

/* Nothing where there are no records: libbpf refuses all of the section for a record size alone. */
static void put_part(struct words *w, const struct bpf_obj *o, const struct part *p)
{
	bool any = false;

	for (w->section = 0; w->section < o->sections.n; w->section++) {
		const struct obj_section *s = o->sections.p[w->section];
		uint32_t n = p->count(s);

		if (!n)
			continue;
		if (!any)
			put(w, p->record);
		any = true;
		put_string(w, s->name);
		put(w, n);
		for (uint32_t i = 0; i < n; i++)
			p->put(w, s, i);
	}
}

static void swap_words(uint32_t *w, uint32_t n)
{
	for (uint32_t i = 0; i < n; i++)
		w[i] = __builtin_bswap32(w[i]);
}

bool btf_ext_build(struct arena *a, const struct bpf_obj *o, void **data, size_t *size)
{
	return btf_ext_build_places(a, o, data, size, NULL);
}

bool btf_ext_build_places(
	struct arena *a, const struct bpf_obj *o, void **data, size_t *size, btf_ext_places *places)
{
	struct words w = {.a = a, .btf = o->btf, .places = places};
	uint32_t at[ARRAY_LEN(parts) + 1];
	struct elf_btf_ext head = {.magic = BTF_EXT_MAGIC, .version = 1, .hdr_len = sizeof(head)};
	bool any = false;

	*data = NULL;
	*size = 0;
	vec_for (s, &o->sections)
		any |= (*s)->funcs.n || (*s)->lines.n || (*s)->cores.n;
	if (!o->btf || !any)
		return true;
	for (unsigned i = 0; i < ARRAY_LEN(parts); i++) {
		at[i] = 4 * w.w.n;
		put_part(&w, o, &parts[i]);
	}
	at[ARRAY_LEN(parts)] = 4 * w.w.n;
	head.func_info_off = at[0];
	head.func_info_len = at[1] - at[0];
	head.line_info_off = at[1];
	head.line_info_len = at[2] - at[1];
	head.core_relo_off = at[2];
	head.core_relo_len = at[3] - at[2];
	bool swap = o->big_endian != (__BYTE_ORDER__ == __ORDER_BIG_ENDIAN__);

	if (swap) {
		swap_words(w.w.p, w.w.n);
		swap_words(&head.hdr_len, (sizeof(head) - 4) / 4);
		head.magic = __builtin_bswap16(head.magic);
	}
	*size = sizeof(head) + at[3];
	*data = arena_alloc(a, *size);
	memcpy(*data, &head, sizeof(head));
	if (at[3])
		memcpy((char *)*data + sizeof(head), w.w.p, at[3]);
	return !w.failed;
}

const void *btf_raw(const struct bpf_obj *o, uint32_t *size)
{
	if (btf__set_endianness(o->btf, o->big_endian ? BTF_BIG_ENDIAN : BTF_LITTLE_ENDIAN))
		return NULL;
	return btf__raw_data(o->btf, size);
}
