/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Extensions and offsets from headers, where they have values: two packet sockets on the loopback
 * device of this network namespace, one with the classic program and one with the lifted one. Each
 * program returns 20 + value % 32, so that how much of a frame a socket gets tells the value.
 * Then packets that are not in one piece.
 */
#include "lift.h"

#include <bpf/bpf.h>
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "random.h"
#include "sockets.h"
#include "runtime/cbpf_vm.h"

/* IPv4 to the broadcast address; ARP to somebody else; IPv6 in a VLAN. */
static const uint8_t frames[3][100] = {
	{0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 2, 0, 0, 0, 0, 1, 8, 0, 0x45, 0, 0, 86, 1, 2, 0, 0, 64,
		17},
	{2, 0, 0, 0, 0, 9, 2, 0, 0, 0, 0, 1, 8, 6, 0, 1, 8, 0, 6, 4, 0, 1},
	{2, 0, 0, 0, 0, 9, 2, 0, 0, 0, 0, 1, 0x81, 0, 0x60, 13, 0x86, 0xdd, 0x60, 0, 0, 0, 0, 40,
		58, 3},
};

/* ld #3; ldx #5; ld [k]; and #31; add #20; ret a */
static uint32_t extension_program(struct cbpf_insn p[6], uint32_t k)
{
	p[0] = cbpf_make(CBPF_LD_IMM, 0, 0, 3);
	p[1] = cbpf_make(CBPF_LDX_IMM, 0, 0, 5);
	p[2] = cbpf_make(CBPF_LDH_ABS, 0, 0, k);
	p[3] = cbpf_make(CBPF_AND_K, 0, 0, 31);
	p[4] = cbpf_make(CBPF_ADD_K, 0, 0, 20);
	p[5] = cbpf_make(CBPF_RET_A, 0, 0, 0);
	return 6;
}

enum { LARGE = 60000 }; /* a message that does not fit the linear part of its sk_buff */

/* ld [k]; tax; ldh [k + 4]; add x; tax; ldb [k + 7]; add x; and #31; add #20; ret a */
static uint32_t far_program(struct cbpf_insn p[10], uint32_t k)
{
	p[0] = cbpf_make(CBPF_LD_ABS, 0, 0, k);
	p[1] = cbpf_make(CBPF_TAX, 0, 0, 0);
	p[2] = cbpf_make(CBPF_LDH_ABS, 0, 0, k + 4);
	p[3] = cbpf_make(CBPF_ADD_X, 0, 0, 0);
	p[4] = cbpf_make(CBPF_TAX, 0, 0, 0);
	p[5] = cbpf_make(CBPF_LDB_ABS, 0, 0, k + 7);
	p[6] = cbpf_make(CBPF_ADD_X, 0, 0, 0);
	p[7] = cbpf_make(CBPF_AND_K, 0, 0, 31);
	p[8] = cbpf_make(CBPF_ADD_K, 0, 0, 20);
	p[9] = cbpf_make(CBPF_RET_A, 0, 0, 0);
	return 10;
}

enum { DATAGRAM = 50000, DATAGRAM_AT = 14 + 20 + 8, TCX_INGRESS = 46 };

/* ld [k]; jeq #v, 0, 1; ret #2 (TC_ACT_SHOT); ret #0 (TC_ACT_OK) */
static uint32_t drop_program(struct cbpf_insn p[4], uint32_t k, uint32_t v)
{
	p[0] = cbpf_make(CBPF_LD_ABS, 0, 0, k);
	p[1] = cbpf_make(CBPF_JEQ_K, 0, 1, v);
	p[2] = cbpf_make(CBPF_RET_K, 0, 0, 2);
	p[3] = cbpf_make(CBPF_RET_K, 0, 0, 0);
	return 4;
}

/* A datagram to oneself over the loopback device, whose payload is in pages, not in the linear
 * part. */
static bool open_datagram(int fd[2])
{
	struct sockaddr_in to = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	socklen_t n = sizeof(to);

	fd[0] = socket(AF_INET, SOCK_DGRAM, 0);
	fd[1] = socket(AF_INET, SOCK_DGRAM, 0);
	return fd[0] >= 0 && fd[1] >= 0 && !bind(fd[0], (void *)&to, n) &&
	       !getsockname(fd[0], (void *)&to, &n) && !connect(fd[1], (void *)&to, n);
}

void end_program(struct test *t, struct bpf_obj *obj, struct arena *a)
{
	if (obj)
		bpf_obj_free(obj);
	t->prog.insns.n = t->prog.insns.cap = 0;
	job_end(&t->job);
	arena_free(a);
}

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
		ours = load_by_libbpf(t, obj);
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
	end_program(t, obj, &a);
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
	end_program(t, obj, &a);
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

/* ---- netlink attributes ---- */

enum { ATTRIBUTES = 40, ATTRIBUTES_AT = 14 };

/* ld #a; ldx #type; ld #nla or #nlan; and #63; add #20; ret a */
static uint32_t netlink_program(struct cbpf_insn p[6], uint32_t a, uint32_t type, bool nested)
{
	uint32_t ext = cbpf_ext_info(nested ? CBPF_EXT_NLATTR_NEST : CBPF_EXT_NLATTR)->offset;

	p[0] = cbpf_make(CBPF_LD_IMM, 0, 0, a);
	p[1] = cbpf_make(CBPF_LDX_IMM, 0, 0, type);
	p[2] = cbpf_make(CBPF_LD_ABS, 0, 0, CBPF_AD_OFF + ext);
	p[3] = cbpf_make(CBPF_AND_K, 0, 0, 63);
	p[4] = cbpf_make(CBPF_ADD_K, 0, 0, 20);
	p[5] = cbpf_make(CBPF_RET_A, 0, 0, 0);
	return 6;
}

/* Attributes of small types and lengths, of which some are wrong, in the byte order of this
 * machine. */
static void put_attributes(uint8_t *frame, uint32_t n, uint64_t *rng)
{
	memset(frame, 0, n);
	memcpy(frame + 12, "\x08\x00", 2);
	for (uint32_t at = ATTRIBUTES_AT; at + 4 <= n;) {
		uint16_t h[2] = {
			(uint16_t)(4 + random_below(rng, 12)), (uint16_t)random_below(rng, 6)};

		if (!random_below(rng, 12))
			h[0] = (uint16_t)random_below(rng, 4);
		if (!random_below(rng, 5))
			h[0] = (uint16_t)random_below(rng, n);
		h[1] |= random_below(rng, 4) ? 0 : 0x8000;
		memcpy(frame + at, h, sizeof(h));
		at += 4 + (random_below(rng, 3) ? (h[0] > 4 ? (h[0] - 1) / 4 * 4 : 0) : 0);
	}
}

static void compare_netlink(
	struct test *t, const int fd[SOCKETS], uint32_t a, uint32_t type, bool nested)
{
	uint64_t rng = 0x9e3779b97f4a7c15ull + a * 64 + type;
	struct cbpf_insn p[6];
	uint8_t frame[120];
	struct arena arena = {0};

	t->name = nested ? "nlan" : "nla";
	add_insns(t, &arena, p, netlink_program(p, a, type, nested));
	job_init(&t->job, t->opts);
	struct bpf_obj *obj = lift(t, LIFT_SOCKET);

	if (obj)
		t->lifted[LIFT_SOCKET].kernel = load_by_libbpf(t, obj);
	t->pair[0][0] = fd[0];
	t->pair[1][0] = fd[1];
	attach(t);
	for (uint32_t i = 0; t->attached && i < ATTRIBUTES; i++) {
		uint32_t n = 60 + random_below(&rng, 61), got[2] = {0};

		put_attributes(frame, n, &rng);
		struct cbpf_packet pkt = cbpf_packet_ethernet(frame, n, n);
		uint32_t want = cbpf_vm_run(&t->prog, &pkt, 1);

		if (send_frame(fd[2], frame, n))
			for (int k = 0; k < 2; k++)
				got[k] = next_length(fd[k]);
		want = want < n ? want : n;
		t->sums.packets++;
		t->sums.values |= 1ull << (want & 63);
		if (got[0] != want || got[1] != want)
			printf("FAIL lift/%s: %u of type %u: %u by the classic machine, %u by the "
			       "kernel's conversion, %u lifted\n",
				t->name, a, type, want, got[0], got[1]);
	}
	t->sums.programs++;
	if (t->attached)
		close(t->lifted[LIFT_SOCKET].kernel.fd);
	end_program(t, obj, &arena);
}

static void run_netlink(struct test *t, const int fd[SOCKETS])
{
	static const uint32_t starts[] = {14, 18, 22, 26, 57, 200, 0xfffffffc},
			      types[] = {0, 1, 5, 0x8001};

	for (size_t i = 0; i < ARRAY_LEN(starts); i++)
		for (size_t k = 0; k < ARRAY_LEN(types); k++)
			for (int nested = 0; nested < 2; nested++)
				compare_netlink(t, fd, starts[i], types[k], nested);
}

/* ---- frames whose beginning is in one piece and the rest elsewhere ---- */

enum { HEAD_STEP = 7 };

/* ldxb 4*([k]&0xf); ld [x + k]; tax; ldh [k + 4]; add x; and #31; add #20; ret a */
static uint32_t split_program(struct cbpf_insn p[8], uint32_t k)
{
	p[0] = cbpf_make(CBPF_LDX_MSH, 0, 0, k);
	p[1] = cbpf_make(CBPF_LD_IND, 0, 0, k);
	p[2] = cbpf_make(CBPF_TAX, 0, 0, 0);
	p[3] = cbpf_make(CBPF_LDH_ABS, 0, 0, k + 4);
	p[4] = cbpf_make(CBPF_ADD_X, 0, 0, 0);
	p[5] = cbpf_make(CBPF_AND_K, 0, 0, 31);
	p[6] = cbpf_make(CBPF_ADD_K, 0, 0, 20);
	p[7] = cbpf_make(CBPF_RET_A, 0, 0, 0);
	return 8;
}

static void compare_split(struct test *t, struct ring_sender *r, uint32_t k, uint32_t n)
{
	struct cbpf_insn p[8];
	uint8_t frame[256];
	struct arena a = {0};

	for (uint32_t i = 0; i < n; i++)
		frame[i] = (uint8_t)(i * 37 + (i >> 3) + k);
	memcpy(frame + 12, "\x08\x00", 2);
	struct cbpf_packet pkt = {.bytes = frame, .caplen = n, .len = n};

	t->name = "split";
	add_insns(t, &a, p, split_program(p, k));
	job_init(&t->job, t->opts);
	struct bpf_obj *obj = lift(t, LIFT_SOCKET);

	if (obj)
		t->lifted[LIFT_SOCKET].kernel = load(t, LIFT_SOCKET, obj);
	attach(t);
	uint32_t want = cbpf_vm_run(&t->prog, &pkt, 1);

	want = want < n ? want : n;
	for (uint32_t head = FRAME_MIN; t->attached && head <= n; head += HEAD_STEP) {
		uint32_t got[2] = {0};

		if (!send_split(r, frame, n, head))
			broken(t, "a frame in pages", strerror(errno));
		for (int i = 0; i < 2; i++)
			got[i] = want ? next_length(t->pair[i][0])
				      : (uint32_t)recv(t->pair[i][0], frame, 0, MSG_DONTWAIT) + 1;
		t->sums.packets++;
		if (got[0] != want || got[1] != want)
			printf("FAIL lift/split: %u of %u bytes, %u in one piece: %u by the "
			       "classic "
			       "machine, %u by the kernel's conversion, %u lifted\n",
				k, n, head, want, got[0], got[1]);
	}
	if (t->attached)
		close(t->lifted[LIFT_SOCKET].kernel.fd);
	end_program(t, obj, &a);
}

/* Around where the program's window ends, which is k + 64. */
static void run_split(struct test *t, const int fd[SOCKETS])
{
	static const uint32_t starts[] = {14, 40, 100}, sizes[] = {60, 75, 120, 200};
	struct ring_sender r;
	uint32_t before = t->sums.packets;

	if (!open_ring(&r)) {
		printf("FAIL lift/split: no ring to send from: %s\n", strerror(errno));
		return;
	}
	t->pair[0][0] = fd[0];
	t->pair[1][0] = fd[1];
	for (size_t i = 0; i < ARRAY_LEN(starts); i++)
		for (size_t k = 0; k < ARRAY_LEN(sizes); k++)
			compare_split(t, &r, starts[i], sizes[k]);
	printf("# lift/split: %u frames that are not in one piece\n", t->sums.packets - before);
	close(r.fd);
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
	end_program(t, obj, &a);
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

void run_extensions(struct test *t)
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
	for (int e = 0; e < CBPF_EXT_COUNT; e++)
		compare_extension(t, fd, CBPF_AD_OFF + cbpf_ext_info((enum cbpf_ext)e)->offset);
	for (size_t i = 0; i < ARRAY_LEN(headers); i++)
		compare_extension(t, fd, headers[i]);
	run_netlink(t, fd);
	run_split(t, fd);
	for (int i = 0; i < SOCKETS; i++)
		close(fd[i]);
	run_payload(t);
	run_tc_pages(t);
	printf("# lift/extensions: %u programs, %u frames, %d different values\n", t->sums.programs,
		t->sums.packets, __builtin_popcountll(t->sums.values));
}
