/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Contexts and packets. What a program finds in its context is what BPF_PROG_TEST_RUN would put
 * there: the loopback device, the protocol by the Ethernet header. A network-layer program's packet
 * begins behind that header; a socket filter's does not (runtime.h).
 */
#include "vm.h"

#include <errno.h>
#include <stddef.h>
#include <stdlib.h>

#include "packet.h"

enum {
	HEADROOM = 256, /* before a packet, as the kernel's XDP_PACKET_HEADROOM */
	FRAME = 4096,   /* of XDP, with 320 bytes of the kernel's at the end and 40 at the start */
	FRAME_END = 320,
	FRAME_START = 40,
	SKB_TAILROOM = 8192,
	RAW_CTX = 512, /* bytes of a context that the caller does not give */
	META_MAX = 252,
};

#define PUT_SKB(vm, field, v) \
	vm_put((vm), (vm)->ctx + offsetof(struct __sk_buff, field), 4, (uint32_t)(v))
#define PUT_XDP(vm, field, v) \
	vm_put((vm), (vm)->ctx + offsetof(struct xdp_md, field), 4, (uint32_t)(v))

/* The packet's bytes got a new place or size: a new region, and the context's pointers to it. */
void vm_packet_moved(struct vm *vm)
{
	struct vm_packet *p = &vm->pkt;
	uint32_t base;

	vm_region_drop(vm, p->region);
	p->region = vm_region_add(
		vm, VM_PACKET, "the packet", p->buf + p->start - p->meta, p->meta + p->len);
	base = vm->regions.p[p->region].base;
	if (vm->prog_type == BPF_PROG_TYPE_XDP) {
		PUT_XDP(vm, data_meta, base);
		PUT_XDP(vm, data, base + p->meta);
		PUT_XDP(vm, data_end, base + p->meta + p->len);
		return;
	}
	PUT_SKB(vm, data_meta, base);
	PUT_SKB(vm, data, base + p->meta);
	PUT_SKB(vm, data_end, base + p->meta + p->len);
	PUT_SKB(vm, len, p->len);
}

/* ---- a socket buffer's fields ---- */

static void put_addresses(struct vm *vm, const struct packet_info *info)
{
	PUT_SKB(vm, family, info->family);
	for (unsigned i = 0; i < info->addr_len; i += 4) {
		uint8_t *remote =
			vm->ctx + (info->addr_len == 4 ? offsetof(struct __sk_buff, remote_ip4)
						       : offsetof(struct __sk_buff, remote_ip6));
		uint8_t *local =
			vm->ctx + (info->addr_len == 4 ? offsetof(struct __sk_buff, local_ip4)
						       : offsetof(struct __sk_buff, local_ip6));

		memcpy(remote + i, info->dst + i, 4);
		memcpy(local + i, info->src + i, 4);
	}
}

/* The fields a caller may set, as in BPF_PROG_TEST_RUN. */
static void take_skb_fields(struct vm *vm, const struct run_input *in)
{
	static const struct {
		size_t off, len;
	} fields[] = {
#define F(name) {offsetof(struct __sk_buff, name), sizeof(((struct __sk_buff *)0)->name)}
		F(mark),
		F(priority),
		F(ingress_ifindex),
		F(ifindex),
		F(cb),
		F(tstamp),
		F(wire_len),
		F(gso_segs),
		F(gso_size),
		F(hwtstamp),
#undef F
	};

	for (unsigned i = 0; i < ARRAY_LEN(fields); i++)
		if (fields[i].off + fields[i].len <= in->ctx_len)
			memcpy(vm->ctx + fields[i].off, (const uint8_t *)in->ctx + fields[i].off,
				fields[i].len);
}

static void fill_skb(struct vm *vm, const struct run_input *in)
{
	struct packet_info info = packet_look(in->packet, in->packet_len);

	PUT_SKB(vm, pkt_type, info.type);
	/* In network order, in the low half. */
	vm_put(vm, vm->ctx + offsetof(struct __sk_buff, protocol), 4,
		vm->obj->big_endian ? info.protocol : __builtin_bswap16(info.protocol));
	PUT_SKB(vm, ifindex, 1);
	PUT_SKB(vm, wire_len, in->packet_len);
	put_addresses(vm, &info);
	if (in->ctx && vm->prog_type != BPF_PROG_TYPE_FLOW_DISSECTOR)
		take_skb_fields(vm, in);
}

/* ---- begin and end ---- */

bool vm_type_has_packet(uint32_t type)
{
	return packet_layer(type) != PACKET_NONE;
}

#define PUT_KEYS(vm, field, v) \
	vm_put((vm), (uint8_t *)&(vm)->keys.field, sizeof((vm)->keys.field), (v))
#define GET_KEYS(vm, field) \
	((uint16_t)vm_get((vm), (uint8_t *)&(vm)->keys.field, sizeof((vm)->keys.field)))

/* A flow dissector begins behind the Ethernet header, whose protocol it is told. */
static void begin_keys(struct vm *vm, const struct run_input *in)
{
	memset(&vm->keys, 0, sizeof(vm->keys));
	PUT_KEYS(vm, nhoff, PACKET_ETH);
	PUT_KEYS(vm, thoff, PACKET_ETH);
	memcpy(&vm->keys.n_proto, in->packet + PACKET_ETH - 2, 2);
	if (in->ctx_len >= sizeof(vm->keys))
		PUT_KEYS(vm, flags, ((const struct bpf_flow_keys *)in->ctx)->flags);
	vm->keys_region =
		vm_region_add(vm, VM_CTX, "the flow keys", (uint8_t *)&vm->keys, sizeof(vm->keys));
	vm_put(vm, vm->ctx + offsetof(struct __sk_buff, flow_keys), 8,
		vm->regions.p[vm->keys_region].base);
}

void vm_ctx_keys(struct vm *vm, struct run_output *out)
{
	uint64_t len = min_u64(vm->pkt.len, UINT16_MAX);
	uint64_t nhoff = max_u64(PACKET_ETH, min_u64(GET_KEYS(vm, nhoff), len));
	uint64_t thoff = max_u64(nhoff, min_u64(GET_KEYS(vm, thoff), len));

	if (!vm->keys_region)
		return;
	PUT_KEYS(vm, nhoff, nhoff);
	PUT_KEYS(vm, thoff, thoff);
	free(out->keys);
	out->keys = malloc(sizeof(vm->keys));
	if (out->keys)
		memcpy(out->keys, &vm->keys, sizeof(vm->keys));
}

static bool begin_packet(struct vm *vm, const struct run_input *in)
{
	struct vm_packet *p = &vm->pkt;
	bool xdp = vm->prog_type == BPF_PROG_TYPE_XDP;
	size_t skip = packet_layer(vm->prog_type) == PACKET_L3 ? PACKET_ETH : 0;

	if (in->packet_len < PACKET_ETH || in->packet_len > PACKET_MAX) {
		diag(vm->ds, DIAG_PACKET_SIZE, 0, PACKET_ETH, PACKET_MAX);
		return false;
	}
	p->cap = xdp ? max_u64(FRAME - FRAME_END, HEADROOM + in->packet_len)
		     : HEADROOM + in->packet_len + SKB_TAILROOM;
	p->buf = calloc(1, p->cap);
	if (!p->buf)
		ICE("out of memory");
	memcpy(p->buf + HEADROOM, in->packet, in->packet_len);
	p->start = HEADROOM + skip;
	p->len = in->packet_len - skip;
	p->l3 = PACKET_ETH - skip;
	if (xdp)
		PUT_XDP(vm, ingress_ifindex, 1);
	else
		fill_skb(vm, in);
	vm_packet_moved(vm);
	if (packet_layer(vm->prog_type) == PACKET_KEYS)
		begin_keys(vm, in);
	return true;
}

bool vm_ctx_begin(struct vm *vm, uint32_t type, const struct run_input *in)
{
	bool packet = vm_type_has_packet(type);
	size_t size = type == BPF_PROG_TYPE_XDP ? sizeof(struct xdp_md)
		      : packet                  ? sizeof(struct __sk_buff)
		      : in->ctx_len             ? in->ctx_len
						: RAW_CTX;

	if (size > sizeof(vm->ctx)) {
		diag(vm->ds, DIAG_CONTEXT_SIZE, 0, (unsigned)sizeof(vm->ctx));
		return false;
	}
	vm->prog_type = type;
	memset(vm->ctx, 0, sizeof(vm->ctx));
	vm->pkt = (struct vm_packet){0};
	if (!packet && in->ctx_len)
		memcpy(vm->ctx, in->ctx, in->ctx_len);
	vm->ctx_region = vm_region_add(vm, VM_CTX, "the context", vm->ctx, size);
	return !packet || begin_packet(vm, in);
}

void vm_ctx_end(struct vm *vm)
{
	vm_region_drop(vm, vm->ctx_region);
	vm_region_drop(vm, vm->pkt.region);
	vm_region_drop(vm, vm->keys_region);
	vm_objects_end(vm);
	free(vm->pkt.buf);
	vm->pkt.buf = NULL;
	vm->ctx_region = vm->pkt.region = vm->keys_region = 0;
	vm_region_sweep(vm);
}

/* ---- packets ---- */

uint8_t *vm_packet_at(struct vm *vm, uint64_t off, uint64_t len)
{
	const struct vm_packet *p = &vm->pkt;

	if (!p->buf || off > p->len || len > p->len - off)
		return NULL;
	return p->buf + p->start + off;
}

int vm_packet_resize(struct vm *vm, int64_t head, int64_t tail)
{
	struct vm_packet *p = &vm->pkt;
	bool xdp = vm->prog_type == BPF_PROG_TYPE_XDP;
	int64_t start = (int64_t)p->start - head, end = (int64_t)(p->start + p->len) + tail;

	if (head > INT32_MAX || head < -INT32_MAX || tail > INT32_MAX || tail < -INT32_MAX ||
		!p->buf)
		return -EINVAL;
	if (start < (int64_t)p->meta + (xdp ? FRAME_START : 0) || end > (int64_t)p->cap ||
		end - start < (xdp ? PACKET_ETH : 1))
		return -EINVAL;
	if (p->meta && head)
		memmove(p->buf + start - p->meta, p->buf + p->start - p->meta, p->meta);
	if (tail > 0)
		memset(p->buf + p->start + p->len, 0, (size_t)tail);
	p->start = (size_t)start;
	p->len = (size_t)(end - start);
	p->l3 = (size_t)((int64_t)p->l3 + head);
	vm_packet_moved(vm);
	return 0;
}

int vm_packet_meta(struct vm *vm, int64_t delta)
{
	struct vm_packet *p = &vm->pkt;
	int64_t meta = (int64_t)p->meta - delta;

	if (!p->buf || delta < -META_MAX || delta > META_MAX || meta < 0 ||
		meta > (int64_t)p->start - FRAME_START)
		return -EINVAL;
	if (meta % 4 || meta > META_MAX)
		return -EACCES;
	p->meta = (size_t)meta;
	vm_packet_moved(vm);
	return 0;
}
