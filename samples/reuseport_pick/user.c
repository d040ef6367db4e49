/* SPDX-License-Identifier: BSD-2-Clause */
/* Four UDP sockets on one port of a network namespace of our own; datagrams that say whose they
 * are. */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "common/sample.h"

#ifndef SO_ATTACH_REUSEPORT_EBPF
#define SO_ATTACH_REUSEPORT_EBPF 52
#endif

enum { SOCKETS = 4, PORT = 4711 };

static int bound(void)
{
	struct sockaddr_in sa = {.sin_family = AF_INET, .sin_port = htons(PORT)};
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0), one = 1;

	inet_pton(AF_INET, "127.0.0.1", &sa.sin_addr);
	if (fd < 0 || setsockopt(fd, SOL_SOCKET, SO_REUSEPORT, &one, sizeof(one)) ||
		bind(fd, (struct sockaddr *)&sa, sizeof(sa)))
		sample_die("socket: %s", strerror(errno));
	return fd;
}

static void say(const char *text)
{
	struct sockaddr_in sa = {.sin_family = AF_INET, .sin_port = htons(PORT)};
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	inet_pton(AF_INET, "127.0.0.1", &sa.sin_addr);
	if (fd < 0 || sendto(fd, text, strlen(text), 0, (struct sockaddr *)&sa, sizeof(sa)) < 0)
		sample_die("send: %s", strerror(errno));
	close(fd);
}

int main(int argc, char **argv)
{
	static const char *const words[] = {"0 a", "1 b", "1 c", "3 d", "3 e", "3 f", "9 nobody's"};
	int fds[SOCKETS], map, prog;
	struct bpf_object *o;

	sample_net_new();
	o = sample_load(argv[argc - 1]);
	map = sample_map_fd(o, "sockets");
	prog = sample_prog_fd(o, "pick");
	for (uint32_t i = 0; i < SOCKETS; i++) {
		uint64_t fd = (uint64_t)(fds[i] = bound());

		if (bpf_map_update_elem(map, &i, &fd, BPF_ANY))
			sample_die("the map does not take the socket: %s", strerror(errno));
	}
	if (setsockopt(fds[0], SOL_SOCKET, SO_ATTACH_REUSEPORT_EBPF, &prog, sizeof(prog)))
		sample_die("SO_ATTACH_REUSEPORT_EBPF: %s", strerror(errno));
	for (unsigned i = 0; i < sizeof(words) / sizeof(*words); i++)
		say(words[i]);
	for (unsigned i = 0; i < SOCKETS; i++) {
		char text[32];
		ssize_t n;

		printf("  socket %u:", i);
		while ((n = recv(fds[i], text, sizeof(text) - 1, 0)) > 0)
			printf(" \"%.*s\"", (int)n, text);
		putchar('\n');
	}
	bpf_object__close(o);
	return 0;
}
