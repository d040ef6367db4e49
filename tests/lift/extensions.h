/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Extensions and offsets from headers, where they have values: two packet sockets on the loopback
 * device of this network namespace, one with the classic program and one with the lifted one. Each
 * program returns 20 + value % 32, so that how much of a frame a socket gets tells the value.
 */
#ifndef LIFT_EXTENSIONS_H
#define LIFT_EXTENSIONS_H

#include <arpa/inet.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <net/if.h>
#include <poll.h>
#include <stdbool.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "bpf/cbpf.h"

enum { SOCKETS = 3, LOOPBACK = 1, MARK = 11 }; /* the classic one, ours, the sender */

static bool loopback_up(void)
{
	struct ifreq r = {.ifr_flags = IFF_UP};
	int fd = socket(AF_INET, SOCK_DGRAM, 0);

	strcpy(r.ifr_name, "lo");
	bool ok = fd >= 0 && ioctl(fd, SIOCSIFFLAGS, &r) == 0;

	close(fd);
	return ok;
}

static bool open_packet_sockets(int fd[SOCKETS])
{
	struct sockaddr_ll at = {
		.sll_family = AF_PACKET, .sll_protocol = htons(ETH_P_ALL), .sll_ifindex = LOOPBACK};
	int on = 1, mark = MARK;

	if (!loopback_up())
		return false;
	for (int i = 0; i < SOCKETS; i++) {
		fd[i] = socket(AF_PACKET, SOCK_RAW, 0);
		if (fd[i] < 0)
			return false;
		if (i < 2 &&
			(setsockopt(fd[i], SOL_PACKET, PACKET_IGNORE_OUTGOING, &on, sizeof(on)) ||
				bind(fd[i], (void *)&at, sizeof(at))))
			return false;
	}
	return setsockopt(fd[2], SOL_SOCKET, SO_MARK, &mark, sizeof(mark)) == 0;
}

/* What the socket gets next; 0 when there is nothing within half a second. */
static uint32_t next_length(int fd)
{
	struct pollfd p = {.fd = fd, .events = POLLIN};
	uint8_t buf[256];

	return poll(&p, 1, 500) == 1 ? (uint32_t)recv(fd, buf, sizeof(buf), 0) : 0;
}

static bool send_frame(int fd, const uint8_t *frame, size_t n)
{
	struct sockaddr_ll to = {.sll_family = AF_PACKET, .sll_ifindex = LOOPBACK};

	return sendto(fd, frame, n, 0, (void *)&to, sizeof(to)) == (ssize_t)n;
}

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

#endif
