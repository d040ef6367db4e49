/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the machine that runs the tests may not have: kprobes, syscall probes, fentry, fexit, LSM.
 * Each counts what mine.c does in a variable of its own; `deny` makes the LSM hook refuse.
 */
#include <linux/bpf.h>
#include <stdbool.h>
#include <bpf/bpf_helpers.h>

/* The kernel's registers, by their names there; libbpf finds out where they are. */
#define __VMLINUX_H__
struct pt_regs {
	unsigned long ax, di, si, dx, cx, r8, r9, r10, orig_ax, ip, sp;
} __attribute__((preserve_access_index));

#include <bpf/bpf_core_read.h>
#include <bpf/bpf_tracing.h>

#define DENIED (-1) /* EPERM */

int kprobe_calls, where_calls, kretprobe_calls, ksyscall_calls, fentry_calls, fexit_calls,
	lsm_calls;
long kretprobe_result, fexit_result;
int nice_by;
const volatile int deny = 0;

static bool is_mine(void)
{
	char comm[16] = "";

	bpf_get_current_comm(comm, sizeof(comm));
	return comm[0] == 'm' && comm[1] == 'i' && comm[2] == 'n' && comm[3] == 'e' && !comm[4];
}

SEC("kprobe/vfs_unlink")
int on_kprobe(struct pt_regs *ctx)
{
	kprobe_calls += is_mine();
	return 0;
}

/* The function is said on the command line. */
SEC("kprobe")
int on_where(struct pt_regs *ctx)
{
	where_calls += is_mine();
	return 0;
}

SEC("kretprobe/vfs_unlink")
int BPF_KRETPROBE(on_kretprobe, long result)
{
	if (is_mine()) {
		kretprobe_calls++;
		kretprobe_result = result;
	}
	return 0;
}

SEC("ksyscall/setpriority")
int BPF_KSYSCALL(on_ksyscall, int which, int who, int by)
{
	if (is_mine()) {
		ksyscall_calls++;
		nice_by = by;
	}
	return 0;
}

/* int vfs_unlink(namespace, directory, entry, delegated) */
SEC("fentry/vfs_unlink")
int on_fentry(void *ctx)
{
	fentry_calls += is_mine();
	return 0;
}

SEC("fexit/vfs_unlink")
int on_fexit(unsigned long long *ctx)
{
	if (is_mine()) {
		fexit_calls++;
		fexit_result = (int)ctx[4];
	}
	return 0;
}

SEC("lsm/inode_unlink")
int on_lsm(void *ctx)
{
	if (!is_mine())
		return 0;
	lsm_calls++;
	return deny ? DENIED : 0;
}

SEC("kprobe.multi/vfs_unlin*")
int on_multi(struct pt_regs *ctx)
{
	return 0;
}

char _license[] SEC("license") = "GPL";
