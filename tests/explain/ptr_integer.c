// SPDX-License-Identifier: BSD-2-Clause
// An address that came as a number.
#include "explain.h"

SEC("tp/syscalls/sys_enter_read")
int prog(__u64 *ctx)
{
	const char *buf = (const char *)ctx[3];
	char c = 0;

#ifdef FIXED
	bpf_probe_read_user(&c, 1, buf);
#else
	c = *buf; /* refused */
#endif
	return c == 'x';
}
