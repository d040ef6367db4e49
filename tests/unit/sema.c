/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Parses tests/sema/NAME.c. What is expected stands in the file, each on the line that it is for:
 *
 *	// expect-error: TEXT       also -warning, -note; TEXT is a part of the message
 *	// expect-error@-1: TEXT    for the line before; @+1 for the next
 *	// flags: -Wall -std=c23 -fshort-enums -funsigned-char
 *
 * Several may stand on one line. Every error and warning must be expected, and every expectation
 * met; notes may be left out. Where NAME.ast exists it must be the tree. UPDATE=1 writes it.
 */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "frontend/frontend.h"

struct expectation {
	enum diag_severity severity;
	uint32_t line;
	char text[300];
	bool met;
};

struct run {
	const char *name;
	struct expectation *list;
	uint32_t n;
	int failures;
};

static const struct {
	const char *word;
	enum diag_severity severity;
} kinds[] = {
	{"expect-error", DIAG_ERROR}, {"expect-warning", DIAG_WARNING}, {"expect-note", DIAG_NOTE}};

static char *slurp(const char *path)
{
	FILE *f = fopen(path, "r");
	char *s = NULL;
	size_t cap = 0;

	if (!f)
		return NULL;
	if (getdelim(&s, &cap, EOF, f) < 0) {
		free(s);
		s = strdup("");
	}
	fclose(f);
	return s;
}

/* `at` stands behind the word. */
static void expect(struct run *r, enum diag_severity severity, const char *at, uint32_t line)
{
	struct expectation *e;
	size_t n;

	r->list = realloc(r->list, (r->n + 1) * sizeof(*r->list));
	e = &r->list[r->n++];
	memset(e, 0, sizeof(*e));
	e->severity = severity;
	e->line = line;
	if (*at == '@')
		e->line += (uint32_t)strtol(at + 1, (char **)&at, 10);
	at += *at == ':';
	at += strspn(at, " ");
	n = strcspn(at, "\n");
	for (size_t k = 0; k + 10 < n; k++)
		if (!strncmp(at + k, "// expect-", 10))
			n = k;
	while (n && at[n - 1] == ' ')
		n--;
	snprintf(e->text, sizeof(e->text), "%.*s", (int)n, at);
}

static void read_expectations(struct run *r, const char *text)
{
	uint32_t line = 1;

	for (const char *s = text; *s; line += *s++ == '\n') {
		for (size_t k = 0; k < sizeof(kinds) / sizeof(*kinds); k++) {
			size_t n = strlen(kinds[k].word);

			if (!strncmp(s, kinds[k].word, n))
				expect(r, kinds[k].severity, s + n, line);
		}
	}
}

static void got(void *ctx, struct diags *ds, const struct diag *d)
{
	struct run *r = ctx;
	struct src_pos pos = source_pos(ds->sources, d->loc);
	enum diag_severity severity = d->severity == DIAG_FATAL ? DIAG_ERROR : d->severity;

	for (uint32_t i = 0; i < r->n; i++) {
		struct expectation *e = &r->list[i];

		if (!e->met && e->severity == severity && e->line == pos.line &&
			strstr(d->message, e->text)) {
			e->met = true;
			return;
		}
	}
	if (severity == DIAG_NOTE)
		return;
	printf("FAIL %s:%u:%u: unexpected: %s\n", pos.path ? pos.path : r->name, pos.line, pos.col,
		d->message);
	r->failures++;
}

static void apply_flags(struct frontend_opts *o, struct diags *ds, const char *text)
{
	const char *at = strstr(text, "// flags:");
	char line[200], *save = NULL;
	static const char *const stds[] = {
		"gnu89", "gnu99", "gnu11", "gnu17", "gnu23", "c89", "c99", "c11", "c17", "c23"};

	if (!at)
		return;
	snprintf(line, sizeof(line), "%.*s", (int)strcspn(at + 9, "\n"), at + 9);
	for (char *f = strtok_r(line, " ", &save); f; f = strtok_r(NULL, " ", &save)) {
		if (!strncmp(f, "-W", 2))
			diags_flag(ds, f + 2);
		else if (!strcmp(f, "-fshort-enums"))
			o->short_enums = true;
		else if (!strcmp(f, "-funsigned-char"))
			o->unsigned_char = true;
		for (size_t i = 0; i < sizeof(stds) / sizeof(*stds); i++)
			if (!strncmp(f, "-std=", 5) && !strcmp(f + 5, stds[i]))
				o->std = (enum fe_std)i;
	}
}

static void compare_ast(struct run *r, struct frontend *fe)
{
	char path[300], *text = NULL, *want;
	size_t n;
	FILE *out = open_memstream(&text, &n);

	snprintf(path, sizeof(path), "%.*s.ast", (int)strlen(r->name) - 2, r->name);
	want = slurp(path);
	frontend_dump_ast(fe, out);
	fclose(out);
	if (want && getenv("UPDATE")) {
		FILE *f = fopen(path, "w");

		fwrite(text, 1, n, f);
		fclose(f);
	} else if (want && strcmp(want, text)) {
		printf("FAIL %s: the tree differs, got:\n%s", path, text);
		r->failures++;
	}
	free(want);
	free(text);
}

static int run(const char *name)
{
	struct arena a = {0};
	struct sources ss;
	struct diags ds;
	struct frontend_opts o = {.std = FE_GNU17, .cpu = 3, .opt_level = 2};
	struct run r = {.name = name};
	char *text = slurp(name);
	struct frontend *fe;

	sources_init(&ss, &a);
	diags_init(&ds, &a, &ss, stdout);
	ds.error_limit = 0;
	ds.sink = got;
	ds.sink_ctx = &r;
	read_expectations(&r, text);
	apply_flags(&o, &ds, text);
	vec_push(&a, &o.include_dirs, ".");
	fe = frontend_new(&a, &ds, &o);
	frontend_parse(fe, name);
	diags_flush(&ds);
	compare_ast(&r, fe);
	for (uint32_t i = 0; i < r.n; i++) {
		if (r.list[i].met)
			continue;
		printf("FAIL %s:%u: expected, but not reported: %s\n", name, r.list[i].line,
			r.list[i].text);
		r.failures++;
	}
	frontend_free(fe);
	sources_free(&ss);
	arena_free(&a);
	free(r.list);
	free(text);
	return r.failures;
}

static int is_test(const struct dirent *d)
{
	size_t n = strlen(d->d_name);

	return n > 2 && !strcmp(d->d_name + n - 2, ".c") && strcmp(d->d_name, "layout_oracle.c");
}

int main(int argc, char **argv)
{
	struct dirent **list;
	int failures = 0, n;

	if (chdir(KBCC_TESTS "/sema")) {
		perror("tests/sema");
		return 1;
	}
	if (argc > 1)
		return run(argv[1]) != 0;
	n = scandir(".", &list, is_test, alphasort);
	for (int i = 0; i < n; i++) {
		failures += run(list[i]->d_name);
		free(list[i]);
	}
	if (n > 0)
		free(list);
	printf("%d files\n", n);
	return n <= 0 || failures;
}
