/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Ns a packet of a lifted socket filter, beside the kernel's conversion of the classic program.
 *
 * SOCKETS packet sockets on the loopback device of this network namespace have the same filter, and
 * a frame that is sent goes through all of them; their receive buffers are full, so that a frame
 * which the filter lets pass ends there, too. A round measures, one after the other,
 *
 *	a classic program of one instruction, `ret #0` or `ret #-1`, as the filter's verdict is
 *	the classic program
 *	the lifted one
 *
 * and what counts is the least of ROUNDS rounds of each: other work on the machine adds, it never
 * takes away. Prints for each program and frame
 *	speed NONE CLASSIC OURS NAME          ns a packet and socket, delivery included
 */
#include "lift.h"

#include <linux/filter.h>
#include <string.h>
#include <time.h>

#include "sockets.h"
#include "runtime/cbpf_vm.h"

#define SO_ATTACH_BPF_ 50

enum { RECEIVERS = 64, ROUNDS = 8, SENDS = 60, WAYS = 3 };

/* TCP and UDP over IPv4, TCP over IPv6, ARP: to ports and addresses that the expressions ask for.
 */
static const uint8_t seen[][64] = {
	{0, 1, 2, 3, 4, 5, 0, 1, 2, 3, 4, 6, 8, 0, 0x45, 0, 0, 50, 0, 0, 0x40, 0, 64, 6, 0, 0, 10,
		0, 0, 1, 10, 0, 0, 2, 0x30, 0x39, 0, 80, 0, 0, 0, 1, 0, 0, 0, 2, 0x50, 0x18},
	{0, 1, 2, 3, 4, 5, 0, 1, 2, 3, 4, 6, 8, 0, 0x45, 0, 0, 50, 0, 0, 0, 0, 64, 17, 0, 0, 192,
		168, 1, 1, 10, 0, 0, 2, 0, 53, 0, 53, 0, 30},
	{0, 1, 2, 3, 4, 5, 0, 1, 2, 3, 4, 6, 0x86, 0xdd, 0x60, 0, 0, 0, 0, 10, 6, 64, 0xfe, 0x80, 0,
		0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0xfe, 0x80, [54] = 0x30, 0x39, 0, 80},
	{0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0, 1, 2, 3, 4, 6, 8, 6, 0, 1, 8, 0, 6, 4, 0, 1},
};

struct place {
	int receivers[RECEIVERS], sender;
};

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}

/* -1: this machine cannot; otherwise ns a frame and socket. */
static double run_round(const struct place *p, const uint8_t *frame, size_t n)
{
	double start = now();

	for (int i = 0; i < SENDS; i++)
		if (!send_frame(p->sender, frame, n))
			return -1;
	return (now() - start) / SENDS / RECEIVERS;
}

static bool attach_classic(const struct place *p, const struct cbpf_insn *insns, uint32_t n)
{
	const struct sock_fprog prog = {(unsigned short)n, (void *)insns};

	for (int i = 0; i < RECEIVERS; i++)
		if (setsockopt(p->receivers[i], SOL_SOCKET, SO_ATTACH_FILTER, &prog, sizeof(prog)))
			return false;
	return true;
}

static bool attach_lifted(const struct place *p, int fd)
{
	for (int i = 0; i < RECEIVERS; i++)
		if (setsockopt(p->receivers[i], SOL_SOCKET, SO_ATTACH_BPF_, &fd, sizeof(fd)))
			return false;
	return true;
}

/* The least of each way; false when something fails. */
static bool measure(
	struct test *t, const struct place *p, const uint8_t *frame, size_t n, double least[WAYS])
{
	struct cbpf_packet pkt = cbpf_packet_ethernet(frame, n, n);
	struct cbpf_insn none =
		cbpf_make(CBPF_RET_K, 0, 0, cbpf_vm_run(&t->prog, &pkt, 1) ? UINT32_MAX : 0);
	int fd = t->lifted[LIFT_SOCKET].kernel.fd;

	for (int way = 0; way < WAYS; way++)
		least[way] = 1e9;
	for (int i = 0; i < ROUNDS * WAYS; i++) {
		int way = i % WAYS;
		bool ok = way == 2   ? attach_lifted(p, fd)
			  : way == 1 ? attach_classic(p, t->prog.insns.p, t->prog.insns.n)
				     : attach_classic(p, &none, 1);
		double ns = ok ? run_round(p, frame, n) : -1;

		if (ns < 0)
			return false;
		least[way] = ns < least[way] ? ns : least[way];
	}
	return true;
}

void measure_speed(struct test *t)
{
	struct place *p = t->place;
	double least[WAYS];

	t->lifted[LIFT_SOCKET].kernel.fd = -1;
	job_init(&t->job, t->opts);
	struct bpf_obj *obj = lift(t, LIFT_SOCKET);

	if (obj)
		t->lifted[LIFT_SOCKET].kernel = load(t, LIFT_SOCKET, obj);
	for (size_t i = 0; obj && i < ARRAY_LEN(seen); i++) {
		if (!measure(t, p, seen[i], sizeof(seen[i]), least))
			broken(t, "speed", "a filter cannot be attached, or nothing is sent");
		else
			printf("speed %.2f %.2f %.2f %s\n", least[0], least[1], least[2], t->name);
	}
	if (t->lifted[LIFT_SOCKET].kernel.fd >= 0)
		close(t->lifted[LIFT_SOCKET].kernel.fd);
	if (obj)
		bpf_obj_free(obj);
	job_end(&t->job);
}

bool open_place(struct test *t)
{
	static struct place p;
	int small = 1;

	if (!loopback_up())
		return false;
	for (int i = 0; i < RECEIVERS; i++) {
		p.receivers[i] = packet_socket(true);
		if (p.receivers[i] < 0 ||
			setsockopt(p.receivers[i], SOL_SOCKET, SO_RCVBUF, &small, sizeof(small)))
			return false;
	}
	p.sender = packet_socket(false);
	t->place = &p;
	/* fill the buffers */
	for (int i = 0; i < 16; i++)
		if (!send_frame(p.sender, seen[0], sizeof(seen[0])))
			return false;
	return true;
}
