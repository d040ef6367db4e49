// SPDX-License-Identifier: BSD-2-Clause
// A helper of tc in an XDP program.
#include "explain.h"

#ifdef FIXED
SEC("tc")
int prog(struct __sk_buff *ctx)
#else
SEC("xdp")
int prog(struct xdp_md *ctx)
#endif
{
	__u8 byte = 0;

	bpf_skb_load_bytes(ctx, 0, &byte, 1); /* refused */
	return byte & 1;
}
