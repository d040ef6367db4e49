/* SPDX-License-Identifier: BSD-2-Clause */
/* A program of each cgroup hook that all.bpf.c leaves out; each counts in its own variable, and
 * lets pass. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

#define HOOK(name, section, type, verdict)      \
	int name;                               \
	SEC(section)                            \
	int on_##name(struct type *ctx)         \
	{                                       \
		__sync_fetch_and_add(&name, 1); \
		return verdict;                 \
	}

HOOK(sock_create, "cgroup/sock_create", bpf_sock, 1)
HOOK(sock_release, "cgroup/sock_release", bpf_sock, 1)
HOOK(post_bind, "cgroup/post_bind4", bpf_sock, 1)
HOOK(bind, "cgroup/bind4", bpf_sock_addr, 1)
HOOK(connect, "cgroup/connect4", bpf_sock_addr, 1)
HOOK(sendmsg, "cgroup/sendmsg4", bpf_sock_addr, 1)
HOOK(recvmsg, "cgroup/recvmsg4", bpf_sock_addr, 1)
HOOK(getsockname, "cgroup/getsockname4", bpf_sock_addr, 1)
HOOK(getpeername, "cgroup/getpeername4", bpf_sock_addr, 1)
HOOK(getsockopt, "cgroup/getsockopt", bpf_sockopt, 1)
HOOK(setsockopt, "cgroup/setsockopt", bpf_sockopt, 1)
HOOK(device, "cgroup/dev", bpf_cgroup_dev_ctx, 1)
HOOK(ingress, "cgroup_skb/ingress", __sk_buff, 1)
HOOK(sockops, "sockops", bpf_sock_ops, 1)

char _license[] SEC("license") = "GPL";
