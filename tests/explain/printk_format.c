// SPDX-License-Identifier: BSD-2-Clause
// A conversion that bpf_trace_printk does not know.
#include "explain.h"

SEC("xdp")
int prog(struct xdp_md *ctx)
{
	__u64 args[1] = {ctx->rx_queue_index};
	char out[16];
#ifdef FIXED
	static const char fmt[] = "queue %d";
#else
	static const char fmt[] = "queue %y";
#endif

	bpf_snprintf(out, sizeof(out), fmt, args, sizeof(args)); /* refused */
	return out[0] ? XDP_DROP : XDP_PASS;
}
