/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A value by its BTF type: {packets = 3, name = "eth0", state = TCP_LISTEN}, or the same as JSON.
 * Arrays of char are strings as far as their NUL when what stands there is text.
 */
#include "map_print.h"

#include <ctype.h>
#include <inttypes.h>
#include <string.h>

#include "btf_walk.h"

struct span {
	const uint8_t *p;
	size_t n;
};

static void print_type(const struct map_printer *p, uint32_t id, struct span v);

static void print_bytes(const struct map_printer *p, struct span v)
{
	if (p->json)
		fputc('"', p->out);
	for (size_t i = 0; i < v.n; i++)
		fprintf(p->out, "%s%02x", i && !p->json ? " " : "", v.p[i]);
	if (p->json)
		fputc('"', p->out);
}

/* Up to 8 bytes as a number. */
static uint64_t get(const struct map_printer *p, struct span v)
{
	uint64_t out = 0;

	for (size_t i = 0; i < v.n; i++)
		out |= (uint64_t)v.p[p->swap ? v.n - 1 - i : i] << 8 * i;
	return out;
}

/* JSON numbers beyond 2^53 lose digits in many readers; they are written all the same, exactly. */
static void print_number(const struct map_printer *p, uint64_t v, unsigned bits, unsigned encoding)
{
	if (encoding & BTF_INT_BOOL)
		fputs(v ? "true" : "false", p->out);
	else if (encoding & BTF_INT_SIGNED)
		fprintf(p->out, "%" PRId64, sign_extend(v, bits));
	else
		fprintf(p->out, "%" PRIu64, v);
}

static void print_int(const struct map_printer *p, const struct btf_type *t, struct span v)
{
	if (t->size > v.n || t->size > 8)
		print_bytes(p, v);
	else
		print_number(
			p, get(p, (struct span){v.p, t->size}), t->size * 8, btf_int_encoding(t));
}

static const char *enum_name(const struct btf *btf, const struct btf_type *t, uint64_t v)
{
	for (unsigned i = 0; i < btf_vlen(t); i++) {
		if (btf_is_enum64(t) ? btf_enum64_value(&btf_enum64(t)[i]) == v
				     : (uint32_t)btf_enum(t)[i].val == (uint32_t)v)
			return btf__name_by_offset(btf, btf_is_enum64(t) ? btf_enum64(t)[i].name_off
									 : btf_enum(t)[i].name_off);
	}
	return NULL;
}

static void print_enum(const struct map_printer *p, const struct btf_type *t, struct span v)
{
	uint64_t n;
	const char *name;

	if (t->size > v.n || t->size > 8 || !t->size) {
		print_bytes(p, v);
		return;
	}
	n = get(p, (struct span){v.p, t->size});
	name = enum_name(p->btf, t, n);
	if (name)
		fprintf(p->out, p->json ? "\"%s\"" : "%s", name);
	else
		print_number(p, n, t->size * 8, btf_kflag(t) ? BTF_INT_SIGNED : 0);
}

static void print_string(const struct map_printer *p, struct span v)
{
	fputc('"', p->out);
	for (size_t i = 0; i < v.n && v.p[i]; i++) {
		if (v.p[i] == '"' || v.p[i] == '\\')
			fputc('\\', p->out);
		if (v.p[i] == '\n')
			fputs("\\n", p->out);
		else if (v.p[i] == '\t')
			fputs("\\t", p->out);
		else
			fputc(v.p[i], p->out);
	}
	fputc('"', p->out);
}

/* Text, or none, then a NUL and nothing but zeros, or text to the end. */
static bool is_text(struct span v)
{
	size_t i = 0;

	while (i < v.n && (isprint(v.p[i]) || v.p[i] == '\n' || v.p[i] == '\t'))
		i++;
	while (i < v.n && !v.p[i])
		i++;
	return i == v.n && v.n;
}

static bool is_char(const struct btf *btf, uint32_t id)
{
	const struct btf_type *t = btf_strip(btf, &id);

	return t && btf_is_int(t) && t->size == 1 && !(btf_int_encoding(t) & BTF_INT_BOOL) &&
	       !strcmp(btf__name_by_offset(btf, t->name_off), "char");
}

static void print_array(const struct map_printer *p, const struct btf_type *t, struct span v)
{
	const struct btf_array *a = btf_array(t);
	int64_t size = btf__resolve_size(p->btf, a->type);

	if (is_char(p->btf, a->type) && is_text((struct span){v.p, min_u64(v.n, a->nelems)})) {
		print_string(p, (struct span){v.p, min_u64(v.n, a->nelems)});
		return;
	}
	if (size <= 0 || (uint64_t)size * a->nelems > v.n) {
		print_bytes(p, v);
		return;
	}
	fputc('[', p->out);
	for (uint32_t i = 0; i < a->nelems; i++) {
		fputs(i ? ", " : "", p->out);
		print_type(p, a->type, (struct span){v.p + (size_t)i * (size_t)size, (size_t)size});
	}
	fputc(']', p->out);
}

static void print_bit_field(
	const struct map_printer *p, uint32_t type, unsigned off, unsigned bits, struct span v)
{
	uint64_t n = 0;
	const struct btf_type *t = btf_strip(p->btf, &type);

	for (unsigned i = 0; i < bits && i < 64; i++) {
		unsigned at = off + i;

		if (at / 8 >= v.n)
			break;
		if (p->swap) /* counted from the most significant bit */
			n = n << 1 | (v.p[at / 8] >> (7 - at % 8) & 1);
		else
			n |= (uint64_t)(v.p[at / 8] >> at % 8 & 1) << i;
	}
	print_number(p, n, bits, t && btf_is_int(t) ? btf_int_encoding(t) : 0);
}

static void print_name(const struct map_printer *p, const char *name)
{
	fprintf(p->out, p->json ? "\"%s\": " : *name ? "%s = " : "%s", name);
}

static void print_member(
	const struct map_printer *p, const struct btf_type *t, unsigned i, struct span v)
{
	const struct btf_member *m = &btf_members(t)[i];
	unsigned bits = btf_member_bitfield_size(t, i), off = btf_member_bit_offset(t, i);
	int64_t size = btf__resolve_size(p->btf, m->type);

	print_name(p, btf__name_by_offset(p->btf, m->name_off));
	if (bits)
		print_bit_field(p, m->type, off, bits, v);
	else if (size < 0 || off / 8 > v.n || (uint64_t)size > v.n - off / 8)
		print_bytes(p, (struct span){v.p, 0});
	else
		print_type(p, m->type, (struct span){v.p + off / 8, (size_t)size});
}

static void print_struct(const struct map_printer *p, const struct btf_type *t, struct span v)
{
	bool first = true;

	fputc('{', p->out);
	for (unsigned i = 0; i < btf_vlen(t); i++) {
		fputs(first ? "" : ", ", p->out);
		print_member(p, t, i, v);
		first = false;
	}
	fputc('}', p->out);
}

/* A section's variables. */
static void print_datasec(const struct map_printer *p, const struct btf_type *t, struct span v)
{
	bool first = true;

	fputc('{', p->out);
	for (unsigned i = 0; i < btf_vlen(t); i++) {
		const struct btf_var_secinfo *s = &btf_var_secinfos(t)[i];
		const struct btf_type *var = btf__type_by_id(p->btf, s->type);

		if (!var || !btf_is_var(var) || s->offset > v.n || s->size > v.n - s->offset)
			continue;
		fputs(first ? "" : ", ", p->out);
		first = false;
		print_name(p, btf__name_by_offset(p->btf, var->name_off));
		print_type(p, var->type, (struct span){v.p + s->offset, s->size});
	}
	fputc('}', p->out);
}

static void print_type(const struct map_printer *p, uint32_t id, struct span v)
{
	const struct btf_type *t = btf_strip(p->btf, &id);

	switch (t && id ? btf_kind(t) : BTF_KIND_UNKN) {
	case BTF_KIND_INT: print_int(p, t, v); break;
	case BTF_KIND_ENUM:
	case BTF_KIND_ENUM64: print_enum(p, t, v); break;
	case BTF_KIND_PTR:
		if (v.n < 8)
			print_bytes(p, v);
		else
			fprintf(p->out, p->json ? "%" PRIu64 : "0x%" PRIx64,
				get(p, (struct span){v.p, 8}));
		break;
	case BTF_KIND_ARRAY: print_array(p, t, v); break;
	case BTF_KIND_STRUCT:
	case BTF_KIND_UNION: print_struct(p, t, v); break;
	case BTF_KIND_DATASEC: print_datasec(p, t, v); break;
	default: print_bytes(p, v);
	}
}

void value_print(const struct map_printer *p, uint32_t type, const uint8_t *v, size_t size)
{
	if (p->btf && type)
		print_type(p, type, (struct span){v, size});
	else
		print_bytes(p, (struct span){v, size});
}
