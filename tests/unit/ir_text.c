/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * IR text: what is printed is read back and prints the same, for random modules before and after
 * the passes and for the files of tests/ir/text, which are written as the printer does. A file of
 * tests/ir/bad is refused, in the words of its first line.
 */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>

#include "ir/pass.h"
#include "irgen.h"

static int failed;

struct reader {
	struct arena arena;
	struct sources ss;
	struct diags ds;
	char *said;
	size_t said_size;
	FILE *out;
	struct ir_module *m;
};

static struct reader *read_text(const char *name, const char *text, size_t size)
{
	struct reader *r = calloc(1, sizeof(*r));

	r->out = open_memstream(&r->said, &r->said_size);
	sources_init(&r->ss, &r->arena);
	diags_init(&r->ds, &r->arena, &r->ss, r->out);
	r->m = ir_parse(&r->arena, &r->ds, source_text(&r->ss, name, text, size));
	diags_flush(&r->ds);
	fflush(r->out);
	return r;
}

static void reader_end(struct reader *r)
{
	fclose(r->out);
	free(r->said);
	sources_free(&r->ss);
	arena_free(&r->arena);
	free(r);
}

static char *print(const struct ir_module *m, size_t *size)
{
	char *text = NULL;
	FILE *f = open_memstream(&text, size);

	ir_print_module(f, m);
	fclose(f);
	return text;
}

static void expect_same(const char *name, const char *text, size_t size)
{
	struct reader *r = read_text(name, text, size);
	char *again = NULL;
	size_t n = 0;

	if (r->m) {
		ir_verify_module(r->m, "parsing");
		again = print(r->m, &n);
	}
	if (!r->m || n != size || memcmp(again, text, n) != 0) {
		failed++;
		printf("%s does not come back: %s\n", name, r->m ? "" : r->said);
		if (getenv("DUMP"))
			printf("---- was\n%s---- is\n%s", text, again ? again : "");
	}
	free(again);
	reader_end(r);
}

static void test_random(uint64_t seed)
{
	for (int level = -1; level <= 2; level++) {
		struct arena a = {0}, scratch = {0};
		struct ir_module *m = irgen_module(&a, &scratch, seed);
		struct ir_opt_opts opts = {.level = (unsigned)level};
		char name[64], *text;
		size_t size;

		if (level >= 0)
			ir_optimize(m, &opts);
		snprintf(name, sizeof(name), "seed %d -O%d", (int)seed, level);
		text = print(m, &size);
		expect_same(name, text, size);
		free(text);
		arena_free(&a);
		arena_free(&scratch);
	}
}

static char *read_file(const char *path, size_t *size)
{
	FILE *f = fopen(path, "r");
	char *text = malloc(1 << 20);

	*size = f ? fread(text, 1, (1 << 20) - 1, f) : 0;
	text[*size] = 0;
	if (f)
		fclose(f);
	return text;
}

/* "# error: WORDS" in the first line */
static void expect_refused(const char *path, const char *text, size_t size)
{
	struct reader *r = read_text(path, text, size);
	char want[256];

	snprintf(want, sizeof(want), "%.*s", (int)strcspn(text, "\n"), text);
	const char *words = strncmp(want, "# error: ", 9) ? "?" : want + 9;

	if (r->m || !strstr(r->said, words)) {
		failed++;
		printf("%s: expected '%s', got %s\n", path, words, r->m ? "a module" : r->said);
	}
	reader_end(r);
}

static void test_folder(const char *folder, void (*test)(const char *, const char *, size_t))
{
	DIR *d = opendir(folder);
	int n = 0;

	for (struct dirent *e; d && (e = readdir(d));) {
		char path[512], *text;
		size_t size;

		if (!strstr(e->d_name, ".ir"))
			continue;
		snprintf(path, sizeof(path), "%s/%s", folder, e->d_name);
		text = read_file(path, &size);
		test(path, text, size);
		free(text);
		n++;
	}
	if (d)
		closedir(d);
	if (!n)
		failed++, printf("%s has no tests\n", folder);
}

int main(void)
{
	for (uint64_t seed = 0; seed < 60; seed++)
		test_random(seed);
	test_folder(KBCC_TESTS "/ir/text", expect_same);
	test_folder(KBCC_TESTS "/ir/bad", expect_refused);
	return failed != 0;
}
