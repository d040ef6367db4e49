/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Runs tests/pp/NAME.c through the preprocessor: the text of -E -P must be NAME.out and the
 * diagnostics NAME.err (no file: none). With UPDATE=1 in the environment the files are written.
 */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "frontend/frontend.h"

static int failures;

static char *slurp(const char *path, size_t *n)
{
	FILE *f = fopen(path, "r");
	char *s = NULL;
	size_t cap = 0;

	*n = 0;
	if (!f)
		return strdup("");
	ssize_t got = getdelim(&s, &cap, EOF, f);

	fclose(f);
	if (got < 0) {
		free(s);
		return strdup("");
	}
	*n = (size_t)got;
	return s;
}

static void preprocess(const char *path, FILE *out, FILE *err)
{
	struct arena a = {0};
	struct sources ss;
	struct diags ds;
	struct frontend_opts o = {
		.std = FE_GNU17, .cpu = 3, .opt_level = 2, .no_line_markers = true};

	sources_init(&ss, &a);
	diags_init(&ds, &a, &ss, err);
	vec_push(&a, &o.include_dirs, ".");
	frontend_preprocess(frontend_new(&a, &ds, &o), path, out);
	diags_finish(&ds);
	sources_free(&ss);
	arena_free(&a);
}

static void compare(const char *base, const char *ext, const char *got, size_t n)
{
	char path[300];
	size_t want_n;

	snprintf(path, sizeof(path), "%s.%s", base, ext);
	if (getenv("UPDATE")) {
		FILE *f = n ? fopen(path, "w") : NULL;

		if (f) {
			fwrite(got, 1, n, f);
			fclose(f);
		} else {
			unlink(path);
		}
		return;
	}
	char *want = slurp(path, &want_n);

	if (n != want_n || memcmp(got, want, n)) {
		printf("FAIL tests/pp/%s differs, got:\n%.*s\n", path, (int)n, got);
		failures++;
	}
	free(want);
}

static void run(const char *name)
{
	char base[256], *out_text = NULL, *err_text = NULL;
	size_t out_n, err_n;
	FILE *out = open_memstream(&out_text, &out_n), *err = open_memstream(&err_text, &err_n);

	snprintf(base, sizeof(base), "%.*s", (int)strlen(name) - 2, name);
	preprocess(name, out, err);
	fclose(out);
	fclose(err);
	compare(base, "out", out_text, out_n);
	compare(base, "err", err_text, err_n);
	free(out_text);
	free(err_text);
}

static int is_c(const struct dirent *d)
{
	size_t n = strlen(d->d_name);

	return n > 2 && !strcmp(d->d_name + n - 2, ".c");
}

int main(void)
{
	struct dirent **list;

	if (chdir(KBCC_TESTS "/pp")) {
		perror("tests/pp");
		return 1;
	}
	int n = scandir(".", &list, is_c, alphasort);

	for (int i = 0; i < n; i++) {
		run(list[i]->d_name);
		free(list[i]);
	}
	if (n > 0)
		free(list);
	if (n <= 0 || failures)
		return 1;
	printf("%d files\n", n);
	return 0;
}
