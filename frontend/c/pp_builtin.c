/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Macros that are computed where they stand: __LINE__ and its like (6.10.8.1), and the __has_*
 * family. A new one: a row in pp_builtin.def and a case in pp_builtin().
 */
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "builtins.h"
#include "pp_impl.h"

void pp_define_builtins(struct pp *pp)
{
	static const char *const names[] = {
#define B(id, name) name,
#include "pp_builtin.def"
#undef B
	};

	for (unsigned i = 0; i < ARRAY_LEN(names); i++) {
		struct macro *m = arena_new(pp->arena, struct macro);

		m->name = ident_gets(pp->ids, names[i]);
		m->builtin = (uint8_t)(i + 1);
		m->predefined = true;
		pp_define(pp, m);
	}
}

static bool become(struct token *t, enum tok kind, const char *text)
{
	t->kind = (uint16_t)kind;
	t->text = text;
	t->len = (uint32_t)strlen(text);
	return true;
}

/* ---- places and times ---- */

static bool become_number(struct pp *pp, struct token *t, uint64_t v, const char *suffix)
{
	return become(
		t, TOK_NUMBER, arena_printf(pp->arena, "%llu%s", (unsigned long long)v, suffix));
}

static bool become_string(struct pp *pp, struct token *t, const char *s)
{
	char *out = arena_alloc(pp->arena, 2 * strlen(s) + 3), *p = out;

	*p++ = '"';
	for (; *s; s++) {
		if (*s == '"' || *s == '\\')
			*p++ = '\\';
		*p++ = *s;
	}
	*p = '"';
	return become(t, TOK_STRING, out);
}

static const char *base_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

/* The time of compilation; SOURCE_DATE_EPOCH makes it reproducible. */
static struct tm now(bool *reproducible)
{
	const char *epoch = getenv("SOURCE_DATE_EPOCH");
	time_t t = epoch ? (time_t)strtoll(epoch, NULL, 10) : time(NULL);
	struct tm tm = {0};

	*reproducible = epoch != NULL;
	if (epoch)
		gmtime_r(&t, &tm);
	else
		localtime_r(&t, &tm);
	return tm;
}

static bool become_time(struct pp *pp, struct token *t, enum pp_builtin id)
{
	static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec",
			  days[] = "SunMonTueWedThuFriSat";
	bool reproducible;
	struct tm tm = now(&reproducible);
	struct stat st;

	if (id == PB_TIME)
		return become_string(pp, t,
			arena_printf(
				pp->arena, "%02d:%02d:%02d", tm.tm_hour, tm.tm_min, tm.tm_sec));
	if (id == PB_DATE)
		return become_string(pp, t,
			arena_printf(pp->arena, "%.3s %2d %d", months + 3 * tm.tm_mon, tm.tm_mday,
				tm.tm_year + 1900));
	struct src_pos pos = source_pos(pp->sources, t->loc);

	if (!reproducible && pos.source && !stat(pos.source->path, &st))
		localtime_r(&st.st_mtime, &tm);
	return become_string(pp, t,
		arena_printf(pp->arena, "%.3s %.3s %2d %02d:%02d:%02d %d", days + 3 * tm.tm_wday,
			months + 3 * tm.tm_mon, tm.tm_mday, tm.tm_hour, tm.tm_min, tm.tm_sec,
			tm.tm_year + 1900));
}

/* ---- __has_* ---- */

/* `( name )` or `( scope :: name )`: name without the __ around it. NULL: reported. */
static const char *feature_name(struct pp *pp, const struct token *use, bool *scoped)
{
	struct token t = {0}, name = {0};

	*scoped = false;
	if (pp_at_lparen(pp)) {
		pp_raw(pp, &t);
		pp_raw(pp, &name);
		pp_raw(pp, &t);
		if (t.kind == TOK_COLONCOLON) {
			*scoped = true;
			pp_raw(pp, &name);
			pp_raw(pp, &t);
		}
	}
	if (t.kind != TOK_RPAREN || (!tok_is_name(&name) && name.kind != TOK_STRING)) {
		diag(pp->ds, DIAG_HAS_ARGUMENT, use->loc, use->id->name);
		return NULL;
	}
	if (!tok_is_name(&name))
		return arena_strndup(pp->arena, name.text + 1, name.len - 2);
	const struct ident *id = name.id;

	return id->name;
}

/* __name__ means name */
static const char *without_underscores(struct pp *pp, const char *s)
{
	size_t n = strlen(s);

	if (n > 4 && !memcmp(s, "__", 2) && !memcmp(s + n - 2, "__", 2))
		return arena_strndup(pp->arena, s + 2, n - 4);
	return s;
}

static bool has_attribute(const char *s)
{
	static const char *const known[] = {
#define A(name) #name,
#include "features.def"
	};

	for (size_t i = 0; i < ARRAY_LEN(known); i++)
		if (!strcmp(s, known[i]))
			return true;
	return false;
}

static const char *has_c_attribute(const char *s, bool scoped)
{
	static const char *const known[][2] = {
#define C(name, value) {#name, value},
#include "features.def"
	};

	if (scoped)
		return has_attribute(s) ? "1" : "0";
	for (size_t i = 0; i < ARRAY_LEN(known); i++)
		if (!strcmp(s, known[i][0]))
			return known[i][1];
	return "0";
}

static bool has_feature(const char *s, bool extensions)
{
	static const struct {
		const char *name;
		bool extension;
	} known[] = {
#define F(name) {#name, false},
#define E(name) {#name, true},
#include "features.def"
	};

	for (size_t i = 0; i < ARRAY_LEN(known); i++)
		if (!strcmp(s, known[i].name))
			return extensions || !known[i].extension;
	return false;
}

static const char *answer(struct pp *pp, enum pp_builtin id, const char *s, bool scoped)
{
	switch (id) {
	case PB_HAS_ATTRIBUTE: return has_attribute(without_underscores(pp, s)) ? "1" : "0";
	case PB_HAS_C_ATTRIBUTE: return has_c_attribute(without_underscores(pp, s), scoped);
	case PB_HAS_BUILTIN: return builtin_known(s) ? "1" : "0";
	case PB_HAS_FEATURE: return has_feature(without_underscores(pp, s), false) ? "1" : "0";
	case PB_HAS_EXTENSION: return has_feature(without_underscores(pp, s), true) ? "1" : "0";
	case PB_HAS_WARNING: return !strncmp(s, "-W", 2) && diags_known(s + 2) ? "1" : "0";
	case PB_IS_IDENTIFIER: return ident_gets(pp->ids, s)->keyword ? "0" : "1";
	case PB_IS_TARGET_ARCH:
		return !strcmp(s, "bpf") || !strcmp(s, pp->opts->big_endian ? "bpfeb" : "bpfel")
			       ? "1"
			       : "0";
	default: return "0";
	}
}

static bool become_feature(struct pp *pp, struct token *t, enum pp_builtin id)
{
	bool scoped;
	const char *name = feature_name(pp, t, &scoped);

	return become(t, TOK_NUMBER, name ? answer(pp, id, name, scoped) : "0");
}

/* __has_include ( header ), and __has_embed, which finds what #embed would: nothing yet */
static bool become_has_include(struct pp *pp, struct token *t, enum pp_builtin id)
{
	struct token name, paren;
	bool found = false;

	if (!pp->in_condition)
		diag(pp->ds, DIAG_HAS_INCLUDE_OUTSIDE, t->loc, t->id->name);
	if (!pp_at_lparen(pp)) {
		diag(pp->ds, DIAG_HAS_ARGUMENT, t->loc, t->id->name);
		return become(t, TOK_NUMBER, "0");
	}
	pp_raw(pp, &paren);
	if (pp_header_name(pp, &name)) {
		pp_raw(pp, &paren);
		if (paren.kind != TOK_RPAREN)
			diag(pp->ds, DIAG_HAS_ARGUMENT, t->loc, t->id->name);
		else if (id != PB_HAS_EMBED)
			found = pp_has_include(pp, &name, id == PB_HAS_INCLUDE_NEXT);
	}
	return become(t, TOK_NUMBER, found ? "1" : "0");
}

/* The token stands for its value: a number or a string that is not looked at for macros again. */
static bool compute(struct pp *pp, struct token *t, enum pp_builtin id)
{
	switch (id) {
	case PB_LINE: return become_number(pp, t, source_pos(pp->sources, pp->file_loc).line, "");
	case PB_FILE: return become_string(pp, t, source_pos(pp->sources, t->loc).path);
	case PB_FILE_NAME:
		return become_string(pp, t, base_name(source_pos(pp->sources, t->loc).path));
	case PB_BASE_FILE: return become_string(pp, t, pp->main->path);
	case PB_INCLUDE_LEVEL: return become_number(pp, t, pp->include_depth, "");
	case PB_COUNTER: return become_number(pp, t, pp->counter++, "");
	case PB_DATE:
	case PB_TIME:
	case PB_TIMESTAMP: return become_time(pp, t, id);
	case PB_FLT_EVAL_METHOD: return become(t, TOK_NUMBER, "0");
	case PB_HAS_INCLUDE:
	case PB_HAS_INCLUDE_NEXT:
	case PB_HAS_EMBED: return become_has_include(pp, t, id);
	default: return become_feature(pp, t, id);
	}
}

bool pp_builtin(struct pp *pp, struct token *t, enum pp_builtin id)
{
	if (id == PB_PRAGMA)
		return pp_pragma_operator(pp, t);
	compute(pp, t, id);
	return false;
}
