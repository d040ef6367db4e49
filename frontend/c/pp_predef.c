/* SPDX-License-Identifier: BSD-2-Clause */
/* The text that is read before the main file: predefined macros, then -D, -U and -include. */
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

static const char *const std_versions[] = {
	[FE_GNU89] = NULL,
	[FE_GNU99] = "199901L",
	[FE_GNU11] = "201112L",
	[FE_GNU17] = "201710L",
	[FE_GNU23] = "202311L",
	[FE_C89] = NULL,
	[FE_C99] = "199901L",
	[FE_C11] = "201112L",
	[FE_C17] = "201710L",
	[FE_C23] = "202311L",
};

char *pp_predef_text(struct pp *pp)
{
	const struct frontend_opts *o = pp->opts;
	const char *version = std_versions[o->std];
	bool ALL = true, V2 = o->cpu >= 2, V3 = o->cpu >= 3, V4 = o->cpu >= 4, BIG = o->big_endian,
	     LITTLE = !BIG, OPT = o->opt_level > 0, NO_OPT = !OPT,
	     C23 = o->std == FE_C23 || o->std == FE_GNU23, STRICT = o->std > FE_GNU23,
	     C89 = !version, NOT_C89 = version, UCHAR = o->unsigned_char;
	const struct {
		const char *name, *value;
		bool when;
	} rows[] = {
#define M(name, when, value) {#name, value, when},
#include "pp_predef.def"
	};
	struct text t = {.arena = pp->arena};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		if (rows[i].when)
			define(&t, rows[i].name, rows[i].value);
	if (version)
		define(&t, "__STDC_VERSION__", version);
	define(&t, "__BPF_CPU_VERSION__", arena_printf(pp->arena, "%u", o->cpu));
	return t.v.p;
}

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
