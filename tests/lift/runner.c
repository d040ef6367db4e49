/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Classic programs, each as everybody runs it, over packets:
 *
 *	libpcap's bpf_filter; the classic machine (runtime/cbpf_vm.h)
 *	lifted for sockets, XDP and tc: in the VM, and in the kernel by BPF_PROG_TEST_RUN
 *	lifted for sockets, attached to a socket; and the classic program attached to another
 *
 * and wants the same of all. Counts the instructions and JIT bytes of what is loaded, the kernel's
 *own conversion among it (filters.bpf.c reads it).
 *
 *	lift_runner --exprs FILE | --random N SEED | --extensions   [--part I OF] [--packets N]
 *[--iter filters.bpf.c]
 *
 * It makes a network namespace of its own. Prints FAIL lines; for each program that was attached
 *	figure INSTRUCTIONS OURS BYTES OURS NAME       the kernel's conversion and the lifted
 *program and at the end "sum", programs, packets, failures, and how many programs libpcap, XDP and
 *tc could not take; tests/lift/run adds up.
 */
#include <pcap/pcap.h>
#define bpf_insn ebpf_insn /* libpcap has one of its own */
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#undef bpf_insn

#include <errno.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "classic.h"
#include "driver/compile.h"
#include "extensions.h"
#include "packets.h"
#include "runtime/runtime.h"

#define SO_ATTACH_FILTER_ 26
#define SO_ATTACH_BPF_    50

enum { KINDS = 3, FRAME_MIN = 14, PACKETS_MAX = 2000, FAILURES_MAX = 20 };
static const char *const kind_names[KINDS] = {"socket", "xdp", "tc"};

struct kernel_prog {
	int fd; /* -1: none */
	uint32_t insns, jited;
};

struct lifted {
	struct bpf_obj *obj; /* NULL: cannot be expressed in this kind */
	struct runner *vm;
	struct kernel_prog kernel;
};

struct sums {
	unsigned programs, packets, skipped[KINDS], no_libpcap, wraps, c, failures;
	uint64_t values; /* extensions: lengths seen, a bit each */
};

struct test {
	const char *name;
	struct cbpf_prog prog;
	struct job job;
	struct lifted lifted[KINDS];
	int pair[2][2]; /* [0]: the kernel's own conversion, [1]: ours; [.][0] has the filter */
	bool attached;
	const struct options *opts;
	const char *c_dir; /* --c: where the C is written; NULL */
	uint32_t c_every;  /* of so many programs one is compiled by kbcc, of four times as many by
			      clang */
	int iter;          /* link; -1: none */
	struct packet_bytes *packets;
	uint32_t n_packets;
	struct sums sums;
	bool kernel;
	bool libpcap;  /* its interpreter has the same rules for this program */
	bool indexed;  /* there is a load by X */
	bool negative; /* loads from headers, which are elsewhere for everybody */
};

static void failure(struct test *t, const char *what, uint32_t packet, uint32_t got, uint32_t want)
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

static void broken(struct test *t, const char *what, const char *why)
{
	if (t->sums.failures++ >= FAILURES_MAX)
		return;
	printf("FAIL lift/%s: %s: %.200s\n# program:", t->name, what, why);
	vec_for (i, &t->prog.insns)
		printf(" %u %u %u %u,", i->code, i->jt, i->jf, i->k);
	puts("");
}

static void quiet(void *ctx, struct diags *ds, const struct diag *d)
{
	struct test *t = ctx;

	(void)ds;
	/* What XDP and tc cannot express is no failure. */
	if (d->severity >= DIAG_ERROR && d->id != DIAG_LIFT)
		broken(t, "diagnostic", d->message);
}

/* ---- making ---- */

static struct bpf_obj *lift(struct test *t, enum lift_kind kind)
{
	struct lift_opts o = {.kind = kind, .name = "filter", .license = "GPL"};

	return job_lift(&t->job, &t->prog, &o);
}

/* bpf(2) itself: the object has nothing to relocate. */
static struct kernel_prog load(struct test *t, enum lift_kind kind, const struct bpf_obj *obj)
{
	static const enum bpf_prog_type types[KINDS] = {
		BPF_PROG_TYPE_SOCKET_FILTER, BPF_PROG_TYPE_XDP, BPF_PROG_TYPE_SCHED_CLS};
	static const char *const sections[KINDS] = {"socket", "xdp", "tc"};
	struct kernel_prog k = {.fd = -1};

	vec_for (s, &obj->sections) {
		if (!strcmp((*s)->name, sections[kind]))
			k.fd = bpf_prog_load(types[kind], "filter", "GPL", (const void *)(*s)->data,
				(*s)->size / 8, NULL);
	}
	if (k.fd < 0) {
		broken(t, "the kernel refuses it", kind_names[kind]);
		return k;
	}
	struct bpf_prog_info info = {0};
	uint32_t size = sizeof(info);

	bpf_obj_get_info_by_fd(k.fd, &info, &size);
	k.insns = info.xlated_prog_len / 8;
	k.jited = info.jited_prog_len;
	return k;
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

static void attach(struct test *t)
{
	struct {
		unsigned short n;
		const struct cbpf_insn *p;
	} own = {(unsigned short)t->prog.insns.n, t->prog.insns.p};

	t->attached = false;
	if (!t->kernel || t->lifted[LIFT_SOCKET].kernel.fd < 0)
		return;
	if (setsockopt(t->pair[0][0], SOL_SOCKET, SO_ATTACH_FILTER_, &own, sizeof(own)))
		broken(t, "SO_ATTACH_FILTER", strerror(errno));
	else if (setsockopt(t->pair[1][0], SOL_SOCKET, SO_ATTACH_BPF_,
			 &t->lifted[LIFT_SOCKET].kernel.fd, sizeof(int)))
		broken(t, "SO_ATTACH_BPF", strerror(errno));
	else
		t->attached = true;
}

/* ---- running ---- */

static bool run_vm(struct test *t, struct lifted *l, const struct packet_bytes *k, uint32_t *value)
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

	if (kind == LIFT_SOCKET)
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
	uint32_t before = kind == LIFT_SOCKET ? FRAME_MIN : 0;
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
	if (t->negative && kind == LIFT_SOCKET)
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

/* The lengths of the filter on the one socket of this namespace that has one. */
static bool conversion(struct test *t, uint32_t len[2])
{
	int off = 1, fd;
	bool ok;

	if (t->iter < 0 || !t->attached)
		return false;
	setsockopt(t->pair[1][0], SOL_SOCKET, SO_DETACH_FILTER, &off, sizeof(off));
	fd = bpf_iter_create(t->iter);
	ok = fd >= 0 && read(fd, len, 8) == 8;
	if (fd >= 0)
		close(fd);
	return ok;
}

static void figures(struct test *t)
{
	const struct kernel_prog *k = &t->lifted[LIFT_SOCKET].kernel;
	uint32_t own[2];

	if (!conversion(t, own))
		return;
	printf("figure %u %u %u %u %s\n", own[0], k->insns, own[1], k->jited, t->name);
}

/* ---- the program as C ---- */

/* The object of the emitted C, by kbcc or clang; NULL. `image` is malloc'ed. */
static struct bpf_obj *compile_c(struct test *t, struct job *j, enum lift_kind kind, bool clang)
{
	struct lift_opts o = {.kind = kind, .name = "filter", .license = "GPL", .title = t->name};
	const char *c = arena_printf(&j->unit, "%s/%d.c", t->c_dir, (int)getpid());
	const char *out = arena_printf(&j->unit, "%s/%d.o", t->c_dir, (int)getpid());
	FILE *f = fopen(c, "w");
	bool ok = f && frontend_lift_c(f, &j->diags, &t->prog, &o);

	if (f)
		fclose(f);
	if (!ok)
		return NULL;
	if (!clang)
		return job_compile(j, c);
	const char *command = arena_printf(&j->unit,
		"clang-19 -target bpf -mcpu=v3 -O2 -I/usr/include/$(uname -m)-linux-gnu -c %s -o "
		"%s 2>%s.err",
		c, out, out);

	if (system(command))
		return NULL;
	struct source *s = source_open(&j->sources, out);

	return s ? runtime_read(&j->unit, &j->diags, out, s->text, s->size) : NULL;
}

/* The same verdicts of the C as of the lifted program, in the VM; and the kernel takes it. */
static void compare_c(struct test *t, int kind, bool clang)
{
	struct run_opts run = {.engine = RUN_VM};
	struct lifted c = {.kernel.fd = -1};
	struct options o;
	struct job j;

	options_init(&o);
	job_init(&j, &o);
	j.diags.sink = quiet;
	j.diags.sink_ctx = t;
	c.obj = compile_c(t, &j, (enum lift_kind)kind, clang);
	c.vm = c.obj ? runner_open(&j.unit, &j.diags, c.obj, NULL, 0, &run) : NULL;
	if (!c.vm)
		broken(t, clang ? "its C and clang" : "its C and kbcc", kind_names[kind]);
	else if (t->kernel)
		close(load(t, (enum lift_kind)kind, c.obj).fd);
	for (uint32_t i = 0; c.vm && i < t->n_packets; i++) {
		const struct packet_bytes *k = &t->packets[i];
		uint32_t want, got;

		if (k->n >= FRAME_MIN && run_vm(t, &t->lifted[kind], k, &want) &&
			run_vm(t, &c, k, &got) && got != want)
			failure(t, clang ? "its C by clang" : "its C by kbcc", i, got, want);
	}
	t->sums.c += c.vm != NULL;
	if (c.vm)
		runner_close(c.vm);
	if (c.obj)
		bpf_obj_free(c.obj);
	job_end(&j);
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

		*l = (struct lifted){.obj = lift(t, (enum lift_kind)kind), .kernel.fd = -1};
		if (!l->obj) {
			t->sums.skipped[kind]++;
			continue;
		}
		l->vm = runner_open(&t->job.unit, &t->job.diags, l->obj, NULL, 0, &run);
		if (t->kernel)
			l->kernel = load(t, (enum lift_kind)kind, l->obj);
	}
	if (t->lifted[LIFT_SOCKET].vm) {
		attach(t);
		for (uint32_t i = 0; i < t->n_packets; i++)
			compare(t, i);
		figures(t);
		for (int kind = 0; t->c_dir && kind < KINDS; kind++) {
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
	t->prog.insns.n = 0;
	t->prog.insns.cap = 0;
	job_end(&t->job);
}

/* ---- where programs come from ---- */

static void add_insns(struct test *t, struct arena *a, const void *insns, uint32_t n)
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
		run_program(t, false);
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
	arena_free(&a);
}

/* ---- extensions ---- */

/* One program, the frames, both sockets. */
static void compare_extension(struct test *t, const int fd[SOCKETS], uint32_t k)
{
	struct cbpf_insn p[6];
	struct arena a = {0};
	char name[64];

	snprintf(name, sizeof(name), "ldh [%#x]", k);
	t->name = name;
	add_insns(t, &a, p, extension_program(p, k));
	job_init(&t->job, t->opts);
	struct bpf_obj *obj = lift(t, LIFT_SOCKET);
	struct kernel_prog ours = {.fd = -1};

	if (obj)
		ours = load(t, LIFT_SOCKET, obj);
	t->lifted[LIFT_SOCKET].kernel = ours;
	t->pair[0][0] = fd[0];
	t->pair[1][0] = fd[1];
	attach(t);
	for (size_t i = 0; t->attached && i < ARRAY_LEN(frames); i++) {
		uint32_t len[2] = {0};

		if (send_frame(fd[2], frames[i], sizeof(frames[i]))) {
			len[0] = next_length(fd[0]);
			len[1] = next_length(fd[1]);
		}
		t->sums.packets++;
		/* what is random is within its bounds only */
		if (k == CBPF_AD_OFF + cbpf_ext_info(CBPF_EXT_RANDOM)->offset
				? len[0] < 20 || len[1] < 20
				: !len[0] || len[0] != len[1])
			printf("FAIL lift/%s: frame %zu: %u bytes by the kernel's conversion, %u "
			       "lifted\n",
				name, i, len[0], len[1]);
		else
			t->sums.values |= 1ull << (len[0] & 63);
	}
	t->sums.programs++;
	if (ours.fd >= 0)
		close(ours.fd);
	if (obj)
		bpf_obj_free(obj);
	t->prog.insns.n = t->prog.insns.cap = 0;
	job_end(&t->job);
	arena_free(&a);
}

/* Bytes around k of a message that is not linear, by three loads, which are fetched at once. */
static void compare_far(struct test *t, uint32_t k)
{
	static uint8_t large[LARGE];
	struct cbpf_packet pkt = {.bytes = large, .caplen = LARGE, .len = LARGE};
	struct cbpf_insn p[10];
	struct arena a = {0};
	uint32_t got[2] = {0}, want;

	for (uint32_t i = 0; i < LARGE; i++)
		large[i] = (uint8_t)(i * 7 + (i >> 8));
	t->name = "far";
	add_insns(t, &a, p, far_program(p, k));
	job_init(&t->job, t->opts);
	struct bpf_obj *obj = lift(t, LIFT_SOCKET);

	if (obj)
		t->lifted[LIFT_SOCKET].kernel = load(t, LIFT_SOCKET, obj);
	attach(t);
	want = cbpf_vm_run(&t->prog, &pkt, 1);
	for (int i = 0; t->attached && i < 2; i++)
		if (send(t->pair[i][1], large, LARGE, 0) == LARGE)
			got[i] = want ? next_length(t->pair[i][0])
				      : (uint32_t)recv(t->pair[i][0], large, 1, MSG_DONTWAIT) + 1;
	if (got[0] != want || got[1] != want)
		printf("FAIL lift/far: %u: %u by the classic machine, %u by the kernel's "
		       "conversion, %u lifted\n",
			k, want, got[0], got[1]);
	if (t->attached)
		close(t->lifted[LIFT_SOCKET].kernel.fd);
	if (obj)
		bpf_obj_free(obj);
	t->prog.insns.n = t->prog.insns.cap = 0;
	job_end(&t->job);
	arena_free(&a);
}

static void run_far(struct test *t)
{
	uint32_t n = 0;

	/* The linear part ends at some multiple of 64 bytes below 32 KiB. */
	for (uint32_t k = 64; k < 1u << 15; k += 64, n++)
		compare_far(t, k - 3);
	for (uint32_t k = LARGE - 10; k < LARGE; k++, n++)
		compare_far(t, k);
	printf("# lift/far: %u programs over a packet that is not linear\n", n);
}

/* tc, attached to the loopback device: dropped or not, by four bytes of a payload that is in pages.
 */
static bool dropped_by_tc(
	struct test *t, const int fd[2], const uint8_t *data, uint32_t k, uint32_t v)
{
	struct cbpf_insn p[4];
	struct arena a = {0};
	struct kernel_prog ours = {.fd = -1};
	bool got = true;

	add_insns(t, &a, p, drop_program(p, DATAGRAM_AT + k, v));
	job_init(&t->job, t->opts);
	struct bpf_obj *obj = lift(t, LIFT_TC);

	if (obj)
		ours = load(t, LIFT_TC, obj);
	int link = bpf_link_create(ours.fd, LOOPBACK, (enum bpf_attach_type)TCX_INGRESS, NULL);

	if (link < 0)
		broken(t, "tcx on the loopback device", strerror(errno));
	else if (send(fd[1], data, DATAGRAM, 0) == DATAGRAM)
		got = next_length(fd[0]) != 0;
	close(link);
	close(ours.fd);
	if (obj)
		bpf_obj_free(obj);
	t->prog.insns.n = t->prog.insns.cap = 0;
	job_end(&t->job);
	arena_free(&a);
	return link >= 0 && !got;
}

static void run_tc_pages(struct test *t)
{
	static const uint32_t at[] = {0, 60, 1000, 20001, 40000, DATAGRAM - 4, DATAGRAM - 3};
	static uint8_t data[DATAGRAM];
	int fd[2];

	if (!open_datagram(fd)) {
		puts("FAIL lift/tc-pages: no datagram over the loopback device");
		return;
	}
	t->name = "tc-pages";
	for (uint32_t i = 0; i < DATAGRAM; i++)
		data[i] = (uint8_t)(i * 11 + (i >> 8));
	for (size_t i = 0; i < ARRAY_LEN(at); i++) {
		const uint8_t *b = data + at[i];
		bool there = at[i] + 4 <= DATAGRAM; /* else every program returns 0 */
		uint32_t v = there ? (uint32_t)b[0] << 24 | b[1] << 16 | b[2] << 8 | b[3] : 0;
		bool same = dropped_by_tc(t, fd, data, at[i], v);
		bool other = dropped_by_tc(t, fd, data, at[i], v + 1);

		if (same != there || other)
			printf("FAIL lift/tc-pages: byte %u: %s with its value, %s with another\n",
				at[i], same ? "dropped" : "not dropped",
				other ? "dropped" : "not dropped");
	}
	printf("# lift/tc-pages: %zu programs over a datagram in pages\n", 2 * ARRAY_LEN(at));
}

static void run_extensions(struct test *t)
{
	static const uint32_t headers[] = {
		CBPF_LL_OFF + 12, CBPF_LL_OFF + 15, CBPF_NET_OFF, CBPF_NET_OFF + 8};
	int fd[SOCKETS];

	if (t->kernel)
		run_far(t);
	if (!t->kernel || !open_packet_sockets(fd)) {
		puts("FAIL lift/extensions: no packet sockets");
		return;
	}
	for (int e = 0; e < CBPF_EXT_COUNT; e++) {
		/* what no lifted program can have */
		if (e == CBPF_EXT_NLATTR || e == CBPF_EXT_NLATTR_NEST || e == CBPF_EXT_HATYPE ||
			e == CBPF_EXT_PAY_OFFSET)
			continue;
		compare_extension(t, fd, CBPF_AD_OFF + cbpf_ext_info((enum cbpf_ext)e)->offset);
	}
	for (size_t i = 0; i < ARRAY_LEN(headers); i++)
		compare_extension(t, fd, headers[i]);
	run_tc_pages(t);
	printf("# lift/extensions: %u programs, %u frames, %d different values\n", t->sums.programs,
		t->sums.packets, __builtin_popcountll(t->sums.values));
}

/* ---- the kernel's side ---- */

static int libbpf_quiet(enum libbpf_print_level level, const char *fmt, va_list ap)
{
	(void)level, (void)fmt, (void)ap;
	return 0;
}

static int attach_iter(const char *path)
{
	struct options o;
	struct job j;
	void *image = NULL;
	size_t size = 0;
	int fd = -1;

	options_init(&o);
	job_init(&j, &o);
	struct bpf_obj *obj = job_compile(&j, path);

	if (obj && backend_elf_image(&j.diags, obj, &image, &size)) {
		struct bpf_object *b = bpf_object__open_mem(image, size, NULL);
		struct bpf_link *l =
			b && !bpf_object__load(b)
				? bpf_program__attach_iter(bpf_object__next_program(b, NULL), NULL)
				: NULL;

		fd = l ? bpf_link__fd(l) : -1;
	}
	if (fd < 0)
		puts("FAIL lift/iterator: the program that reads the kernel's conversions does not "
		     "load");
	job_end(&j);
	return fd;
}

static bool open_sockets(struct test *t)
{
	if (unshare(CLONE_NEWNET))
		return false;
	for (int i = 0; i < 2; i++)
		if (socketpair(AF_UNIX, SOCK_DGRAM, 0, t->pair[i]))
			return false;
	return true;
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
	bool extensions = false;
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
	t.opts = &opts;
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
