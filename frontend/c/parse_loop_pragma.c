/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Pragmas before loops: #pragma unroll [N | (N)], #pragma nounroll, #pragma GCC unroll N, and
 * #pragma clang loop unroll(enable | full | disable) unroll_count(N) ...
 */
#include "stmt.h"

enum { UNROLL_NOTHING = 0, UNROLL_NOT = 1 };
#define UNROLL_FULLY UINT32_MAX

/* The constant that the tokens toks[0..n) are. */
static uint32_t parse_count(struct parser *p, const struct token *toks, uint32_t n, src_loc loc)
{
	struct token current = p->tok;
	struct expr *e;

	pp_tokens_begin(p->pp, toks, n);
	parse_next(p);
	e = parse_const_expr(p);
	pp_tokens_end(p->pp);
	p->tok = current;
	if (expr_is_error(e))
		return UNROLL_NOTHING;
	if (e->u.value.hi || e->u.value.lo >= UNROLL_FULLY) {
		diag(p->ds, DIAG_UNROLL_COUNT, loc);
		return UNROLL_NOTHING;
	}
	return e->u.value.lo ? (uint32_t)e->u.value.lo : UNROLL_NOT;
}

static bool is_word(const struct token *t, const char *word)
{
	return tok_is_name(t) && !strcmp(t->id->name, word);
}

/* One `option(argument)` of clang loop: its tokens. */
static uint32_t loop_option(
	struct parser *p, const struct token *name, const struct token *arg, uint32_t n)
{
	if (is_word(name, "unroll_count"))
		return parse_count(p, arg, n, name->loc);
	if (!is_word(name, "unroll") || !n)
		return UNROLL_NOTHING;
	if (is_word(arg, "disable"))
		return UNROLL_NOT;
	if (is_word(arg, "enable") || is_word(arg, "full"))
		return UNROLL_FULLY;
	diag(p->ds, DIAG_UNROLL_WORD, arg->loc);
	return UNROLL_NOTHING;
}

static uint32_t clang_loop(struct parser *p, const struct pragma *pragma)
{
	uint32_t unroll = UNROLL_NOTHING, i = 0;

	while (i < pragma->n) {
		const struct token *name = &pragma->toks[i++];
		uint32_t depth = 0, from = i + 1, u;

		if (i >= pragma->n || pragma->toks[i].kind != TOK_LPAREN) {
			diag(p->ds, DIAG_PRAGMA_LOOP_BAD, name->loc);
			return unroll;
		}
		do {
			depth += pragma->toks[i].kind == TOK_LPAREN;
			depth -= pragma->toks[i].kind == TOK_RPAREN;
			i++;
		} while (depth && i < pragma->n);
		u = loop_option(p, name, &pragma->toks[from], i > from ? i - 1 - from : 0);
		unroll = u ? u : unroll;
	}
	return unroll;
}

static uint32_t one_pragma(struct parser *p, const struct pragma *pragma)
{
	switch (pragma->kind) {
	case PRAGMA_NOUNROLL: return UNROLL_NOT;
	case PRAGMA_CLANG_LOOP: return clang_loop(p, pragma);
	case PRAGMA_UNROLL:
		if (!pragma->n)
			return UNROLL_FULLY;
		return parse_count(p, pragma->toks, pragma->n, pragma->loc);
	default: diag(p->ds, DIAG_PRAGMA_MISPLACED, pragma->loc); return UNROLL_NOTHING;
	}
}

uint32_t parse_loop_pragmas(struct parser *p)
{
	uint32_t unroll = UNROLL_NOTHING;

	while (parse_at(p, TOK_PRAGMA)) {
		uint32_t u = one_pragma(p, p->tok.pragma);

		unroll = u ? u : unroll;
		parse_next(p);
	}
	return unroll;
}
