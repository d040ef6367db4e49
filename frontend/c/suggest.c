/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * "did you mean ...?": the visible name with the smallest edit distance to a wrong one. A look goes
 * over every name of the unit, so only so many are granted.
 */
#include "parse.h"

#define SUGGEST_LIMIT  20 /* looks a unit */
#define SUGGEST_LENGTH 64 /* longer names are not considered */

static unsigned min3(unsigned a, unsigned b, unsigned c)
{
	unsigned m = a < b ? a : b;

	return m < c ? m : c;
}

/* Levenshtein, two swapped neighbours counting 1. Above `limit` the value does not matter. */
static unsigned distance(const struct ident *a, const struct ident *b, unsigned limit)
{
	unsigned rows[3][SUGGEST_LENGTH + 1];
	unsigned *before = rows[0], *prev = rows[1], *row = rows[2];

	for (uint32_t j = 0; j <= b->len; j++)
		prev[j] = j;
	for (uint32_t i = 1; i <= a->len; i++) {
		unsigned best = row[0] = i;

		for (uint32_t j = 1; j <= b->len; j++) {
			bool same = a->name[i - 1] == b->name[j - 1];

			row[j] = min3(prev[j] + 1, row[j - 1] + 1, prev[j - 1] + !same);
			if (i > 1 && j > 1 && a->name[i - 1] == b->name[j - 2] &&
				a->name[i - 2] == b->name[j - 1] && before[j - 2] + 1 < row[j])
				row[j] = before[j - 2] + 1;
			best = row[j] < best ? row[j] : best;
		}
		if (best > limit)
			return best;
		unsigned *free_row = before;

		before = prev;
		prev = row;
		row = free_row;
	}
	return prev[b->len];
}

struct best {
	const struct ident *wrong;
	struct ident *id;
	unsigned distance; /* a candidate must be below */
};

static struct best best_start(const struct ident *wrong)
{
	return (struct best){wrong, NULL, wrong->len / 3 + (wrong->len > 2)};
}

static void best_try(struct best *b, struct ident *id)
{
	uint32_t n = id->len, w = b->wrong->len;
	uint32_t apart = n > w ? n - w : w - n;

	if (id == b->wrong || !b->distance || n > SUGGEST_LENGTH || w > SUGGEST_LENGTH ||
		apart >= b->distance)
		return;
	unsigned d = distance(b->wrong, id, b->distance);

	if (d < b->distance) {
		b->id = id;
		b->distance = d;
	}
}

static bool fits(const struct ident *id, enum suggest kind)
{
	const struct decl *d = id->sym;

	if (kind == SUGGEST_TAG)
		return id->tag;
	return d && (d->kind == DECL_TYPEDEF) == (kind == SUGGEST_TYPE);
}

/* A word that begins a statement is as easily misspelt as a name. */
static void try_words(struct parser *p, struct best *best)
{
	static const char *const words[] = {"return", "break", "continue", "goto", "switch",
		"while", "else", "case", "default", "sizeof"};

	for (size_t i = 0; i < ARRAY_LEN(words); i++)
		best_try(best, ident_gets(p->ids, words[i]));
}

bool suggest_is_keyword(struct parser *p, const struct ident *wrong)
{
	struct best best = best_start(wrong);

	try_words(p, &best);
	return best.id;
}

struct ident *suggest_name(struct parser *p, const struct ident *wrong, enum suggest kind)
{
	struct best best = best_start(wrong);
	struct ident *id;

	if (p->suggestions++ >= SUGGEST_LIMIT)
		return NULL;
	for (uint32_t at = 0; (id = idents_next(p->ids, &at));)
		if (fits(id, kind))
			best_try(&best, id);
	if (kind == SUGGEST_VALUE)
		try_words(p, &best);
	return best.id;
}

static void try_members(struct best *best, const struct record *r)
{
	vec_for (f, &r->fields) {
		struct type *t = type_strip(f->type).t;

		if (f->name)
			best_try(best, f->name);
		else if (t->kind == TY_RECORD)
			try_members(best, t->u.record);
	}
}

struct ident *suggest_member(struct parser *p, struct record *r, const struct ident *wrong)
{
	struct best best = best_start(wrong);

	if (p->suggestions++ < SUGGEST_LIMIT)
		try_members(&best, r);
	return best.id;
}
