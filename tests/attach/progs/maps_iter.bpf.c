/* SPDX-License-Identifier: BSD-2-Clause */
/* Prints a line for each map of the kernel. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

struct bpf_map {
	__u32 id;
	enum bpf_map_type map_type;
} __attribute__((preserve_access_index));

struct bpf_iter_meta {
	struct seq_file *seq;
} __attribute__((preserve_access_index));

struct bpf_iter__bpf_map {
	struct bpf_iter_meta *meta;
	struct bpf_map *map;
} __attribute__((preserve_access_index));

SEC("iter/bpf_map")
int show(struct bpf_iter__bpf_map *ctx)
{
	static const char fmt[] = "map %u of type %u\n";
	__u64 args[2];

	if (!ctx->map)
		return 0;
	args[0] = ctx->map->id;
	args[1] = ctx->map->map_type;
	bpf_seq_printf(ctx->meta->seq, fmt, sizeof(fmt), args, sizeof(args));
	return 0;
}

char _license[] SEC("license") = "GPL";
