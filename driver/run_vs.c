/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * kbcc run --vs: two programs beside each other. Times of one process on a shared machine drift; so
 * both are loaded, run in turn (A B, B A, A B ...), and each round gives a ratio of its own. What
 * is reported is the median, and the range that holds half of the rounds.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "run.h"

enum { ROUNDS = 31, KERNEL_REPEAT = 100000, VM_REPEAT = 200, WARM_UP = 1000 };

struct side {
	struct program program;
	const char *name; /* as the command line has it */
	struct runner *runner;
	const struct run_prog *prog;
	struct run_input in;
	double ns[ROUNDS]; /* of one run */
	uint64_t retval, insns;
};

static double now_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}

/* The program that is asked for, or called as the other side's, or the first. */
static const struct run_prog *choose(struct runner *runner, const char *name)
{
	const struct run_prog *progs, *first = NULL;
	size_t n = runner_progs(runner, &progs);

	for (size_t i = 0; i < n; i++) {
		if (!progs[i].loaded)
			continue;
		if (name && !strcmp(progs[i].name, name))
			return &progs[i];
		first = first ? first : &progs[i];
	}
	return first;
}

static bool open_side(struct run *r, struct side *s, bool vm, const char *prog)
{
	struct run_opts opts = {.engine = vm ? RUN_VM : RUN_KERNEL,
		.prog = r->prog,
		.preloads = r->preloads.v.p,
		.n_preloads = r->preloads.v.n};

	s->runner = runner_open(&r->job.unit, &r->job.diags, s->program.obj, s->program.image,
		s->program.size, &opts);
	s->prog = s->runner ? choose(s->runner, prog) : NULL;
	if (!s->prog)
		return false;
	s->in = (struct run_input){
		.packet = r->packets.p[0].bytes, .packet_len = r->packets.p[0].len};
	return run_context(r, &s->program, s->prog, &s->in);
}

static bool measure(struct side *s, uint32_t repeat, unsigned round)
{
	struct run_output out = {0};
	double start = now_ns();
	bool ok;

	s->in.repeat = repeat;
	ok = runner_run(s->runner, s->prog->name, &s->in, &out);
	s->ns[round] = (now_ns() - start) / repeat;
	s->retval = out.retval;
	s->insns = out.insns;
	run_output_free(&out);
	return ok;
}

static int ascending(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return x < y ? -1 : x > y;
}

static void print_side(const struct run *r, const char *letter, struct side *s)
{
	const struct run_prog *p = s->prog;

	qsort(s->ns, ROUNDS, sizeof(*s->ns), ascending);
	fprintf(r->text, "  %s  %-24s %-16s %5u instructions", letter, s->name, p->name, p->insns);
	if (p->jited_bytes)
		fprintf(r->text, ", JIT %5u bytes", p->jited_bytes);
	if (s->insns)
		fprintf(r->text, ", %" PRIu64 " executed", s->insns);
	fprintf(r->text, "  %8.1f ns a run (least %.1f)\n", s->ns[ROUNDS / 2], s->ns[0]);
}

static void report(const struct run *r, struct side *a, struct side *b, uint32_t repeat)
{
	double ratio[ROUNDS];

	for (unsigned i = 0; i < ROUNDS; i++)
		ratio[i] = a->ns[i] / b->ns[i];
	qsort(ratio, ROUNDS, sizeof(*ratio), ascending);
	print_side(r, "A", a);
	print_side(r, "B", b);
	fprintf(r->text, "  A / B: %.3f (half of %d rounds of %u runs: %.3f .. %.3f)\n",
		ratio[ROUNDS / 2], ROUNDS, repeat, ratio[ROUNDS / 4], ratio[ROUNDS * 3 / 4]);
	if (a->insns && b->insns)
		fprintf(r->text, "  A / B, instructions executed: %.3f\n",
			(double)a->insns / (double)b->insns);
	if (a->retval != b->retval)
		fprintf(r->text, "  they return different values: %" PRIu64 " and %" PRIu64 "\n",
			a->retval, b->retval);
}

static bool race(struct run *r, struct side *a, struct side *b, bool vm)
{
	uint32_t repeat = r->repeat ? r->repeat : vm ? VM_REPEAT : KERNEL_REPEAT;
	uint32_t warm = (uint32_t)min_u64(repeat, WARM_UP);

	if (!measure(a, warm, 0) || !measure(b, warm, 0))
		return false;
	for (unsigned i = 0; i < ROUNDS; i++) {
		struct side *first = i % 2 ? b : a, *second = i % 2 ? a : b;

		if (!measure(first, repeat, i) || !measure(second, repeat, i))
			return false;
	}
	report(r, a, b, repeat);
	return true;
}

bool run_versus(struct run *r, const struct program *p, bool vm)
{
	struct side a = {.program = *p, .name = r->input}, b = {.name = r->vs};
	struct job other; /* a job is one compilation */
	bool ok;

	job_init(&other, &r->opts);
	ok = r->packets.n && program_open(&other, r->vs, &b.program) &&
	     open_side(r, &a, vm, r->prog) && open_side(r, &b, vm, a.prog->name) &&
	     race(r, &a, &b, vm);

	runner_close(a.runner);
	runner_close(b.runner);
	program_close(&b.program);
	job_end(&other);
	return ok;
}
