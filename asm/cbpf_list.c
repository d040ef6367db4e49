/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Classic programs that are no assembly:
 *
 *	6,40 0 0 12,21 0 3 2048,...       bpf_asm, xt_bpf: the count, then "code jt jf k" each
 *	6\n40 0 0 12\n21 0 3 2048\n       tcpdump -ddd: the same on lines
 *	{ 0x28, 0, 0, 0x0000000c },       tcpdump -dd, bpf_asm -c
 *	(000) ldh      [12]               tcpdump -d
 *	(001) jeq      #0x800           jt 2	jf 5
 *
 * The first character tells assembly (a word or a comment) from numbers, "{" and "(". Listings name
 * absolute targets. A line of a listing is read by the templates of cbpf.def: mnemonic and kind of
 * operand find the row.
 */
#include <errno.h>
#include <stdlib.h>
#include <strings.h>

#include "cbpf_asm.h"

struct reader {
	struct cbpf_asm *as;
	const char *p, *end;
	bool bad;
};

static bool fail(struct reader *r, const char *why)
{
	if (!r->bad)
		diag(r->as->ds, DIAG_CASM_LIST, r->as->base + (src_loc)(r->p - r->as->text), why);
	r->bad = true;
	return false;
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r';
}

static void skip_blanks(struct reader *r)
{
	while (r->p < r->end && is_blank(*r->p))
		r->p++;
}

static void skip_space(struct reader *r)
{
	while (r->p < r->end && (is_blank(*r->p) || *r->p == '\n'))
		r->p++;
}

static bool take(struct reader *r, char c)
{
	if (r->p >= r->end || *r->p != c)
		return false;
	r->p++;
	return true;
}

static bool take_word(struct reader *r, const char *word)
{
	size_t n = strlen(word);

	if ((size_t)(r->end - r->p) < n || strncasecmp(r->p, word, n))
		return false;
	r->p += n;
	return true;
}

/* A number of at most `max`; a sign is for k alone. The text ends with a NUL, which no number has.
 */
static bool number(struct reader *r, uint32_t max, uint32_t *out)
{
	const char *s = r->p;
	bool minus = max == UINT32_MAX && *s == '-';
	char *end;

	if (s + minus >= r->end || s[minus] < '0' || s[minus] > '9')
		return fail(r, "expected a number");
	errno = 0;
	unsigned long v = strtoul(s + minus, &end, 0);

	if (errno || v > (minus ? 1ul << 31 : max))
		return fail(r, "this number is too large");
	*out = minus ? (uint32_t)-v : (uint32_t)v;
	r->p = end;
	return true;
}

static bool push(struct reader *r, const char *at, struct cbpf_insn insn)
{
	struct cbpf_asm *as = r->as;

	if (as->prog->insns.n >= CBPF_MAX_INSNS) {
		diag(as->ds, DIAG_CASM_MAX, as->base + (src_loc)(at - as->text), CBPF_MAX_INSNS);
		r->bad = true;
		return false;
	}
	vec_push(as->arena, &as->prog->insns, insn);
	vec_push(as->arena, &as->locs, as->base + (src_loc)(at - as->text));
	return true;
}

/* ---- numbers ---- */

/* Four numbers with `separator` (a blank: blanks alone) between them. */
static bool four(struct reader *r, char separator, struct cbpf_insn *out)
{
	static const uint32_t max[4] = {UINT16_MAX, UINT8_MAX, UINT8_MAX, UINT32_MAX};
	uint32_t v[4];

	for (int i = 0; i < 4; i++) {
		skip_blanks(r);
		if (i && separator != ' ') {
			if (!take(r, separator))
				return fail(r, "expected ','");
			skip_blanks(r);
		}
		if (!number(r, max[i], &v[i]))
			return false;
	}
	skip_blanks(r);
	*out = (struct cbpf_insn){(uint16_t)v[0], (uint8_t)v[1], (uint8_t)v[2], v[3]};
	return true;
}

/* count (',' | newline) (code jt jf k (',' | newline))* */
static bool read_numbers(struct reader *r)
{
	const char *start = r->p;
	uint32_t count;

	if (!number(r, UINT32_MAX, &count))
		return false;
	skip_blanks(r);
	if (!take(r, ',') && !take(r, '\n'))
		return fail(r, "expected ',' or a new line behind the number of instructions");
	for (skip_space(r); r->p < r->end; skip_space(r)) {
		const char *at = r->p;
		struct cbpf_insn insn;

		if (!four(r, ' ', &insn) || !push(r, at, insn))
			return false;
		if (r->p < r->end && !take(r, ',') && !take(r, '\n'))
			return fail(r, "expected ',' or a new line behind an instruction");
	}
	if (count != r->as->prog->insns.n)
		diag(r->as->ds, DIAG_CASM_LIST_COUNT, r->as->base + (src_loc)(start - r->as->text),
			count, r->as->prog->insns.n);
	return true;
}

/* ('{' code ',' jt ',' jf ',' k '}' ','?)* */
static bool read_braces(struct reader *r)
{
	for (skip_space(r); r->p < r->end; skip_space(r)) {
		const char *at = r->p;
		struct cbpf_insn insn;

		if (!take(r, '{'))
			return fail(r, "expected '{'");
		if (!four(r, ',', &insn))
			return false;
		if (!take(r, '}'))
			return fail(r, "expected '}'");
		take(r, ',');
		if (!push(r, at, insn))
			return false;
	}
	return true;
}

/* ---- tcpdump -d ---- */

/* '[' (number | name | 'x' '+' number) ']' */
static bool read_place(struct reader *r, enum cbpf_mode *mode, uint32_t *k)
{
	*mode = CBPF_MODE_ABS;
	if (take_word(r, "x")) {
		*mode = CBPF_MODE_IND;
		skip_blanks(r);
		if (!take(r, '+'))
			return fail(r, "expected '+'");
		skip_blanks(r);
		return number(r, UINT32_MAX, k) && (take(r, ']') || fail(r, "expected ']'"));
	}
	for (enum cbpf_ext e = (enum cbpf_ext)0; e < CBPF_EXT_COUNT; e++) {
		const char *name = cbpf_ext_info(e)->text, *was = r->p;

		if (*name && take_word(r, name) && take(r, ']')) {
			*k = CBPF_AD_OFF + cbpf_ext_info(e)->offset;
			return true;
		}
		r->p = was;
	}
	return number(r, UINT32_MAX, k) && (take(r, ']') || fail(r, "expected ']'"));
}

static bool read_operand(struct reader *r, enum cbpf_mode *mode, uint32_t *k)
{
	*k = 0;
	if (take_word(r, "#pktlen") || take_word(r, "#len")) {
		*mode = CBPF_MODE_LEN;
	} else if (take(r, '#')) {
		*mode = CBPF_MODE_K;
		return number(r, UINT32_MAX, k);
	} else if (take(r, '[')) {
		return read_place(r, mode, k);
	} else if (take_word(r, "M[")) {
		*mode = CBPF_MODE_MEM;
		return number(r, UINT32_MAX, k) && (take(r, ']') || fail(r, "expected ']'"));
	} else if (take_word(r, "4*([")) {
		*mode = CBPF_MODE_MSH;
		return number(r, UINT32_MAX, k) &&
		       (take_word(r, "]&0xf)") || fail(r, "expected ']&0xf)'"));
	} else if (take_word(r, "x")) {
		*mode = CBPF_MODE_X;
	} else if (r->p < r->end && *r->p >= '0' && *r->p <= '9') {
		*mode = CBPF_MODE_NONE; /* ja */
		return number(r, UINT32_MAX, k);
	} else {
		*mode = CBPF_MODE_NONE;
	}
	return true;
}

/* The row of a mnemonic with an operand of this kind. A listing's bare "ret" returns A. */
static enum cbpf_id find(const char *name, size_t len, enum cbpf_mode mode)
{
	for (enum cbpf_id id = (enum cbpf_id)0; id < CBPF_COUNT; id++) {
		const struct cbpf_info *d = cbpf_info(id);
		bool jump = d->op == CBPF_OP_JA; /* "ja" there, "jmp" in the table */

		if (jump ? len != 2 || strncasecmp(name, "ja", 2)
			 : strcspn(d->text, " ") != len || strncasecmp(d->text, name, len))
			continue;
		if (d->mode == mode || (id == CBPF_RET_A && mode == CBPF_MODE_NONE))
			return id;
	}
	return CBPF_INVALID;
}

static bool target(struct reader *r, const char *word, uint32_t pc, uint8_t *out)
{
	const char *at = r->p;
	uint32_t to;

	skip_blanks(r);
	if (!take_word(r, word))
		return fail(r, "expected 'jt' and 'jf' with their targets");
	skip_blanks(r);
	if (!number(r, UINT32_MAX, &to))
		return false;
	if (to - pc - 1 > UINT8_MAX) {
		diag(r->as->ds, DIAG_CASM_LIST_TARGET, r->as->base + (src_loc)(at - r->as->text),
			pc, to);
		r->bad = true;
		return false;
	}
	*out = (uint8_t)(to - pc - 1);
	return true;
}

/* '(' index ')' mnemonic operand? ("jt" target "jf" target)? newline */
static bool read_line(struct reader *r)
{
	const char *at = r->p, *name;
	uint32_t pc = r->as->prog->insns.n;
	struct cbpf_insn insn = {0};
	enum cbpf_mode mode;

	if (!take(r, '('))
		return fail(r, "expected '(' and the instruction's number");
	while (r->p + 1 < r->end && r->p[0] == '0' && r->p[1] >= '0' && r->p[1] <= '9')
		r->p++; /* not octal */
	uint32_t index;

	if (!number(r, UINT32_MAX, &index))
		return false;
	if (index != pc)
		diag(r->as->ds, DIAG_CASM_LIST_INDEX, r->as->base + (src_loc)(at - r->as->text), pc,
			index);
	if (!take(r, ')'))
		return fail(r, "expected ')'");
	skip_blanks(r);
	for (name = r->p; r->p < r->end && (*r->p | 0x20) >= 'a' && (*r->p | 0x20) <= 'z';)
		r->p++;
	size_t len = (size_t)(r->p - name);

	skip_blanks(r);
	if (!read_operand(r, &mode, &insn.k))
		return false;
	enum cbpf_id id = find(name, len, mode);

	if (id == CBPF_INVALID) {
		r->p = name;
		return fail(r, "no classic instruction is written like this");
	}
	insn.code = cbpf_info(id)->opcode;
	if (id == CBPF_JA)
		insn.k -= pc + 1;
	if (cbpf_is_jcc(cbpf_info(id)->op) &&
		(!target(r, "jt", pc, &insn.jt) || !target(r, "jf", pc, &insn.jf)))
		return false;
	skip_blanks(r);
	if (r->p < r->end && *r->p != '\n')
		return fail(r, "expected the end of the line");
	return push(r, at, insn);
}

static bool read_listing(struct reader *r)
{
	for (skip_space(r); r->p < r->end; skip_space(r))
		if (!read_line(r))
			return false;
	return true;
}

bool cbpf_list_read(struct cbpf_asm *as)
{
	struct reader r = {as, as->text, as->text + as->size, false};

	skip_space(&r);
	if (r.p >= r.end)
		return false;
	if (*r.p == '(')
		read_listing(&r);
	else if (*r.p == '{')
		read_braces(&r);
	else if (*r.p >= '0' && *r.p <= '9')
		read_numbers(&r);
	else
		return false;
	return true;
}
