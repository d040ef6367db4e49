/* SPDX-License-Identifier: BSD-2-Clause */
/* Attaches the program to the far end of a veth pair of its own and sends it traffic from the near
 * end. */
#include <net/if.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>

#include "common/sample.h"

struct counter {
	uint64_t passed, dropped, bytes;
};

static struct counter total(int map, uint32_t protocol)
{
	int cpus = libbpf_num_possible_cpus();
	struct counter *each = calloc((size_t)cpus, sizeof(*each)), sum = {0};

	bpf_map_lookup_elem(map, &protocol, each);
	for (int i = 0; i < cpus; i++) {
		sum.passed += each[i].passed;
		sum.dropped += each[i].dropped;
		sum.bytes += each[i].bytes;
	}
	free(each);
	return sum;
}

static void print(int map, const char *name, uint32_t protocol)
{
	struct counter c = total(map, protocol);

	printf("  %-10s %10llu %10llu %10llu\n", name, (unsigned long long)c.passed,
		(unsigned long long)c.dropped, (unsigned long long)c.bytes);
}

int main(int argc, char **argv)
{
	struct sample_net net = sample_net_new();
	struct bpf_object *o = sample_load(argv[argc - 1]);

	sample_net_enter(net.away);
	if (bpf_xdp_attach((int)if_nametoindex("far"), sample_prog_fd(o, "xdp_count"), 0, NULL))
		sample_die("cannot attach to far");
	sample_net_enter(net.home);
	sample_send_udp("10.77.0.2", 9, 7, 100);
	sample_send_udp("10.77.0.2", 4711, 3, 100);
	sample_send_icmp("10.77.0.2", 5, 56);
	printf("  %-10s %10s %10s %10s\n", "protocol", "passed", "dropped", "bytes");
	print(sample_map_fd(o, "counters"), "ICMP", IPPROTO_ICMP);
	print(sample_map_fd(o, "counters"), "UDP", IPPROTO_UDP);
	bpf_object__close(o);
	return 0;
}
