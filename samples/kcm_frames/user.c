/* SPDX-License-Identifier: BSD-2-Clause */
/* A TCP connection over loopback, read as messages through a KCM socket. */
#include <arpa/inet.h>
#include <errno.h>
#include <linux/kcm.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "common/sample.h"

#ifndef AF_KCM
#define AF_KCM 41
#endif

static void connect_pair(int pair[2])
{
	struct sockaddr_in sa = {.sin_family = AF_INET};
	socklen_t len = sizeof(sa);
	int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), on = 1;

	inet_pton(AF_INET, "127.0.0.1", &sa.sin_addr);
	pair[0] = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (listener < 0 || bind(listener, (struct sockaddr *)&sa, sizeof(sa)) ||
		listen(listener, 1) || getsockname(listener, (struct sockaddr *)&sa, &len) ||
		connect(pair[0], (struct sockaddr *)&sa, sizeof(sa)))
		sample_die("TCP: %s", strerror(errno));
	setsockopt(pair[0], IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
	pair[1] = accept(listener, NULL, NULL);
	close(listener);
}

int main(int argc, char **argv)
{
	/*
	 * Three messages, one in two pieces. Each begins a segment: of a message inside one the
	 * kernel keeps the offset where a socket program does not see it.
	 */
	static const struct {
		char bytes[8];
		size_t n;
	} pieces[] = {{"\0\003one", 5}, {"\0\005th", 4}, {"ree", 3}, {"\0\002ok", 4}};
	int kcm = socket(AF_KCM, SOCK_DGRAM | SOCK_CLOEXEC, KCMPROTO_CONNECTED), pair[2];
	struct bpf_object *o;
	struct kcm_attach attach;
	char text[64];

	if (kcm < 0 && (errno == EAFNOSUPPORT || errno == ESOCKTNOSUPPORT)) {
		puts("  skipped: this kernel has no KCM (CONFIG_AF_KCM)");
		return 0;
	}
	sample_net_new();
	o = sample_load(argv[argc - 1]);
	connect_pair(pair);
	attach = (struct kcm_attach){.fd = pair[1], .bpf_fd = sample_prog_fd(o, "message_length")};
	if (kcm < 0 || ioctl(kcm, SIOCKCMATTACH, &attach))
		sample_die("KCM: %s", strerror(errno));
	for (size_t i = 0; i < sizeof(pieces) / sizeof(*pieces); i++)
		if (write(pair[0], pieces[i].bytes, pieces[i].n) < 0)
			sample_die("write: %s", strerror(errno));
	for (int i = 0; i < 3; i++) {
		ssize_t n = recv(kcm, text, sizeof(text), 0);

		if (n < 2)
			sample_die("recv: %s", strerror(errno));
		printf("  message of %zd bytes: %.*s\n", n - 2, (int)n - 2, text + 2);
	}
	bpf_object__close(o);
	return 0;
}
