/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Classic assembly: words for the scanner, instructions for the grammar, labels resolved at the
 * end. bpf_asm is the measure: what it accepts gives the same program here, also where two labels
 * are alike (the lowest counts) or a number does not fit (it is cut), of which it says nothing.
 */
#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <strings.h>

#include "asm.h"
#include "cbpf_asm.h"
#include "asm/cbpf.tab.h"
#define YYSTYPE CBPF_YYSTYPE
#define YYLTYPE CBPF_YYLTYPE
#include "asm/cbpf.lex.h"

/* "op #k" and "op x" stand side by side in cbpf.def. */
#define PAIR(a) _Static_assert(CBPF_##a##_X == CBPF_##a##_K + 1, #a)
PAIR(ADD);
PAIR(SUB);
PAIR(MUL);
PAIR(DIV);
PAIR(MOD);
PAIR(AND);
PAIR(OR);
PAIR(XOR);
PAIR(LSH);
PAIR(RSH);
PAIR(JEQ);
PAIR(JGT);
PAIR(JGE);
PAIR(JSET);
_Static_assert(CBPF_LD_IND - CBPF_LD_ABS == CBPF_LDH_IND - CBPF_LDH_ABS, "loads in one order");
_Static_assert(CBPF_LD_IND - CBPF_LD_ABS == CBPF_LDB_IND - CBPF_LDB_ABS, "loads in one order");

/* ---- words ---- */

static const struct word {
	const char *text;
	int token;
	uint32_t value;
} words[] = {
#define W(text, token, value) {text, token, value},
#include "cbpf_word.def"
};

static bool same(const char *word, const char *s, int len)
{
	return strlen(word) == (size_t)len && !strncasecmp(word, s, (size_t)len);
}

/* An extension's name, or "len": what may have a "#" in front. */
static int find_extension(const char *s, int len, union CBPF_YYSTYPE *value)
{
	for (enum cbpf_ext e = (enum cbpf_ext)0; e < CBPF_EXT_COUNT; e++) {
		if (len && same(cbpf_ext_info(e)->text, s, len)) {
			value->number = cbpf_ext_info(e)->offset;
			return EXT;
		}
	}
	for (size_t i = 0; i < ARRAY_LEN(words); i++) {
		if (!same(words[i].text, s, len))
			continue;
		if (words[i].token == EXT)
			value->number = cbpf_ext_info((enum cbpf_ext)words[i].value)->offset;
		return words[i].token == EXT || words[i].token == LEN ? words[i].token : 0;
	}
	return 0;
}

int cbpf_asm_word(struct cbpf_asm *as, const char *s, int len, union CBPF_YYSTYPE *value)
{
	int token = find_extension(s, len, value);

	if (token)
		return token;
	for (size_t i = 0; i < ARRAY_LEN(words); i++) {
		if (same(words[i].text, s, len)) {
			value->id = (enum cbpf_id)words[i].value;
			return words[i].token;
		}
	}
	value->label = ident_get(&as->idents, s, (size_t)len);
	return LABEL;
}

int cbpf_asm_hash(const char *s, int len, union CBPF_YYSTYPE *value)
{
	return len == 1 ? '#' : find_extension(s + 1, len - 1, value);
}

int cbpf_asm_prefix(const char *s, int len)
{
	union CBPF_YYSTYPE ignored;

	while (len > 1 && !find_extension(s + 1, len - 1, &ignored))
		len--;
	return len;
}

int cbpf_asm_number(struct cbpf_asm *as, const char *s, int radix, union CBPF_YYSTYPE *value,
	struct src_range at)
{
	const char *digits = radix == 2 ? s + 2 : s;
	bool fits;

	errno = 0;
	if (radix == 16) {
		unsigned long v = strtoul(digits, NULL, radix);

		value->number = (uint32_t)v;
		fits = v <= UINT32_MAX;
	} else {
		long v = strtol(digits, NULL, radix);

		value->number = (uint32_t)v;
		fits = v >= INT32_MIN && v <= UINT32_MAX;
	}
	if (errno || !fits)
		diag(as->ds, DIAG_CASM_NUMBER, at.begin, s, value->number);
	return s[0] == '+' ? SIGNED : NUMBER;
}

void cbpf_asm_comment(struct cbpf_asm *as, const char *s, int len, struct src_range at)
{
	const char *first = memmem(s + 2, (size_t)len - 2, "*/", 2);

	if (first != s + len - 2)
		diag(as->ds, DIAG_CASM_COMMENT_LONG, at.begin);
}

void cbpf_asm_character(struct cbpf_asm *as, char c, struct src_range at)
{
	char text[8];

	if (c == '/' && as->text[at.end - as->base] == '*')
		diag(as->ds, DIAG_CASM_COMMENT, at.begin);
	if (as->ds->fatal)
		return;
	snprintf(text, sizeof(text), c >= ' ' && c <= '~' ? "%c" : "\\x%02x", (unsigned char)c);
	if (c == '_' || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z'))
		diag(as->ds, DIAG_CASM_SHORT_LABEL, at.begin, text);
	else
		diag(as->ds, DIAG_CASM_CHARACTER, at.begin, text);
}

/* ---- instructions ---- */

static bool full(struct cbpf_asm *as, struct src_range at)
{
	if (as->prog->insns.n < CBPF_MAX_INSNS)
		return false;
	if (!as->ds->fatal)
		diag(as->ds, DIAG_CASM_MAX, at.begin, CBPF_MAX_INSNS);
	return true;
}

void cbpf_asm_insn(struct cbpf_asm *as, enum cbpf_id id, uint32_t k, struct src_range at)
{
	if (full(as, at))
		return;
	vec_push(as->arena, &as->prog->insns, cbpf_make(id, 0, 0, k));
	vec_push(as->arena, &as->locs, at.begin);
}

void cbpf_asm_load(
	struct cbpf_asm *as, enum cbpf_id id, struct cbpf_operand from, struct src_range at)
{
	if (from.x)
		id = (enum cbpf_id)(id + (CBPF_LD_IND - CBPF_LD_ABS));
	cbpf_asm_insn(as, id, from.k, at);
}

void cbpf_asm_jump(
	struct cbpf_asm *as, enum cbpf_id id, struct cbpf_operand with, struct src_range at)
{
	cbpf_asm_insn(as, (enum cbpf_id)(id + with.x), with.k, at);
}

void cbpf_asm_msh(struct cbpf_asm *as, uint32_t factor, uint32_t mask, struct src_range at)
{
	if (factor != 4 || mask != 0xf)
		diag(as->ds, DIAG_CASM_MSH, at.begin);
}

/* ---- labels ---- */

void cbpf_asm_label(struct cbpf_asm *as, struct ident *label, struct src_range at)
{
	struct cbpf_label *l = label->sym;

	if (full(as, at))
		return;
	if (l) {
		diag(as->ds, DIAG_CASM_LABEL_TWICE, at.begin, label->name);
		diag(as->ds, DIAG_CASM_NOTE_LABEL, l->at.begin);
		return;
	}
	l = label->sym = arena_new(as->arena, struct cbpf_label);
	*l = (struct cbpf_label){as->prog->insns.n, at};
}

void cbpf_asm_target(
	struct cbpf_asm *as, enum cbpf_slot slot, struct ident *label, struct src_range at)
{
	struct cbpf_fixup f = {as->prog->insns.n - 1, (uint8_t)slot, label, at};

	vec_push(as->arena, &as->fixups, f);
}

void cbpf_asm_goto(
	struct cbpf_asm *as, struct ident *label, struct src_range at, struct src_range whole)
{
	cbpf_asm_insn(as, CBPF_JA, 0, whole);
	cbpf_asm_target(as, CBPF_K, label, at);
}

static void resolve(struct cbpf_asm *as, const struct cbpf_fixup *f)
{
	const struct cbpf_label *l = f->label->sym;
	struct cbpf_insn *i = &as->prog->insns.p[f->insn];

	if (!l) {
		diag(as->ds, DIAG_CASM_LABEL, f->at.begin, f->label->name);
		return;
	}
	uint32_t delta = l->insn - f->insn - 1;

	if (f->slot == CBPF_K)
		i->k = delta;
	else if (delta > UINT8_MAX)
		diag(as->ds, DIAG_CASM_JUMP, f->at.begin, f->insn, l->insn);
	else if (f->slot == CBPF_JT)
		i->jt = (uint8_t)delta;
	else
		i->jf = (uint8_t)delta;
}

/* ---- the whole ---- */

/* A statement's only word so far, before what is at `next`. */
static void not_an_instruction(struct cbpf_asm *as, src_loc next)
{
	struct src_range at = as->word.begin == next ? as->before : as->word;
	const char *word = as->text + (at.begin - as->base);

	diag(as->ds, DIAG_CASM_NO_INSN, at.begin,
		arena_strndup(as->arena, word, (size_t)(at.end - at.begin)));
	diag_range(as->ds, at.begin, at.end);
}

void cbpf_asm_syntax(struct cbpf_asm *as, struct src_range at, const char **expected, int n)
{
	const char *list = "", *what;

	if (as->ds->fatal)
		return;
	if (n == 1 && !strcmp(expected[0], "':'")) {
		not_an_instruction(as, at.begin);
		return;
	}
	for (int i = 0; i < n; i++)
		list = arena_printf(as->arena, "%s%s%s", list,
			i == 0       ? ", expected "
			: i == n - 1 ? " or "
				     : ", ",
			expected[i]);
	what = at.begin - as->base < as->size
		       ? arena_printf(as->arena, "'%.*s'", (int)(at.end - at.begin),
				 as->text + (at.begin - as->base))
		       : "end of file";
	diag(as->ds, DIAG_CASM_SYNTAX, at.begin, what, list);
	diag_range(as->ds, at.begin, at.end);
}

static void assemble(struct cbpf_asm *as)
{
	void *scanner;

	if (cbpf_yylex_init_extra(as, &scanner))
		ICE("classic assembler: no scanner");
	cbpf_yy_scan_bytes(as->text, (int)as->size, scanner);
	cbpf_yyparse(scanner, as);
	cbpf_yylex_destroy(scanner);
	if (as->ds->fatal)
		return;
	vec_for (f, &as->fixups)
		resolve(as, f);
}

struct cbpf_prog *asm_cbpf_read(struct arena *a, struct diags *ds, struct source *s)
{
	struct cbpf_prog *prog = arena_new(a, struct cbpf_prog);
	uint32_t errors = ds->errors;
	struct cbpf_asm as = {.arena = a,
		.ds = ds,
		.base = source_enter(ds->sources, s, 0, false),
		.text = s->text,
		.size = s->size,
		.prog = prog};

	idents_init(&as.idents, a);
	if (!cbpf_list_read(&as))
		assemble(&as);
	prog->locs = as.locs.p;
	return ds->errors > errors || ds->fatal ? NULL : prog;
}
