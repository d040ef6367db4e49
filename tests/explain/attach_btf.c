// SPDX-License-Identifier: BSD-2-Clause
// No such function to attach to.
#include "explain.h"

#ifdef FIXED
SEC("tp_btf/task_newtask")
#else
SEC("tp_btf/no_such_tracepoint")
#endif
int prog(__u64 *ctx) /* refused */
{
	return 0;
}
