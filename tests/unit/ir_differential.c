/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Random modules, run by the interpreter before and after the pipeline of each level and after
 *single passes: the result and the module's data are the same. ir_differential [COUNT [FIRST-SEED
 *[PASSES]]]
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "ir/interp.h"
#include "ir/pass.h"
#include "irgen.h"

static const uint64_t inputs[][2] = {{0, 0}, {1, 2}, {UINT64_MAX, 1},
	{0x8000000000000000, 0x7fffffff}, {0x123456789abcdef0, 0xfedcba9876543210}, {255, 65536}};

struct outcome {
	enum interp_status status;
	uint64_t result, data; /* data: a hash of what is in writable memory afterwards */
};

static uint64_t hash_data(struct interp *in, const struct ir_module *m)
{
	uint64_t h = 0;

	vec_for (s, &m->syms) {
		const struct ir_data *d = (*s)->data;
		const uint8_t *p;

		if (!d || d->is_const || (*s)->linkage == IR_LINK_STATIC)
			continue;
		p = interp_at(in, interp_sym_address(in, *s), d->size, true);
		for (uint64_t i = 0; p && i < d->size; i++)
			h = (h ^ p[i]) * 0x100000001b3ull;
	}
	return h;
}

static struct outcome run(struct ir_module *m, const uint64_t *args)
{
	struct interp_host host = {.max_steps = 2000000};
	struct outcome o = {0};
	struct arena a = {0};
	struct interp *in = interp_new(&a, m, &host);

	o.status = interp_call(in, ir_sym_find(m, "entry")->fn, args, 2, &o.result);
	if (o.status == INTERP_OK)
		o.data = hash_data(in, m);
	else if (o.status != INTERP_STEPS)
		printf("%s\n", interp_error(in));
	arena_free(&a);
	return o;
}

/* False after a difference. */
static bool compare(uint64_t seed, const char *passes, unsigned level, const struct outcome *want)
{
	struct arena a = {0}, scratch = {0};
	struct ir_module *m = irgen_module(&a, &scratch, seed);
	struct ir_opt_opts opts = {.level = level, .passes = passes, .verify = true};
	bool same = true;

	ir_optimize(m, &opts);
	for (size_t i = 0; i < ARRAY_LEN(inputs) && same; i++) {
		struct outcome got;

		if (want[i].status == INTERP_STEPS)
			continue;
		got = run(m, inputs[i]);
		same = got.status == want[i].status && got.result == want[i].result &&
		       got.data == want[i].data;
		if (!same)
			printf("seed %" PRIu64 " -O%u %s input %zu: %s %#" PRIx64
			       ", expected %#" PRIx64 "\n",
				seed, level, passes ? passes : "", i,
				interp_status_names[got.status], got.result, want[i].result);
	}
	arena_free(&a);
	arena_free(&scratch);
	return same;
}

static bool test_seed(uint64_t seed, const char *passes)
{
	static const char *const single[] = {"fold", "sccp", "gvn", "sroa", "sroa,fold", "mem",
		"dse", "cfg", "thread", "unroll", "dce"};
	struct outcome want[ARRAY_LEN(inputs)];
	struct arena a = {0}, scratch = {0};
	struct ir_module *m = irgen_module(&a, &scratch, seed);
	bool ok = true;

	for (size_t i = 0; i < ARRAY_LEN(inputs); i++)
		want[i] = run(m, inputs[i]);
	arena_free(&a);
	arena_free(&scratch);
	if (passes)
		return compare(seed, passes, 2, want);
	for (unsigned level = 0; level <= 2; level++)
		ok &= compare(seed, NULL, level, want);
	for (size_t i = 0; i < ARRAY_LEN(single); i++)
		ok &= compare(seed, single[i], 2, want);
	return ok;
}

int main(int argc, char **argv)
{
	uint64_t n = argc > 1 ? strtoull(argv[1], NULL, 0) : 100,
		 from = argc > 2 ? strtoull(argv[2], NULL, 0) : 0;
	int failed = 0;

	for (uint64_t seed = from; seed < from + n; seed++)
		failed += !test_seed(seed, argc > 3 ? argv[3] : NULL);
	return failed != 0;
}
