/* SPDX-License-Identifier: BSD-2-Clause */
/* Attaches the filter to a raw socket on our end of a veth pair and sends known traffic over it. */
#include <arpa/inet.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <net/if.h>
#include <netinet/in.h>
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>

#include "common/sample.h"

static int raw_socket(const char *interface)
{
	struct sockaddr_ll sa = {.sll_family = AF_PACKET,
		.sll_protocol = htons(ETH_P_ALL),
		.sll_ifindex = (int)if_nametoindex(interface)};
	int fd = socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC, htons(ETH_P_ALL));

	if (fd < 0 || bind(fd, (struct sockaddr *)&sa, sizeof(sa)))
		sample_die("raw socket on %s", interface);
	return fd;
}

int main(int argc, char **argv)
{
	static const struct {
		const char *name;
		uint32_t number;
	} protocols[] = {{"ICMP", IPPROTO_ICMP}, {"TCP", IPPROTO_TCP}, {"UDP", IPPROTO_UDP}};

	sample_net_new();
	struct bpf_object *o = sample_load(argv[argc - 1]);
	int fd = raw_socket("near"), prog = sample_prog_fd(o, "count_bytes");

	if (setsockopt(fd, SOL_SOCKET, SO_ATTACH_BPF, &prog, sizeof(prog)))
		sample_die("SO_ATTACH_BPF");
	sample_send_udp("10.77.0.2", 9, 10, 100);
	sample_send_icmp("10.77.0.2", 5, 56);
	printf("  %-10s %10s\n", "protocol", "bytes out");
	for (size_t i = 0; i < sizeof(protocols) / sizeof(protocols[0]); i++) {
		long bytes = 0;

		bpf_map_lookup_elem(sample_map_fd(o, "bytes"), &protocols[i].number, &bytes);
		printf("  %-10s %10ld\n", protocols[i].name, bytes);
	}
	close(fd);
	bpf_object__close(o);
	return 0;
}
