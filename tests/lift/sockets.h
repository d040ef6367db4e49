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
#include <sys/mman.h>
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

/* ---- frames whose beginning is in one piece and the rest elsewhere ---- */

enum { RING_FRAME = 8192, VNET_HEADER = 10 };

/* A sender whose frames are sent from this memory: the kernel copies as much as the virtio header
 * in front of the frame says, and leaves the rest in pages. */
struct ring_sender {
	int fd;
	uint8_t *frame; /* struct tpacket2_hdr, the virtio header, the frame */
};

static inline bool open_ring(struct ring_sender *r)
{
	struct tpacket_req ring = {.tp_block_size = RING_FRAME,
		.tp_block_nr = 1,
		.tp_frame_size = RING_FRAME,
		.tp_frame_nr = 1};
	struct sockaddr_ll at = {
		.sll_family = AF_PACKET, .sll_protocol = htons(ETH_P_IP), .sll_ifindex = LOOPBACK};
	int version = TPACKET_V2, on = 1;

	r->fd = packet_socket(false);
	if (r->fd < 0 || setsockopt(r->fd, SOL_PACKET, PACKET_VERSION, &version, sizeof(version)) ||
		setsockopt(r->fd, SOL_PACKET, PACKET_VNET_HDR, &on, sizeof(on)) ||
		setsockopt(r->fd, SOL_PACKET, PACKET_TX_RING, &ring, sizeof(ring)) ||
		bind(r->fd, (void *)&at, sizeof(at)))
		return false;
	r->frame = mmap(NULL, RING_FRAME, PROT_READ | PROT_WRITE, MAP_SHARED, r->fd, 0);
	return r->frame != MAP_FAILED;
}

/* The first `head` bytes in one piece. */
static inline bool send_split(
	struct ring_sender *r, const uint8_t *frame, uint32_t n, uint32_t head)
{
	struct tpacket2_hdr *h = (void *)r->frame;
	uint8_t *data = r->frame + TPACKET2_HDRLEN - sizeof(struct sockaddr_ll);
	uint16_t hdr_len = (uint16_t)head;

	memset(data, 0, VNET_HEADER);
	memcpy(data + 2, &hdr_len, sizeof(hdr_len));
	memcpy(data + VNET_HEADER, frame, n);
	h->tp_len = n + VNET_HEADER;
	h->tp_status = TP_STATUS_SEND_REQUEST;
	return send(r->fd, NULL, 0, 0) > 0;
}

#endif
