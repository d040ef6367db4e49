/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * libFuzzer target: any bytes as IR text. What is accepted is printed, read back and prints the
 * same; the passes and the interpreter take it without an internal error.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ir/interp.h"
#include "ir/pass.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct run {
	struct arena arena;
	struct sources ss;
	struct diags ds;
};

static struct ir_module *parse(struct run *r, const char *text, size_t size, FILE *null)
{
	memset(r, 0, sizeof(*r));
	sources_init(&r->ss, &r->arena);
	diags_init(&r->ds, &r->arena, &r->ss, null);
	return ir_parse(&r->arena, &r->ds, source_text(&r->ss, "fuzz.ir", text, size));
}

static void end(struct run *r)
{
	diags_finish(&r->ds);
	sources_free(&r->ss);
	arena_free(&r->arena);
}

static char *print(const struct ir_module *m, size_t *size)
{
	char *text = NULL;
	FILE *f = open_memstream(&text, size);

	ir_print_module(f, m);
	fclose(f);
	return text;
}

static void round_trip(const struct ir_module *m, FILE *null)
{
	size_t size, again_size;
	char *text = print(m, &size), *again;
	struct run r;
	struct ir_module *same = parse(&r, text, size, null);

	if (!same)
		abort();
	again = print(same, &again_size);
	if (size != again_size || memcmp(text, again, size) != 0)
		abort();
	free(text);
	free(again);
	end(&r);
}

/* Any function, with zeros. */
static void interpret(struct ir_module *m)
{
	static const uint64_t args[8];
	struct interp_host host = {.max_steps = 1000};
	struct arena a = {0};
	struct interp *in = interp_new(&a, m, &host);

	vec_for (s, &m->syms) {
		if ((*s)->fn)
			interp_call(in, (*s)->fn, args, 8, NULL);
	}
	arena_free(&a);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	FILE *null = fopen("/dev/null", "w");
	struct ir_opt_opts opts = {.level = 2, .cpu = 3, .verify = true, .dump = null};
	struct run r;
	struct ir_module *m = parse(&r, (const char *)data, size, null);

	if (m) {
		round_trip(m, null);
		interpret(m);
		ir_optimize(m, &opts);
	}
	end(&r);
	fclose(null);
	return 0;
}
