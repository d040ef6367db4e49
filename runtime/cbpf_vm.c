/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The classic interpreter, one instruction a step so that a debugger can use it. The meaning is
 * that of the kernel's conversion to eBPF (net/core/filter.c), kept also where it is odd: a shift
 * count is taken modulo 32, X + k wraps at 2^32 and counts as signed, and only a constant offset
 * can name an extension.
 */
#include <linux/if_ether.h>
#include <linux/if_packet.h>

#include "cbpf_vm.h"

/* ---- the packet ---- */

static uint32_t big_endian(const uint8_t *p, unsigned bytes)
{
	uint32_t v = 0;

	while (bytes--)
		v = v << 8 | *p++;
	return v;
}

/* Where a load's offset lies in pkt->bytes; below 0 or behind the end: outside. */
static int64_t place(const struct cbpf_packet *pkt, uint32_t offset)
{
	if (offset <= INT32_MAX)
		return (int64_t)pkt->start + offset;
	if (offset >= CBPF_NET_OFF)
		return (int64_t)pkt->network + (offset - CBPF_NET_OFF);
	if (offset >= CBPF_LL_OFF && pkt->link)
		return offset - CBPF_LL_OFF;
	return -1;
}

static bool load(struct cbpf_vm *vm, const struct cbpf_packet *pkt, uint32_t offset, unsigned bytes,
	uint32_t *to)
{
	int64_t at = place(pkt, offset);

	if (at < 0 || at + bytes > pkt->caplen) {
		vm->done = true;
		vm->ret = 0;
		return false;
	}
	*to = big_endian(pkt->bytes + at, bytes);
	return true;
}

/* ---- extensions ---- */

enum { NLA_HEADER = 4, NLA_TYPE = 0x3fff };

static uint32_t host16(const uint8_t *p)
{
	uint16_t v;

	memcpy(&v, p, sizeof(v));
	return v;
}

/* The attribute of type X among those in [at, end), both from the program's offset 0; 0: none. */
static uint32_t find_attribute(const uint8_t *data, uint32_t at, uint32_t end, uint32_t type)
{
	while (at + NLA_HEADER <= end) {
		uint32_t len = host16(data + at);

		if (len < NLA_HEADER || len > end - at)
			return 0;
		if ((host16(data + at + 2) & NLA_TYPE) == type)
			return at;
		at += (uint32_t)align_up(len, 4);
	}
	return 0;
}

static uint32_t attribute(const struct cbpf_vm *vm, const struct cbpf_packet *pkt, bool nested)
{
	const uint8_t *data = pkt->bytes + pkt->start;
	uint32_t at = vm->a, end = pkt->caplen - pkt->start;

	if (pkt->start > pkt->caplen || end < NLA_HEADER || at > end - NLA_HEADER)
		return 0;
	if (nested) {
		uint32_t len = host16(data + at);

		if (len > end - at || len < NLA_HEADER)
			return 0;
		end = at + len;
		at += NLA_HEADER;
	}
	return find_attribute(data, at, end, vm->x);
}

static uint32_t next_random(struct cbpf_vm *vm)
{
	vm->rng ^= vm->rng << 13;
	vm->rng ^= vm->rng >> 7;
	vm->rng ^= vm->rng << 17;
	return (uint32_t)(vm->rng >> 32);
}

static void extension(struct cbpf_vm *vm, const struct cbpf_packet *pkt, enum cbpf_ext ext)
{
	switch (ext) {
	case CBPF_EXT_PROTO: vm->a = pkt->protocol; break;
	case CBPF_EXT_PKTTYPE: vm->a = pkt->type & 7; break;
	case CBPF_EXT_IFINDEX:
	case CBPF_EXT_HATYPE:
		if (pkt->device) {
			vm->a = ext == CBPF_EXT_IFINDEX ? pkt->ifindex : pkt->hatype;
		} else { /* the kernel leaves with what is in A */
			vm->done = true;
			vm->ret = vm->a;
		}
		break;
	case CBPF_EXT_NLATTR: vm->a = attribute(vm, pkt, false); break;
	case CBPF_EXT_NLATTR_NEST: vm->a = attribute(vm, pkt, true); break;
	case CBPF_EXT_MARK: vm->a = pkt->mark; break;
	case CBPF_EXT_QUEUE: vm->a = pkt->queue; break;
	case CBPF_EXT_RXHASH: vm->a = pkt->rxhash; break;
	case CBPF_EXT_CPU: vm->a = pkt->cpu; break;
	case CBPF_EXT_XOR_X: vm->a ^= vm->x; break;
	case CBPF_EXT_VLAN_TCI: vm->a = pkt->vlan ? pkt->vlan_tci : 0; break;
	case CBPF_EXT_VLAN_AVAIL: vm->a = pkt->vlan; break;
	case CBPF_EXT_PAY_OFFSET: vm->a = cbpf_payload(pkt); break;
	case CBPF_EXT_RANDOM: vm->a = next_random(vm); break;
	case CBPF_EXT_VLAN_TPID: vm->a = pkt->vlan ? pkt->vlan_tpid : 0; break;
	case CBPF_EXT_COUNT: break;
	}
}

/* ---- instructions ---- */

/* The value that LD and LDX give a register. False when the program has ended. */
static bool value(struct cbpf_vm *vm, const struct cbpf_info *d, struct cbpf_insn f,
	const struct cbpf_packet *pkt, uint32_t *to)
{
	switch ((enum cbpf_mode)d->mode) {
	case CBPF_MODE_K: *to = f.k; break;
	case CBPF_MODE_MEM: *to = vm->m[f.k % CBPF_MEM_WORDS]; break;
	case CBPF_MODE_LEN: *to = pkt->len - pkt->start; break;
	case CBPF_MODE_ABS: return load(vm, pkt, f.k, d->bytes, to);
	case CBPF_MODE_IND: return load(vm, pkt, vm->x + f.k, d->bytes, to);
	case CBPF_MODE_MSH:
		if (!load(vm, pkt, f.k, d->bytes, to))
			return false;
		*to = (*to & 0xf) * 4;
		break;
	case CBPF_MODE_NONE:
	case CBPF_MODE_X:
	case CBPF_MODE_A: break;
	}
	return true;
}

static void arithmetic(struct cbpf_vm *vm, enum cbpf_op op, uint32_t b)
{
	switch (op) {
	case CBPF_OP_ADD: vm->a += b; break;
	case CBPF_OP_SUB: vm->a -= b; break;
	case CBPF_OP_MUL: vm->a *= b; break;
	case CBPF_OP_OR: vm->a |= b; break;
	case CBPF_OP_AND: vm->a &= b; break;
	case CBPF_OP_XOR: vm->a ^= b; break;
	case CBPF_OP_LSH: vm->a <<= b & 31; break;
	case CBPF_OP_RSH: vm->a >>= b & 31; break;
	case CBPF_OP_NEG: vm->a = -vm->a; break;
	case CBPF_OP_DIV:
	case CBPF_OP_MOD:
		if (!b)
			vm->done = true; /* and ret is 0 */
		else
			vm->a = op == CBPF_OP_DIV ? vm->a / b : vm->a % b;
		break;
	default: ICE("classic op %d is no arithmetic", op);
	}
}

static bool holds(enum cbpf_op op, uint32_t a, uint32_t b)
{
	switch (op) {
	case CBPF_OP_JEQ: return a == b;
	case CBPF_OP_JGT: return a > b;
	case CBPF_OP_JGE: return a >= b;
	case CBPF_OP_JSET: return (a & b) != 0;
	default: ICE("classic op %d is no jump", op);
	}
}

static void execute(struct cbpf_vm *vm, const struct cbpf_info *d, struct cbpf_insn f,
	const struct cbpf_packet *pkt)
{
	uint32_t b = d->mode == CBPF_MODE_X ? vm->x : f.k;
	enum cbpf_ext ext = cbpf_ext(f);

	switch ((enum cbpf_op)d->op) {
	case CBPF_OP_LD:
		if (ext != CBPF_EXT_NONE)
			extension(vm, pkt, ext);
		else
			value(vm, d, f, pkt, &vm->a);
		break;
	case CBPF_OP_LDX: value(vm, d, f, pkt, &vm->x); break;
	case CBPF_OP_ST: vm->m[f.k % CBPF_MEM_WORDS] = vm->a; break;
	case CBPF_OP_STX: vm->m[f.k % CBPF_MEM_WORDS] = vm->x; break;
	case CBPF_OP_JA: vm->pc += f.k; break;
	case CBPF_OP_JEQ:
	case CBPF_OP_JGT:
	case CBPF_OP_JGE:
	case CBPF_OP_JSET: vm->pc += holds((enum cbpf_op)d->op, vm->a, b) ? f.jt : f.jf; break;
	case CBPF_OP_RET:
		vm->done = true;
		vm->ret = d->mode == CBPF_MODE_A ? vm->a : b;
		break;
	case CBPF_OP_TAX: vm->x = vm->a; break;
	case CBPF_OP_TXA: vm->a = vm->x; break;
	default: arithmetic(vm, (enum cbpf_op)d->op, b); break;
	}
}

struct cbpf_vm cbpf_vm_start(uint64_t rng)
{
	return (struct cbpf_vm){.rng = rng ? rng : 0x9e3779b97f4a7c15u};
}

bool cbpf_vm_step(struct cbpf_vm *vm, const struct cbpf_prog *p, const struct cbpf_packet *pkt)
{
	if (vm->done)
		return false;
	CHECK(vm->pc < p->insns.n);
	struct cbpf_insn f = p->insns.p[vm->pc++];
	const struct cbpf_info *d = cbpf_lookup(f.code);

	CHECK(d != NULL);
	execute(vm, d, f, pkt);
	return !vm->done;
}

uint32_t cbpf_vm_run(const struct cbpf_prog *p, const struct cbpf_packet *pkt, uint64_t rng)
{
	struct cbpf_vm vm = cbpf_vm_start(rng);

	while (cbpf_vm_step(&vm, p, pkt))
		;
	return vm.ret;
}
