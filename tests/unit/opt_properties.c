/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What passes do and what they leave: each tests/ir/opt/NAME.ir says in its first lines
 *
 *	# passes: a,b,c      run these          # level: N     or the pipeline of -O<N>
 *	# count OP N         the module has N instructions of this kind then
 *	# contains TEXT      a line of it has this in it (lacks: none has)
 */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>

#include "ir/pass.h"

static int failed, directory_len;

struct test {
	const char *name;
	char *passes;
	unsigned level;
	const char *text; /* the module as printed afterwards */
	const struct ir_module *m;
};

static unsigned count(const struct ir_module *m, const char *op)
{
	unsigned n = 0;

	vec_for (s, &m->syms) {
		const struct ir_fn *fn = (*s)->fn;

		if (!fn)
			continue;
		ir_for_blocks (b, fn)
			ir_for_ins (r, fn, b)
				n += !strcmp(ir_ops[ir_get(fn, r)->op].text, op);
	}
	return n;
}

/* One "# ..." line; the module is NULL while options are read. */
static void directive(struct test *t, const char *line)
{
	char word[64], text[256];
	unsigned n;

	if (!t->m) {
		if (sscanf(line, "# passes: %255s", text) == 1)
			t->passes = strdup(text);
		sscanf(line, "# level: %u", &t->level);
	} else if (sscanf(line, "# count %63s %u", word, &n) == 2) {
		if (count(t->m, word) != n && ++failed)
			printf("%s: %u of %s, expected %u\n%s", t->name, count(t->m, word), word, n,
				t->text);
	} else if (sscanf(line, "# %63s %255[^\n]", word, text) == 2) {
		bool there = strstr(t->text, text) != NULL;

		if (((!strcmp(word, "contains") && !there) || (!strcmp(word, "lacks") && there)) &&
			++failed)
			printf("%s: %s %s\n%s", t->name, word, text, t->text);
	}
}

static void directives(struct test *t, const char *text)
{
	for (const char *line = text; *line == '#'; line = strchr(line, '\n') + 1)
		directive(t, line);
}

static void run(const char *path)
{
	struct arena a = {0};
	struct sources ss;
	struct diags ds;
	struct test t = {.name = path + directory_len};
	struct source *s;
	struct ir_module *m;
	char *text = NULL;
	size_t size;

	sources_init(&ss, &a);
	diags_init(&ds, &a, &ss, stdout);
	s = source_open(&ss, path);
	directives(&t, s->text);
	m = ir_parse(&a, &ds, s);
	diags_flush(&ds);
	if (m) {
		struct ir_opt_opts opts = {
			.level = t.level, .passes = t.passes, .verify = true, .cpu = 3};
		FILE *f = open_memstream(&text, &size);

		ir_optimize(m, &opts);
		ir_print_module(f, m);
		fclose(f);
		t.m = m;
		t.text = text;
		directives(&t, s->text);
	} else {
		failed++;
		printf("%s: cannot be read\n", t.name);
	}
	free(text);
	free(t.passes);
	sources_free(&ss);
	arena_free(&a);
}

int main(void)
{
	const char *directory = "tests/ir/opt";
	DIR *d = opendir(directory);
	unsigned n = 0;

	directory_len = (int)strlen(directory) + 1;
	for (struct dirent *e; d && (e = readdir(d));) {
		char path[512];
		size_t len = strlen(e->d_name);

		if (len < 4 || strcmp(e->d_name + len - 3, ".ir"))
			continue;
		snprintf(path, sizeof(path), "%s/%s", directory, e->d_name);
		run(path);
		n++;
	}
	if (d)
		closedir(d);
	if (!n && ++failed)
		printf("no test in %s: run in the tree's top directory\n", directory);
	printf("%u files\n", n);
	return failed != 0;
}
