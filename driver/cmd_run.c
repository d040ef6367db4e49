/* SPDX-License-Identifier: BSD-2-Clause */
/* kbcc run: compile if needed, run in the VM or the kernel, show the result, the packet, the maps.
 */
#include <stdlib.h>
#include <string.h>

#include "cmd.h"
#include "run.h"

static const char usage[] =
	"usage: kbcc run prog.{c,o} [--vm | --kernel] [--prog NAME] [--data HEX | --data @FILE]\n"
	"                [--pcap IN] [--pcap-out OUT] [--ctx FIELD=VALUE,... | --ctx @FILE]\n"
	"                [--repeat N] [--vs OTHER] [--map NAME=JSON] [-j] [compiler options]\n\n"
	"  --vm             in the embedded VM: no privileges needed\n"
	"  --kernel         in the running kernel, by BPF_PROG_TEST_RUN (the default where "
	"permitted)\n"
	"  --prog NAME      this program; default: each one in turn\n"
	"  --data           the packet: hexadecimal digits, or a file's bytes\n"
	"  --pcap IN        each packet of a capture file, a line each\n"
	"  --pcap-out OUT   a capture of the packets that the program lets pass, as it left them\n"
	"  --ctx            the context: mark=3,cb=[1,2], args=[1,2] of a raw tracepoint, or "
	"bytes\n"
	"  --repeat N       run N times, report the mean time\n"
	"  --vs OTHER       run another object or source in turn with this, compare their times\n"
	"  --map NAME=JSON  what a map (.data, .rodata, too) holds at first: JSON, or its file\n"
	"  -j, --json       maps as JSON on stdout, everything else on stderr\n";

enum { MAX_REPEAT = 1000000000 };

static bool take_input(struct run *r, const char *arg)
{
	if (r->input) {
		fprintf(stderr, "kbcc: error: one program at a time: '%s' and '%s'\n", r->input,
			arg);
		return false;
	}
	r->input = arg;
	return true;
}

/* 1: taken; 0: not ours; -1: after printing an error */
static int take_valued(struct run *r, struct arena *a, int argc, char **argv, int *i)
{
	const struct {
		const char *name, **out;
	} strings[] = {
		{"--prog", &r->prog},
		{"--data", &r->data},
		{"--pcap", &r->pcap},
		{"--pcap-out", &r->pcap_out},
		{"--ctx", &r->ctx},
		{"--vs", &r->vs},
	};
	const char *s = argv[*i], *text;

	for (unsigned k = 0; k < ARRAY_LEN(strings); k++)
		if (!strcmp(s, strings[k].name))
			return word_value(argc, argv, i, strings[k].out) ? 1 : -1;
	if (strcmp(s, "--repeat") && strcmp(s, "--map"))
		return 0;
	if (!word_value(argc, argv, i, &text))
		return -1;
	if (!strcmp(s, "--map")) {
		vec_push(a, &r->preloads.words, text);
		return 1;
	}
	return word_number(s, text, 1, MAX_REPEAT, &r->repeat) ? 1 : -1;
}

static bool take(struct run *r, struct arena *a, int argc, char **argv, int *i)
{
	const char *s = argv[*i];
	bool bad = false;
	int took;

	if (s[0] != '-' || !s[1])
		return take_input(r, s);
	if (!strcmp(s, "--vm") || !strcmp(s, "--kernel")) {
		r->engine = s[2] == 'v' ? ENGINE_VM : ENGINE_KERNEL;
		return true;
	}
	if (!strcmp(s, "--json") || !strcmp(s, "-j"))
		return r->json = true;
	took = take_valued(r, a, argc, argv, i);
	if (took)
		return took > 0;
	if (options_take(a, &r->opts, argc, argv, i, &bad))
		return true;
	if (!bad)
		fprintf(stderr, "kbcc: error: unknown option '%s'\n", s);
	return false;
}

/* ---- the run ---- */

static void print_header(const struct run *r, struct runner *runner, bool vm)
{
	const struct run_prog *progs;
	size_t n = runner_progs(runner, &progs);

	for (size_t i = 0; i < n && !vm; i++) {
		if (!progs[i].loaded)
			continue;
		fprintf(r->text, "%s: loaded into the kernel, %u instructions, ", progs[i].name,
			progs[i].xlated);
		if (progs[i].jited_bytes)
			fprintf(r->text, "JIT-compiled to %u bytes\n", progs[i].jited_bytes);
		else
			fputs("not JIT-compiled\n", r->text);
	}
}

/* How many packets of a capture got which value. */
struct count {
	uint64_t retval;
	uint32_t n;
};
struct counts {
	struct count *p;
	uint32_t n, cap;
}; /* a VEC */

static void count(struct run *r, struct counts *counts, uint64_t retval)
{
	struct count one = {retval, 1};

	vec_for (c, counts) {
		if (c->retval == retval) {
			c->n++;
			return;
		}
	}
	vec_push(&r->job.unit, counts, one);
}

static void print_counts(struct run *r, const struct run_prog *p, const struct counts *counts)
{
	const char *glue = " ";

	fprintf(r->text, "%s: %u packets:", p->name, r->packets.n);
	vec_for (c, counts) {
		const char *name = run_verdict(p->type, c->retval);

		fprintf(r->text, "%s%u ", glue, c->n);
		if (name)
			fputs(name, r->text);
		else
			fprintf(r->text, "of %llu", (unsigned long long)c->retval);
		glue = ", ";
	}
	fputc('\n', r->text);
}

static bool run_prog(struct run *r, struct runner *runner, const struct program *program,
	const struct run_prog *p)
{
	struct run_input in = {.repeat = r->repeat};
	struct counts counts = {0};

	if (!run_context(r, program, p, &in))
		return false;
	for (uint32_t i = 0; i < r->packets.n; i++) {
		struct run_output out = {0};

		in.packet = r->packets.p[i].bytes;
		in.packet_len = r->packets.p[i].len;
		if (!runner_run(runner, p->name, &in, &out))
			return false;
		run_print(r, program, p, &in, &out, r->pcap ? i + 1 : 0);
		count(r, &counts, out.retval);
		run_output_free(&out);
	}
	if (r->pcap)
		print_counts(r, p, &counts);
	return true;
}

static bool run_all(struct run *r, struct runner *runner, const struct program *program)
{
	const struct run_prog *progs;
	size_t n = runner_progs(runner, &progs), loaded = 0;

	for (size_t i = 0; i < n; i++)
		loaded += progs[i].loaded;
	if (r->pcap_out && loaded != 1) {
		diag(&r->job.diags, DIAG_RUN_ONE, 0, "--pcap-out");
		return false;
	}
	for (size_t i = 0; i < n; i++)
		if (progs[i].loaded && !run_prog(r, runner, program, &progs[i]))
			return false;
	return true;
}

static bool choose_vm(const struct run *r)
{
	if (r->engine != ENGINE_AUTO)
		return r->engine == ENGINE_VM;
	if (runtime_kernel_available())
		return false;
	fprintf(stderr, "kbcc: bpf(2) is not permitted here, running in the embedded VM\n");
	return true;
}

static bool run_program(struct run *r, const struct program *p, bool vm)
{
	struct run_opts opts = {.engine = vm ? RUN_VM : RUN_KERNEL,
		.prog = r->prog,
		.print = run_print_line,
		.print_ctx = r,
		.preloads = r->preloads.v.p,
		.n_preloads = r->preloads.v.n};
	struct runner *runner =
		runner_open(&r->job.unit, &r->job.diags, p->obj, p->image, p->size, &opts);
	bool ok;

	if (!runner)
		return false;
	print_header(r, runner, vm);
	ok = run_all(r, runner, p);
	if (ok)
		runner_dump_maps(runner, stdout, r->json);
	runner_close(runner);
	return ok;
}

static bool run_into_file(struct run *r, const struct program *p, bool vm)
{
	bool ok;

	if (!r->pcap_out)
		return run_program(r, p, vm);
	r->out = runtime_pcap_create(&r->job.unit, &r->job.diags, r->pcap_out);
	ok = r->out && run_program(r, p, vm);
	if (r->out && !runtime_pcap_close(&r->job.diags, r->out, r->pcap_out))
		ok = false;
	return ok;
}

static bool run(struct run *r)
{
	struct program p = {0};
	bool ok = run_packets(r) && preloads_read(&r->job, &r->preloads) &&
		  program_open(&r->job, r->input, &p);
	bool vm = ok && choose_vm(r);

	if (ok && !vm && !runtime_kernel_available()) {
		runtime_explain_privileges(&r->job.diags, "running programs in the kernel");
		ok = false;
	}
	r->text = r->json ? stderr : stdout;
	ok = ok && (r->vs ? run_versus(r, &p, vm) : run_into_file(r, &p, vm));
	program_close(&p);
	return ok;
}

int cmd_run(int argc, char **argv)
{
	struct arena a = {0};
	struct run r = {0};
	int status = EXIT_OK;

	options_init(&r.opts);
	for (int i = 1; i < argc && status == EXIT_OK; i++) {
		if (!strcmp(argv[i], "--help")) {
			fputs(usage, stdout);
			arena_free(&a);
			return EXIT_OK;
		}
		if (!take(&r, &a, argc, argv, &i))
			status = EXIT_USAGE;
	}
	if (status == EXIT_OK && !r.input) {
		fputs(usage, stderr);
		status = EXIT_USAGE;
	}
	if (status == EXIT_OK) {
		job_init(&r.job, &r.opts);
		status = run(&r) ? EXIT_OK : EXIT_ERROR;
		job_end(&r.job);
	}
	arena_free(&a);
	return status;
}
