/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * bpf(2) needs CAP_BPF, with CAP_PERFMON for tracing and CAP_NET_ADMIN for networking programs
 * (Linux 5.8; CAP_SYS_ADMIN stands for all and was the only one before), in the first user
 * namespace, and a kernel that is not locked down.
 */
#include "privilege.h"

#include <inttypes.h>
#include <stdlib.h>

#include "bpf/prog.h"
#include "runtime.h"

enum { CAP_NET_ADMIN = 12, CAP_SYS_ADMIN = 21, CAP_PERFMON = 38, CAP_BPF = 39 };

static const char get_root[] =
	"run it as root (sudo), or give the binary what it needs:\n"
	"\tsudo setcap cap_bpf,cap_perfmon,cap_net_admin+ep /path/to/kbcc\n"
	"without privileges there is the embedded VM:\n\tkbcc run --vm prog.c";
static const char get_first[] =
	"leave the user namespace or container, or have a BPF token delegated to it (Linux 6.9)\n"
	"without privileges there is the embedded VM:\n\tkbcc run --vm prog.c";

/* The effective capabilities; all, when they cannot be read. */
static uint64_t capabilities(void)
{
	FILE *f = fopen("/proc/self/status", "re");
	uint64_t caps = UINT64_MAX;
	char line[256];

	while (f && fgets(line, sizeof(line), f))
		if (sscanf(line, "CapEff: %" SCNx64, &caps) == 1)
			break;
	if (f)
		fclose(f);
	return caps;
}

/* In the first user namespace all 32-bit ids are mapped to themselves. */
static bool in_first_namespace(void)
{
	FILE *f = fopen("/proc/self/uid_map", "re");
	unsigned long inside = 0, outside = 0, count = UINT32_MAX;

	if (f && fscanf(f, "%lu %lu %lu", &inside, &outside, &count) != 3)
		count = UINT32_MAX;
	if (f)
		fclose(f);
	return !inside && !outside && count == UINT32_MAX;
}

static bool needs_perfmon(uint32_t type)
{
	switch (type) {
	case PROG_KPROBE:
	case PROG_TRACEPOINT:
	case PROG_PERF_EVENT:
	case PROG_RAW_TRACEPOINT:
	case PROG_RAW_TRACEPOINT_WRITABLE:
	case PROG_TRACING:
	case PROG_LSM:
	case PROG_STRUCT_OPS:
	case PROG_EXT: return true;
	default: return false;
	}
}

static bool needs_net_admin(uint32_t type)
{
	switch (type) {
	case PROG_SCHED_CLS:
	case PROG_SCHED_ACT:
	case PROG_XDP:
	case PROG_LWT_IN:
	case PROG_LWT_OUT:
	case PROG_LWT_XMIT:
	case PROG_LWT_SEG6LOCAL:
	case PROG_SK_SKB:
	case PROG_SK_MSG:
	case PROG_FLOW_DISSECTOR:
	case PROG_CGROUP_DEVICE:
	case PROG_CGROUP_SOCK:
	case PROG_CGROUP_SOCK_ADDR:
	case PROG_CGROUP_SOCKOPT:
	case PROG_CGROUP_SYSCTL:
	case PROG_SOCK_OPS:
	case PROG_EXT:
	case PROG_NETFILTER:
	case PROG_SK_LOOKUP: return true;
	default: return false;
	}
}

const char *privilege_lacking(struct arena *a, uint32_t type, const char **how)
{
	uint64_t caps = capabilities();
	bool bpf = caps >> CAP_BPF & 1, admin = caps >> CAP_SYS_ADMIN & 1;

	*how = get_root;
	if (!in_first_namespace() && (bpf || admin)) {
		*how = get_first;
		return "this process has its capabilities in a user namespace only, where bpf(2) "
		       "does not accept them";
	}
	if (admin)
		return NULL;
	if (!bpf)
		return "this process lacks CAP_BPF";
	if (needs_perfmon(type) && !(caps >> CAP_PERFMON & 1))
		return arena_printf(a,
			"this process lacks CAP_PERFMON, which programs of type %s "
			"need",
			runtime_prog_type_name(type));
	if (needs_net_admin(type) && !(caps >> CAP_NET_ADMIN & 1))
		return arena_printf(a,
			"this process lacks CAP_NET_ADMIN, which programs of type "
			"%s need",
			runtime_prog_type_name(type));
	return NULL;
}

/* Socket filters need no capability where the administrator says so. */
static bool open_to_all(void)
{
	FILE *f = fopen("/proc/sys/kernel/unprivileged_bpf_disabled", "re");
	int disabled = 1;

	if (f && fscanf(f, "%d", &disabled) != 1)
		disabled = 1;
	if (f)
		fclose(f);
	return !disabled;
}

bool privilege_check(struct diags *ds)
{
	struct arena a = {0};
	const char *how, *lacking = privilege_lacking(&a, PROG_SOCKET_FILTER, &how);
	bool ok = !lacking || open_to_all() || runtime_kernel_available();

	if (!ok) {
		diag(ds, DIAG_NOT_PERMITTED, 0, lacking);
		diag(ds, DIAG_NOTE_REFUSED, 0, how);
	}
	arena_free(&a);
	return ok;
}

void runtime_explain_privileges(struct diags *ds, const char *what)
{
	struct arena a = {0};
	const char *how, *lacking = privilege_lacking(&a, PROG_XDP, &how);

	diag(ds, DIAG_LACKING, 0, what,
		lacking ? lacking : "this process lacks CAP_SYS_ADMIN, or a filter refuses bpf(2)");
	diag(ds, DIAG_NOTE_REFUSED, 0, how);
	diags_flush(ds);
	arena_free(&a);
}
