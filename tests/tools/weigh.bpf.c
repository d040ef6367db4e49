// SPDX-License-Identifier: BSD-2-Clause
/* The other object: a global function, and the map of the first one. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>
#include "shared.h"

extern struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 4);
	__type(key, __u32);
	__type(value, struct seen);
} seen SEC(".maps");

static const __u32 weights[4] = {1, 2, 4, 8};

__noinline int weigh(int bytes, int factor)
{
	__u32 key = 2;
	struct seen *s = bpf_map_lookup_elem(&seen, &key);

	if (s)
		s->packets++;
	return bytes * weights[factor & 3];
}

char _license[] SEC("license") = "GPL";
