/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * From a classic BPF program to an ir_module, in three steps:
 *
 *   lift.c       A, X and M[] to SSA values, a block for each jump target; every packet load is an
 *                ldabs or ldind, whatever the program's type
 *   (passes)     what the classic program computes in vain goes away
 *   packet.c     the packet loads become what the program type has: see there
 *
 * and from there through the compiler's own passes and back end like any module. emit_c.c is beside
 * it: the classic program as C.
 */
#ifndef FRONTEND_CBPF_LIFT_H
#define FRONTEND_CBPF_LIFT_H

#include "bpf/cbpf.h"
#include "frontend/frontend.h"
#include "ir/build.h"
#include "kernel.h"

/* How an extension is lifted: ext.def. */
enum ext_how {
	EXT_LOAD,
	EXT_SWAP16,
	EXT_DEVICE,
	EXT_HELPER,
	EXT_XOR,
	EXT_HATYPE,
	EXT_NLA,
	EXT_NLAN,
	EXT_POFF,
	EXT_NONE
};
struct ext_way {
	uint8_t how; /* enum ext_how; EXT_NONE also when this program type has no such member */
	int at;      /* offset in the context, or the helper's number */
	const char *member; /* as ext.def has it: "SKB(protocol)" */
};
/* The extension must be one. */
struct ext_way lift_ext_way(enum lift_kind kind, enum cbpf_ext ext);

/* Does it take functions of the kernel to express? */
static inline bool ext_needs_kernel(struct ext_way w)
{
	return w.how == EXT_HATYPE || w.how == EXT_NLA || w.how == EXT_NLAN ||
	       (w.how == EXT_POFF && !w.at);
}
/* May this program use functions of the kernel? */
bool lift_has_kernel(const struct lift_opts *o);

/* The kernel's section for programs of this kind, and the context's struct. */
const char *lift_section(enum lift_kind kind);
const char *lift_ctx_struct(enum lift_kind kind);

/* What a classic return of `value` is in this program. */
uint32_t lift_verdict(const struct lift_opts *o, uint32_t value);

/* Diagnose what the kernel would refuse and what cannot be lifted. False when there is anything. */
bool lift_check(
	struct arena *a, struct diags *ds, const struct cbpf_prog *p, const struct lift_opts *o);

/* emit_c.c: the declaration of a helper, as C. */
enum lift_helper { HELPER_LOAD, HELPER_RELATIVE, HELPER_LOOP, HELPER_RANDOM, HELPER_CPU, HELPERS };
const char *lift_helper_text(enum lift_helper h);

/*
 * poff.c: where the payload begins, as C for programs of this kind: a function `name`, of
 *	(struct __sk_buff *skb, unsigned at, unsigned linear) or (struct xdp_md *ctx, unsigned at)
 * `at`: where the network header is; `linear`: how many bytes are in the packet's first piece.
 */
const char *poff_text(struct arena *a, enum lift_kind kind, const char *name);
/* The same as a module, for what else the program is; NULL after a diagnosed error. */
struct ir_module *poff_module(
	struct arena *unit, struct diags *ds, enum lift_kind kind, const char *name);

/* Which reads of the packet a function may use. */
enum packet_way {
	PACKET_SOCKET, /* ldabs, ldind, bpf_skb_load_bytes */
	PACKET_KERNEL, /* the kernel's sk_buff where that pays, else PACKET_SOCKET */
	PACKET_BYTES,  /* bpf_skb_load_bytes and bpf_skb_load_bytes_relative */
	PACKET_XDP,    /* data .. data_end */
	PACKET_TC      /* data .. data_end, and `slow` decides when the bytes are not there */
};
struct packet_opts {
	enum packet_way way;
	uint32_t fail; /* what the function returns when a load is out of range */
	/* The function to ask when this way is not open (PACKET_TC, PACKET_KERNEL); its one
	 * parameter is the context. */
	struct ir_sym *slow;
	struct kernel_syms **syms; /* PACKET_KERNEL: the module's */
};
/*
 * Replace the ldabs and ldind of fn, whose control flow has no cycle, keeping what it returns for
 * every packet.
 */
void packet_lower(struct ir_fn *fn, struct packet_opts o, struct arena *scratch);

#endif
