/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Printing by template, and cutting assembly text into statements. The parser of one instruction is
 * insn_parse.c; it reads the same templates. To add an operand letter add a case to print_operand
 * here and to match_operand there.
 */
#include "insn_text.h"

#include <ctype.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* Each dialect's own rows, then its aliases; others' aliases are left out, NULL. */
#define IF_LLVM_LLVM(text)               text
#define IF_LLVM_BINUTILS(text)           NULL
#define IF_LLVM_CONFORMANCE(text)        NULL
#define IF_BINUTILS_LLVM(text)           NULL
#define IF_BINUTILS_BINUTILS(text)       text
#define IF_BINUTILS_CONFORMANCE(text)    NULL
#define IF_CONFORMANCE_LLVM(text)        NULL
#define IF_CONFORMANCE_BINUTILS(text)    NULL
#define IF_CONFORMANCE_CONFORMANCE(text) text

static const struct insn_form llvm_forms[] = {
#define I(name, opcode, field, value, shape, op, bits, cpu, text) {INSN_##name, text},
#include "isa.def"
#undef I
#define T(name, binutils, conformance)
#define ALIAS(dialect, name, text) {INSN_##name, IF_LLVM_##dialect(text)},
#include "isa_text.def"
#undef T
#undef ALIAS
};

static const struct insn_form binutils_forms[] = {
#define T(name, binutils, conformance) {INSN_##name, binutils},
#define ALIAS(dialect, name, text)     {INSN_##name, IF_BINUTILS_##dialect(text)},
#include "isa_text.def"
#undef T
#undef ALIAS
};

static const struct insn_form conformance_forms[] = {
#define T(name, binutils, conformance) {INSN_##name, conformance},
#define ALIAS(dialect, name, text)     {INSN_##name, IF_CONFORMANCE_##dialect(text)},
#include "isa_text.def"
#undef T
#undef ALIAS
};

/* What is printed, by instruction; NULL: no text. */
static const char *const templates[INSN_DIALECT_COUNT][INSN_COUNT] = {
#define I(name, opcode, field, value, shape, op, bits, cpu, text) [INSN_##name] = text,
	[INSN_LLVM] =
		{
#include "isa.def"
		},
#undef I
#define ALIAS(dialect, name, text)
#define T(name, binutils, conformance) [INSN_##name] = binutils,
	[INSN_BINUTILS] =
		{
#include "isa_text.def"
		},
#undef T
#define T(name, binutils, conformance) [INSN_##name] = conformance,
	[INSN_CONFORMANCE] =
		{
#include "isa_text.def"
		},
#undef T
#undef ALIAS
};

static const struct {
	const char *name;
	const struct insn_form *forms;
	unsigned n;
} dialects[INSN_DIALECT_COUNT] = {
	[INSN_LLVM] = {"llvm", llvm_forms, ARRAY_LEN(llvm_forms)},
	[INSN_BINUTILS] = {"binutils", binutils_forms, ARRAY_LEN(binutils_forms)},
	[INSN_CONFORMANCE] = {"conformance", conformance_forms, ARRAY_LEN(conformance_forms)},
};

unsigned insn_forms(enum insn_dialect dialect, const struct insn_form **forms)
{
	*forms = dialects[dialect].forms;
	return dialects[dialect].n;
}

const char *insn_template(enum insn_dialect dialect, enum insn_id id)
{
	return templates[dialect][id];
}

bool insn_dialect_named(const char *name, enum insn_dialect *out)
{
	for (unsigned i = 0; i < INSN_DIALECT_COUNT; i++)
		if (!strcmp(dialects[i].name, name)) {
			*out = (enum insn_dialect)i;
			return true;
		}
	return false;
}

/* ---- printing ---- */

struct printer {
	char *buf;
	size_t size, n; /* n may pass size, as in snprintf */
	const struct bpf_insn *p;
	unsigned flags;
	const char *sym;
	enum insn_dialect dialect;
	const char *sigil; /* before a register's name */
};

static void emit(struct printer *t, const char *fmt, ...) PRINTF(2, 3);
static void emit(struct printer *t, const char *fmt, ...)
{
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = vsnprintf(t->n < t->size ? t->buf + t->n : NULL, t->n < t->size ? t->size - t->n : 0,
		fmt, ap);
	va_end(ap);
	t->n += (size_t)n;
}

/* The sign, or `plus` where there is none, then the magnitude. */
static void emit_number(struct printer *t, const char *plus, const char *minus, int64_t v)
{
	uint64_t mag = v < 0 ? -(uint64_t)v : (uint64_t)v;

	emit(t, t->flags & INSN_HEX ? "%s0x%" PRIx64 : "%s%" PRIu64, v < 0 ? minus : plus, mag);
}

static void emit_target(struct printer *t, const char *plus, int64_t v)
{
	if (t->sym)
		emit(t, "%s", t->sym);
	else
		emit_number(t, plus, "-", v);
}

static void print_operand(struct printer *t, char letter)
{
	const struct bpf_insn *p = t->p;
	char narrow = t->flags & INSN_R_ONLY ? 'r' : 'w';

	switch (letter) {
	case 'D': emit(t, "%sr%u", t->sigil, p->dst_reg); break;
	case 'd': emit(t, "w%u", p->dst_reg); break;
	case 'e': emit(t, "%c%u", narrow, p->dst_reg); break;
	case 'S': emit(t, "%sr%u", t->sigil, p->src_reg); break;
	case 's': emit(t, "w%u", p->src_reg); break;
	case 't': emit(t, "%c%u", narrow, p->src_reg); break;
	case 'i': emit_number(t, "", "-", p->imm); break;
	case 'I': emit_target(t, "", (int64_t)insn_wide_imm(p)); break;
	case 'n':
		if (p->imm)
			emit_number(t, " + ", " - ", p->imm);
		break;
	case 'o': emit_number(t, "+ ", "- ", p->off); break;
	case 'm': emit_number(t, "+", t->dialect == INSN_BINUTILS ? "+-" : "-", p->off); break;
	case 'a': emit_number(t, "", "-", (uint32_t)p->imm >> 16); break;
	case 'b': emit_number(t, "", "-", p->imm & 0xffff); break;
	case 'j': emit_target(t, "+", p->off); break;
	case 'J': emit_target(t, "+", p->imm); break;
	case 'c': emit_target(t, "", p->imm); break;
	case '%': emit(t, "%%"); break;
	default: ICE("isa.def: unknown operand %%%c", letter);
	}
}

int insn_print(char *buf, size_t size, const struct bpf_insn *p, enum insn_dialect dialect,
	unsigned flags, const char *sym)
{
	struct printer t = {.buf = buf, .size = size, .p = p, .flags = flags, .sym = sym};
	enum insn_id id = insn_id(*p);
	const char *s = "<unknown>";

	if (id != INSN_INVALID && !templates[dialect][id])
		dialect = INSN_LLVM;
	t.dialect = dialect;
	t.sigil = dialect == INSN_LLVM ? "" : "%";
	if (id == INSN_CALL_FN && sym && dialect == INSN_BINUTILS)
		id = INSN_CALL_HELPER; /* a name says that it is a function */
	if (id != INSN_INVALID)
		s = templates[dialect][id];

	emit(&t, "%s", "");
	while (*s) {
		size_t plain = strcspn(s, "%");

		emit(&t, "%.*s", (int)plain, s);
		s += plain;
		if (*s)
			print_operand(&t, s[1]), s += 2;
	}
	return (int)t.n;
}

/* ---- statements ---- */

/* The end of the comment at s, or s when there is none. */
static const char *skip_comment(const char *s, const char *end)
{
	const char *close;

	if (*s == '#' || (end - s > 1 && s[0] == '/' && s[1] == '/')) {
		close = memchr(s, '\n', (size_t)(end - s));
		return close ? close : end;
	}
	if (end - s < 2 || s[0] != '/' || s[1] != '*')
		return s;
	close = memmem(s + 2, (size_t)(end - s - 2), "*/", 2);
	return close ? close + 2 : end;
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r';
}

/* The string literal at s, to its closing quote or the line's end. */
static const char *skip_string(const char *s, const char *end)
{
	for (s++; s < end && *s != '"' && *s != '\n'; s++)
		s += *s == '\\' && s + 1 < end;
	return s < end && *s == '"' ? s + 1 : s;
}

static bool is_name(char c)
{
	return isalnum((unsigned char)c) || (c && strchr("_.$@", c));
}

/* label = (name | digits) ":" */
static const char *cut_label(const char *s, const char *end, struct insn_statement *out)
{
	const char *start = s;

	if (s < end && *s == '"')
		s = skip_string(s, end);
	else
		while (s < end && is_name(*s))
			s++;
	if (s == start || s == end || *s != ':')
		return start;
	out->label = start;
	out->label_len = (size_t)(s - start);
	return s + 1;
}

static const char *skip_empty(const char *s, const char *end)
{
	while (s < end) {
		const char *t =
			is_blank(*s) || *s == '\n' || *s == ';' ? s + 1 : skip_comment(s, end);

		if (t == s)
			break;
		s = t;
	}
	return s;
}

bool insn_next_statement(const char **p, const char *end, struct insn_statement *out)
{
	const char *s = skip_empty(*p, end), *stop;

	*out = (struct insn_statement){.text = s};
	if (s == end) {
		*p = end;
		return false;
	}
	s = cut_label(s, end, out);
	while (s < end && is_blank(*s))
		s++;
	/* A second label makes a statement of its own. */
	if (out->label && cut_label(s, end, &(struct insn_statement){0}) != s) {
		out->text = s;
		*p = s;
		return true;
	}
	out->text = s;
	for (stop = s; stop < end && *stop != '\n' && *stop != ';';) {
		if (skip_comment(stop, end) != stop)
			break;
		stop = *stop == '"' ? skip_string(stop, end) : stop + 1;
	}
	*p = stop < end ? skip_comment(stop, end) : stop;
	while (stop > s && is_blank(stop[-1]))
		stop--;
	out->len = (size_t)(stop - s);
	return true;
}
