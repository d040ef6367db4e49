/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * libFuzzer target: any bytes through the preprocessor, as -E does and as the parser does, which
 * skips what it can and reads it later. Nothing is looked up outside the input but the built-in
 * headers.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "frontend/c/unit.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct run {
	struct arena arena;
	struct sources ss;
	struct diags ds;
	struct frontend_opts opts;
};

static struct frontend *start(struct run *r, FILE *err)
{
	memset(r, 0, sizeof(*r));
	r->opts = (struct frontend_opts){.std = FE_GNU17, .cpu = 3, .opt_level = 2};
	sources_init(&r->ss, &r->arena);
	diags_init(&r->ds, &r->arena, &r->ss, err);
	return frontend_new(&r->arena, &r->ds, &r->opts);
}

static void end(struct run *r)
{
	diags_finish(&r->ds);
	sources_free(&r->ss);
	arena_free(&r->arena);
}

/* Skip every body that can be, and replay it at once. */
static void as_parser(struct pp *pp)
{
	struct token t;
	struct pp_body body;
	struct pp_enum e = {0};

	while ((t = pp_next(pp)).kind != TOK_EOF) {
		if (t.kind != TOK_LBRACE)
			continue;
		if (pp_skip_enum(pp, &t, &e))
			body = e.body;
		else if (!pp_skip_braces(pp, &t, &body))
			continue;
		pp_replay_begin(pp, &body);
		while (pp_next(pp).kind != TOK_EOF)
			;
		pp_replay_end(pp);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char path[] = "/dev/shm/kbcc-fuzz-XXXXXX";
	int fd = mkstemp(path);
	FILE *null = fopen("/dev/null", "w");
	struct run r;

	if (fd < 0 || !null || write(fd, data, size) != (ssize_t)size)
		abort();
	close(fd);
	frontend_preprocess(start(&r, null), path, null);
	end(&r);
	struct frontend *fe = start(&r, null);

	if (frontend_start(fe, path))
		as_parser(fe->pp);
	end(&r);
	unlink(path);
	fclose(null);
	return 0;
}
