/* SPDX-License-Identifier: BSD-2-Clause */
/* A table of more rows and columns than a small terminal has. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

enum { ENTRIES = 30 };

struct row {
	unsigned long long first_column, second_column, third_column, fourth_column, last_column;
};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__type(key, __u32);
	__type(value, struct row);
	__uint(max_entries, ENTRIES);
} rows SEC(".maps");

SEC("raw_tp/sys_enter")
int fill(void *ctx)
{
	for (__u32 i = 0; i < ENTRIES; i++) {
		__u32 key = i;
		struct row *r = bpf_map_lookup_elem(&rows, &key);

		if (r)
			*r = (struct row){1000000 + i, 2000000, 3000000, 4000000, 5000000};
	}
	return 0;
}

char _license[] SEC("license") = "GPL";
