/* SPDX-License-Identifier: BSD-2-Clause */
/* See words.h. */
#include "words.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

bool word_value(int argc, char **argv, int *i, const char **out)
{
	if (*i + 1 >= argc) {
		fprintf(stderr, "kbcc: error: option '%s' needs an argument\n", argv[*i]);
		return false;
	}
	*out = argv[++*i];
	return true;
}

bool word_number(const char *option, const char *text, unsigned low, unsigned high, unsigned *out)
{
	char *end;
	unsigned long n = strtoul(text, &end, 10);

	if (*text < '0' || *text > '9' || *end || n < low || n > high) {
		fprintf(stderr, "kbcc: error: %s takes a number from %u to %u\n", option, low,
			high);
		return false;
	}
	*out = (unsigned)n;
	return true;
}

bool word_seconds(const char *option, const char *text, unsigned *ms)
{
	char *end;
	double s = strtod(text, &end);

	if (!*text || *end || !(s >= 0.001 && s <= 1000000)) {
		fprintf(stderr, "kbcc: error: %s takes seconds, from 0.001 to 1000000\n", option);
		return false;
	}
	*ms = (unsigned)(s * 1000);
	return true;
}

static const struct json *parse(struct job *j, struct source *s)
{
	src_loc base = source_enter(&j->sources, s, 0, false);
	const char *error;
	size_t at;
	const struct json *out = json_parse(&j->unit, s->text, s->size, &error, &at);

	if (!out)
		diag(&j->diags, DIAG_BAD_JSON, base + (src_loc)at, error);
	return out;
}

static bool read_word(struct job *j, struct preloads *p, const char *word)
{
	const char *eq = strchr(word, '='), *text = eq ? eq + 1 : "";
	struct run_preload out = {0};
	struct source *s;

	if (!eq || eq == word) {
		diag(&j->diags, DIAG_PRELOAD, 0, word, "NAME=FILE.json or NAME=JSON is expected");
		return false;
	}
	out.map = arena_strndup(&j->unit, word, (size_t)(eq - word));
	s = *text == '[' || *text == '{' ? source_text(&j->sources, "<--map>", text, strlen(text))
					 : source_open(&j->sources, text);
	if (!s) {
		diag(&j->diags, DIAG_CANNOT_OPEN, 0, text, strerror(errno));
		return false;
	}
	out.value = parse(j, s);
	vec_push(&j->unit, &p->v, out);
	return out.value;
}

bool preloads_read(struct job *j, struct preloads *p)
{
	vec_for (word, &p->words)
		if (!read_word(j, p, *word))
			return false;
	return true;
}
