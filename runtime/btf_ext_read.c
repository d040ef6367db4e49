/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * .BTF.ext into an object: func_info, line_info and CO-RE relocations, each record sorted to its
 * section. Every offset and count is checked against what is there before it is used.
 */
#include "read.h"

#include <bpf/btf.h>
#include <linux/bpf.h>
#include <stdlib.h>

#include "bpf/elf_bpf.h"

struct reader {
	struct bpf_obj *o;
	struct bytes ext;
	struct map sections; /* hash of the name to index + 1 */
	struct map strings;  /* offset in BTF's strings to the copy */
	const char *problem;
};

static uint32_t get32(const struct reader *r, const uint8_t *p)
{
	uint32_t le =
		(uint32_t)p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24;

	return r->o->big_endian ? __builtin_bswap32(le) : le;
}

/* A copy: BTF's own strings move when it is written or added to. */
static const char *str_at(struct reader *r, uint32_t off)
{
	uint64_t *has = map_put(r->o->arena, &r->strings, off);
	const char *s;

	if (!*has) {
		s = btf__str_by_offset(r->o->btf, off);
		*has = map_key(s ? arena_strdup(r->o->arena, s) : "");
	}
	return (const char *)(uintptr_t)*has;
}

static void index_sections(struct reader *r)
{
	for (uint32_t i = r->o->sections.n; i--;)
		*map_put(r->o->arena, &r->sections, name_hash(r->o->sections.p[i]->name)) = i + 1;
}

static struct obj_section *section_named(struct reader *r, const char *name)
{
	uint64_t *i = map_get(&r->sections, name_hash(name));
	struct obj_section *s = i ? r->o->sections.p[*i - 1] : NULL;

	return s && !strcmp(s->name, name) ? s : NULL;
}

static void add_func(struct reader *r, struct obj_section *s, const uint8_t *p)
{
	struct obj_func f = {get32(r, p), get32(r, p + 4)};

	if (f.btf_id >= btf__type_cnt(r->o->btf))
		r->problem = ".BTF.ext: function type out of range";
	vec_push(r->o->arena, &s->funcs, f);
}

static void add_line(struct reader *r, struct obj_section *s, const uint8_t *p)
{
	uint32_t line_col = get32(r, p + 12);

	vec_push(r->o->arena, &s->lines,
		((struct obj_line){.offset = get32(r, p),
			.file = str_at(r, get32(r, p + 4)),
			.text = str_at(r, get32(r, p + 8)),
			.line = line_col >> 10,
			.col = line_col & 1023}));
}

static void add_core(struct reader *r, struct obj_section *s, const uint8_t *p)
{
	struct obj_core c = {
		get32(r, p), get32(r, p + 4), str_at(r, get32(r, p + 8)), get32(r, p + 12)};

	if (c.type_id >= btf__type_cnt(r->o->btf))
		r->problem = ".BTF.ext: relocation type out of range";
	vec_push(r->o->arena, &s->cores, c);
}

typedef void add_record(struct reader *r, struct obj_section *s, const uint8_t *p);

/* record size, then { section, count, records } until the end */
static void read_part(
	struct reader *r, uint32_t off, uint32_t len, uint32_t min_record, add_record *add)
{
	uint32_t size;
	const uint8_t *p, *end;

	if (!len || r->problem)
		return;
	r->problem = ".BTF.ext: a part is cut off";
	if (off > r->ext.n || len > r->ext.n - off || len < 4)
		return;
	p = r->ext.p + off;
	end = p + len;
	size = get32(r, p);
	if (size < min_record || size > 1024)
		return;
	r->problem = NULL;
	for (p += 4; p < end && !r->problem;) {
		struct obj_section *s;
		uint32_t n;

		if (end - p < 8 || (n = get32(r, p + 4)) > (size_t)(end - p - 8) / size) {
			r->problem = ".BTF.ext: a section's records are cut off";
			return;
		}
		s = section_named(r, str_at(r, get32(r, p)));
		for (p += 8; n--; p += size)
			if (s)
				add(r, s, p);
	}
}

static int by_offset(const void *a, const void *b)
{
	uint32_t x = ((const struct obj_line *)a)->offset, y = ((const struct obj_line *)b)->offset;

	return x < y ? -1 : x > y;
}

const char *btf_ext_read(struct bpf_obj *o, struct bytes ext)
{
	struct reader r = {.o = o, .ext = ext};
	uint32_t hdr_len;
	const uint8_t *p = ext.p;

	if (ext.n < 24 || (hdr_len = get32(&r, p + 4)) < 24 || hdr_len > ext.n)
		return ".BTF.ext: header cut off";
	if ((get32(&r, p) >> (o->big_endian ? 16 : 0) & 0xffff) != BTF_EXT_MAGIC)
		return ".BTF.ext: wrong magic number";
	index_sections(&r);
	r.ext.p += hdr_len;
	r.ext.n -= hdr_len;
	read_part(&r, get32(&r, p + 8), get32(&r, p + 12), 8, add_func);
	read_part(&r, get32(&r, p + 16), get32(&r, p + 20), sizeof(struct bpf_line_info), add_line);
	if (hdr_len >= sizeof(struct elf_btf_ext))
		read_part(&r, get32(&r, p + 24), get32(&r, p + 28), sizeof(struct bpf_core_relo),
			add_core);
	vec_for (s, &o->sections)
		if ((*s)->lines.n)
			qsort((*s)->lines.p, (*s)->lines.n, sizeof(*(*s)->lines.p), by_offset);
	return r.problem;
}
