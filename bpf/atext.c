/* SPDX-License-Identifier: BSD-2-Clause */
/* Names, registers and expressions of assembly text. See atext.h. */
#include "atext.h"

#include <ctype.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum { EXPR_DEPTH = 64 }; /* parentheses and signs within each other */

static bool is_name_start(char c)
{
	return isalpha((unsigned char)c) || c == '_' || c == '.' || c == '$';
}
static bool is_name(char c)
{
	return is_name_start(c) || isdigit((unsigned char)c) || c == '@';
}

void atext_blanks(struct atext_reader *r)
{
	while (r->at < r->end && (*r->at == ' ' || *r->at == '\t'))
		r->at++;
}

static bool note(struct atext_reader *r, const char *fmt, va_list ap)
{
	size_t offset = (size_t)(r->at - r->text);

	if (r->err->message[0] && offset <= r->err->offset)
		return false;
	r->err->offset = offset;
	vsnprintf(r->err->message, sizeof(r->err->message), fmt, ap);
	return false;
}

bool atext_fail(struct atext_reader *r, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	note(r, fmt, ap);
	va_end(ap);
	return false;
}

bool atext_refuse(struct atext_reader *r, const char *at, const char *fmt, ...)
{
	va_list ap;

	r->at = at;
	r->is_fatal = true;
	r->err->message[0] = 0;
	va_start(ap, fmt);
	note(r, fmt, ap);
	va_end(ap);
	return false;
}

bool atext_expect(struct atext_reader *r, char c)
{
	atext_blanks(r);
	if (r->at == r->end || *r->at != c)
		return atext_fail(r, "expected '%c'", c);
	r->at++;
	return true;
}

/* ---- words ---- */

static unsigned digit_of(char c)
{
	if (c >= '0' && c <= '9')
		return (unsigned)(c - '0');
	c = (char)tolower((unsigned char)c);
	return c >= 'a' && c <= 'f' ? (unsigned)(c - 'a' + 10) : 99;
}

/* number = "0x" hex | "0b" bin | "0" octal | decimal, then [uUlL]*; or a local label: digits [bf]
 */
static bool read_number(struct atext_reader *r, struct atext_expr *e)
{
	const char *start = r->at, *s = start;
	unsigned base = 10;
	uint64_t v = 0;

	while (s < r->end && isdigit((unsigned char)*s))
		s++;
	if (s < r->end && (*s == 'b' || *s == 'f') && (s + 1 == r->end || !atext_is_word(s[1]))) {
		*e = (struct atext_expr){.sym = start, .len = (size_t)(s + 1 - start)};
		r->at = s + 1;
		return true;
	}
	s = start;
	if (r->end - s > 2 && *s == '0' && (s[1] == 'x' || s[1] == 'X'))
		base = 16, s += 2;
	else if (r->end - s > 2 && *s == '0' && (s[1] == 'b' || s[1] == 'B'))
		base = 2, s += 2;
	else if (*s == '0')
		base = 8;
	if (digit_of(*s) >= base)
		return atext_fail(r, "expected a digit");
	for (; s < r->end && digit_of(*s) < base; s++)
		if (__builtin_mul_overflow(v, base, &v) ||
			__builtin_add_overflow(v, digit_of(*s), &v))
			return atext_refuse(r, start, "number does not fit 64 bits");
	while (s < r->end && strchr("uUlL", *s))
		s++;
	r->at = s;
	if (s < r->end && atext_is_word(*s))
		return atext_fail(r, "invalid digit '%c' in number", *s);
	*e = (struct atext_expr){.v = (int64_t)v};
	return true;
}

/* 'c', with the usual escapes */
static bool read_char(struct atext_reader *r, struct atext_expr *e)
{
	static const char from[] = "nrtbf0'\"\\", to[] = "\n\r\t\b\f\0'\"\\";
	const char *s = r->at + 1, *esc;

	if (s < r->end && *s == '\\' && s + 1 < r->end && (esc = strchr(from, s[1])) != NULL &&
		*esc)
		e->v = to[esc - from], s += 2;
	else if (s < r->end && *s != '\\' && *s != '\'')
		e->v = *s++;
	else
		return atext_fail(r, "invalid character constant");
	if (s == r->end || *s != '\'')
		return atext_fail(r, "invalid character constant");
	r->at = s + 1;
	return true;
}

size_t atext_name(struct atext_reader *r)
{
	const char *s = r->at;

	if (s < r->end && *s == '"') {
		for (s++; s < r->end && *s != '"'; s++)
			s += *s == '\\' && s + 1 < r->end;
		return s < r->end && s > r->at + 1 ? (size_t)(s + 1 - r->at) : 0;
	}
	if (s == r->end || !is_name_start(*s))
		return 0;
	while (s < r->end && is_name(*s))
		s++;
	return (size_t)(s - r->at);
}

int atext_register(struct atext_reader *r, char kind, size_t *len)
{
	const char *s = r->at;
	bool mnemonic = r->p->dialect != INSN_LLVM;
	size_t n = 0;

	s += mnemonic && s < r->end && *s == '%';
	while (s + n < r->end && is_name(s[n]))
		n++;
	*len = (size_t)(s - r->at) + n;
	if (mnemonic && n == 2 && tolower((unsigned char)s[0]) == 'f' &&
		tolower((unsigned char)s[1]) == 'p' && kind == 'r')
		return 10;
	if (n < 2 || n > 3 || tolower((unsigned char)s[0]) != kind || !isdigit((unsigned char)s[1]))
		return -1;
	if (n == 2)
		return s[1] - '0';
	return s[1] == '1' && isdigit((unsigned char)s[2]) ? 10 + s[2] - '0' : -1;
}

/* ---- expressions ---- */

static bool read_level(
	struct atext_reader *r, bool differences, unsigned min_prec, struct atext_expr *e);

static bool read_name(struct atext_reader *r, struct atext_expr *e)
{
	size_t len, n = atext_name(r);
	int64_t value;

	if (atext_register(r, 'r', &len) >= 0 || atext_register(r, 'w', &len) >= 0)
		return atext_fail(r, "unexpected register '%.*s'", (int)len, r->at);
	if (!n)
		return atext_fail(r, "expected a number or a name");
	*e = (struct atext_expr){.sym = r->at, .len = n};
	if (r->p->lookup && r->p->lookup(r->p->ctx, r->at, n, &value))
		*e = (struct atext_expr){.v = value};
	r->at += n;
	return true;
}

/* "(" expr ")" | ("-" | "+" | "~") primary */
static bool read_prefixed(struct atext_reader *r, bool differences, struct atext_expr *e);

/* primary = number | name | 'c' | prefixed */
static bool read_primary(struct atext_reader *r, bool differences, struct atext_expr *e)
{
	char c;

	*e = (struct atext_expr){0};
	atext_blanks(r);
	if (r->at == r->end)
		return atext_fail(r, "expected a number or a name");
	c = *r->at;
	if (isdigit((unsigned char)c))
		return read_number(r, e);
	if (c == '\'')
		return read_char(r, e);
	if (is_name_start(c) || c == '"')
		return read_name(r, e);
	if (!strchr("(-+~", c))
		return atext_fail(r, "expected a number or a name");
	return read_prefixed(r, differences, e);
}

static bool read_prefixed(struct atext_reader *r, bool differences, struct atext_expr *e)
{
	char c = *r->at;
	bool ok;

	if (r->depth >= EXPR_DEPTH)
		return atext_refuse(r, r->at, "expression nested more than %d deep", EXPR_DEPTH);
	r->at++;
	r->depth++;
	ok = c == '(' ? read_level(r, differences, 0, e) : read_primary(r, differences, e);
	r->depth--;
	if (!ok)
		return false;
	if (c == '(')
		return atext_expect(r, ')');
	if (e->sym && c != '+')
		return atext_fail(r, "the name '%.*s' has no value here", (int)e->len, e->sym);
	if (c == '-')
		e->v = (int64_t) - (uint64_t)e->v;
	if (c == '~')
		e->v = ~e->v;
	return true;
}

/* The binary operator at `s` and its precedence (LLVM's: | ^ & bind tighter than + -); 0: none. */
static unsigned binary_at(const char *s, const char *end, char *op)
{
	if (s == end || !strchr("+-|^&*/%<>", *s))
		return 0;
	*op = *s;
	if (*s == '<' || *s == '>')
		return end - s > 1 && s[1] == *s ? 3 : 0;
	return *s == '+' || *s == '-' ? 1 : *s == '|' || *s == '^' || *s == '&' ? 2 : 3;
}

/* a + b, a - b where names are among them. False: not a form that a relocation has. */
static bool apply_names(struct atext_expr *a, const struct atext_expr *b, char op, bool differences)
{
	uint64_t x = (uint64_t)a->v, y = (uint64_t)b->v;

	if (op == '+' && !(a->sym && b->sym) && !a->sub && !b->sub) {
		a->v = (int64_t)(x + y);
		if (b->sym)
			a->sym = b->sym, a->len = b->len;
		return true;
	}
	if (op == '+' && !(a->sym && b->sym)) {
		struct atext_expr sum = a->sym ? *a : *b;

		sum.v = (int64_t)(x + y);
		*a = sum;
		return true;
	}
	if (op != '-' || b->sub || (b->sym && (!differences || !a->sym || a->sub)))
		return false;
	a->v = (int64_t)(x - y);
	if (b->sym)
		a->sub = b->sym, a->sub_len = b->len;
	return true;
}

/* A difference that is known is a number, which every operator takes. */
static void fold_difference(struct atext_reader *r, struct atext_expr *e)
{
	int64_t v;

	if (e->sub && r->p->difference &&
		r->p->difference(r->p->ctx, e->sym, e->len, e->sub, e->sub_len, &v))
		*e = (struct atext_expr){.v = (int64_t)((uint64_t)e->v + (uint64_t)v)};
}

static bool apply(struct atext_reader *r, bool differences, const char *at, char op,
	struct atext_expr *a, const struct atext_expr *b)
{
	uint64_t x = (uint64_t)a->v, y = (uint64_t)b->v;

	if (a->sym || b->sym) {
		if (!apply_names(a, b, op, differences))
			return atext_refuse(r, at,
				differences
					? "of names only sums with numbers and one difference exist"
					: "a name can only have a number added or subtracted");
		fold_difference(r, a);
		return true;
	}
	if ((op == '/' || op == '%') && (!y || (a->v == INT64_MIN && b->v == -1)))
		return atext_refuse(r, at, "division by zero or out of range");
	switch (op) {
	case '+': x += y; break;
	case '-': x -= y; break;
	case '|': x |= y; break;
	case '^': x ^= y; break;
	case '&': x &= y; break;
	case '*': x *= y; break;
	case '/': x = (uint64_t)(a->v / b->v); break;
	case '%': x = (uint64_t)(a->v % b->v); break;
	case '<': x = y < 64 ? x << y : 0; break;
	case '>': x = (uint64_t)(a->v >> (y < 64 ? y : 63)); break;
	}
	a->v = (int64_t)x;
	return true;
}

static bool read_level(
	struct atext_reader *r, bool differences, unsigned min_prec, struct atext_expr *e)
{
	if (!read_primary(r, differences, e))
		return false;
	for (;;) {
		const char *at;
		struct atext_expr rhs;
		unsigned prec;
		char op = 0;

		atext_blanks(r);
		at = r->at;
		prec = binary_at(at, r->end, &op);
		if (!prec || prec <= min_prec)
			return true;
		r->at += op == '<' || op == '>' ? 2 : 1;
		if (!read_level(r, differences, prec, &rhs) ||
			!apply(r, differences, at, op, e, &rhs))
			return false;
	}
}

bool atext_expr_read(struct atext_reader *r, bool differences, struct atext_expr *e)
{
	return read_level(r, differences, 0, e);
}
