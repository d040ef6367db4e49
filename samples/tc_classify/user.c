/* SPDX-License-Identifier: BSD-2-Clause */
/* Attaches the classifier to egress of the near end of a veth pair of its own. */
#include <net/if.h>
#include <stdio.h>

#include "common/sample.h"

static void attach(struct bpf_object *o)
{
	DECLARE_LIBBPF_OPTS(bpf_tc_hook, hook, .ifindex = (int)if_nametoindex("near"),
		.attach_point = BPF_TC_EGRESS);
	DECLARE_LIBBPF_OPTS(bpf_tc_opts, opts, .prog_fd = sample_prog_fd(o, "tc_classify"));

	if (bpf_tc_hook_create(&hook) || bpf_tc_attach(&hook, &opts))
		sample_die("cannot attach to near");
}

int main(int argc, char **argv)
{
	static const struct {
		const char *name;
		uint32_t class;
	} classes[] = {{"other", 1}, {"dns", 10}, {"bulk", 20}};

	sample_net_new();
	struct bpf_object *o = sample_load(argv[argc - 1]);

	attach(o);
	sample_send_udp("10.77.0.2", 53, 4, 40);
	sample_send_udp("10.77.0.2", 5001, 6, 1000);
	sample_send_udp("10.77.0.2", 5999, 1, 1000);
	sample_send_udp("10.77.0.2", 9, 2, 10);
	sample_send_icmp("10.77.0.2", 3, 56);
	printf("  %-10s %10s\n", "class", "packets");
	for (size_t i = 0; i < sizeof(classes) / sizeof(classes[0]); i++) {
		uint64_t n = 0;

		bpf_map_lookup_elem(sample_map_fd(o, "packets"), &classes[i].class, &n);
		printf("  %-10s %10llu\n", classes[i].name, (unsigned long long)n);
	}
	bpf_object__close(o);
	return 0;
}
