/* SPDX-License-Identifier: BSD-2-Clause */
/* Packet sockets on the loopback device of the runner's network namespace. */
#ifndef LIFT_SOCKETS_H
#define LIFT_SOCKETS_H

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

enum { SOCKETS = 3, LOOPBACK = 1, MARK = 11 }; /* the classic one, ours, the sender */

static inline bool loopback_up(void)
{
	struct ifreq r = {.ifr_flags = IFF_UP};
	int fd = socket(AF_INET, SOCK_DGRAM, 0);

	strcpy(r.ifr_name, "lo");
	bool ok = fd >= 0 && ioctl(fd, SIOCSIFFLAGS, &r) == 0;

	close(fd);
	return ok;
}

/* Of all that the loopback device receives, or for sending only; -1. */
static inline int packet_socket(bool receives)
{
	struct sockaddr_ll at = {
		.sll_family = AF_PACKET, .sll_protocol = htons(ETH_P_ALL), .sll_ifindex = LOOPBACK};
	int fd = socket(AF_PACKET, SOCK_RAW, 0), on = 1;

	if (fd >= 0 && receives &&
		(setsockopt(fd, SOL_PACKET, PACKET_IGNORE_OUTGOING, &on, sizeof(on)) ||
			bind(fd, (void *)&at, sizeof(at))))
		return -1;
	return fd;
}

static inline bool open_packet_sockets(int fd[SOCKETS])
{
	int mark = MARK;

	if (!loopback_up())
		return false;
	for (int i = 0; i < SOCKETS; i++) {
		fd[i] = packet_socket(i < 2);
		if (fd[i] < 0)
			return false;
	}
	return setsockopt(fd[2], SOL_SOCKET, SO_MARK, &mark, sizeof(mark)) == 0;
}

/* What the socket gets next; 0 when there is nothing within half a second. */
static inline uint32_t next_length(int fd)
{
	struct pollfd p = {.fd = fd, .events = POLLIN};
	uint8_t buf[256];

	return poll(&p, 1, 500) == 1 ? (uint32_t)recv(fd, buf, sizeof(buf), 0) : 0;
}

static inline bool send_frame(int fd, const uint8_t *frame, size_t n)
{
	struct sockaddr_ll to = {.sll_family = AF_PACKET, .sll_ifindex = LOOPBACK};

	return sendto(fd, frame, n, 0, (void *)&to, sizeof(to)) == (ssize_t)n;
}

#endif
