// SPDX-License-Identifier: BSD-2-Clause
// A member of the context is read at half its width from its middle.
#include "explain.h"

SEC("xdp")
int prog(struct xdp_md *ctx)
{
#ifdef FIXED
	return ctx->data < ctx->data_end;
#else
	return *(__u16 *)((char *)ctx + 2) ? XDP_DROP : XDP_PASS; /* refused */
#endif
}
