/* SPDX-License-Identifier: BSD-2-Clause */
/* The map that both programs have: the first one to be attached makes it, the second finds it. */
#ifndef SHARED_MAP_H
#define SHARED_MAP_H

struct traffic {
	__u64 in, out;
};

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__type(key, __u32);
	__type(value, struct traffic);
	__uint(max_entries, 256);
	__uint(pinning, LIBBPF_PIN_BY_NAME);
} traffic SEC(".maps");

static inline void count(__u32 port, __u64 in, __u64 out)
{
	struct traffic first = {in, out}, *t = bpf_map_lookup_elem(&traffic, &port);

	if (!t) {
		bpf_map_update_elem(&traffic, &port, &first, BPF_NOEXIST);
		return;
	}
	__sync_fetch_and_add(&t->in, in);
	__sync_fetch_and_add(&t->out, out);
}

#endif
