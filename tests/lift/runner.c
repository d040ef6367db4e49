/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Classic programs, each as everybody runs it, over packets:
 *
 *	libpcap's bpf_filter; the classic machine (runtime/cbpf_vm.h)
 *	lifted for sockets (both ways), XDP and tc: in the VM, and in the kernel by
 *BPF_PROG_TEST_RUN lifted for sockets, attached to a socket; and the classic program attached to
 *another
 *
 * and wants the same of all. Counts the instructions and JIT bytes of what is loaded, and the ns a
 * packet, of the kernel's own conversion, too (filters.bpf.c reads its lengths).
 *
 *	lift_runner --exprs FILE | --random N SEED | --extensions | --speed --exprs FILE
 *		[--part I OF] [--packets N] [--iter filters.bpf.c]
 *
 * It makes a network namespace of its own. Prints FAIL lines; for each program that was attached
 *	figure INSTRUCTIONS OURS BYTES OURS NAME	the kernel's conversion and the lifted one
 * or, with --speed, what speed.c says; at the end "sum", programs, packets, failures, and how many
 * programs libpcap, XDP and tc could not take; tests/lift/run adds up.
 */
#include <pcap/pcap.h>
#define bpf_insn ebpf_insn /* libpcap has one of its own */
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#undef bpf_insn

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "classic.h"
#include "lift.h"
#include "packets.h"

enum { PACKETS_MAX = 2000, FAILURES_MAX = 20 };
const char *const kind_names[KINDS] = {"socket", "xdp", "tc", "portable"};

void failure(struct test *t, const char *what, uint32_t packet, uint32_t got, uint32_t want)
{
	if (t->sums.failures++ >= FAILURES_MAX)
		return;
	printf("FAIL lift/%s: %s, packet %u of %u bytes: %u, and the others say %u\n", t->name,
		what, packet, t->packets[packet].n, got, want);
	printf("# program:");
	vec_for (i, &t->prog.insns)
		printf(" %u %u %u %u,", i->code, i->jt, i->jf, i->k);
	printf("\n# packet: ");
	for (uint32_t i = 0; i < t->packets[packet].n; i++)
		printf("%02x", t->packets[packet].p[i]);
	puts("");
}

void broken(struct test *t, const char *what, const char *why)
{
	if (t->sums.failures++ >= FAILURES_MAX)
		return;
	printf("FAIL lift/%s: %s: %.200s\n# program:", t->name, what, why);
	vec_for (i, &t->prog.insns)
		printf(" %u %u %u %u,", i->code, i->jt, i->jf, i->k);
	puts("");
}

void quiet(void *ctx, struct diags *ds, const struct diag *d)
{
	struct test *t = ctx;

	(void)ds;
	/* What XDP and tc cannot express is no failure. */
	if (d->severity >= DIAG_ERROR && d->id != DIAG_LIFT)
		broken(t, "diagnostic", d->message);
}

/* ---- making ---- */

static bool on_socket(int kind)
{
	return kind == LIFT_SOCKET || kind == PORTABLE;
}

struct bpf_obj *lift(struct test *t, int kind)
{
	struct lift_opts o = {.kind = on_socket(kind) ? LIFT_SOCKET : (enum lift_kind)kind,
		.name = "filter",
		.license = "GPL",
		.portable = kind == PORTABLE};

	return job_lift(&t->job, &t->prog, &o);
}

/*
 * libpcap's interpreter has other rules than the kernel for extensions, offsets below 0 (before the
 * index is added, too), and shifts by 32 and more. Where the headers are depends on the socket or
 * the way of testing.
 */
static void classify(struct test *t, bool negative)
{
	t->libpcap = true;
	t->negative = negative;
	t->indexed = false;
	vec_for (i, &t->prog.insns) {
		const struct cbpf_info *d = cbpf_lookup(i->code);

		if (d->mode == CBPF_MODE_ABS || d->mode == CBPF_MODE_MSH)
			t->negative |= i->k > INT32_MAX;
		if ((d->op == CBPF_OP_LSH || d->op == CBPF_OP_RSH) && d->mode == CBPF_MODE_X)
			t->libpcap = false;
		t->indexed |= d->mode == CBPF_MODE_IND;
		if (d->mode == CBPF_MODE_IND && i->k > INT32_MAX)
			t->libpcap = false;
	}
	t->libpcap &= !t->negative;
}

/* ---- running ---- */

bool run_vm(struct test *t, struct lifted *l, const struct packet_bytes *k, uint32_t *value)
{
	struct run_input in = {.packet = k->p, .packet_len = k->n};
	struct run_output out = {0};
	bool ok = runner_run(l->vm, "filter", &in, &out);

	run_output_free(&out);
	*value = (uint32_t)out.retval;
	if (!ok)
		broken(t, "the VM", "a fault");
	return ok;
}

/* BPF_PROG_TEST_RUN wants a whole network header behind an Ethernet header that announces one. */
static bool kernel_takes(int kind, const struct packet_bytes *k)
{
	unsigned type;

	if (on_socket(kind))
		return true;
	if (k->n < FRAME_MIN)
		return false;
	type = k->p[12] << 8 | k->p[13];
	return kind == LIFT_XDP || k->n >= FRAME_MIN + (type == 0x800           ? 20u
							       : type == 0x86dd ? 40u
										: 0u);
}

/* A socket filter gets to see what is behind the link layer's header. */
static bool run_kernel(struct test *t, int kind, const struct packet_bytes *k, uint32_t *value)
{
	static uint8_t frame[FRAME_MIN + PACKET_MAX];
	uint32_t before = on_socket(kind) ? FRAME_MIN : 0;
	LIBBPF_OPTS(
		bpf_test_run_opts, o, .data_in = frame, .data_size_in = before + k->n, .repeat = 1);

	memset(frame, 0, before);
	memcpy(frame + before, k->p, k->n);
	if (bpf_prog_test_run_opts(t->lifted[kind].kernel.fd, &o)) {
		char why[64];

		snprintf(why, sizeof(why), "%s, %u bytes, %s", kind_names[kind], k->n,
			strerror(errno));
		broken(t, "BPF_PROG_TEST_RUN", why);
		return false;
	}
	*value = o.retval;
	return true;
}

/* What a socket receives of the packet: as many bytes as the filter returned, 0 when none came. */
static uint32_t received(const int pair[2], const struct packet_bytes *k)
{
	static uint8_t buf[PACKET_MAX];

	if (send(pair[1], k->p, k->n, 0) != (ssize_t)k->n)
		return UINT32_MAX;
	ssize_t n = recv(pair[0], buf, sizeof(buf), MSG_DONTWAIT);

	return n < 0 ? 0 : (uint32_t)n;
}

static void compare_sockets(struct test *t, uint32_t i, uint32_t want)
{
	const struct packet_bytes *k = &t->packets[i];
	uint32_t own, ours;

	if (!t->attached)
		return;
	own = received(t->pair[0], k);
	ours = received(t->pair[1], k);
	if (own != (want < k->n ? want : k->n))
		failure(t, "the kernel's conversion", i, own, want);
	if (ours != own)
		failure(t, "lifted, on a socket, and the kernel's conversion on another", i, ours,
			own);
}

/* In the VM and the kernel; `known`: both must give *want, else the same as each other. */
static void compare_kind(struct test *t, int kind, uint32_t i, bool known, uint32_t *want)
{
	const struct packet_bytes *k = &t->packets[i];
	struct lifted *l = &t->lifted[kind];
	uint32_t got[2];
	bool ran[2];

	ran[0] = l->vm && k->n >= FRAME_MIN && run_vm(t, l, k, &got[0]);
	ran[1] = l->kernel.fd >= 0 && kernel_takes(kind, k) && run_kernel(t, kind, k, &got[1]);
	if (t->negative && on_socket(kind))
		return;
	for (int e = 0; e < 2; e++) {
		if (ran[e] && known && got[e] != *want)
			failure(t,
				arena_printf(&t->job.unit, "%s in the %s", kind_names[kind],
					e ? "kernel" : "VM"),
				i, got[e], *want);
		if (ran[e]) {
			*want = got[e];
			known = true;
		}
	}
}

/* An index that, with the offset added, wraps around into the packet: libpcap fails, the kernel
 * loads. */
static void compare_libpcap(struct test *t, uint32_t i, uint32_t want)
{
	const struct packet_bytes *k = &t->packets[i];
	uint32_t got = bpf_filter((const struct bpf_insn *)t->prog.insns.p, k->p, k->n, k->n);

	if (got != want && t->indexed && !got)
		t->sums.wraps++;
	else if (got != want)
		failure(t, "libpcap", i, got, want);
}

/* By the classic machine: as a Unix socket has the packet, or an Ethernet device. */
static uint32_t run_classic(struct test *t, const struct packet_bytes *k, bool ethernet)
{
	struct cbpf_packet unix_socket = {.bytes = k->p, .caplen = k->n, .len = k->n};
	struct cbpf_packet device = cbpf_packet_ethernet(k->p, k->n, k->n);

	return cbpf_vm_run(&t->prog, ethernet ? &device : &unix_socket, 1);
}

static void compare(struct test *t, uint32_t i)
{
	const struct packet_bytes *k = &t->packets[i];
	uint32_t on_unix = run_classic(t, k, false), on_device = run_classic(t, k, true);

	for (int kind = 0; kind < KINDS; kind++) {
		uint32_t want = t->negative ? on_device : on_unix;

		/* Where XDP's network header is only XDP's caller knows. */
		compare_kind(t, kind, i, !t->negative || kind == LIFT_TC, &want);
	}
	compare_sockets(t, i, on_unix);
	if (t->libpcap)
		compare_libpcap(t, i, on_unix);
	t->sums.packets++;
}

/* ---- one program ---- */

static void run_program(struct test *t, bool negative)
{
	struct options o;

	classify(t, negative);
	options_init(&o);
	o.ir.verify = true;
	job_init(&t->job, &o);
	t->job.diags.sink = quiet;
	t->job.diags.sink_ctx = t;
	t->sums.programs++;
	t->sums.no_libpcap += !t->libpcap;
	for (int kind = 0; kind < KINDS; kind++) {
		struct lifted *l = &t->lifted[kind];
		struct run_opts run = {.engine = RUN_VM};

		*l = (struct lifted){.obj = lift(t, kind), .kernel.fd = -1};
		if (!l->obj) {
			t->sums.skipped[kind]++;
			continue;
		}
		l->vm = runner_open(&t->job.unit, &t->job.diags, l->obj, NULL, 0, &run);
		if (t->kernel)
			l->kernel = load(t, kind, l->obj);
	}
	if (t->lifted[LIFT_SOCKET].vm) {
		attach(t);
		for (uint32_t i = 0; i < t->n_packets; i++)
			compare(t, i);
		figures(t);
		for (int kind = 0; t->c_dir && kind <= LIFT_TC; kind++) {
			if (t->lifted[kind].vm && t->sums.programs % t->c_every == 0)
				compare_c(t, kind, false);
			if (t->lifted[kind].vm && t->sums.programs % (4 * t->c_every) == 0)
				compare_c(t, kind, true);
		}
	} else {
		broken(t, "lifting", "no socket filter");
	}
	for (int kind = 0; kind < KINDS; kind++) {
		if (t->lifted[kind].vm)
			runner_close(t->lifted[kind].vm);
		if (t->lifted[kind].kernel.fd >= 0)
			close(t->lifted[kind].kernel.fd);
		if (t->lifted[kind].obj)
			bpf_obj_free(t->lifted[kind].obj);
	}
	job_end(&t->job);
}

/* ---- where programs come from ---- */

void add_insns(struct test *t, struct arena *a, const void *insns, uint32_t n)
{
	const struct cbpf_insn *p = insns;

	for (uint32_t i = 0; i < n; i++)
		vec_push(a, &t->prog.insns, p[i]);
}

static void run_expression(struct test *t, const char *text, uint32_t number)
{
	struct arena a = {0};
	struct bpf_program p;
	pcap_t *h = pcap_open_dead(DLT_EN10MB, 262144);

	t->name = text;
	if (pcap_compile(h, &p, text, number % 2 == 0, PCAP_NETMASK_UNKNOWN)) {
		/* libpcap's optimizer does not put up with what can never be */
		if (!strstr(pcap_geterr(h), "rejects all packets"))
			broken(t, "pcap_compile", pcap_geterr(h));
	} else {
		add_insns(t, &a, p.bf_insns, p.bf_len);
		pcap_freecode(&p);
		if (t->place)
			measure_speed(t);
		else
			run_program(t, false);
		t->prog.insns.n = t->prog.insns.cap = 0;
	}
	pcap_close(h);
	arena_free(&a);
}

static void run_random(struct test *t, struct generator *g, uint32_t number)
{
	struct arena a = {0};
	char name[32];

	snprintf(name, sizeof(name), "random %u", number);
	t->name = name;
	g->rng = 0x9e3779b97f4a7c15ull * (number + 1);
	g->wild = number % 4 == 0;
	classic_make(g, number % 8 ? 30 : 120);
	add_insns(t, &a, g->p, g->n);
	if (!cbpf_check(g->p, g->n, CBPF_SOCKET, NULL, NULL))
		broken(t, "the generator", "the kernel refuses this");
	else
		run_program(t, g->wild);
	t->prog.insns.n = t->prog.insns.cap = 0;
	arena_free(&a);
}

static int libbpf_quiet(enum libbpf_print_level level, const char *fmt, va_list ap)
{
	(void)level, (void)fmt, (void)ap;
	return 0;
}

static void report(const struct test *t)
{
	const struct sums *s = &t->sums;

	printf("sum %u %u %u %u %u %u %u %u\n", s->programs, s->packets, s->failures, s->no_libpcap,
		s->wraps, s->skipped[LIFT_XDP], s->skipped[LIFT_TC], s->c);
}

static uint32_t number_of(const char *text)
{
	return (uint32_t)strtoul(text, NULL, 0);
}

int main(int argc, char **argv)
{
	static struct packet_bytes packets[PACKETS_MAX];
	struct test t = {.packets = packets, .n_packets = 200, .iter = -1};
	const char *exprs = NULL, *iter = NULL;
	uint32_t n = 0, seed = 0, part = 0, of = 1;
	uint64_t rng = 0x123456789abcdefull;
	bool extensions = false, speed = false;
	struct options opts;

	setvbuf(stdout, NULL, _IOLBF, 0);
	for (int i = 1; i < argc; i++) {
		if (!strcmp(argv[i], "--exprs") && i + 1 < argc) {
			exprs = argv[++i];
		} else if (!strcmp(argv[i], "--random") && i + 2 < argc) {
			n = number_of(argv[++i]);
			seed = number_of(argv[++i]);
		} else if (!strcmp(argv[i], "--extensions")) {
			extensions = true;
		} else if (!strcmp(argv[i], "--speed")) {
			speed = true;
		} else if (!strcmp(argv[i], "--part") && i + 2 < argc) {
			part = number_of(argv[++i]);
			of = number_of(argv[++i]);
		} else if (!strcmp(argv[i], "--packets") && i + 1 < argc) {
			t.n_packets = (uint32_t)min_u64(number_of(argv[++i]), PACKETS_MAX);
		} else if (!strcmp(argv[i], "--c") && i + 2 < argc) {
			t.c_dir = argv[++i];
			t.c_every = number_of(argv[++i]);
		} else if (!strcmp(argv[i], "--iter") && i + 1 < argc) {
			iter = argv[++i];
		}
	}
	libbpf_set_print(libbpf_quiet);
	t.kernel = runtime_kernel_available() && open_sockets(&t);
	if (t.kernel && iter)
		t.iter = attach_iter(iter);
	for (uint32_t i = 0; i < t.n_packets; i++)
		packet_make(&packets[i], &rng);
	options_init(&opts);
	opts.ir.verify = true;
	t.opts = &opts;
	if (speed && (!t.kernel || !open_place(&t))) {
		puts("FAIL lift/speed: no packet sockets");
		return 1;
	}
	if (extensions) {
		run_extensions(&t);
		return 0;
	}
	if (exprs) {
		FILE *f = fopen(exprs, "r");
		char line[512];

		for (uint32_t k = 0; f && fgets(line, sizeof(line), f); k++) {
			line[strcspn(line, "\n")] = 0;
			if (k % of == part)
				run_expression(&t, line, k / of);
		}
		if (f)
			fclose(f);
	}
	static struct generator g;

	for (uint32_t i = part; i < n; i += of)
		run_random(&t, &g, seed + i);
	report(&t);
	return t.sums.failures != 0;
}
