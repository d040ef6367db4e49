/* SPDX-License-Identifier: BSD-2-Clause */
/* What the kernel knows of programs: sections, context structs, helper functions. Tables, looked
 * up. */
#ifndef BPF_PROG_H
#define BPF_PROG_H

#include "base/util.h"

/* enum bpf_prog_type by the kernel's numbers; the system's header may be older than the kernel. */
enum bpf_prog_kind {
	PROG_UNSPEC,
	PROG_SOCKET_FILTER,
	PROG_KPROBE,
	PROG_SCHED_CLS,
	PROG_SCHED_ACT,
	PROG_TRACEPOINT,
	PROG_XDP,
	PROG_PERF_EVENT,
	PROG_CGROUP_SKB,
	PROG_CGROUP_SOCK,
	PROG_LWT_IN,
	PROG_LWT_OUT,
	PROG_LWT_XMIT,
	PROG_SOCK_OPS,
	PROG_SK_SKB,
	PROG_CGROUP_DEVICE,
	PROG_SK_MSG,
	PROG_RAW_TRACEPOINT,
	PROG_CGROUP_SOCK_ADDR,
	PROG_LWT_SEG6LOCAL,
	PROG_LIRC_MODE2,
	PROG_SK_REUSEPORT,
	PROG_FLOW_DISSECTOR,
	PROG_CGROUP_SYSCTL,
	PROG_RAW_TRACEPOINT_WRITABLE,
	PROG_CGROUP_SOCKOPT,
	PROG_TRACING,
	PROG_STRUCT_OPS,
	PROG_EXT,
	PROG_LSM,
	PROG_SK_LOOKUP,
	PROG_SYSCALL,
	PROG_NETFILTER
};
_Static_assert(PROG_SYSCALL == 31 && PROG_TRACING == 26, "the kernel's numbers");

/* sections.def */
struct bpf_prog_section {
	const char *name;
	uint32_t type;   /* enum bpf_prog_kind */
	const char *ctx; /* struct tag; "" when there is none */
	bool extras;     /* name/anything is the same */
	bool sleepable;
};
/* What a section's name (as in SEC(), "?" in front allowed) makes of a function; NULL: not known.
 */
const struct bpf_prog_section *bpf_prog_section_find(const char *section);
/* Does libbpf take functions in this section for programs? NULL and ".text" are subprograms. */
bool bpf_section_is_prog(const char *section);

/* helpers.def */
struct bpf_helper {
	const char *name, *args, *flags;
	uint8_t prov; /* enum bpf_prov */
};
/* NULL when there is no helper of this number. */
const struct bpf_helper *bpf_helper_find(int64_t number);

/* The kinds of memory that the tables speak of; ir.h's enum ir_prov has the same names. */
enum bpf_prov {
	BPF_PROV_UNKNOWN,
	BPF_PROV_PACKET,
	BPF_PROV_PACKET_END,
	BPF_PROV_MAP_VALUE,
	BPF_PROV_BTF,
	BPF_PROV_MEM
};

/* ctx.def */
struct bpf_ctx_field {
	const char *tag, *field;
	uint8_t width, prov; /* bytes; enum bpf_prov */
};
/* NULL when the member is an ordinary one. */
const struct bpf_ctx_field *bpf_ctx_field_find(const char *tag, const char *field);

#endif
