/* SPDX-License-Identifier: BSD-2-Clause */
/* What the parser uses of the preprocessor: lookahead, skipped bodies, pragmas, constants, limits.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "frontend/c/literal.h"
#include "frontend/c/unit.h"

static int failures;

#define EXPECT(cond)                                                           \
	do {                                                                   \
		if (!(cond)) {                                                 \
			printf("FAIL %s:%d: %s\n", __FILE__, __LINE__, #cond); \
			failures++;                                            \
		}                                                              \
	} while (0)

struct unit {
	struct arena arena;
	struct sources ss;
	struct diags ds;
	struct frontend_opts opts;
	struct frontend *fe;
	char path[32];
	char *messages;
	size_t n_messages;
	FILE *err;
};

static struct unit *open_unit(const char *text, size_t n)
{
	struct unit *u = calloc(1, sizeof(*u));

	strcpy(u->path, "/tmp/kbcc-pp-XXXXXX");
	int fd = mkstemp(u->path);

	if (fd < 0 || write(fd, text, n) != (ssize_t)n)
		abort();
	close(fd);
	u->opts = (struct frontend_opts){.std = FE_GNU17, .cpu = 3, .opt_level = 2};
	u->err = open_memstream(&u->messages, &u->n_messages);
	sources_init(&u->ss, &u->arena);
	diags_init(&u->ds, &u->arena, &u->ss, u->err);
	u->fe = frontend_new(&u->arena, &u->ds, &u->opts);
	if (!frontend_start(u->fe, u->path))
		abort();
	return u;
}

static struct unit *open_text(const char *text)
{
	return open_unit(text, strlen(text));
}

static void close_unit(struct unit *u)
{
	diags_finish(&u->ds);
	fclose(u->err);
	free(u->messages);
	unlink(u->path);
	sources_free(&u->ss);
	arena_free(&u->arena);
	free(u);
}

/* The rest of the unit's tokens, joined with single blanks. */
static const char *rest(struct unit *u)
{
	static char buf[65536];
	size_t n = 0;
	struct token t;

	buf[0] = 0;
	while ((t = pp_next(u->fe->pp)).kind != TOK_EOF && n < sizeof(buf) - 300) {
		if (t.kind == TOK_PRAGMA)
			n += (size_t)sprintf(buf + n, "%s#%d:%s", n ? " " : "", t.pragma->kind,
				pp_spell(u->fe->pp, t.pragma->toks, t.pragma->n));
		else
			n += (size_t)sprintf(
				buf + n, "%s%.*s", n ? " " : "", (int)t.len, tok_text(&t));
	}
	return buf;
}

static bool is(const struct token *t, const char *s)
{
	return t->len == strlen(s) && !memcmp(tok_text(t), s, t->len);
}

static void lookahead(void)
{
	struct unit *u = open_text("#define M 1 2\na b M c");
	struct pp *pp = u->fe->pp;

	EXPECT(is(pp_peek(pp, 3), "2"));
	EXPECT(is(pp_peek(pp, 0), "a"));
	struct token t = pp_next(pp), b = pp_next(pp);

	EXPECT(is(&t, "a") && is(&b, "b"));
	pp_push_back(pp, b);
	pp_push_back(pp, t);
	EXPECT(is(pp_peek(pp, 1), "b"));
	EXPECT(!strcmp(rest(u), "a b 1 2 c"));
	EXPECT(pp_next(pp).kind == TOK_EOF && pp_peek(pp, 5)->kind == TOK_EOF);
	close_unit(u);
}

/* Read up to `{`, try to skip; the body in *b. */
static bool skip(struct unit *u, struct pp_body *b)
{
	struct token t;

	do
		t = pp_next(u->fe->pp);
	while (t.kind != TOK_LBRACE && t.kind != TOK_EOF);
	return pp_skip_braces(u->fe->pp, &t, b);
}

static void bodies(void)
{
	struct unit *u = open_text(
		"#define T int\n#define N(x) x[3]\n"
		"struct a { T i; char N(c); struct { T j; /* } */ } s; char d[sizeof \"}\"]; } x;\n"
		"#undef T\n#define T long\n#undef N\n"
		"struct b { T k; } y;\n"
		"T");
	struct pp *pp = u->fe->pp;
	struct pp_body a, b;

	EXPECT(skip(u, &a));
	EXPECT(is(pp_peek(pp, 0), "x"));
	EXPECT(skip(u, &b));
	EXPECT(is(pp_peek(pp, 0), "y"));
	pp_replay_begin(pp, &a);
	struct token t = pp_next(pp), i = pp_next(pp);

	EXPECT(t.kind == TOK_LBRACE && t.loc == a.loc && is(&i, "int"));
	pp_replay_begin(pp, &b); /* nests */
	EXPECT(!strcmp(rest(u), "{ long k ; }"));
	EXPECT(pp_next(pp).kind == TOK_EOF);
	pp_replay_end(pp);
	EXPECT(!strcmp(
		rest(u), "i ; char c [ 3 ] ; struct { int j ; } s ; char d [ sizeof \"}\" ] ; }"));
	pp_replay_end(pp);
	EXPECT(!strcmp(rest(u), "y ; long"));
	close_unit(u);
}

static bool can_skip(const char *body)
{
	char text[400];
	struct pp_body b;

	snprintf(text, sizeof(text), "#define B {\n#define S struct t {\nstruct x %s end", body);
	struct unit *u = open_text(text);
	bool ok = skip(u, &b);

	if (ok)
		EXPECT(!strcmp(rest(u), "; end"));
	close_unit(u);
	return ok;
}

static void what_can_be_skipped(void)
{
	EXPECT(can_skip("{ };"));
	EXPECT(can_skip("{ int a; union { int b; struct{char c;}; }; };"));
	EXPECT(can_skip("{ char a['}']; char b['\\'']; char c[sizeof \"{\\\"\"]; // }\n };"));
	EXPECT(can_skip("{ struct y *p; enum e f; };"));
	EXPECT(!can_skip("{ struct y { int a; } b; };"));
	EXPECT(!can_skip("{ enum { A } b; };"));
	EXPECT(!can_skip("{ enum e { A } b; };"));
	EXPECT(!can_skip("{ struct __attribute__((packed)) { int a; } b; };"));
	EXPECT(!can_skip("{ int a[({ 1; })]; };"));
	EXPECT(!can_skip("{ int a;\n#if 0\n}\n#endif\n};"));
	EXPECT(!can_skip("B int a; };"));
	EXPECT(!can_skip("{ int a; "));
	EXPECT(!can_skip("{ int a; /* } "));
	EXPECT(!can_skip("{ char a['}\n]; };"));
}

/* Names, and the bits of the largest and smallest value; n 0: it must be left to the parser. */
static void enum_body(const char *body, uint32_t n, unsigned pos, unsigned neg)
{
	char text[400];
	struct pp_enum e = {0};
	struct token t;

	snprintf(text, sizeof(text), "#define M 1\nenum x %s end", body);
	struct unit *u = open_text(text);

	do
		t = pp_next(u->fe->pp);
	while (t.kind != TOK_LBRACE);
	bool ok = pp_skip_enum(u->fe->pp, &t, &e);

	if (ok != (n > 0) || (ok && (e.names.n != n || e.pos != pos || e.neg != neg))) {
		printf("FAIL enum %s: %d, %u names, %u %u bits\n", body, ok, e.names.n, e.pos,
			e.neg);
		failures++;
	}
	if (ok) {
		EXPECT(is(pp_peek(u->fe->pp, 0), ";"));
		pp_replay_begin(u->fe->pp, &e.body);
		rest(u);
		pp_replay_end(u->fe->pp);
		EXPECT(!strcmp(rest(u), "; end"));
	}
	close_unit(u);
}

static void enums(void)
{
	enum_body("{ A };", 1, 1, 0);
	enum_body("{ A, B, C, /* c */ D, // d\n };", 4, 2, 0);
	enum_body("{ A = 5, B, C = 0x7f, };", 3, 7, 0);
	enum_body("{ A = -1, B, C };", 3, 1, 1);
	enum_body("{ A = - 128, B = 128 };", 2, 8, 8);
	enum_body("{ A = 4294967295, B };", 2, 33, 0);
	enum_body("{ A = 0xffffffffffffffff };", 1, 64, 0);
	enum_body("{ A = 18446744073709551615ULL };", 1, 64, 0);
	enum_body("{ A = -9223372036854775807LL };", 1, 0, 64);
	enum_body("{ A = 0xffffffffffffffff, B };", 0, 0, 0);
	enum_body("{ A = 0xffffffffffffffff, B = -1 };", 0, 0, 0);
	enum_body("{ A = 18446744073709551616 };", 0, 0, 0);
	enum_body("{ A = 9223372036854775808 };", 0, 0, 0);
	enum_body("{ A = -1U };", 0, 0, 0);
	enum_body("{ A = 010 };", 0, 0, 0);
	enum_body("{ A = 1 + 1 };", 0, 0, 0);
	enum_body("{ A = 1.0 };", 0, 0, 0);
	enum_body("{ A = 'a' };", 0, 0, 0);
	enum_body("{ A = M };", 0, 0, 0);
	enum_body("{ M };", 0, 0, 0);
	enum_body("{ int };", 0, 0, 0);
	enum_body("{ A\n#define A A\n, B };", 0, 0, 0);
	enum_body("{ A __attribute__((deprecated)) };", 0, 0, 0);
	enum_body("{ };", 0, 0, 0);
	enum_body("{ , };", 0, 0, 0);
	enum_body("{ A B };", 0, 0, 0);
	enum_body("{ A, B", 0, 0, 0);
	enum_body("{ 1A };", 0, 0, 0);
}

static void replay_inside_macro(void)
{
	struct unit *u = open_text("#define F(x) x\nstruct a { F(int) i; };\nF(1 2) 3");
	struct pp *pp = u->fe->pp;
	struct pp_body a;

	EXPECT(skip(u, &a));
	pp_next(pp);
	struct token one = pp_next(pp);

	EXPECT(is(&one, "1"));
	pp_replay_begin(pp, &a); /* F is being expanded, and works all the same */
	EXPECT(!strcmp(rest(u), "{ int i ; }"));
	pp_replay_end(pp);
	EXPECT(!strcmp(rest(u), "2 3"));
	close_unit(u);
}

static void pragmas(void)
{
	struct unit *u = open_text(
		"#define N 4\n#pragma unroll N\n#define P _Pragma(\"pack(push, 1)\") x\nP\n"
		"#pragma clang attribute push(__attribute__((a)), apply_to = record)\n"
		"#pragma nonsense\n#pragma GCC diagnostic push\n");
	struct pp *pp = u->fe->pp;
	struct token t = pp_next(pp);

	EXPECT(t.kind == TOK_PRAGMA && t.pragma->kind == PRAGMA_UNROLL && t.pragma->n == 1);
	pp_peek(pp, 1);
	pp_tokens_begin(pp, t.pragma->toks, t.pragma->n);
	EXPECT(!strcmp(rest(u), "4"));
	pp_tokens_end(pp);
	EXPECT(!strcmp(rest(u), "#4:(push, 1) x #3:push(__attribute__((a)), apply_to = record)"));
	EXPECT(u->ds.warnings == 1 && u->ds.errors == 0);
	close_unit(u);
}

/* A warning obeys the pragmas around its place, whenever it is made. */
static void diagnostic_pragmas(void)
{
	struct unit *u = open_text(
		"#define Q _Pragma(\"GCC diagnostic push\") "
		"_Pragma(\"GCC diagnostic ignored \\\"-Wundef\\\"\") q "
		"_Pragma(\"GCC diagnostic pop\")\n"
		"a\n#pragma GCC diagnostic push\n#pragma GCC diagnostic ignored \"-Wundef\"\nb\n"
		"#pragma GCC diagnostic pop\nc Q d\n"
		"#pragma GCC diagnostic error \"-Wundef\"\ne\n");
	struct token t[6];

	diags_flag(&u->ds, "undef");
	for (int i = 0; i < 6; i++)
		t[i] = pp_next(u->fe->pp);
	static const enum diag_severity want[] = {
		DIAG_WARNING, DIAG_IGNORED, DIAG_WARNING, DIAG_IGNORED, DIAG_WARNING, DIAG_ERROR};

	EXPECT(is(&t[3], "q") && is(&t[5], "e"));
	pp_next(u->fe->pp);
	for (int i = 0; i < 6; i++)
		EXPECT(diags_state_at(&u->ds, t[i].loc)[DIAG_UNDEF] == want[i]);
	close_unit(u);
}

static void number(
	const char *text, bool ok, uint64_t value, bool uns, enum lit_rank rank, bool decimal)
{
	struct unit *u = open_text(text);
	struct token t = pp_next(u->fe->pp);
	struct lit_number n;

	EXPECT(t.kind == TOK_NUMBER);
	bool got = literal_number(&u->ds, &t, &n);

	if (got != ok || (ok && (n.is_float || n.value != value || n.is_unsigned != uns ||
					n.rank != rank || n.decimal != decimal))) {
		printf("FAIL number %s: %d %llu %d %d %d\n", text, got, (unsigned long long)n.value,
			n.is_unsigned, n.rank, n.decimal);
		failures++;
	}
	EXPECT(ok == (u->ds.errors == 0));
	close_unit(u);
}

static void numbers(void)
{
	number("0", true, 0, false, LIT_INT, false);
	number("42", true, 42, false, LIT_INT, true);
	number("0x1fUL", true, 31, true, LIT_LONG, false);
	number("0XFFll", true, 255, false, LIT_LLONG, false);
	number("0b1011u", true, 11, true, LIT_INT, false);
	number("017LLU", true, 15, true, LIT_LLONG, false);
	number("18446744073709551615", true, UINT64_MAX, false, LIT_INT, true);
	number("18446744073709551616", false, 0, false, LIT_INT, true);
	number("0x10000000000000000", false, 0, false, LIT_INT, true);
	number("09", false, 0, false, LIT_INT, false);
	number("0b2", false, 0, false, LIT_INT, false);
	number("0x", false, 0, false, LIT_INT, false);
	number("1lL", false, 0, false, LIT_INT, true);
	number("1ulu", false, 0, false, LIT_INT, true);
	number("12abc", false, 0, false, LIT_INT, true);
}

static void floating(const char *text, bool ok, double value, char suffix)
{
	struct unit *u = open_text(text);
	struct token t = pp_next(u->fe->pp);
	struct lit_number n;
	bool got = literal_number(&u->ds, &t, &n);

	if (got != ok || !n.is_float || (ok && (n.fvalue != value || n.fsuffix != suffix))) {
		printf("FAIL floating %s\n", text);
		failures++;
	}
	close_unit(u);
}

static void characters(void)
{
	static const struct {
		const char *text;
		int64_t value;
		bool ok;
	} rows[] = {{"'a'", 'a', true}, {"'\\377'", -1, true}, {"'\\x80'", -128, true},
		{"'\\n'", 10, true}, {"'ab'", 0x6162, true}, {"'abcd'", 0x61626364, true},
		{"L'\\xffff'", 0xffff, true}, {"u'\\u20ac'", 0x20ac, true},
		{"U'\\U0001f600'", 0x1f600, true}, {"L'\xe2\x82\xac'", 0x20ac, true},
		{"''", 0, false}, {"'\\x'", 0, false}, {"'\\400'", 0, false}, {"u'ab'", 0, false},
		{"'\\\\'", '\\', true}, {"'\\''", '\'', true}, {"'\\e'", 27, true},
		{"'\\0'", 0, true}};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct unit *u = open_text(rows[i].text);
		struct token t = pp_next(u->fe->pp);
		int64_t v;
		enum lit_prefix prefix;
		bool ok = literal_char(&u->ds, &t, false, &v, &prefix);

		if (t.kind != TOK_CHAR || ok != rows[i].ok || (ok && v != rows[i].value)) {
			printf("FAIL character %s: %lld\n", rows[i].text, (long long)v);
			failures++;
		}
		close_unit(u);
	}
}

static void strings(void)
{
	struct unit *u =
		open_text("\"a\\x41\" \"1\\0\" \"\\u00e9\"; u\"\\U0001f600\" \"x\"; L\"a\" u\"b\"");
	struct token t[3];
	struct lit_string s;

	for (int i = 0; i < 3; i++)
		t[i] = pp_next(u->fe->pp);
	EXPECT(literal_string(&u->arena, &u->ds, t, 3, &s) && s.width == 1 && s.n == 6);
	EXPECT(!memcmp(s.data, "aA1\0\xc3\xa9", 7));
	EXPECT(literal_string_loc(t, 3, 1) == t[0].loc + 2 &&
		literal_string_loc(t, 3, 2) == t[1].loc + 1);
	pp_next(u->fe->pp);
	t[0] = pp_next(u->fe->pp);
	t[1] = pp_next(u->fe->pp);
	EXPECT(literal_string(&u->arena, &u->ds, t, 2, &s) && s.width == 2 && s.n == 3);
	EXPECT(!memcmp(s.data, u"\U0001f600x", 8));
	pp_next(u->fe->pp);
	t[0] = pp_next(u->fe->pp);
	t[1] = pp_next(u->fe->pp);
	EXPECT(!literal_string(&u->arena, &u->ds, t, 2, &s) && u->ds.errors == 1);
	close_unit(u);
}

/* ---- limits: each ends with a diagnostic, soon ---- */

static void ends_with(const char *what, struct unit *u, enum diag_id id)
{
	while (pp_next(u->fe->pp).kind != TOK_EOF)
		;
	if (!u->ds.errors || u->ds.pending.id != id) {
		printf("FAIL limit %s: %u errors, last is %d\n", what, u->ds.errors,
			u->ds.pending.id);
		failures++;
	}
	close_unit(u);
}

static char *repeat(const char *s, size_t n, const char *end)
{
	size_t k = strlen(s);
	char *out = malloc(k * n + strlen(end) + 1);

	for (size_t i = 0; i < n; i++)
		memcpy(out + i * k, s, k);
	strcpy(out + n * k, end);
	return out;
}

/* head open...open 1 close...close tail */
static char *around(
	const char *head, const char *open, size_t n, const char *close, const char *tail)
{
	char *b = repeat(close, n, tail), *a = repeat(open, n, "1"),
	     *out = malloc(strlen(head) + strlen(a) + strlen(b) + 1);

	strcpy(out, head);
	strcat(out, a);
	strcat(out, b);
	free(a);
	free(b);
	return out;
}

static void limit(const char *what, char *text, enum diag_id id)
{
	ends_with(what, open_text(text), id);
	free(text);
}

static void limits(void)
{
	limit("laughs",
		strdup("#define A0 x x x x x x x x\n#define A1 A0 A0 A0 A0 A0 A0 A0 A0\n"
		       "#define A2 A1 A1 A1 A1 A1 A1 A1 A1\n#define A3 A2 A2 A2 A2 A2 A2 A2 A2\n"
		       "#define A4 A3 A3 A3 A3 A3 A3 A3 A3\n#define A5 A4 A4 A4 A4 A4 A4 A4 A4\n"
		       "#define A6 A5 A5 A5 A5 A5 A5 A5 A5\n#define A7 A6 A6 A6 A6 A6 A6 A6 A6\n"
		       "#define A8 A7 A7 A7 A7 A7 A7 A7 A7\n#define A9 A8 A8 A8 A8 A8 A8 A8 A8\nA9 "
		       "A9 A9\n"),
		DIAG_MACRO_TOO_LARGE);
	limit("doubling",
		strdup("#define D(x) x x\n#define E(x) D(D(D(D(x))))\n#define F(x) E(E(E(E(x))))\n"
		       "F(F(F(1)))\n"),
		DIAG_MACRO_TOO_LARGE);
	limit("arguments", around("#define f(x) x\n", "f(", 1200, ")", "\n"), DIAG_MACRO_TOO_DEEP);
	limit("conditions", repeat("#if 1\n", 20000, ""), DIAG_CONDITION_TOO_DEEP);
	limit("parentheses", around("#if ", "(", 100000, ")", "\n#endif\n"), DIAG_CONDITION_DEPTH);
}

static void include_loop(void)
{
	char text[64];
	struct unit *u = open_text("");
	char *path = u->path;

	snprintf(text, sizeof(text), "#include \"%s\"\n", path);
	FILE *f = fopen(path, "w");

	fputs(text, f);
	fclose(f);
	struct arena a = {0};
	struct sources ss;
	struct diags ds;
	struct frontend_opts o = {.std = FE_GNU17, .cpu = 3};

	sources_init(&ss, &a);
	diags_init(&ds, &a, &ss, u->err);
	EXPECT(!frontend_preprocess(frontend_new(&a, &ds, &o), path, NULL));
	EXPECT(ds.pending.id == DIAG_INCLUDE_TOO_DEEP);
	sources_free(&ss);
	arena_free(&a);
	close_unit(u);
}

/* Any bytes end somewhere, and every prefix of a good text does. */
static void hostile(void)
{
	static const char good[] =
		"#if __has_include(<stddef.h>) /* c */\n#define F(a, ...) #a a##__VA_ARGS__ "
		"__VA_OPT__(x)\n#endif\nF(1, 'c', \"s\\\n\", u8\"\\u00e9\") _Pragma(\"unroll 2\")\n"
		"#pragma pack(1)\nstruct s { int a; };\n#line 3 \"f\"\n1.5e+3 ... <<= %:%: \\\n\n";
	uint32_t seed = 1;

	for (size_t n = 0; n < sizeof(good); n++) {
		struct unit *u = open_unit(good, n);

		rest(u);
		close_unit(u);
	}
	for (int round = 0; round < 200; round++) {
		char text[512];

		for (size_t i = 0; i < sizeof(text); i++) {
			seed = seed * 1664525 + 1013904223;
			text[i] = round % 2 ? (char)(seed >> 24)
					    : "#\"'\\/*\n(),xab_0 ?<>%:"[(seed >> 24) % 22];
		}
		struct unit *u = open_unit(text, sizeof(text));

		rest(u);
		close_unit(u);
	}
}

int main(void)
{
	lookahead();
	bodies();
	what_can_be_skipped();
	enums();
	replay_inside_macro();
	pragmas();
	diagnostic_pragmas();
	numbers();
	floating("1.5", true, 1.5, 0);
	floating("0x1.8p1f", true, 3, 'f');
	floating("1e3L", true, 1000, 'l');
	floating(".5f", true, 0.5, 'f');
	floating("1e", false, 0, 0);
	floating("0x1.8", false, 0, 0);
	floating("1.5z", false, 0, 0);
	characters();
	strings();
	limits();
	include_loop();
	hostile();
	return failures != 0;
}
