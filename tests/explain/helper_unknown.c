// SPDX-License-Identifier: BSD-2-Clause
// The kernel has no helper of this number.
#include "explain.h"

static long (*no_such)(void *ctx) = (void *)9999;

SEC("xdp")
int prog(struct xdp_md *ctx)
{
#ifdef FIXED
	return bpf_ktime_get_ns() & 1;
#else
	return no_such(ctx) & 1; /* refused */
#endif
}
