// SPDX-License-Identifier: BSD-2-Clause
// The context ends before this offset.
#include "explain.h"

SEC("xdp")
int prog(struct xdp_md *ctx)
{
	__u32 *words = (__u32 *)ctx;

#ifdef FIXED
	return words[3] ? XDP_DROP : XDP_PASS;
#else
	return words[40] ? XDP_DROP : XDP_PASS; /* refused */
#endif
}
