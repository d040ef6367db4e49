/* SPDX-License-Identifier: BSD-2-Clause */
/* A raw socket on our end of a veth pair with a classic filter that can no longer be taken off. */
#include <arpa/inet.h>
#include <errno.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <net/if.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

#include "common/classic.h"
#include "common/sample.h"

int main(int argc, char **argv)
{
	struct cbpf_prog *p = classic_load(argv[argc - 1]);
	struct sockaddr_ll sa = {.sll_family = AF_PACKET, .sll_protocol = htons(ETH_P_ALL)};
	unsigned packets = 0, bytes = 0;
	char buf[2048];
	ssize_t n;

	sample_net_new();
	sa.sll_ifindex = (int)if_nametoindex("near");
	/* Protocol 0: nothing comes in before the filter is there. */
	int fd = socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC, 0);

	if (fd < 0 || cbpf_attach_socket(fd, p) || cbpf_lock_socket(fd) ||
		bind(fd, (struct sockaddr *)&sa, sizeof(sa)))
		sample_die("raw socket on near");
	printf("  taking the filter off: %s\n", strerror(-cbpf_detach_socket(fd)));
	sample_send_udp("10.77.0.2", 9, 10, 100);
	sample_send_udp("10.77.0.2", 10, 7, 100);
	sample_send_icmp("10.77.0.2", 5, 56);
	while ((n = recv(fd, buf, sizeof(buf), MSG_DONTWAIT)) > 0) {
		packets++;
		bytes += (unsigned)n;
	}
	printf("  let through: %u packets, %u bytes\n", packets, bytes);
	return 0;
}
