/* SPDX-License-Identifier: BSD-2-Clause */
/* Attaches the program to the far end of a veth pair of its own and sends it traffic from the near
 * end. */
#include <net/if.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "common/sample.h"

enum { DISCARD = 7, OTHER = 3, PINGS = 5, PATIENCE_MS = 5000 };

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

static unsigned packets(int map, uint32_t protocol)
{
	struct counter c = total(map, protocol);

	return (unsigned)(c.passed + c.dropped);
}

/* The far end takes packets in its own time. */
static void wait_for(int map, unsigned n)
{
	for (unsigned ms = 0; ms < PATIENCE_MS; ms++) {
		if (packets(map, IPPROTO_ICMP) + packets(map, IPPROTO_UDP) >= n)
			return;
		usleep(1000);
	}
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
	sample_send_udp("10.77.0.2", 9, DISCARD, 100);
	sample_send_udp("10.77.0.2", 4711, OTHER, 100);
	sample_send_icmp("10.77.0.2", PINGS, 56);
	wait_for(sample_map_fd(o, "counters"), DISCARD + OTHER + PINGS);
	printf("  %-10s %10s %10s %10s\n", "protocol", "passed", "dropped", "bytes");
	print(sample_map_fd(o, "counters"), "ICMP", IPPROTO_ICMP);
	print(sample_map_fd(o, "counters"), "UDP", IPPROTO_UDP);
	bpf_object__close(o);
	return 0;
}
