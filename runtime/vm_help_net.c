/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Helpers for packets. One that may change a packet's place or bytes voids all pointers to it, as
 * the verifier has it, even where the bytes stay where they are.
 */
#include "vm_helpers.h"

#include <errno.h>
#include <linux/pkt_cls.h>
#include <stddef.h>

#include "packet.h"

/* Does this run have a packet? */
static bool has_packet(struct vm *vm)
{
	return vm->pkt.buf || vm_fault(vm, "a packet helper in a program without a packet");
}

/* ---- bytes ---- */

/* r2: offset, r3: memory, r4: length */
static bool copy_bytes(struct vm *vm, bool store)
{
	uint32_t len = (uint32_t)vm->r[4];
	uint8_t *mem = has_packet(vm) ? vm_mem(vm, vm->r[3], len, !store) : NULL;
	uint8_t *p = mem ? vm_packet_at(vm, (uint32_t)vm->r[2], len) : NULL;

	if (!mem)
		return false;
	if (!p || (uint32_t)vm->r[2] > 0xffff) {
		if (!store)
			memset(mem, 0, len);
		return help_return(vm, vm->prog_type == BPF_PROG_TYPE_XDP ? -EINVAL : -EFAULT);
	}
	memmove(store ? p : mem, store ? mem : p, len);
	if (store)
		vm_packet_moved(vm);
	return help_return(vm, 0);
}

bool help_skb_load_bytes(struct vm *vm)
{
	return copy_bytes(vm, false);
}

/* Headers before the data can be read too. */
bool help_skb_load_bytes_relative(struct vm *vm)
{
	uint32_t off = (uint32_t)vm->r[2], len = (uint32_t)vm->r[4];
	const struct vm_packet *p = &vm->pkt;
	uint8_t *to = has_packet(vm) ? vm_mem(vm, vm->r[3], len, true) : NULL;
	uint64_t at = p->start + p->l3 + off;

	if (!to)
		return false;
	if (vm->r[5] == BPF_HDR_START_MAC)
		at -= PACKET_ETH;
	if (off > 0xffff || vm->r[5] > BPF_HDR_START_NET || at > p->start + p->len ||
		len > p->start + p->len - at) {
		memset(to, 0, len);
		return help_return(vm, -EFAULT);
	}
	memcpy(to, p->buf + at, len);
	return help_return(vm, 0);
}

bool help_skb_store_bytes(struct vm *vm)
{
	if (vm->r[5] & ~(uint64_t)(BPF_F_RECOMPUTE_CSUM | BPF_F_INVALIDATE_HASH))
		return help_return(vm, -EINVAL);
	return copy_bytes(vm, true);
}

bool help_xdp_load_bytes(struct vm *vm)
{
	return copy_bytes(vm, false);
}

bool help_xdp_store_bytes(struct vm *vm)
{
	return copy_bytes(vm, true);
}

/* ---- size ---- */

bool help_skb_pull_data(struct vm *vm)
{
	if (!has_packet(vm))
		return false;
	if ((uint32_t)vm->r[2] > vm->pkt.len)
		return help_return(vm, -ENOMEM);
	vm_packet_moved(vm);
	return help_return(vm, 0);
}

bool help_skb_change_tail(struct vm *vm)
{
	if (!has_packet(vm))
		return false;
	if (vm->r[3] || (uint32_t)vm->r[2] < vm->pkt.l3)
		return help_return(vm, -EINVAL);
	return help_return(
		vm, vm_packet_resize(vm, 0, (int64_t)(uint32_t)vm->r[2] - (int64_t)vm->pkt.len));
}

bool help_skb_change_head(struct vm *vm)
{
	int err;

	if (!has_packet(vm))
		return false;
	if (vm->r[3] || (uint32_t)vm->r[2] > 0xffff)
		return help_return(vm, -EINVAL);
	err = vm_packet_resize(vm, (uint32_t)vm->r[2], 0);
	if (!err)
		memset(vm_packet_at(vm, 0, (uint32_t)vm->r[2]), 0, (uint32_t)vm->r[2]);
	return help_return(vm, err);
}

bool help_skb_change_type(struct vm *vm)
{
	if (vm->r[3] || (uint32_t)vm->r[2] > 3)
		return help_return(vm, -EINVAL);
	vm_put(vm, vm->ctx + offsetof(struct __sk_buff, pkt_type), 4, (uint32_t)vm->r[2]);
	return help_return(vm, 0);
}

bool help_xdp_adjust_head(struct vm *vm)
{
	return has_packet(vm) &&
	       help_return(vm, vm_packet_resize(vm, -(int64_t)(int32_t)vm->r[2], 0));
}

bool help_xdp_adjust_tail(struct vm *vm)
{
	return has_packet(vm) && help_return(vm, vm_packet_resize(vm, 0, (int32_t)vm->r[2]));
}

bool help_xdp_adjust_meta(struct vm *vm)
{
	return has_packet(vm) && help_return(vm, vm_packet_meta(vm, (int32_t)vm->r[2]));
}

bool help_xdp_get_buff_len(struct vm *vm)
{
	return has_packet(vm) && help_return(vm, (int64_t)vm->pkt.len);
}

/* ---- checksums (RFC 1624), in the packet's byte order ---- */

static uint32_t csum_add(uint32_t a, uint32_t b)
{
	uint64_t s = (uint64_t)a + b;

	return (uint32_t)s + (uint32_t)(s >> 32);
}

static uint16_t csum_fold(uint32_t s)
{
	s = (s & 0xffff) + (s >> 16);
	return (uint16_t)((s & 0xffff) + (s >> 16));
}

static uint32_t csum_bytes(const uint8_t *p, uint32_t n, uint32_t sum)
{
	for (uint32_t i = 0; i < n; i += 4) {
		uint32_t w;

		memcpy(&w, p + i, 4);
		sum = csum_add(sum, w);
	}
	return sum;
}

/* The checksum at p when `from` becomes `to`. */
static void csum_replace(uint8_t *p, uint32_t from, uint32_t to)
{
	uint16_t old;
	uint32_t s;

	memcpy(&old, p, 2);
	s = csum_add(csum_add((uint16_t)~old, csum_fold(~from)), csum_fold(to));
	old = (uint16_t)~csum_fold(s);
	memcpy(p, &old, 2);
}

enum { CSUM_OK, CSUM_BAD };

/* from (r3) and to (r4) of `size` bytes, or with size 0 a difference in r4. */
static int csum_update_at(struct vm *vm, uint8_t *p, unsigned size)
{
	switch (size) {
	case 0:
		if (vm->r[3])
			return CSUM_BAD;
		csum_replace(p, 0xffffffff, (uint32_t)vm->r[4]);
		return CSUM_OK;
	case 2:
		csum_replace(p, (uint16_t)vm->r[3] | 0xffff0000u, (uint16_t)vm->r[4]);
		return CSUM_OK;
	case 4: csum_replace(p, (uint32_t)vm->r[3], (uint32_t)vm->r[4]); return CSUM_OK;
	default: return CSUM_BAD;
	}
}

static bool replace_at(struct vm *vm, bool l4)
{
	uint64_t flags = vm->r[5], known = 15;
	bool zero_is_none = l4 && flags & BPF_F_MARK_MANGLED_0;
	uint8_t *p;

	if (l4)
		known |= BPF_F_MARK_MANGLED_0 | BPF_F_PSEUDO_HDR | BPF_F_MARK_ENFORCE;
	if (!has_packet(vm))
		return false;
	if (flags & ~known)
		return help_return(vm, -EINVAL);
	p = (uint32_t)vm->r[2] > 0xffff || vm->r[2] & 1 ? NULL
							: vm_packet_at(vm, (uint32_t)vm->r[2], 2);
	if (!p)
		return help_return(vm, -EFAULT);
	if (zero_is_none && !(flags & BPF_F_MARK_ENFORCE) && !p[0] && !p[1])
		return help_return(vm, 0);
	if (csum_update_at(vm, p, flags & 15) == CSUM_BAD)
		return help_return(vm, -EINVAL);
	if (zero_is_none && !p[0] && !p[1])
		p[0] = p[1] = 0xff;
	vm_packet_moved(vm);
	return help_return(vm, 0);
}

bool help_l3_csum_replace(struct vm *vm)
{
	return replace_at(vm, false);
}

bool help_l4_csum_replace(struct vm *vm)
{
	return replace_at(vm, true);
}

/* csum_diff(from, from_size, to, to_size, seed), folded as kernels since 6.13 do it */
bool help_csum_diff(struct vm *vm)
{
	uint32_t from_n = (uint32_t)vm->r[2], to_n = (uint32_t)vm->r[4];
	const uint8_t *from = from_n ? vm_mem(vm, vm->r[1], from_n, false) : NULL;
	const uint8_t *to = to_n ? vm_mem(vm, vm->r[3], to_n, false) : NULL;
	uint32_t sum = (uint32_t)vm->r[5];

	if ((from_n && !from) || (to_n && !to))
		return false;
	if (from_n % 4 || to_n % 4 || from_n + to_n > 512)
		return help_return(vm, -EINVAL);
	sum = csum_bytes(to, to_n, sum);
	sum = csum_add(sum, ~csum_bytes(from, from_n, 0));
	return help_return(vm, from_n || to_n ? csum_fold(sum) : csum_fold((uint32_t)vm->r[5]));
}

/* The socket buffer's own checksum is not kept. */
bool help_csum_update(struct vm *vm)
{
	return help_return(vm, -ENOTSUP);
}

/* ---- the socket buffer's attributes ---- */

bool help_get_hash_recalc(struct vm *vm)
{
	return help_return(vm, (int64_t)vm_get(vm, vm->ctx + offsetof(struct __sk_buff, hash), 4));
}

bool help_set_hash(struct vm *vm)
{
	vm_put(vm, vm->ctx + offsetof(struct __sk_buff, hash), 4, (uint32_t)vm->r[2]);
	return help_return(vm, 0);
}

bool help_set_hash_invalid(struct vm *vm)
{
	vm_put(vm, vm->ctx + offsetof(struct __sk_buff, hash), 4, 0);
	return help_return(vm, 0);
}

bool help_get_socket_cookie(struct vm *vm)
{
	return help_return(vm, 0);
}

bool help_get_socket_uid(struct vm *vm)
{
	return help_return(vm, 65534);
}

bool help_get_cgroup_classid(struct vm *vm)
{
	return help_return(vm, 0);
}

/* ---- redirection: the verdict; nothing is sent ---- */

bool help_redirect(struct vm *vm)
{
	if (vm->prog_type == BPF_PROG_TYPE_XDP)
		return help_return(vm, vm->r[2] ? XDP_ABORTED : XDP_REDIRECT);
	return help_return(vm, vm->r[2] & ~1ull ? TC_ACT_SHOT : TC_ACT_REDIRECT);
}

/* redirect_map(map, key, flags): without an entry the flags' low bits are the verdict */
bool help_redirect_map(struct vm *vm)
{
	struct vm_map *m = vm_map_arg(vm, vm->r[1]);
	uint8_t key[8] = {0};

	if (!m)
		return false;
	if (vm->r[3] & BPF_F_BROADCAST)
		return help_return(vm, XDP_REDIRECT);
	if (m->key_size != 4)
		return vm_fault(vm, "redirection through map %s", m->name);
	vm_put(vm, key, 4, (uint32_t)vm->r[2]);
	if (vm_map_find(vm, m, key) == UINT32_MAX ||
		!*(uint32_t *)vm_map_value(m, vm_map_find(vm, m, key)))
		return help_return(vm, (int64_t)(vm->r[3] & 3));
	return help_return(vm, XDP_REDIRECT);
}

bool help_clone_redirect(struct vm *vm)
{
	if (!has_packet(vm))
		return false;
	vm_packet_moved(vm);
	return help_return(vm, vm->r[3] & ~1ull || !(uint32_t)vm->r[2] ? -EINVAL : 0);
}
