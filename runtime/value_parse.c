/* SPDX-License-Identifier: BSD-2-Clause */
/* See value_parse.h. */
#include "value_parse.h"

#include <string.h>

#include "btf_walk.h"

struct place_out {
	uint8_t *p;
	size_t n;
};

static bool from_type(
	struct value_parser *p, uint32_t id, const struct json *j, struct place_out out);

static bool wrong(struct value_parser *p, const char *what)
{
	if (!p->problem)
		p->problem = what;
	return false;
}

/* The problem is found within a part: its path gets longer at the front. */
static bool in_part(struct value_parser *p, const char *part)
{
	const char *glue = *p->problem == '[' || *p->problem == '.' ? "" : ": ";

	p->problem = arena_printf(p->arena, "%s%s%s", part, glue, p->problem);
	return false;
}

static void put(const struct value_parser *p, struct place_out out, uint64_t v)
{
	for (size_t i = 0; i < out.n; i++)
		out.p[p->swap ? out.n - 1 - i : i] = (uint8_t)(v >> 8 * i);
}

/* A number that fits `bits`, signed or not: a mask may be written either way. */
static bool number(struct value_parser *p, const struct json *j, unsigned bits, uint64_t *v)
{
	bool negative, ok;

	if (j->kind == JSON_BOOL) {
		*v = j->truth;
		return true;
	}
	if (!json_integer(j, v, &negative))
		return wrong(p, "an integer is expected");
	ok = bits >= 64 ||
	     (negative ? (int64_t)*v >= -(int64_t)(1ull << (bits - 1)) : *v <= low_mask(bits));
	return ok || wrong(p, arena_printf(p->arena, "%s is not within %u bits", j->text, bits));
}

/* ---- bytes ---- */

static int hex_digit(char c)
{
	return c >= '0' && c <= '9'                     ? c - '0'
	       : (c | 0x20) >= 'a' && (c | 0x20) <= 'f' ? (c | 0x20) - 'a' + 10
							: -1;
}

static bool hex_bytes(struct value_parser *p, const struct json *j, struct place_out out)
{
	size_t n = 0;

	for (const char *s = j->text; *s; s++) {
		int high, low;

		if (*s == ' ' || *s == ':')
			continue;
		high = hex_digit(s[0]);
		low = high < 0 ? -1 : hex_digit(s[1]);
		if (low < 0)
			return wrong(p, "pairs of hexadecimal digits are expected");
		if (n < out.n)
			out.p[n] = (uint8_t)(high << 4 | low);
		n++;
		s++;
	}
	return n == out.n ||
	       wrong(p, arena_printf(p->arena, "%zu bytes given, %zu expected", n, out.n));
}

static bool byte_array(struct value_parser *p, const struct json *j, struct place_out out)
{
	size_t n = 0;
	uint64_t v;

	for (const struct json *i = j->first; i; i = i->next, n++) {
		if (!number(p, i, 8, &v))
			return in_part(p, arena_printf(p->arena, "[%zu]", n));
		if (n < out.n)
			out.p[n] = (uint8_t)v;
	}
	return n == out.n ||
	       wrong(p, arena_printf(p->arena, "%zu bytes given, %zu expected", n, out.n));
}

static bool bytes(struct value_parser *p, const struct json *j, struct place_out out)
{
	uint64_t v;

	if (j->kind == JSON_STRING)
		return hex_bytes(p, j, out);
	if (j->kind == JSON_ARRAY)
		return byte_array(p, j, out);
	if (out.n > 8)
		return wrong(p, arena_printf(p->arena,
					"%zu bytes are expected: a string of"
					" hexadecimal digits or an array",
					out.n));
	if (!number(p, j, (unsigned)out.n * 8, &v))
		return false;
	put(p, out, v);
	return true;
}

/* ---- types ---- */

static bool enumerator(
	const struct btf *btf, const struct btf_type *t, const char *name, uint64_t *v)
{
	for (unsigned i = 0; i < btf_vlen(t); i++) {
		bool wide = btf_is_enum64(t);
		uint32_t off = wide ? btf_enum64(t)[i].name_off : btf_enum(t)[i].name_off;

		if (strcmp(btf__name_by_offset(btf, off), name) != 0)
			continue;
		*v = wide ? btf_enum64_value(&btf_enum64(t)[i]) : (uint64_t)btf_enum(t)[i].val;
		return true;
	}
	return false;
}

static bool scalar(struct value_parser *p, const struct btf_type *t, const struct json *j,
	struct place_out out)
{
	size_t size = btf_is_ptr(t) ? 8 : t->size;
	uint64_t v;

	if (size > out.n || size > 8)
		return bytes(p, j, out);
	if (btf_is_any_enum(t) && j->kind == JSON_STRING) {
		if (!enumerator(p->btf, t, j->text, &v))
			return wrong(p, arena_printf(p->arena, "no enumerator '%s'", j->text));
	} else if (!number(p, j, (unsigned)size * 8, &v)) {
		return false;
	}
	put(p, (struct place_out){out.p, size}, v);
	return true;
}

static bool is_char(const struct btf *btf, uint32_t id)
{
	const struct btf_type *t = btf_strip(btf, &id);

	return t && btf_is_int(t) && t->size == 1;
}

static bool array(struct value_parser *p, const struct btf_type *t, const struct json *j,
	struct place_out out)
{
	const struct btf_array *a = btf_array(t);
	int64_t size = btf__resolve_size(p->btf, a->type);
	size_t i = 0;

	if (size <= 0 || (uint64_t)size * a->nelems > out.n)
		return bytes(p, j, out);
	if (j->kind == JSON_STRING && is_char(p->btf, a->type)) {
		if (j->len > a->nelems)
			return wrong(p, arena_printf(p->arena, "a string of %zu bytes for %u",
						j->len, a->nelems));
		memset(out.p, 0, a->nelems);
		memcpy(out.p, j->text, j->len);
		return true;
	}
	if (j->kind != JSON_ARRAY)
		return wrong(p, "an array is expected");
	for (const struct json *e = j->first; e; e = e->next, i++) {
		struct place_out at = {out.p + i * (size_t)size, (size_t)size};

		if (i >= a->nelems)
			return wrong(p, arena_printf(p->arena, "more than %u elements", a->nelems));
		if (!from_type(p, a->type, e, at))
			return in_part(p, arena_printf(p->arena, "[%zu]", i));
	}
	return true;
}

static bool bit_field(struct value_parser *p, unsigned off, unsigned bits, const struct json *j,
	struct place_out out)
{
	uint64_t v;

	if (!number(p, j, bits, &v))
		return false;
	for (unsigned i = 0; i < bits; i++) {
		/* in a foreign byte order counted from the most significant bit */
		unsigned at = off + i, in_byte = p->swap ? 7 - at % 8 : at % 8;
		unsigned bit = (unsigned)(v >> (p->swap ? bits - 1 - i : i) & 1);

		if (at / 8 < out.n)
			out.p[at / 8] =
				(uint8_t)((out.p[at / 8] & ~(1u << in_byte)) | bit << in_byte);
	}
	return true;
}

/* An anonymous member's members are the struct's: *found is set when one of them is the one. */
static bool member(struct value_parser *p, const struct btf_type *t, const struct json *j,
	struct place_out out, bool *found)
{
	for (unsigned i = 0; i < btf_vlen(t) && !*found; i++) {
		const struct btf_member *m = &btf_members(t)[i];
		unsigned bits = btf_member_bitfield_size(t, i), off = btf_member_bit_offset(t, i);
		const char *name = btf__name_by_offset(p->btf, m->name_off);
		int64_t size = btf__resolve_size(p->btf, m->type);
		uint32_t id = m->type;
		const struct btf_type *inner = btf_strip(p->btf, &id);
		struct place_out at;

		if (size < 0 || off / 8 > out.n || (uint64_t)size > out.n - off / 8)
			continue;
		at = (struct place_out){out.p + off / 8, (size_t)size};
		if (!strcmp(name, j->name)) { /* "" too: so an anonymous one is dumped */
			*found = true;
			return bits ? bit_field(p, off, bits, j, out)
				    : from_type(p, m->type, j, at);
		}
		if (!*name && inner && btf_is_composite(inner) && !member(p, inner, j, at, found))
			return false;
	}
	return true;
}

static bool composite(struct value_parser *p, const struct btf_type *t, const struct json *j,
	struct place_out out)
{
	if (j->kind != JSON_OBJECT)
		return wrong(p, "an object with the members' names is expected");
	for (const struct json *m = j->first; m; m = m->next) {
		bool found = false;

		if (member(p, t, m, out, &found) && !found)
			wrong(p, "no such member");
		if (p->problem)
			return in_part(p, arena_printf(p->arena, ".%s", m->name));
	}
	return true;
}

/* A section's variables. */
static bool datasec(struct value_parser *p, const struct btf_type *t, const struct json *j,
	struct place_out out)
{
	if (j->kind != JSON_OBJECT)
		return wrong(p, "an object with the variables' names is expected");
	for (const struct json *m = j->first; m; m = m->next) {
		bool found = false;

		for (unsigned i = 0; i < btf_vlen(t) && !found; i++) {
			const struct btf_var_secinfo *s = &btf_var_secinfos(t)[i];
			const struct btf_type *var = btf__type_by_id(p->btf, s->type);

			if (!var || !btf_is_var(var) || s->offset > out.n ||
				s->size > out.n - s->offset ||
				strcmp(btf__name_by_offset(p->btf, var->name_off), m->name) != 0)
				continue;
			found = true;
			from_type(p, var->type, m, (struct place_out){out.p + s->offset, s->size});
		}
		if (!found)
			wrong(p, "no such variable");
		if (p->problem)
			return in_part(p, m->name);
	}
	return true;
}

static bool from_type(
	struct value_parser *p, uint32_t id, const struct json *j, struct place_out out)
{
	const struct btf_type *t = btf_strip(p->btf, &id);

	switch (t && id ? btf_kind(t) : BTF_KIND_UNKN) {
	case BTF_KIND_INT:
	case BTF_KIND_ENUM:
	case BTF_KIND_ENUM64:
	case BTF_KIND_PTR: return scalar(p, t, j, out);
	case BTF_KIND_ARRAY: return array(p, t, j, out);
	case BTF_KIND_STRUCT:
	case BTF_KIND_UNION: return composite(p, t, j, out);
	case BTF_KIND_DATASEC: return datasec(p, t, j, out);
	default: return bytes(p, j, out);
	}
}

bool value_from_json(
	struct value_parser *p, uint32_t type, const struct json *j, uint8_t *out, size_t size)
{
	p->problem = NULL;
	if (p->btf && type)
		return from_type(p, type, j, (struct place_out){out, size});
	return bytes(p, j, (struct place_out){out, size});
}

/* ---- words ---- */

/* mark=3,cb=[1,2]: a comma within brackets or quotes parts nothing. */
static size_t assignment_length(const char *s)
{
	unsigned depth = 0;
	bool quoted = false;
	size_t n;

	for (n = 0; s[n]; n++) {
		if (s[n] == '"')
			quoted = !quoted;
		else if (!quoted && (s[n] == '[' || s[n] == '{'))
			depth++;
		else if (!quoted && depth && (s[n] == ']' || s[n] == '}'))
			depth--;
		else if (!quoted && !depth && s[n] == ',')
			break;
	}
	return n;
}

static struct json *word(struct value_parser *p, const char *text, size_t len)
{
	const char *error;
	size_t at;
	struct json *j = json_parse(p->arena, text, len, &error, &at);

	if (j)
		return j;
	j = arena_new(p->arena, struct json);
	*j = (struct json){
		.kind = JSON_STRING, .text = arena_strndup(p->arena, text, len), .len = len};
	return j;
}

static struct json *assignments(struct value_parser *p, const char *s)
{
	struct json *j = arena_new(p->arena, struct json), **last = &j->first;

	j->kind = JSON_OBJECT;
	while (*s) {
		size_t n = assignment_length(s);
		const char *eq = memchr(s, '=', n);

		if (!eq || eq == s) {
			wrong(p, arena_printf(p->arena, "'%.*s' is not NAME=VALUE", (int)n, s));
			return NULL;
		}
		*last = word(p, eq + 1, (size_t)(s + n - eq - 1));
		(*last)->name = arena_strndup(p->arena, s, (size_t)(eq - s));
		last = &(*last)->next;
		s += n + (s[n] == ',');
	}
	return j;
}

bool value_from_text(
	struct value_parser *p, uint32_t type, const char *text, uint8_t *out, size_t size)
{
	const struct btf_type *t = p->btf && type ? btf_strip(p->btf, &type) : NULL;
	struct json *j;

	p->problem = NULL;
	j = t && (btf_is_composite(t) || btf_is_datasec(t)) && *text != '{'
		    ? assignments(p, text)
		    : word(p, text, strlen(text));
	return j && value_from_json(p, type, j, out, size);
}
