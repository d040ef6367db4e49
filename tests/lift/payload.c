/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Where the payload begins ("poff"): the same of each frame of payload.h, by the classic machine
 *and
 *
 *	the kernel	a packet socket whose filter returns poff, which so is how much of a frame
 *comes lifted		on another packet socket; for sockets, tc and XDP by BPF_PROG_TEST_RUN and
 *the VM as C		by kbcc and clang: in the kernel and the VM, too
 *
 * A packet socket's frame has lost its outermost VLAN tag. Then datagrams on UDP sockets, whose
 * programs begin behind the headers that are followed.
 */
#include "payload.h"

#include <bpf/bpf.h>
#include <errno.h>
#include <linux/filter.h>
#include <string.h>

#include "runtime/cbpf_vm.h"
#include "sockets.h"

enum { FRAMES = 6000, WAYS = 3, ENTRIES = (LIFT_TC + 1) * WAYS };
static const char *const ways[WAYS] = {"lifted", "its C by kbcc", "its C by clang"};

/* The program of one kind, lifted or compiled from C. */
struct entry {
	enum lift_kind kind;
	int way;
	struct lifted lifted;
	struct job job; /* of the C */
};
struct payload {
	struct test *t;
	struct entry entries[ENTRIES]; /* [0]: lifted, for sockets */
	int fd[SOCKETS];
	struct ring_sender ring;
	uint32_t bad, with, split;
};

/* ld #poff; ret a */
static uint32_t payload_program(struct cbpf_insn p[2])
{
	p[0] = cbpf_make(
		CBPF_LD_ABS, 0, 0, CBPF_AD_OFF + cbpf_ext_info(CBPF_EXT_PAY_OFFSET)->offset);
	p[1] = cbpf_make(CBPF_RET_A, 0, 0, 0);
	return 2;
}

static bool open_entry(struct test *t, struct entry *e)
{
	struct run_opts vm = {.engine = RUN_VM};
	struct lifted *l = &e->lifted;
	struct job *j = &e->job;

	job_init(j, t->opts);
	l->obj = e->way ? emitted_object(t, j, e->kind, e->way == 2) : lift(t, (int)e->kind);
	l->kernel = l->obj ? load_by_libbpf(t, l->obj) : (struct kernel_prog){.fd = -1};
	l->vm = l->obj ? runner_open(&j->unit, &j->diags, l->obj, NULL, 0, &vm) : NULL;
	if (!l->vm || l->kernel.fd < 0) {
		printf("FAIL lift/payload: %s, %s: it does not load\n", kind_names[e->kind],
			ways[e->way]);
		return false;
	}
	printf("# lift/payload: %s, %s: %u instructions, %u verified\n", kind_names[e->kind],
		ways[e->way], l->kernel.insns, l->kernel.verified);
	return true;
}

static bool open_payload(struct payload *y)
{
	bool ok = true;

	for (int i = 0; i < ENTRIES; i++) {
		y->entries[i].kind = (enum lift_kind)(i / WAYS);
		y->entries[i].way = i % WAYS;
		ok &= open_entry(y->t, &y->entries[i]);
	}
	return ok;
}

static void close_payload(struct payload *y)
{
	for (int i = 0; i < ENTRIES; i++) {
		struct lifted *l = &y->entries[i].lifted;

		if (l->vm)
			runner_close(l->vm);
		if (l->kernel.fd >= 0)
			close(l->kernel.fd);
		if (l->obj)
			bpf_obj_free(l->obj);
		job_end(&y->entries[i].job);
	}
}

static void differs(
	struct payload *y, const struct frame *f, const char *who, uint32_t got, uint32_t want)
{
	if (y->bad++ >= 10)
		return;
	printf("FAIL lift/payload: %u %s, and %u by the classic machine: ", got, who, want);
	for (uint32_t k = 0; k < f->n; k++)
		printf("%02x", f->p[k]);
	puts("");
}

/* As a packet socket has it. */
static uint32_t received_payload(const struct frame *f, uint32_t *n)
{
	uint32_t outer = f->p[12] << 8 | f->p[13];
	bool tagged = outer == 0x8100 || outer == 0x88a8;
	uint8_t bytes[sizeof(f->p)];

	memcpy(bytes, f->p, ETHER - 2);
	*n = f->n - (tagged ? VLAN : 0);
	memcpy(bytes + ETHER - 2, f->p + ETHER - 2 + (tagged ? VLAN : 0), *n - ETHER + 2);
	struct cbpf_packet pkt = cbpf_packet_ethernet(bytes, *n, *n);

	pkt.vlan = tagged;
	return cbpf_payload(&pkt);
}

/* How much of the frame comes to each of the two sockets. */
static void receive(const struct payload *y, uint32_t got[2])
{
	uint8_t buf[512];

	for (int i = 0; i < 2; i++) {
		ssize_t n = recv(y->fd[i], buf, sizeof(buf), MSG_DONTWAIT);

		got[i] = n < 0 ? 0 : (uint32_t)n;
	}
}

/* The kernel's own conversion, and the lifted program, on packet sockets. */
static void compare_received(struct payload *y, const struct frame *f)
{
	uint32_t n, want = received_payload(f, &n), got[2];

	want = want < n ? want : n;
	y->with += want != 0;
	if (!send_frame(y->fd[2], f->p, f->n))
		differs(y, f, "as it cannot be sent", 0, want);
	receive(y, got);
	if (got[0] != want)
		differs(y, f, "by the kernel", got[0], want);
	if (got[1] != want)
		differs(y, f, "lifted, on a socket", got[1], want);
}

/* The same of a frame of which only the beginning is in one piece. How long that is in the end, and
 * FCoE's header must lie in it, the classic machine does not know. */
static void compare_split(struct payload *y, const struct frame *f, uint32_t head)
{
	uint32_t got[2];

	if (!send_split(&y->ring, f->p, f->n, head))
		differs(y, f, "as it cannot be sent", 0, 1);
	receive(y, got);
	if (got[0] != got[1])
		differs(y, f, "lifted, in pieces, and not as by the kernel", got[1], got[0]);
	y->split += got[0] != 0;
}

/* As it is, in the VM and the kernel. BPF_PROG_TEST_RUN takes the Ethernet header from a socket
 * filter's packet, which begins with the network header then. */
static void compare_whole(struct payload *y, const struct frame *f)
{
	struct cbpf_packet frame = cbpf_packet_ethernet(f->p, f->n, f->n), inner = frame;

	inner.start = ETHER;
	uint32_t want = cbpf_payload(&frame), want_inner = cbpf_payload(&inner);

	for (int i = 0; i < ENTRIES; i++) {
		const struct entry *e = &y->entries[i];
		struct run_input in = {.packet = f->p, .packet_len = f->n};
		struct run_output out = {0};
		LIBBPF_OPTS(
			bpf_test_run_opts, o, .data_in = f->p, .data_size_in = f->n, .repeat = 1);
		uint32_t here = e->kind == LIFT_SOCKET ? want_inner : want;

		if (!runner_run(e->lifted.vm, "filter", &in, &out) || (uint32_t)out.retval != want)
			differs(y, f, ways[e->way], (uint32_t)out.retval, want);
		run_output_free(&out);
		if (bpf_prog_test_run_opts(e->lifted.kernel.fd, &o) || o.retval != here)
			differs(y, f, kind_names[e->kind], o.retval, here);
	}
}

/* ---- UDP: a program begins at the transport header ---- */

/* Two sockets that receive, one that sends; `options`: of IPv4's header. */
static bool open_udp(int family, bool options, int fd[SOCKETS], struct sockaddr_in6 to[2])
{
	static const uint8_t nothing[8] = {1, 1, 1, 1, 1, 1, 1, 0};
	socklen_t size = sizeof(to[0]);
	bool ok = true;

	for (int i = 0; i < SOCKETS; i++) {
		fd[i] = socket(family, SOCK_DGRAM, 0);
		ok &= fd[i] >= 0;
	}
	for (int i = 0; i < 2 && ok; i++) {
		struct sockaddr_in *four = (struct sockaddr_in *)&to[i];

		if (family == AF_INET)
			*four = (struct sockaddr_in){
				.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
		else
			to[i] = (struct sockaddr_in6){
				.sin6_family = AF_INET6, .sin6_addr = IN6ADDR_LOOPBACK_INIT};
		size = family == AF_INET ? sizeof(*four) : sizeof(to[i]);
		ok = !bind(fd[i], (struct sockaddr *)&to[i], size) &&
		     !getsockname(fd[i], (struct sockaddr *)&to[i], &size);
	}
	return ok && (!options || !setsockopt(fd[2], IPPROTO_IP, IP_OPTIONS, nothing, 8));
}

/* ld #poff; add #8 + 11; ret a: 11 bytes of the datagram are kept when the payload begins at 8. */
static void compare_udp(struct test *t, int family, bool options)
{
	struct cbpf_insn p[3];
	struct arena a = {0};
	struct sockaddr_in6 to[2];
	int fd[SOCKETS];
	uint8_t data[64] = {0};
	bool ok = open_udp(family, options, fd, to);

	payload_program(p);
	p[2] = p[1];
	p[1] = cbpf_make(CBPF_ADD_K, 0, 0, 11);
	add_insns(t, &a, p, ARRAY_LEN(p));
	job_init(&t->job, t->opts);
	struct bpf_obj *obj = lift(t, LIFT_SOCKET);

	t->lifted[LIFT_SOCKET].kernel = load_by_libbpf(t, obj);
	t->pair[0][0] = fd[0];
	t->pair[1][0] = fd[1];
	attach(t);
	for (int i = 0; i < 2 && ok; i++) {
		socklen_t size = family == AF_INET ? sizeof(struct sockaddr_in)
						   : sizeof(struct sockaddr_in6);
		ssize_t n = sendto(fd[2], data, sizeof(data), 0, (struct sockaddr *)&to[i], size);
		uint32_t got = n == sizeof(data) ? next_length(fd[i]) : 0;

		if (got != 11)
			printf("FAIL lift/payload: UDP, family %d%s: %u bytes, not 11, %s\n",
				family, options ? ", with options" : "", got,
				i ? "lifted" : "by the kernel");
	}
	if (!ok || !t->attached)
		printf("FAIL lift/payload: UDP, family %d: %s\n", family, strerror(errno));
	for (int i = 0; i < SOCKETS; i++)
		close(fd[i]);
	close(t->lifted[LIFT_SOCKET].kernel.fd);
	end_program(t, obj, &a);
}

void run_payload(struct test *t)
{
	struct payload y = {.t = t};
	struct frame f = {.rng = 0x2545f4914f6cdd1dull};
	struct cbpf_insn p[2];
	struct arena a = {0};

	t->name = "payload";
	add_insns(t, &a, p, payload_program(p));
	job_init(&t->job, t->opts);
	if (!open_payload(&y) || !open_packet_sockets(y.fd) || !open_ring(&y.ring)) {
		puts("FAIL lift/payload: no packet sockets");
	} else {
		t->lifted[LIFT_SOCKET].kernel = y.entries[0].lifted.kernel;
		t->pair[0][0] = y.fd[0];
		t->pair[1][0] = y.fd[1];
		attach(t);
		for (uint32_t i = 0; i < FRAMES && t->attached; i++) {
			frame_make(&f);
			compare_received(&y, &f);
			if (i % 8 == 0)
				compare_split(&y, &f, FRAME_MIN + i % (f.n - FRAME_MIN));
			compare_whole(&y, &f);
		}
		printf("# lift/payload: %u frames of headers within headers, %u of which have a "
		       "payload; %u with a payload in pieces; %u differences\n",
			FRAMES, y.with, y.split, y.bad);
		for (int i = 0; i < SOCKETS; i++)
			close(y.fd[i]);
		close(y.ring.fd);
	}
	close_payload(&y);
	end_program(t, NULL, &a);
	compare_udp(t, AF_INET, false);
	compare_udp(t, AF_INET, true);
	compare_udp(t, AF_INET6, false);
}
