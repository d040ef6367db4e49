/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Warnings that the source itself turns on and off (#pragma GCC diagnostic). What is in force
 * depends on where a diagnostic points, not on when it is made: a warning about an unused function
 * comes at the end of the unit, but obeys the pragmas around the function.
 *
 * Each file or expansion entry has the list of the states that begin inside it. A pragma is noted
 * in its own entry and, at the places where those were included or expanded, in all entries around
 * it.
 */
#include "diag.h"

struct change {
	src_loc loc;
	const uint8_t *state; /* DIAG_COUNT severities */
};

struct diag_changes {
	VEC(struct change) v; /* ascending by loc */
};

/* Changing `from` by `flag` to `severity` gave `to`: headers do the same thing over and over. */
struct diag_memo {
	struct diag_memo *next;
	const uint8_t *from, *to;
	const char *flag;
	enum diag_severity severity;
};

static const uint8_t *current(const struct diags *ds)
{
	return ds->pragma_state ? ds->pragma_state : ds->state;
}

static void note(struct diags *ds, src_loc loc)
{
	const struct src_entry *e;

	for (; (e = source_entry(ds->sources, loc)); loc = e->caller) {
		uint64_t *slot = map_put(ds->arena, &ds->changes, e->base);

		if (!*slot)
			*slot = map_key(arena_new(ds->arena, struct diag_changes));
		struct diag_changes *c = (struct diag_changes *)(uintptr_t)*slot;

		if (c->v.n && vec_last(&c->v).loc == loc)
			vec_last(&c->v).state = current(ds);
		else
			vec_push(ds->arena, &c->v, ((struct change){loc, current(ds)}));
	}
}

enum { MEMO_TRIES = 100 };

static const uint8_t *changed(struct diags *ds, const char *flag, enum diag_severity severity)
{
	const uint8_t *from = current(ds);
	struct diag_memo *m;

	unsigned tries = 0;

	for (m = ds->memos; m && tries++ < MEMO_TRIES; m = m->next)
		if (m->from == from && m->severity == severity && !strcmp(m->flag, flag))
			return m->to;
	uint8_t scratch[DIAG_COUNT], *to = memcpy(scratch, from, DIAG_COUNT);

	if (!diags_set_group(to, flag, severity) || !memcmp(to, from, DIAG_COUNT))
		return from;
	to = arena_dup(ds->arena, scratch, DIAG_COUNT);
	m = arena_new(ds->arena, struct diag_memo);
	*m = (struct diag_memo){ds->memos, from, to, arena_strdup(ds->arena, flag), severity};
	ds->memos = m;
	return to;
}

void diags_pragma(struct diags *ds, src_loc loc, const char *flag, enum diag_severity severity)
{
	ds->pragma_state = changed(ds, flag, severity);
	note(ds, loc);
}

void diags_push(struct diags *ds)
{
	vec_push(ds->arena, &ds->pushed, current(ds));
}

bool diags_pop(struct diags *ds, src_loc loc)
{
	if (!ds->pushed.n)
		return false;
	const uint8_t *state = vec_pop(&ds->pushed);

	if (state != current(ds)) {
		ds->pragma_state = state;
		note(ds, loc);
	}
	return true;
}

/* The latest change at or before loc; NULL when there is none in its entry. */
static const uint8_t *find(const struct diag_changes *c, src_loc loc)
{
	uint32_t lo = 0, hi = c->v.n;

	while (lo < hi) {
		uint32_t mid = lo + (hi - lo) / 2;

		if (c->v.p[mid].loc <= loc)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo ? c->v.p[lo - 1].state : NULL;
}

const uint8_t *diags_state_at(struct diags *ds, src_loc loc)
{
	const struct src_entry *e;

	for (; ds->changes.n && (e = source_entry(ds->sources, loc)); loc = e->caller) {
		uint64_t *slot = map_get(&ds->changes, e->base);
		const uint8_t *s = slot ? find((struct diag_changes *)(uintptr_t)*slot, loc) : NULL;

		if (s)
			return s;
	}
	return ds->state;
}
