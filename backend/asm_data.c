/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Directives of inline assembly: instructions as data, for encodings that an assembler does not
 *know, and the conditions that macros choose them with.
 *
 *	.byte .2byte .short .hword .4byte .long .int .8byte .quad  EXPR {, EXPR}
 *	.ifc A, B   .ifnc A, B   .if EXPR   .else   .endif
 *	.align .balign .p2align .loc: nothing to do, between instructions
 *
 * An expression may have labels of its statement; they are known when all is read, so the values
 *are put in then. The jump offset to a label of asm goto is known to the layout only: a value that
 *is, for wherever the label may be, the distance to it in instructions becomes the instruction's
 *target.
 */
#include <ctype.h>
#include <string.h>

#include "asm_data.h"
#include "bpf/atext.h"

enum { MAX_NESTING = 30, SLOT = 8, OFF_AT = 2 /* of the jump offset in a slot */ };

struct directive {
	const char *name;
	uint8_t bytes; /* 0: nothing to do */
};
static const struct directive directives[] = {{".byte", 1}, {".2byte", 2}, {".short", 2},
	{".hword", 2}, {".4byte", 4}, {".long", 4}, {".int", 4}, {".8byte", 8}, {".quad", 8},
	{".align", 0}, {".balign", 0}, {".p2align", 0}, {".loc", 0}};

/* ---- text ---- */

struct span {
	const char *p;
	size_t len;
};

static struct span trim(struct span s)
{
	while (s.len && isspace((unsigned char)*s.p)) {
		s.p++;
		s.len--;
	}
	while (s.len && isspace((unsigned char)s.p[s.len - 1]))
		s.len--;
	return s;
}

/* Up to the comma outside of parentheses; *rest is behind it, its p NULL when there was none. */
static struct span cut(struct span s, struct span *rest)
{
	size_t n = 0, depth = 0;

	for (; n < s.len && (depth || s.p[n] != ','); n++)
		depth += (s.p[n] == '(') - (size_t)(s.p[n] == ')' && depth);
	*rest = n < s.len ? (struct span){s.p + n + 1, s.len - n - 1} : (struct span){0};
	return trim((struct span){s.p, n});
}

static bool equal(struct span s, const char *name)
{
	return s.len == strlen(name) && !memcmp(s.p, name, s.len);
}

static bool refuse(struct asm_data *d, const char *what, struct span s)
{
	d->why = arena_printf(d->a, "%s '%.*s'", what, (int)s.len, s.p);
	return false;
}

/* ---- expressions ---- */

struct names {
	const struct asm_data *d;
	int64_t target; /* where labels of asm goto are presumed to be */
	uint32_t used;  /* 1 + the label that was asked for; 0: none */
};

static bool lookup(void *ctx, const char *name, size_t len, int64_t *value)
{
	struct names *n = ctx;
	size_t prefix = strlen(ASM_TARGET);

	if (len > prefix && !memcmp(name, ASM_TARGET, prefix)) {
		n->used = 1;
		for (size_t i = prefix; i < len; i++)
			n->used = 10 * (n->used - 1) + (uint32_t)(name[i] - '0') + 1;
		*value = n->target;
		return true;
	}
	vec_for (l, &n->d->labels)
		if (l->len == len && !memcmp(l->name, name, len)) {
			*value = (int64_t)l->at * SLOT;
			return true;
		}
	return false;
}

/* The number of "12b", "1f" at s as text; 0: there is none. */
static size_t near_label(struct span s)
{
	size_t n = 0;

	while (n < s.len && isdigit((unsigned char)s.p[n]))
		n++;
	if (!n || n == s.len || (s.p[n] != 'b' && s.p[n] != 'f'))
		return 0;
	return n + 1 < s.len && atext_is_word(s.p[n + 1]) ? 0 : n + 1;
}

/* Numbered labels as numbers, which is what they are by now. */
static struct span resolve_near(struct asm_data *d, struct span s, uint32_t at)
{
	VEC(char) out = {0};

	for (size_t i = 0; i < s.len;) {
		struct span rest = {s.p + i, s.len - i};
		size_t n = i && atext_is_word(s.p[i - 1]) ? 0 : near_label(rest);
		uint32_t place;

		if (n && asm_near_label(d, rest.p, n, at, &place)) {
			for (const char *t = arena_printf(d->a, "%u", place * SLOT); *t; t++)
				vec_push(d->a, &out, *t);
			i += n;
		} else {
			vec_push(d->a, &out, s.p[i++]);
		}
	}
	return (struct span){out.p, out.n};
}

static bool evaluate(struct asm_data *d, struct span s, struct names *n, int64_t *value)
{
	struct insn_parser parser = {.dialect = INSN_LLVM, .lookup = lookup, .ctx = n};
	struct insn_error err = {0};
	struct atext_reader r = {
		.p = &parser, .text = s.p, .end = s.p + s.len, .at = s.p, .err = &err};
	struct atext_expr e;

	if (!atext_expr_read(&r, false, &e) || e.sym)
		return refuse(d, e.sym ? "a name without a value in" : err.message, s);
	atext_blanks(&r);
	if (r.at != r.end)
		return refuse(d, "not an expression:", s);
	*value = e.v;
	return true;
}

/* ---- conditions ---- */

static bool condition(struct asm_data *d, struct span name, struct span args)
{
	bool holds = false;

	if (equal(name, ".endif") || equal(name, ".else")) {
		if (!d->depth)
			return refuse(d, "without a condition:", name);
		if (equal(name, ".endif"))
			d->depth--;
		else
			d->skip ^= 1u << d->depth;
		d->skip &= (2u << d->depth) - 1;
		return true;
	}
	if (d->depth == MAX_NESTING)
		return refuse(d, "nested too deep:", name);
	if (equal(name, ".if")) {
		struct names n = {.d = d};
		int64_t v = 0;

		if (!asm_data_skips(d) && !evaluate(d, args, &n, &v))
			return false;
		holds = v != 0;
	} else {
		struct span b, a = cut(args, &b);

		b = trim(b);
		holds = (a.len == b.len && !memcmp(a.p, b.p, a.len)) == equal(name, ".ifc");
	}
	d->depth++;
	d->skip = (d->skip & ((1u << d->depth) - 1)) | (uint32_t)!holds << d->depth;
	return true;
}

bool asm_data_skips(const struct asm_data *d)
{
	return d->skip != 0;
}

/* ---- data ---- */

static void reserve(struct asm_data *d, unsigned bytes)
{
	for (unsigned i = 0; i < bytes; i++) {
		if (d->raw.n % SLOT == 0) {
			vec_push(d->a, &d->slots, (*d->at)++);
			vec_push(d->a, &d->insns, d->out->n);
			vec_push(d->a, d->out, (struct asm_insn){.slots = 1});
		}
		vec_push(d->a, &d->raw, 0);
	}
}

static bool take_data(struct asm_data *d, struct span args, unsigned bytes)
{
	while (args.p) {
		struct span rest, e = cut(args, &rest);

		if (!e.len)
			return refuse(d, "expected a value:", args);
		vec_push(d->a, &d->values, ((struct asm_value){d->raw.n, bytes, e.p, e.len}));
		reserve(d, bytes);
		args = rest;
	}
	return true;
}

bool asm_data_whole(struct asm_data *d)
{
	if (d->raw.n % SLOT == 0)
		return true;
	d->why = "data that ends within an instruction";
	return false;
}

bool asm_data_directive(struct asm_data *d, const char *text, size_t len)
{
	size_t n = 0;

	while (n < len && !isspace((unsigned char)text[n]))
		n++;
	struct span name = {text, n}, args = trim((struct span){text + n, len - n});

	if (equal(name, ".ifc") || equal(name, ".ifnc") || equal(name, ".if") ||
		equal(name, ".else") || equal(name, ".endif"))
		return condition(d, name, args);
	if (asm_data_skips(d))
		return true;
	for (size_t i = 0; i < ARRAY_LEN(directives); i++)
		if (equal(name, directives[i].name))
			return !directives[i].bytes || take_data(d, args, directives[i].bytes);
	return refuse(d, "unknown directive", name);
}

/* ---- when all is read ---- */

static void store(const struct asm_data *d, uint32_t at, unsigned bytes, uint64_t v)
{
	for (unsigned i = 0; i < bytes; i++)
		d->raw.p[at + (d->big_endian ? bytes - 1 - i : i)] = (uint8_t)(v >> 8 * i);
}

/* A value with a label of asm goto: is it the offset of the jump in this slot, wherever that is? */
static bool take_target(
	struct asm_data *d, const struct asm_value *v, struct span text, struct names *n)
{
	static const int64_t distances[] = {1, 5, 1000};
	int64_t behind = ((int64_t)d->slots.p[v->at / SLOT] + 1) * SLOT, value;
	uint32_t label = n->used;

	for (size_t i = 0; i < ARRAY_LEN(distances); i++) {
		n->target = behind + distances[i] * SLOT;
		if (!evaluate(d, text, n, &value))
			return false;
		if (v->at % SLOT != OFF_AT || v->bytes < 2 || value != distances[i])
			return refuse(d, "not the offset of a jump:", text);
	}
	d->out->p[d->insns.p[v->at / SLOT]].target = label;
	store(d, v->at, v->bytes, 0);
	return true;
}

bool asm_data_finish(struct asm_data *d)
{
	if (!asm_data_whole(d))
		return false;
	if (d->depth) {
		d->why = "a condition without .endif";
		return false;
	}
	vec_for (v, &d->values) {
		struct names n = {.d = d};
		struct span text =
			resolve_near(d, (struct span){v->text, v->len}, d->slots.p[v->at / SLOT]);
		int64_t value;

		if (!evaluate(d, text, &n, &value))
			return false;
		if (n.used) {
			if (!take_target(d, v, text, &n))
				return false;
		} else {
			store(d, v->at, v->bytes, (uint64_t)value);
		}
	}
	for (uint32_t i = 0; i < d->slots.n; i++)
		d->out->p[d->insns.p[i]].insn[0] =
			insn_decode(d->raw.p + (size_t)i * SLOT, d->big_endian);
	return true;
}
