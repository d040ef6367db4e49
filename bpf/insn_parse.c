/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The parser of one instruction. It matches the text against the templates of all rows in order and
 * takes the first that fits to the end. When none does, the error is that of the template that got
 * farthest: what the user most likely meant.
 *
 * Blanks between tokens are free, except inside an operator and between two words. Registers are
 * case-insensitive, as in LLVM. A number must fit its field, as signed or (32-bit immediates) as
 * unsigned; LLVM silently cuts it.
 */
#include "insn_text.h"

#include <ctype.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum { EXPR_DEPTH = 64 }; /* parentheses and signs within each other */

struct expr {
	int64_t v;
	const char *sym; /* NULL: a number */
	size_t len;
};

struct operand {
	char letter;
	const char *at;
	struct expr e;
};

struct matcher {
	const struct insn_parser *p;
	const char *text, *end, *at;
	struct insn_parsed *out;
	struct insn_error *err;
	bool is_fatal; /* not a mismatch: the text is this instruction, with a wrong operand */
	unsigned depth;
	int dst, src; /* -1: not seen yet */
	struct operand operands[3];
	unsigned n_operands;
};

static bool is_word(char c)
{
	return isalnum((unsigned char)c) || c == '_';
}
static bool is_name_start(char c)
{
	return isalpha((unsigned char)c) || c == '_' || c == '.' || c == '$';
}
static bool is_name(char c)
{
	return is_name_start(c) || isdigit((unsigned char)c) || c == '@';
}
static bool is_operator(char c)
{
	return c && strchr("+-*/%&|^<>=!", c);
}

static void skip_blanks(struct matcher *m)
{
	while (m->at < m->end && (*m->at == ' ' || *m->at == '\t'))
		m->at++;
}

/* Note what is wrong at m->at when no other template got farther. */
static bool fail(struct matcher *m, const char *fmt, ...) PRINTF(2, 3);
static bool fail(struct matcher *m, const char *fmt, ...)
{
	size_t offset = (size_t)(m->at - m->text);
	va_list ap;

	if (m->err->message[0] && offset <= m->err->offset)
		return false;
	m->err->offset = offset;
	va_start(ap, fmt);
	vsnprintf(m->err->message, sizeof(m->err->message), fmt, ap);
	va_end(ap);
	return false;
}

/* The same, for an operand that was understood and is wrong: no other template is tried. */
#define fail_operand(m, at_, ...) \
	((m)->at = (at_), (m)->is_fatal = true, (m)->err->message[0] = 0, fail(m, __VA_ARGS__))

/* ---- expressions ---- */

static bool parse_expr(struct matcher *m, unsigned min_prec, struct expr *e);

static unsigned digit_of(char c)
{
	if (c >= '0' && c <= '9')
		return (unsigned)(c - '0');
	c = (char)tolower((unsigned char)c);
	return c >= 'a' && c <= 'f' ? (unsigned)(c - 'a' + 10) : 99;
}

/* number = "0x" hex | "0b" bin | "0" octal | decimal, then [uUlL]*; or a local label: digits [bf]
 */
static bool parse_number(struct matcher *m, struct expr *e)
{
	const char *start = m->at, *s = start;
	unsigned base = 10;
	uint64_t v = 0;

	while (s < m->end && isdigit((unsigned char)*s))
		s++;
	if (s < m->end && (*s == 'b' || *s == 'f') && (s + 1 == m->end || !is_word(s[1]))) {
		*e = (struct expr){0, start, (size_t)(s + 1 - start)};
		m->at = s + 1;
		return true;
	}
	s = start;
	if (m->end - s > 2 && *s == '0' && (s[1] == 'x' || s[1] == 'X'))
		base = 16, s += 2;
	else if (m->end - s > 2 && *s == '0' && (s[1] == 'b' || s[1] == 'B'))
		base = 2, s += 2;
	else if (*s == '0')
		base = 8;
	if (digit_of(*s) >= base)
		return fail(m, "expected a digit");
	for (; s < m->end && digit_of(*s) < base; s++)
		if (__builtin_mul_overflow(v, base, &v) ||
			__builtin_add_overflow(v, digit_of(*s), &v))
			return fail_operand(m, start, "number does not fit 64 bits");
	while (s < m->end && strchr("uUlL", *s))
		s++;
	if (s < m->end && is_word(*s)) {
		m->at = s;
		return fail(m, "invalid digit '%c' in number", *s);
	}
	m->at = s;
	*e = (struct expr){.v = (int64_t)v};
	return true;
}

/* 'c', with the usual escapes */
static bool parse_char(struct matcher *m, struct expr *e)
{
	static const char from[] = "nrtbf0'\"\\", to[] = "\n\r\t\b\f\0'\"\\";
	const char *s = m->at + 1, *esc;

	if (s < m->end && *s == '\\' && s + 1 < m->end && (esc = strchr(from, s[1])) != NULL &&
		*esc)
		e->v = to[esc - from], s += 2;
	else if (s < m->end && *s != '\\' && *s != '\'')
		e->v = *s++;
	else
		return fail(m, "invalid character constant");
	if (s == m->end || *s != '\'')
		return fail(m, "invalid character constant");
	m->at = s + 1;
	return true;
}

/* "r3", "w10", case-insensitive. The number, or -1. */
static int register_at(const char *s, size_t len, char kind)
{
	if (len < 2 || len > 3 || tolower((unsigned char)s[0]) != kind ||
		!isdigit((unsigned char)s[1]))
		return -1;
	if (len == 2)
		return s[1] - '0';
	return s[1] == '1' && isdigit((unsigned char)s[2]) ? 10 + s[2] - '0' : -1;
}

static size_t name_len(struct matcher *m)
{
	const char *s = m->at;

	if (s == m->end || !is_name_start(*s))
		return 0;
	while (s < m->end && is_name(*s))
		s++;
	return (size_t)(s - m->at);
}

static bool parse_name(struct matcher *m, struct expr *e)
{
	size_t len = name_len(m);
	int64_t value;

	if (register_at(m->at, len, 'r') >= 0 || register_at(m->at, len, 'w') >= 0)
		return fail(m, "unexpected register '%.*s'", (int)len, m->at);
	*e = (struct expr){.sym = m->at, .len = len};
	if (m->p->lookup && m->p->lookup(m->p->ctx, m->at, len, &value))
		*e = (struct expr){.v = value};
	m->at += len;
	return true;
}

/* primary = number | name | 'c' | "(" expr ")" | ("-" | "+" | "~") primary */
static bool parse_primary(struct matcher *m, struct expr *e)
{
	bool ok;
	char c;

	*e = (struct expr){0};
	skip_blanks(m);
	if (m->at == m->end)
		return fail(m, "expected a number or a name");
	c = *m->at;
	if (isdigit((unsigned char)c))
		return parse_number(m, e);
	if (c == '\'')
		return parse_char(m, e);
	if (is_name_start(c))
		return parse_name(m, e);
	if (!strchr("(-+~", c))
		return fail(m, "expected a number or a name");
	if (m->depth >= EXPR_DEPTH)
		return fail_operand(m, m->at, "expression nested more than %d deep", EXPR_DEPTH);
	m->at++;
	m->depth++;
	ok = c == '(' ? parse_expr(m, 0, e) : parse_primary(m, e);
	m->depth--;
	if (!ok)
		return false;
	if (c == '(') {
		skip_blanks(m);
		if (m->at == m->end || *m->at != ')')
			return fail(m, "expected ')'");
		m->at++;
		return true;
	}
	if (e->sym && c != '+')
		return fail(m, "the name '%.*s' has no value here", (int)e->len, e->sym);
	if (c == '-')
		e->v = (int64_t) - (uint64_t)e->v;
	if (c == '~')
		e->v = ~e->v;
	return true;
}

/* The binary operator at `s`, its length and precedence (LLVM's: | ^ & bind tighter than + -). */
static unsigned binary_at(const char *s, const char *end, char *op)
{
	if (s == end || !strchr("+-|^&*/%<>", *s))
		return 0;
	*op = *s;
	if (*s == '<' || *s == '>')
		return end - s > 1 && s[1] == *s ? 3 : 0;
	return *s == '+' || *s == '-' ? 1 : *s == '|' || *s == '^' || *s == '&' ? 2 : 3;
}

static bool apply(struct matcher *m, const char *at, char op, struct expr *a, const struct expr *b)
{
	uint64_t x = (uint64_t)a->v, y = (uint64_t)b->v;

	if (op == '+' && !(a->sym && b->sym)) {
		a->v = (int64_t)(x + y);
		if (b->sym)
			a->sym = b->sym, a->len = b->len;
		return true;
	}
	if (op == '-' && !b->sym) {
		a->v = (int64_t)(x - y);
		return true;
	}
	if (a->sym || b->sym)
		return fail_operand(m, at, "a name can only have a number added or subtracted");
	if ((op == '/' || op == '%') && (!y || (a->v == INT64_MIN && b->v == -1)))
		return fail_operand(m, at, "division by zero or out of range");
	switch (op) {
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

/* expr = primary { op expr-of-higher-precedence } */
static bool parse_expr(struct matcher *m, unsigned min_prec, struct expr *e)
{
	if (!parse_primary(m, e))
		return false;
	for (;;) {
		const char *at;
		struct expr rhs;
		unsigned prec;
		char op = 0;

		skip_blanks(m);
		at = m->at;
		prec = binary_at(at, m->end, &op);
		if (!prec || prec <= min_prec)
			return true;
		m->at += op == '<' || op == '>' ? 2 : 1;
		if (!parse_expr(m, prec, &rhs) || !apply(m, at, op, e, &rhs))
			return false;
	}
}

/* ---- operands ---- */

static bool match_register(struct matcher *m, const char *kinds, int *reg)
{
	size_t len;
	int r = -1;

	skip_blanks(m);
	len = name_len(m);
	for (const char *k = kinds; *k && r < 0; k++)
		r = register_at(m->at, len, *k);
	if (r < 0)
		return fail(m, "expected a %sregister",
			kinds[1]        ? ""
			: *kinds == 'w' ? "32-bit "
					: "64-bit ");
	if (r > 10)
		return fail_operand(m, m->at, "no register '%.*s'", (int)len, m->at);
	if (*reg >= 0 && *reg != r)
		return fail_operand(
			m, m->at, "must be the register named before, %c%d", *m->at, *reg);
	*reg = r;
	m->at += len;
	return true;
}

static bool match_expr(struct matcher *m, char letter)
{
	struct operand *o = &m->operands[m->n_operands];

	skip_blanks(m);
	if (letter == 'o' && (m->at == m->end || !strchr("+-", *m->at)))
		return fail(m, "expected '+' or '-' and an offset");
	*o = (struct operand){.letter = letter, .at = m->at};
	if (!parse_expr(m, 0, &o->e))
		return false;
	m->n_operands++;
	return true;
}

static bool match_operand(struct matcher *m, char letter)
{
	switch (letter) {
	case 'D': return match_register(m, "r", &m->dst);
	case 'd': return match_register(m, "w", &m->dst);
	case 'e': return match_register(m, "wr", &m->dst);
	case 'S': return match_register(m, "r", &m->src);
	case 's': return match_register(m, "w", &m->src);
	case 't': return match_register(m, "wr", &m->src);
	case 'n':
		skip_blanks(m);
		return m->at == m->end || !strchr("+-", *m->at) || match_expr(m, letter);
	default: return match_expr(m, letter);
	}
}

/* A word or a run of operator characters of the template; *t moves behind it. */
static bool match_literal(struct matcher *m, const char **t)
{
	const char *s = *t, *from = s;
	bool word = is_word(*s), op = is_operator(*s);
	size_t n;

	do
		s++;
	while (*s && (word ? is_word(*s) : op && *s != '%' && is_operator(*s)));
	n = (size_t)(s - from);
	*t = s;
	skip_blanks(m);
	if ((size_t)(m->end - m->at) < n || memcmp(m->at, from, n) ||
		(word && m->end - m->at > (ptrdiff_t)n && is_word(m->at[n])))
		return fail(m, "expected '%.*s'", (int)n, from);
	m->at += n;
	return true;
}

static bool match_template(struct matcher *m, const char *t)
{
	m->at = m->text;
	m->n_operands = 0;
	m->dst = m->src = -1;
	skip_blanks(m);
	while (*t) {
		if (*t == ' ') {
			t++;
		} else if (*t == '%' && t[1] != '%') {
			if (!match_operand(m, t[1]))
				return false;
			t += 2;
		} else {
			t += *t == '%';
			if (!match_literal(m, &t))
				return false;
		}
	}
	skip_blanks(m);
	return m->at == m->end || fail(m, "unexpected text after the instruction");
}

/* ---- the instruction ---- */

static bool set_range(struct matcher *m, const struct operand *o, int64_t min, int64_t max)
{
	if (o->e.v >= min && o->e.v <= max)
		return true;
	return fail_operand(m, o->at, "%" PRId64 " does not fit the range %" PRId64 " to %" PRId64,
		o->e.v, min, max);
}

static bool set_symbol(struct matcher *m, const struct operand *o)
{
	struct insn_parsed *out = m->out;

	if (strchr("oabn", o->letter))
		return fail_operand(
			m, o->at, "'%.*s' is not an absolute name", (int)o->e.len, o->e.sym);
	if (out->sym)
		return fail_operand(m, o->at, "an instruction can name one symbol only");
	out->sym = o->e.sym;
	out->sym_len = o->e.len;
	out->addend = o->e.v;
	switch (o->letter) {
	case 'i': out->sym_kind = INSN_SYM_IMM; break;
	case 'I': out->sym_kind = INSN_SYM_IMM64; break;
	case 'j': out->sym_kind = INSN_SYM_JUMP; break;
	case 'J': out->sym_kind = INSN_SYM_JUMP32; break;
	case 'c':
		out->sym_kind = INSN_SYM_CALL;
		out->id = INSN_CALL_FN;
		out->insn[0].src_reg = BPF_PSEUDO_CALL;
		break;
	}
	return true;
}

/* Put an operand's value in its field. */
static bool set_operand(struct matcher *m, const struct operand *o)
{
	struct bpf_insn *p = m->out->insn;

	if (o->e.sym)
		return set_symbol(m, o);
	switch (o->letter) {
	case 'o':
	case 'j': p->off = (int16_t)o->e.v; return set_range(m, o, INT16_MIN, INT16_MAX);
	case 'J': p->imm = (int32_t)o->e.v; return set_range(m, o, INT32_MIN, INT32_MAX);
	case 'a': p->imm |= (int32_t)((uint32_t)o->e.v << 16); return set_range(m, o, 0, 0xffff);
	case 'b': p->imm |= (int32_t)(o->e.v & 0xffff); return set_range(m, o, 0, 0xffff);
	case 'I':
		p[0].imm = (int32_t)(uint32_t)o->e.v;
		p[1].imm = (int32_t)(uint32_t)((uint64_t)o->e.v >> 32);
		return true;
	default: p->imm = (int32_t)(uint32_t)o->e.v; return set_range(m, o, INT32_MIN, UINT32_MAX);
	}
}

static bool finish(struct matcher *m, enum insn_id id)
{
	struct insn_parsed *out = m->out;

	*out = (struct insn_parsed){.id = id, .slots = insn_slots(id)};
	out->insn[0] = insn_make(
		id, m->dst < 0 ? 0 : (unsigned)m->dst, m->src < 0 ? 0 : (unsigned)m->src, 0, 0);
	for (unsigned i = 0; i < m->n_operands; i++)
		if (!set_operand(m, &m->operands[i]))
			return false;
	return true;
}

bool insn_parse(const struct insn_parser *p, const char *text, size_t len, struct insn_parsed *out,
	struct insn_error *err)
{
	struct matcher m = {.p = p, .text = text, .end = text + len, .out = out, .err = err};

	*err = (struct insn_error){0};
	for (unsigned id = 0; id < INSN_COUNT && !m.is_fatal; id++) {
		const char *t = insn_template(p->dialect, (enum insn_id)id);

		if (t && match_template(&m, t))
			return finish(&m, (enum insn_id)id);
	}
	m.at = text;
	skip_blanks(&m);
	if (!m.is_fatal && err->offset == (size_t)(m.at - text))
		snprintf(err->message, sizeof(err->message), "not an instruction");
	return false;
}
