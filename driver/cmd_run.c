/* SPDX-License-Identifier: BSD-2-Clause */
/* kbcc run: compile if needed, run in the VM or the kernel, show the result, the packet, the maps.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "cmd.h"
#include "hex.h"
#include "program.h"
#include "bpf/prog.h"
#include "runtime/runtime.h"

enum engine_choice { ENGINE_AUTO, ENGINE_VM, ENGINE_KERNEL };

struct run {
	struct job job;
	struct options opts;
	enum engine_choice engine;
	const char *input, *prog, *data, *pcap;
	uint32_t repeat;
	bool json;
};

struct packet {
	const uint8_t *bytes;
	size_t len;
};
struct packets {
	struct packet *p;
	uint32_t n, cap;
}; /* a VEC */

static const char usage[] =
	"usage: kbcc run prog.{c,o} [--vm | --kernel] [--prog NAME] [--data HEX | --data @FILE]\n"
	"                [--pcap FILE] [--repeat N] [--json] [compiler options]\n\n"
	"  --vm         in the embedded VM: no privileges needed\n"
	"  --kernel     in the running kernel, by BPF_PROG_TEST_RUN (the default where permitted)\n"
	"  --prog NAME  this program; default: each one in turn\n"
	"  --data       the packet: hexadecimal digits, or a file's bytes\n"
	"  --pcap FILE  each packet of a capture file\n"
	"  --repeat N   run N times, report the mean time\n"
	"  --json       maps as JSON\n";

static bool take_value(int argc, char **argv, int *i, const char **out)
{
	if (*i + 1 >= argc) {
		fprintf(stderr, "kbcc: error: option '%s' needs an argument\n", argv[*i]);
		return false;
	}
	*out = argv[++*i];
	return true;
}

static bool take_repeat(struct run *r, const char *text)
{
	char *end;
	unsigned long n = strtoul(text, &end, 10);

	if (!*text || *end || n < 1 || n > 1000000000) {
		fprintf(stderr, "kbcc: error: --repeat takes a number from 1 to 1000000000\n");
		return false;
	}
	r->repeat = (uint32_t)n;
	return true;
}

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

static bool take(struct run *r, struct arena *a, int argc, char **argv, int *i)
{
	const char *s = argv[*i], *text;
	bool bad;

	if (s[0] != '-' || !s[1])
		return take_input(r, s);
	if (!strcmp(s, "--vm") || !strcmp(s, "--kernel")) {
		r->engine = s[2] == 'v' ? ENGINE_VM : ENGINE_KERNEL;
		return true;
	}
	if (!strcmp(s, "--json"))
		return r->json = true;
	if (!strcmp(s, "--prog"))
		return take_value(argc, argv, i, &r->prog);
	if (!strcmp(s, "--data"))
		return take_value(argc, argv, i, &r->data);
	if (!strcmp(s, "--pcap"))
		return take_value(argc, argv, i, &r->pcap);
	if (!strcmp(s, "--repeat"))
		return take_value(argc, argv, i, &text) && take_repeat(r, text);
	if (options_take(a, &r->opts, argc, argv, i, &bad))
		return true;
	if (!bad)
		fprintf(stderr, "kbcc: error: unknown option '%s'\n", s);
	return false;
}

/* ---- input ---- */

static bool add_data(struct run *r, struct packets *out)
{
	struct packet p = {0};

	if (r->data[0] == '@') {
		struct source *s = source_open(&r->job.sources, r->data + 1);

		if (!s) {
			diag(&r->job.diags, DIAG_CANNOT_OPEN, 0, r->data + 1, strerror(errno));
			return false;
		}
		p = (struct packet){(const uint8_t *)s->text, s->size};
	} else {
		p.bytes = hex_parse(&r->job.unit, r->data, &p.len);
		if (!p.bytes) {
			diag(&r->job.diags, DIAG_RUN_BAD_HEX, 0, r->data);
			return false;
		}
	}
	vec_push(&r->job.unit, out, p);
	return true;
}

struct pcap_to {
	struct arena *a;
	struct packets *out;
};

static void add_pcap_packet(void *ctx, const uint8_t *bytes, size_t len)
{
	struct pcap_to *to = ctx;
	struct packet p = {arena_dup(to->a, bytes, len), len};

	vec_push(to->a, to->out, p);
}

static bool collect_packets(struct run *r, struct packets *out)
{
	struct pcap_to to = {&r->job.unit, out};

	if (r->data && !add_data(r, out))
		return false;
	if (r->pcap && !runtime_read_pcap(&r->job.diags, r->pcap, add_pcap_packet, &to))
		return false;
	if (!out->n) /* a frame of zeros, as short as the kernel takes one */
		vec_push(&r->job.unit, out, ((struct packet){arena_alloc(&r->job.unit, 64), 64}));
	return true;
}

/* ---- output ---- */

static void print_packet(const struct packet *in, const struct run_output *out)
{
	size_t n = out->packet_len;

	if (!out->packet)
		return;
	if (n == in->len && !memcmp(out->packet, in->bytes, n)) {
		printf("  packet unchanged, %zu bytes\n", n);
		return;
	}
	printf("  packet changed, %zu -> %zu bytes; changed bytes in [ ]\n", in->len, n);
	for (size_t i = 0; i < n; i += 16) {
		printf("  %04zx ", i);
		for (size_t k = i; k < n && k < i + 16; k++) {
			bool same = k < in->len && in->bytes[k] == out->packet[k];

			printf(same ? " %02x " : "[%02x]", out->packet[k]);
		}
		putchar('\n');
	}
}

static const char *retval_name(uint32_t type, uint64_t v)
{
	static const char *const xdp[] = {
		"XDP_ABORTED", "XDP_DROP", "XDP_PASS", "XDP_TX", "XDP_REDIRECT"};
	static const char *const tc[] = {"TC_ACT_OK", "TC_ACT_RECLASSIFY", "TC_ACT_SHOT",
		"TC_ACT_PIPE", "TC_ACT_STOLEN", "TC_ACT_QUEUED", "TC_ACT_REPEAT",
		"TC_ACT_REDIRECT"};

	if (type == PROG_XDP && v < ARRAY_LEN(xdp))
		return xdp[v];
	if ((type == PROG_SCHED_CLS || type == PROG_SCHED_ACT) && v < ARRAY_LEN(tc))
		return tc[v];
	return NULL;
}

static void print_result(
	const struct run *r, const struct run_prog *p, const struct run_output *out)
{
	const char *name = retval_name(p->type, out->retval);

	printf("%s (%s): returned %llu", p->name, p->section, (unsigned long long)out->retval);
	if (name)
		printf(" %s", name);
	else if (out->retval > 9)
		printf(" (0x%llx)", (unsigned long long)out->retval);
	if (out->insns)
		printf(", %llu instructions executed", (unsigned long long)out->insns);
	if (r->repeat > 1)
		printf(", %llu ns a run", (unsigned long long)out->duration_ns);
	putchar('\n');
}

static void print_header(struct runner *runner, bool vm)
{
	const struct run_prog *progs;
	size_t n = runner_progs(runner, &progs);

	for (size_t i = 0; i < n && !vm; i++) {
		if (!progs[i].loaded)
			continue;
		printf("%s: loaded into the kernel, %u instructions, ", progs[i].name,
			progs[i].xlated);
		if (progs[i].jited_bytes)
			printf("JIT-compiled to %u bytes\n", progs[i].jited_bytes);
		else
			puts("not JIT-compiled");
	}
}

static bool run_prog(struct run *r, struct runner *runner, const struct run_prog *p,
	const struct packets *packets)
{
	vec_for (packet, packets) {
		struct run_input in = {
			.packet = packet->bytes, .packet_len = packet->len, .repeat = r->repeat};
		struct run_output out = {0};

		if (!runner_run(runner, p->name, &in, &out))
			return false;
		print_result(r, p, &out);
		print_packet(packet, &out);
		free(out.packet);
	}
	return true;
}

static bool run_all(struct run *r, struct runner *runner, const struct packets *packets)
{
	const struct run_prog *progs;
	size_t n = runner_progs(runner, &progs);

	for (size_t i = 0; i < n; i++)
		if (progs[i].loaded && !run_prog(r, runner, &progs[i], packets))
			return false;
	return true;
}

static void print_line(void *ctx, const char *line)
{
	(void)ctx;
	printf("  printk: %s\n", line);
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

static bool run_program(struct run *r, const struct program *p, const struct packets *packets)
{
	bool vm = choose_vm(r);
	struct run_opts opts = {
		.engine = vm ? RUN_VM : RUN_KERNEL, .prog = r->prog, .print = print_line};
	struct runner *runner =
		runner_open(&r->job.unit, &r->job.diags, p->obj, p->image, p->size, &opts);

	if (!runner)
		return false;
	print_header(runner, vm);
	bool ok = run_all(r, runner, packets);

	if (ok)
		runner_dump_maps(runner, stdout, r->json);
	runner_close(runner);
	return ok;
}

static bool run(struct run *r)
{
	struct packets packets = {0};
	struct program p = {0};
	bool ok = collect_packets(r, &packets) && program_open(&r->job, r->input, &p) &&
		  run_program(r, &p, &packets);

	program_close(&p);
	return ok;
}

int cmd_run(int argc, char **argv)
{
	struct arena a = {0};
	struct run r = {.repeat = 1};
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
