/* SPDX-License-Identifier: BSD-2-Clause */
/* A TCP connection over loopback, read as messages through a KCM socket. */
#include <arpa/inet.h>
#include <errno.h>
#include <linux/kcm.h>
#include <netinet/in.h>
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
	int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	inet_pton(AF_INET, "127.0.0.1", &sa.sin_addr);
	pair[0] = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (listener < 0 || bind(listener, (struct sockaddr *)&sa, sizeof(sa)) ||
		listen(listener, 1) || getsockname(listener, (struct sockaddr *)&sa, &len) ||
		connect(pair[0], (struct sockaddr *)&sa, sizeof(sa)))
		sample_die("TCP: %s", strerror(errno));
	pair[1] = accept(listener, NULL, NULL);
	close(listener);
}

int main(int argc, char **argv)
{
	/* Three messages in two pieces that do not end where messages do. */
	static const char first[] = "\0\003one\0\005th", second[] = "ree!\0\002ok";
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
	if (write(pair[0], first, sizeof(first) - 1) < 0 ||
		write(pair[0], second, sizeof(second) - 1) < 0)
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
