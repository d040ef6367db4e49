// SPDX-License-Identifier: BSD-2-Clause
/* The user side, over the skeleton: 70 bytes of packet through count_xdp weigh 8 times as much. */
#include <bpf/bpf.h>
#include <stdio.h>
#include "count.skel.h"
#include <linux/types.h>
#include "shared.h"

int main(void)
{
	struct count *c = count__open();
	unsigned char packet[70] = {[12] = 0x08};
	unsigned key = 0;
	struct seen seen[4] = {0};

	if (!c)
		return 1;
	c->rodata->dropped = 0x0800;
	if (count__load(c))
		return 2;
	LIBBPF_OPTS(bpf_test_run_opts, run, .data_in = packet, .data_size_in = sizeof(packet));
	if (bpf_prog_test_run_opts(bpf_program__fd(c->progs.count_xdp), &run))
		return 3;
	for (key = 0; key < 4; key++)
		bpf_map_lookup_elem(bpf_map__fd(c->maps.seen), &key, &seen[key]);
	printf("verdict %u, total %llu, %llu packet, %llu bytes, weighed %llu\n", run.retval,
		(unsigned long long)c->bss->total, seen[0].packets, seen[0].bytes, seen[2].packets);
	count__destroy(c);
	return 0;
}
