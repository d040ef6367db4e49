// SPDX-License-Identifier: BSD-2-Clause
// A cgroup program that returns what means nothing.
#include "explain.h"

SEC("cgroup/sock_create")
int prog(struct bpf_sock *sk)
{
#ifdef FIXED
	return sk->family == 2;
#else
	return sk->family; /* refused */
#endif
}
