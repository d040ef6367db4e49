// SPDX-License-Identifier: BSD-2-Clause
// An offset without bounds is added to a map value's address.
#include "explain.h"

struct blob {
	char bytes[64];
};
MAP(blobs, ARRAY, __u32, struct blob, 1);

SEC("tc")
int prog(struct __sk_buff *skb)
{
	__u32 key = 0;
	__u64 at = skb->mark;
	struct blob *b = bpf_map_lookup_elem(&blobs, &key);

	if (!b)
		return TC_ACT_OK;
#ifdef FIXED
	at &= 63;
#else
	at *= skb->hash;
	at *= at;
#endif
	return b->bytes[at]; /* refused */
}
