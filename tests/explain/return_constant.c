// SPDX-License-Identifier: BSD-2-Clause
// The same with a constant.
#include "explain.h"

SEC("cgroup/dev")
int prog(struct bpf_cgroup_dev_ctx *ctx)
{
	if (ctx->major == 1)
		return 1;
#ifdef FIXED
	return 0;
#else
	return -1; /* refused */
#endif
}
