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
#include "atext.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

struct operand {
	char letter;
	const char *at;
	struct atext_expr e;
};

struct matcher {
	struct atext_reader r;
	struct insn_parsed *out;
	int dst, src; /* -1: not seen yet */
	struct operand operands[3];
	unsigned n_operands;
};

static bool is_operator(char c)
{
	return c && strchr("+-*/%&|^<>=!", c);
}

/* ---- operands ---- */

static bool match_register(struct matcher *m, const char *kinds, int *reg)
{
	size_t len = 0;
	int r = -1;

	atext_blanks(&m->r);
	for (const char *k = kinds; *k && r < 0; k++)
		r = atext_register(&m->r, *k, &len);
	if (r < 0)
		return atext_fail(&m->r, "expected a %sregister",
			kinds[1] || m->r.p->dialect != INSN_LLVM ? ""
			: *kinds == 'w'                          ? "32-bit "
								 : "64-bit ");
	if (r > 10)
		return atext_refuse(&m->r, m->r.at, "no register '%.*s'", (int)len, m->r.at);
	if (*reg >= 0 && *reg != r)
		return atext_refuse(
			&m->r, m->r.at, "must be the register named before, %c%d", *m->r.at, *reg);
	*reg = r;
	m->r.at += len;
	return true;
}

static bool match_expr(struct matcher *m, char letter)
{
	struct operand *o = &m->operands[m->n_operands];

	atext_blanks(&m->r);
	if (letter == 'o' && (m->r.at == m->r.end || !strchr("+-", *m->r.at)))
		return atext_fail(&m->r, "expected '+' or '-' and an offset");
	*o = (struct operand){.letter = letter, .at = m->r.at};
	if (!atext_expr_read(&m->r, false, &o->e))
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
	case 'm':
		atext_blanks(&m->r);
		return m->r.at == m->r.end || !strchr("+-", *m->r.at) || match_expr(m, letter);
	default: return match_expr(m, letter);
	}
}

/* A word or a run of operator characters of the template; *t moves behind it. */
static bool match_literal(struct matcher *m, const char **t)
{
	const char *s = *t, *from = s;
	bool word = atext_is_word(*s), op = is_operator(*s);
	size_t n;

	do
		s++;
	while (*s && (word ? atext_is_word(*s) : op && *s != '%' && is_operator(*s)));
	n = (size_t)(s - from);
	*t = s;
	atext_blanks(&m->r);
	if ((size_t)(m->r.end - m->r.at) < n || memcmp(m->r.at, from, n) ||
		(word && m->r.end - m->r.at > (ptrdiff_t)n && atext_is_word(m->r.at[n])))
		return atext_fail(&m->r, "expected '%.*s'", (int)n, from);
	m->r.at += n;
	return true;
}

static bool match_template(struct matcher *m, const char *t)
{
	m->r.at = m->r.text;
	m->n_operands = 0;
	m->dst = m->src = -1;
	atext_blanks(&m->r);
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
	atext_blanks(&m->r);
	return m->r.at == m->r.end || atext_fail(&m->r, "unexpected text after the instruction");
}

/* ---- the instruction ---- */

static bool set_range(struct matcher *m, const struct operand *o, int64_t min, int64_t max)
{
	if (o->e.v >= min && o->e.v <= max)
		return true;
	return atext_refuse(&m->r, o->at,
		"%" PRId64 " does not fit the range %" PRId64 " to %" PRId64, o->e.v, min, max);
}

static bool set_symbol(struct matcher *m, const struct operand *o)
{
	struct insn_parsed *out = m->out;

	if (strchr("oabnm", o->letter))
		return atext_refuse(
			&m->r, o->at, "'%.*s' is not an absolute name", (int)o->e.len, o->e.sym);
	if (out->sym)
		return atext_refuse(&m->r, o->at, "an instruction can name one symbol only");
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
	case 'm':
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

/*
 * Can the text match? Literals and registers up to the first expression are looked at, loosely:
 * this is what keeps reading from trying every row in earnest.
 */
static bool may_match(const char *t, const char *s, const char *end)
{
	for (; *t; t++) {
		if (*t == ' ')
			continue;
		while (s < end && (*s == ' ' || *s == '\t'))
			s++;
		if (*t == '%' && t[1] != '%') {
			t++;
			if (!strchr("DdeSst", *t))
				return true;
			s += s < end && *s == '%';
			if (s == end || !strchr("rRwWfF", *s))
				return false;
			while (s < end && atext_is_word(*s))
				s++;
			continue;
		}
		t += *t == '%';
		if (s == end || *s != *t)
			return false;
		s++;
	}
	return true;
}

static bool try_forms(struct matcher *m, bool all)
{
	const struct insn_form *forms;
	unsigned n = insn_forms(m->r.p->dialect, &forms);

	for (unsigned i = 0; i < n && !m->r.is_fatal; i++)
		if (forms[i].text && (all || may_match(forms[i].text, m->r.text, m->r.end)) &&
			match_template(m, forms[i].text))
			return finish(m, (enum insn_id)forms[i].id);
	return false;
}

bool insn_parse(const struct insn_parser *p, const char *text, size_t len, struct insn_parsed *out,
	struct insn_error *err)
{
	struct matcher m = {.r = {.p = p, .text = text, .end = text + len, .err = err}, .out = out};

	*err = (struct insn_error){0};
	if (try_forms(&m, false))
		return true;
	if (!m.r.is_fatal)
		try_forms(&m, true); /* for the error that got farthest */
	m.r.at = text;
	atext_blanks(&m.r);
	if (!m.r.is_fatal && err->offset == (size_t)(m.r.at - text))
		snprintf(err->message, sizeof(err->message), "not an instruction");
	return false;
}
