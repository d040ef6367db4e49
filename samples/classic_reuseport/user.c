/* SPDX-License-Identifier: BSD-2-Clause */
/* Four sockets on one port of our own namespace's loopback; the program says which gets what. */
#include <arpa/inet.h>
#include <stdio.h>
#include <sys/socket.h>

#include "common/classic.h"
#include "common/sample.h"

enum { SOCKETS = 4, DATAGRAMS = 40 };

static int open_member(void)
{
	struct sockaddr_in sa = {
		.sin_family = AF_INET, .sin_port = htons(9), .sin_addr = {htonl(INADDR_LOOPBACK)}};
	int one = 1, fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	if (fd < 0 || setsockopt(fd, SOL_SOCKET, SO_REUSEPORT, &one, sizeof(one)) ||
		bind(fd, (struct sockaddr *)&sa, sizeof(sa)))
		sample_die("a socket of the group");
	return fd;
}

int main(int argc, char **argv)
{
	struct cbpf_prog *p = classic_load(argv[argc - 1]);
	struct sockaddr_in to = {
		.sin_family = AF_INET, .sin_port = htons(9), .sin_addr = {htonl(INADDR_LOOPBACK)}};
	int fds[SOCKETS], from;

	sample_net_new();
	from = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	for (int i = 0; i < SOCKETS; i++)
		fds[i] = open_member();
	if (cbpf_attach_reuseport(fds[0], p))
		sample_die("SO_ATTACH_REUSEPORT_CBPF");
	for (unsigned char i = 0; i < DATAGRAMS; i++)
		if (sendto(from, &i, 1, 0, (struct sockaddr *)&to, sizeof(to)) != 1)
			sample_die("sendto");
	for (int i = 0; i < SOCKETS; i++) {
		unsigned got = 0, wrong = 0;
		unsigned char c;

		while (recv(fds[i], &c, 1, MSG_DONTWAIT) == 1) {
			got++;
			wrong += (c & 3) != i;
		}
		printf("  socket %d: %u datagrams, %u of them another's\n", i, got, wrong);
	}
	return 0;
}
