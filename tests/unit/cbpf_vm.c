/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The classic machine: cases with the kernel's edges, then random programs over random packets
 * beside the running kernel, by a filter on a socket pair. What passes is cut to the length that
 * the filter returned, so each program ends by making a small number of A, X and M.
 */
#include <linux/filter.h>
#include <linux/if_ether.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "runtime/cbpf_vm.h"

enum { PROGRAMS = 10000, LONGEST = 900, FOLD = 499, MOST = 120 };

static int failures, passed, dropped;
static uint64_t rng = 88172645463325252u;

static uint32_t below(uint32_t n)
{
	rng ^= rng << 13;
	rng ^= rng >> 7;
	rng ^= rng << 17;
	return (uint32_t)((rng >> 32) * n >> 32);
}

/* ---- cases ---- */

static const uint8_t frame[] = {/* Ethernet, IPv4 with options, TCP with options, 3 bytes */
	0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 2, 0, 0, 0, 0, 1, 8, 0,                    /* 14 */
	0x46, 0, 0, 51, 0, 0, 0, 0, 64, 6, 0, 0, 10, 0, 0, 1, 10, 0, 0, 2, 1, 1, 1, 0, /* 38 */
	0, 80, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x60, 2, 0, 0, 0, 0, 0, 0, 1, 1, 1, 0,    /* 62 */
	'a', 'b', 'c'};

static void expect(const char *what, const struct cbpf_insn *p, uint32_t n, uint32_t want)
{
	struct cbpf_prog prog = {.insns = {(struct cbpf_insn *)p, n, n}};
	struct cbpf_packet pkt = cbpf_packet_ethernet(frame, sizeof(frame), 1000);
	uint32_t got;

	pkt.mark = 0x12345678;
	pkt.vlan = true;
	pkt.vlan_tci = 0x2005;
	pkt.vlan_tpid = ETH_P_8021AD;
	got = cbpf_vm_run(&prog, &pkt, 1);
	if (got == want)
		return;
	failures++;
	printf("%s: %#x instead of %#x\n", what, got, want);
}

#define I(id, k)              cbpf_make(CBPF_##id, 0, 0, (uint32_t)(k))
#define E(ext)                I(LD_ABS, CBPF_AD_OFF + cbpf_ext_info(CBPF_EXT_##ext)->offset)
#define CASE(what, want, ...) CASE_(what, want, __VA_ARGS__, I(RET_A, 0))
#define CASE_(what, want, ...)                              \
	do {                                                \
		const struct cbpf_insn p[] = {__VA_ARGS__}; \
		expect(what, p, ARRAY_LEN(p), want);        \
	} while (0)

static void cases(void)
{
	CASE("word", 0xffffffff, I(LD_ABS, 0));
	CASE("half", 0x0800, I(LDH_ABS, 12));
	CASE("byte", 0x46, I(LDB_ABS, 14));
	CASE("the last byte", 'c', I(LDB_ABS, sizeof(frame) - 1));
	CASE("one too far", 0, I(LD_IMM, 5), I(LDH_ABS, sizeof(frame) - 1));
	CASE("far too far", 0, I(LD_IMM, 5), I(LDB_ABS, 0x7fffffff));
	CASE("indirect", 0x46, I(LDX_IMM, 10), I(LDB_IND, 4));
	CASE("indirect, wrapping", 0x46, I(LDX_IMM, -2), I(LDB_IND, 16));
	CASE("indirect, below 0", 0, I(LDX_IMM, 2), I(LDB_IND, -3));
	CASE("header length", 24, I(LDX_MSH, 14), I(TXA, 0));
	CASE("header length keeps A", 7, I(LD_IMM, 7), I(LDX_MSH, 14));
	CASE("network header", 0x46, I(LDB_ABS, CBPF_NET_OFF));
	CASE("network header, indirect", 6, I(LDX_IMM, 9), I(LDB_IND, CBPF_NET_OFF));
	CASE("link header", 8, I(LDB_ABS, CBPF_LL_OFF + 12));
	CASE("behind the link header", 0, I(LDB_ABS, CBPF_LL_OFF + 1000));
	CASE("below all", 0, I(LDB_ABS, 0x80000000));
	CASE("length", 1000, I(LD_LEN, 0));
	CASE("length in X", 1000, I(LDX_LEN, 0), I(TXA, 0));
	CASE("divided by X = 0", 0, I(LD_IMM, 5), I(DIV_X, 0), I(RET_K, 9));
	CASE("modulo X = 0", 0, I(LD_IMM, 5), I(MOD_X, 0), I(RET_K, 9));
	CASE("unsigned division", 0x7fffffff, I(LD_IMM, -2), I(DIV_K, 2));
	CASE("shift by 33", 4, I(LD_IMM, 2), I(LDX_IMM, 33), I(LSH_X, 0));
	CASE("negated", -5, I(LD_IMM, 5), I(NEG, 0));
	CASE("memory starts as 0", 0, I(LD_MEM, 15));
	CASE("memory", 77, I(LDX_IMM, 77), I(STX, 15), I(LD_MEM, 15));
	CASE("proto", ETH_P_IP, E(PROTO));
	CASE("type", 1, E(PKTTYPE));
	CASE("ifidx", 1, E(IFINDEX));
	CASE("hatype", 1, E(HATYPE));
	CASE("mark", 0x12345678, E(MARK));
	CASE("xor", 6, I(LD_IMM, 5), I(LDX_IMM, 3), E(XOR_X));
	CASE("vlan_tci", 0x2005, E(VLAN_TCI));
	CASE("vlan_avail", 1, E(VLAN_AVAIL));
	CASE("vlan_tpid", ETH_P_8021AD, E(VLAN_TPID));
	CASE("poff", 62, E(PAY_OFFSET));
	CASE("an extension's offset in X is none", 0, I(LDX_IMM, CBPF_AD_OFF), I(LD_IND, 0));
	CASE("of any width", ETH_P_IP, I(LDB_ABS, CBPF_AD_OFF));
}

/* ---- beside the kernel ---- */

static int sock[2];

/* What the filter let through of this message; 0: nothing. -1: it was refused. */
static int kernel_run(const struct cbpf_insn *p, uint32_t n, const uint8_t *bytes, uint32_t len)
{
	struct sock_fprog f = {(unsigned short)n, (struct sock_filter *)p};
	uint8_t buf[LONGEST];
	ssize_t got;

	if (setsockopt(sock[0], SOL_SOCKET, SO_ATTACH_FILTER, &f, sizeof(f)))
		return -1;
	if (send(sock[1], bytes, len, MSG_DONTWAIT) < 0)
		return 0;
	got = recv(sock[0], buf, sizeof(buf), MSG_DONTWAIT);
	return got < 0 ? 0 : (int)got;
}

/* What a message to a socket pair has: no headers, no device. Not compared: what is random, of the
 * processor, or of the sender's path. */
static const enum cbpf_ext exts[] = {CBPF_EXT_NLATTR, CBPF_EXT_NLATTR_NEST, CBPF_EXT_MARK,
	CBPF_EXT_QUEUE, CBPF_EXT_XOR_X, CBPF_EXT_VLAN_TCI, CBPF_EXT_VLAN_AVAIL, CBPF_EXT_VLAN_TPID,
	CBPF_EXT_IFINDEX, CBPF_EXT_HATYPE};

static struct cbpf_insn random_insn(uint32_t room, uint32_t len)
{
	enum cbpf_id id = (enum cbpf_id)below(CBPF_COUNT);
	const struct cbpf_info *d = cbpf_info(id);
	uint32_t k = below(3) ? below(64) : below(2) ? below(len + 4) : (uint32_t)rng;

	if (d->op == CBPF_OP_RET && below(8))
		return I(TAX, 0);
	if (id == CBPF_RET_X)
		return I(TXA, 0);
	if (d->mode == CBPF_MODE_MEM)
		k = below(16);
	if (d->mode == CBPF_MODE_ABS && !below(4))
		k = CBPF_AD_OFF + cbpf_ext_info(exts[below(ARRAY_LEN(exts))])->offset;
	else if (d->mode == CBPF_MODE_ABS && k >= CBPF_LL_OFF)
		k = below(len);
	else if (d->mode == CBPF_MODE_MSH)
		k = below(len);
	if (d->mode == CBPF_MODE_K && (d->op == CBPF_OP_LSH || d->op == CBPF_OP_RSH))
		k &= 31;
	if (d->mode == CBPF_MODE_K && (d->op == CBPF_OP_DIV || d->op == CBPF_OP_MOD) && !k)
		k = 3;
	if (d->op == CBPF_OP_JA)
		k = below(room > 8 ? 8 : room);
	return cbpf_make(
		id, (uint8_t)below(room > 8 ? 8 : room), (uint8_t)below(room > 8 ? 8 : room), k);
}

static uint32_t random_program(struct cbpf_insn *p, uint32_t len)
{
	uint32_t n = 0, body = 4 + below(MOST - 40);

	p[n++] = I(LD_IMM, rng);
	for (uint32_t i = 0; i < CBPF_MEM_WORDS; i++)
		p[n++] = I(ST, i);
	for (uint32_t i = 0; i < body; i++) {
		p[n] = random_insn(body - i, len);
		n++;
	}
	p[n++] = I(ADD_X, 0);
	p[n++] = I(MUL_K, 31);
	p[n++] = I(TAX, 0);
	p[n++] = I(LD_MEM, below(16));
	p[n++] = I(XOR_X, 0);
	p[n++] = I(MOD_K, FOLD);
	p[n++] = I(ADD_K, 1);
	p[n++] = I(RET_A, 0);
	return n;
}

static void beside_kernel(void)
{
	static struct cbpf_insn p[MOST];
	uint8_t bytes[LONGEST];
	uint32_t len = FOLD + 1 + below(LONGEST - FOLD - 1), n = random_program(p, len), want;
	struct cbpf_prog prog = {.insns = {p, n, n}};
	struct cbpf_packet pkt = {.bytes = bytes, .caplen = len, .len = len};

	for (uint32_t i = 0; i < len; i++)
		bytes[i] = (uint8_t)below(below(2) ? 8 : 256);
	if (!cbpf_check(p, n, CBPF_SOCKET, NULL, NULL))
		return;
	want = (uint32_t)min_u64(cbpf_vm_run(&prog, &pkt, 1), len);
	int got = kernel_run(p, n, bytes, len);

	passed += want > 0;
	dropped += !want;
	if (got == (int)want)
		return;
	if (failures++ < 5) {
		printf("%d instead of the kernel's %d:\n", (int)want, got);
		for (uint32_t i = 0; i < n; i++) {
			char text[64];

			cbpf_print(text, sizeof(text), p[i], i);
			printf("  l%u: %s\n", i, text);
		}
	}
}

int main(void)
{
	cases();
	if (socketpair(AF_UNIX, SOCK_DGRAM, 0, sock)) {
		puts("no socket pair");
		return 77;
	}
	for (int i = 0; i < PROGRAMS; i++)
		beside_kernel();
	if (passed < PROGRAMS / 10 || dropped < PROGRAMS / 10) {
		failures++;
		printf("%d programs let through, %d dropped: the test is lopsided\n", passed,
			dropped);
	}
	return failures ? EXIT_FAILURE : EXIT_SUCCESS;
}
