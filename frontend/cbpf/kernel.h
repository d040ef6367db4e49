/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a filter can have of the kernel's own objects, from Linux 6.2 on: bpf_cast_to_kern_ctx gives
 * the sk_buff of a context, bpf_rdonly_cast makes of any number a pointer to read through, and
 * CO-RE finds the members. Both are functions of the kernel that become moves when they are loaded.
 */
#ifndef FRONTEND_CBPF_KERNEL_H
#define FRONTEND_CBPF_KERNEL_H

#include "ir/ir.h"

/* Members that are read: of struct sk_buff, and of struct net_device (DEV_). */
enum kernel_member {
	SKB_LEN,
	SKB_DATA_LEN,
	SKB_DATA,
	SKB_DEV,
	SKB_HEAD,
	SKB_NETWORK_HEADER, /* from head on */
	DEV_TYPE,
	KERNEL_MEMBERS
};

/* How many bytes of a type can be read at any place and in any width, and where they begin: the
 * characters of struct __kernel_sockaddr_storage, which every kernel has, behind its family. */
enum { CHARS_AT = 2, CHARS = 126 };

struct kernel_syms {
	struct ir_sym *cast_to_kern_ctx, *rdonly_cast; /* weak: older kernels lack them */
	uint32_t member[KERNEL_MEMBERS];               /* in module->core: their offsets */
	uint32_t storage; /* ... and the type id of struct __kernel_sockaddr_storage */
};

/* The module's, made when it is first asked for; *at remembers it. */
struct kernel_syms *kernel_syms(struct ir_module *m, struct kernel_syms **at);
/* Calls, to be put somewhere. `number`: the address of what the characters begin at, less CHARS_AT.
 */
struct ir_ins kernel_skb(struct ir_fn *fn, const struct kernel_syms *k, ir_ref ctx);
struct ir_ins kernel_bytes(struct ir_fn *fn, const struct kernel_syms *k, ir_ref number);
/* base + the member's offset, and the load of the member from there. */
struct ir_ins kernel_member_at(
	struct ir_fn *fn, const struct kernel_syms *k, ir_ref base, enum kernel_member m);
struct ir_ins kernel_member_load(ir_ref at, enum kernel_member m);

/* The member's struct, name, CO-RE access string and offset as declared here, width in bytes. */
struct kernel_member_info {
	const char *type, *name, *access;
	uint32_t at, width;
};
const struct kernel_member_info *kernel_member_info(enum kernel_member m);

/*
 * netlink.c: nla and nlan, bpf_skb_get_nlattr and its nest: a function of (context, a, x) that
 * gives the offset of the attribute; 0 when there is none, or the packet is not in one piece. New
 * in m.
 */
struct ir_sym *netlink_function(struct ir_module *m, const char *name, bool nested,
	const struct kernel_syms *k, src_loc loc, struct arena *scratch);

#endif
