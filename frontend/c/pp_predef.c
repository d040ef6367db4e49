/* SPDX-License-Identifier: BSD-2-Clause */
/* What comes before the main file: predefined macros, then -D, -U and -include as a text. */
#include <stdlib.h>
#include <string.h>

#include "pp_impl.h"

/* A growing text. */
struct text {
	struct arena *arena;
	VEC(char) v;
};

static void put(struct text *t, const char *s)
{
	size_t n = strlen(s);

	vec_reserve(t->arena, &t->v, (uint32_t)n + 1);
	memcpy(t->v.p + t->v.n, s, n + 1);
	t->v.n += (uint32_t)n;
}

static void define(struct text *t, const char *name, const char *value)
{
	put(t, "#define ");
	put(t, name);
	put(t, " ");
	put(t, value);
	put(t, "\n");
}

/* ---- what the compiler is ---- */

enum when {
	ALL,
	V2,
	V3,
	V4,
	CPU1,
	CPU2,
	CPU3,
	CPU4,
	LITTLE,
	BIG,
	OPT,
	NO_OPT,
	C89,
	NOT_C89,
	C99,
	C11,
	C17,
	C23,
	STRICT,
	UCHAR,
	N_WHEN
};

static const struct row {
	const char *line;
	uint16_t len, name_len;
	uint16_t when;
} rows[] = {
/* Not through another macro, which would expand the names that this compiler defines, too. */
#define M(name, when, value)                                                           \
	{"#define " #name " " value "\n", sizeof("#define " #name " " value "\n") - 1, \
		sizeof(#name) - 1, when},
#include "pp_predef.def"
};
enum { NAME_AT = sizeof("#define ") - 1 };

static void decide(const struct frontend_opts *o, bool when[N_WHEN])
{
	const struct {
		enum fe_std gnu, c;
		enum when is;
	} languages[] = {{FE_GNU89, FE_C89, C89}, {FE_GNU99, FE_C99, C99}, {FE_GNU11, FE_C11, C11},
		{FE_GNU17, FE_C17, C17}, {FE_GNU23, FE_C23, C23}};

	when[ALL] = true;
	for (unsigned cpu = 2; cpu <= 4; cpu++)
		when[V2 + cpu - 2] = o->cpu >= cpu;
	for (unsigned cpu = 1; cpu <= 4; cpu++)
		when[CPU1 + cpu - 1] = o->cpu == cpu;
	when[BIG] = o->big_endian;
	when[LITTLE] = !o->big_endian;
	when[OPT] = o->opt_level > 0;
	when[NO_OPT] = !when[OPT];
	for (size_t i = 0; i < ARRAY_LEN(languages); i++)
		when[languages[i].is] = o->std == languages[i].gnu || o->std == languages[i].c;
	when[NOT_C89] = !when[C89];
	when[STRICT] = o->std > FE_GNU23;
	when[UCHAR] = o->unsigned_char;
}

/*
 * They are made as macros whose bodies wait (pp_read_macro()), not read as a file would be: there
 * are hundreds, a program uses few of them, and they would be a tenth of a small one's text.
 */
void pp_predefine(struct pp *pp)
{
	bool when[N_WHEN] = {false};
	char *text, *end;
	size_t size = 0;
	src_loc at;

	decide(pp->opts, when);
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		size += when[rows[i].when] ? rows[i].len : 0;
	text = end = arena_alloc(pp->arena, size + 1);
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		if (when[rows[i].when]) {
			memcpy(end, rows[i].line, rows[i].len);
			end += rows[i].len;
		}
	pp_enter_source(pp, source_text(pp->sources, "<built-in>", text, size), 0, true, -1);
	at = pp->file->lx.base;
	pp->file->lx.p = pp->file->lx.end;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		if (!when[rows[i].when])
			continue;
		struct macro *m = arena_new(pp->arena, struct macro);

		m->name = ident_get(pp->ids, rows[i].line + NAME_AT, rows[i].name_len);
		m->loc = at + NAME_AT;
		m->body_loc = m->loc + rows[i].name_len;
		m->lazy = true;
		pp_define(pp, m);
		at += rows[i].len;
	}
}

/* ---- what the command line says ---- */

/* "NAME", "NAME=VALUE", "F(x)=BODY" */
static void define_option(struct pp *pp, struct text *t, const char *s)
{
	const char *eq = strchr(s, '='), *nl = strchr(s, '\n');
	size_t n = eq ? (size_t)(eq - s) : strlen(s);

	if (nl && eq && nl > eq) /* as gcc and clang: the value ends at a newline */
		define(t, arena_strndup(pp->arena, s, n),
			arena_strndup(pp->arena, eq + 1, (size_t)(nl - eq - 1)));
	else
		define(t, arena_strndup(pp->arena, s, n), eq ? eq + 1 : "1");
}

/* All of -D and -U take effect before the first -include, wherever it stands. */
char *pp_command_line_text(struct pp *pp)
{
	struct text t = {.arena = pp->arena};

	put(&t, "");
	vec_for (m, &pp->opts->macros) {
		if (m->kind == FE_DEFINE) {
			define_option(pp, &t, m->text);
		} else if (m->kind == FE_UNDEF) {
			put(&t, "#undef ");
			put(&t, m->text);
			put(&t, "\n");
		}
	}
	vec_for (m, &pp->opts->macros) {
		if (m->kind == FE_INCLUDE) {
			put(&t, "#include \"");
			put(&t, m->text);
			put(&t, "\"\n");
		}
	}
	return t.v.p;
}
