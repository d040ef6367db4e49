/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The assembler's directives: what they are read with, those about symbols, and the table. To add
 * one, add a row to directive.def, and a function directive_ACTION when no action does what it
 * asks.
 */
#include <ctype.h>
#include <inttypes.h>

#include "assembler.h"

bool asm_refuse(struct assembler *as, struct atext_reader *r, const char *why)
{
	atext_refuse(r, r->at, "%s", why);
	return asm_text_error(as, r);
}

bool asm_at_end(struct atext_reader *r)
{
	atext_blanks(r);
	return r->at == r->end;
}

bool asm_take(struct atext_reader *r, char c)
{
	atext_blanks(r);
	if (r->at == r->end || *r->at != c)
		return false;
	r->at++;
	return true;
}

bool asm_finish_line(struct assembler *as, struct atext_reader *r)
{
	return asm_at_end(r) || asm_refuse(as, r, "unexpected text after the directive");
}

bool asm_read_name(struct assembler *as, struct atext_reader *r, const char **name, size_t *len)
{
	atext_blanks(r);
	*name = r->at;
	*len = atext_name(r);
	if (!*len)
		return asm_refuse(as, r, "expected a name");
	r->at += *len;
	return true;
}

bool asm_read_number(
	struct assembler *as, struct atext_reader *r, int64_t min, int64_t max, int64_t *out)
{
	struct asm_expr e;
	const char *at;

	atext_blanks(r);
	at = r->at;
	if (!asm_expr(as, r, &e) || !asm_expr_resolve(as, &e))
		return false;
	if (e.sym) {
		r->at = at;
		return asm_refuse(as, r, "expected a number that is known here");
	}
	*out = e.v;
	if (e.v >= min && e.v <= max)
		return true;
	atext_refuse(
		r, at, "%" PRId64 " does not fit the range %" PRId64 " to %" PRId64, e.v, min, max);
	return asm_text_error(as, r);
}

/* The character of an escape at r->at, behind its backslash. */
static bool read_escape(struct atext_reader *r, uint8_t *out)
{
	static const char from[] = "nrtbf\"\\'", to[] = "\n\r\t\b\f\"\\'";
	const char *c = r->at < r->end ? strchr(from, *r->at) : NULL;
	unsigned v = 0, n = 0;

	if (c && *c) {
		*out = (uint8_t)to[c - from];
		r->at++;
		return true;
	}
	if (r->at < r->end && (*r->at == 'x' || *r->at == 'X')) {
		for (r->at++; r->at < r->end && isxdigit((unsigned char)*r->at); r->at++, n++)
			v = v << 4 | asm_digit(*r->at);
		*out = (uint8_t)v;
		return n;
	}
	for (; n < 3 && r->at < r->end && *r->at >= '0' && *r->at <= '7'; r->at++, n++)
		v = v << 3 | asm_digit(*r->at);
	*out = (uint8_t)v;
	return n && v < 256;
}

bool asm_read_string(struct assembler *as, struct atext_reader *r, struct asm_bytes *out)
{
	out->v.n = 0;
	if (!asm_take(r, '"'))
		return asm_refuse(as, r, "expected a string");
	while (r->at < r->end && *r->at != '"') {
		uint8_t c = (uint8_t)*r->at++;

		if (c == '\\' && !read_escape(r, &c))
			return asm_refuse(as, r, "invalid escape in a string");
		vec_push(as->arena, &out->v, c);
	}
	if (r->at == r->end)
		return asm_refuse(as, r, "the string does not end");
	r->at++;
	return true;
}

/* ---- symbols ---- */

bool directive_BIND(struct assembler *as, struct atext_reader *r, int bind)
{
	const char *name;
	size_t len;

	do {
		if (!asm_read_name(as, r, &name, &len))
			return false;
		asm_sym_get(as, name, len)->bind = (uint8_t)bind;
	} while (asm_take(r, ','));
	return asm_finish_line(as, r);
}

bool directive_HIDDEN(struct assembler *as, struct atext_reader *r, int arg)
{
	const char *name;
	size_t len;

	do {
		if (!asm_read_name(as, r, &name, &len))
			return false;
		asm_sym_get(as, name, len)->hidden = true;
	} while (asm_take(r, ','));
	return asm_finish_line(as, r);
}

/* .type name, @function */
bool directive_TYPE(struct assembler *as, struct atext_reader *r, int arg)
{
	static const struct {
		const char *name;
		enum obj_sym_type type;
	} types[] = {{"function", OBJ_FUNC}, {"object", OBJ_OBJECT}, {"notype", OBJ_NOTYPE},
		{"STT_FUNC", OBJ_FUNC}, {"STT_OBJECT", OBJ_OBJECT}, {"STT_NOTYPE", OBJ_NOTYPE}};
	const char *name;
	size_t len, n;

	if (!asm_read_name(as, r, &name, &len))
		return false;
	asm_take(r, ',');
	if (!asm_take(r, '@'))
		asm_take(r, '%');
	n = atext_name(r);
	for (unsigned i = 0; i < ARRAY_LEN(types); i++)
		if (n == strlen(types[i].name) && !memcmp(r->at, types[i].name, n)) {
			asm_sym_get(as, name, len)->type = types[i].type;
			r->at += n;
			return asm_finish_line(as, r);
		}
	return asm_refuse(as, r, "unknown type of a symbol");
}

/* .size name, expr */
bool directive_SIZE(struct assembler *as, struct atext_reader *r, int arg)
{
	const char *name;
	struct asm_sym *s;
	size_t len;

	if (!asm_read_name(as, r, &name, &len))
		return false;
	if (!asm_take(r, ','))
		return asm_refuse(as, r, "expected ','");
	s = asm_sym_get(as, name, len);
	s->has_size = true;
	return asm_expr(as, r, &s->size) && asm_finish_line(as, r);
}

/* .set name, expr */
bool directive_SET(struct assembler *as, struct atext_reader *r, int arg)
{
	struct asm_expr e;
	const char *name;
	size_t len;

	if (!asm_read_name(as, r, &name, &len))
		return false;
	if (!asm_take(r, ','))
		return asm_refuse(as, r, "expected ','");
	return asm_expr(as, r, &e) && asm_finish_line(as, r) && asm_define_value(as, name, len, e);
}

/* .comm name, size [, align]: in .bss, since eBPF loaders know no common symbols */
bool directive_COMM(struct assembler *as, struct atext_reader *r, int bind)
{
	uint32_t section = as->section;
	int64_t size, align = 1;
	struct asm_sym *s;
	const char *name;
	size_t len;
	bool ok;

	if (!asm_read_name(as, r, &name, &len))
		return false;
	if (!asm_take(r, ','))
		return asm_refuse(as, r, "expected ','");
	if (!asm_read_number(as, r, 0, ASM_MAX_SECTION, &size) ||
		(asm_take(r, ',') && !asm_read_number(as, r, 1, 1 << ASM_MAX_ALIGN, &align)) ||
		!asm_finish_line(as, r))
		return false;
	as->section = asm_section_get(as, ".bss");
	struct asm_section *bss = asm_here(as);
	struct asm_part p = {
		.at = bss->bytes, .kind = ASM_ALIGN, .log2 = (uint8_t)log2_floor((uint64_t)align)};

	bss->log2_align = p.log2 > bss->log2_align ? p.log2 : bss->log2_align;
	vec_push(as->arena, &bss->parts, p);
	ok = asm_define_label(as, name, len) && asm_put(as, NULL, (uint64_t)size);
	as->section = section;
	s = asm_sym_get(as, name, len);
	s->bind = (uint8_t)bind;
	s->type = OBJ_OBJECT;
	s->has_size = true;
	s->size = (struct asm_expr){.v = size};
	return ok;
}

bool directive_IGNORE(struct assembler *as, struct atext_reader *r, int arg)
{
	return true;
}

static const struct {
	const char *name;
	bool (*run)(struct assembler *as, struct atext_reader *r, int arg);
	int arg;
} directives[] = {
#define D(name, action, arg) {name, directive_##action, arg},
#include "directive.def"
#undef D
};

bool asm_directive(struct assembler *as, struct atext_reader *r, size_t name)
{
	for (unsigned i = 0; i < ARRAY_LEN(directives); i++)
		if (strlen(directives[i].name) == name &&
			!memcmp(directives[i].name, r->text, name))
			return directives[i].run(as, r, directives[i].arg);
	asm_error(as, DIAG_EASM_DIRECTIVE, asm_loc(as, r->text), (int)name, r->text);
	return false;
}
