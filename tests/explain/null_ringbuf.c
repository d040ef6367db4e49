// SPDX-License-Identifier: BSD-2-Clause
// Reserving may fail.
#include "explain.h"

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 4096);
} events SEC(".maps");

SEC("tp/syscalls/sys_enter_getpid")
int prog(void *ctx)
{
	__u64 *e = bpf_ringbuf_reserve(&events, sizeof(*e), 0);

#ifdef FIXED
	if (!e)
		return 0;
#endif
	*e = bpf_ktime_get_ns(); /* refused */
	bpf_ringbuf_submit(e, 0);
	return 0;
}
