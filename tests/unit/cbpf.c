/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * cbpf_check against the kernel's own loader: every opcode, the near misses of every bound, and
 * random programs attached to a socket (which needs no privileges and is closed at once). What one
 * takes the other must take. Seccomp's filter is tried by a child that is given one it refuses or
 * one that allows everything.
 */
#include <linux/filter.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <linux/seccomp.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "bpf/cbpf.h"

_Static_assert(sizeof(struct cbpf_insn) == sizeof(struct sock_filter), "layout");

enum { RANDOM = 20000 };
static int failures, taken;
static int sock[2];

static bool attach(const struct cbpf_insn *p, uint32_t n)
{
	struct sock_fprog f = {(unsigned short)n, (struct sock_filter *)p};

	return !setsockopt(sock[0], SOL_SOCKET, SO_ATTACH_FILTER, &f, sizeof(f));
}

static void compare(const char *what, const struct cbpf_insn *p, uint32_t n)
{
	bool ours = cbpf_check(p, n, CBPF_SOCKET, NULL, NULL), kernel = attach(p, n);

	taken += ours;
	if (ours == kernel)
		return;
	failures++;
	printf("%s: kernel %s, cbpf_check %s:\n", what, kernel ? "takes" : "refuses",
		ours ? "takes" : "refuses");
	for (uint32_t i = 0; i < n && i < 40; i++)
		printf("  { %#x, %u, %u, %#x }\n", p[i].code, p[i].jt, p[i].jf, p[i].k);
}

static void every_opcode(void)
{
	static const uint32_t ks[] = {0, 1, 3, 15, 16, 31, 32, 63, 64, 0x7fffffff, 0x80000000,
		0xffe00000, 0xfff00000, 0xffffefff, 0xfffff000, 0xfffff004, 0xfffff005, 0xfffff028,
		0xfffff03c, 0xfffff03d, 0xfffff040, 0xffffffff};

	for (uint32_t code = 0; code < 0x10000; code += code < 0x200 ? 1 : 0x101)
		for (size_t i = 0; i < ARRAY_LEN(ks); i++) {
			struct cbpf_insn p[] = {cbpf_make(CBPF_ST, 0, 0, ks[i] & 15),
				{(uint16_t)code, 0, 1, ks[i]}, cbpf_make(CBPF_RET_K, 0, 0, 1),
				cbpf_make(CBPF_RET_A, 0, 0, 0)};

			compare("opcode", p, 4);
			compare("opcode at the end", p, 2);
			compare("opcode alone", p + 1, 1);
			compare("opcode without a store", p + 1, 3);
		}
}

static void lengths(void)
{
	static struct cbpf_insn p[CBPF_MAX_INSNS + 1];

	for (uint32_t i = 0; i <= CBPF_MAX_INSNS; i++)
		p[i] = cbpf_make(CBPF_RET_K, 0, 0, 0);
	compare("4096", p, CBPF_MAX_INSNS);
	compare("4097", p, CBPF_MAX_INSNS + 1);
	if (cbpf_check(p, 0, CBPF_SOCKET, NULL, NULL)) {
		failures++;
		puts("no instruction at all is taken");
	}
}

static uint32_t rng = 1;
static uint32_t below(uint32_t n)
{
	rng = rng * 1664525 + 1013904223;
	return (uint32_t)((uint64_t)rng * n >> 32);
}

/* Mostly right, so that half of them load. */
static void random_program(void)
{
	struct cbpf_insn p[24];
	uint32_t n = 1 + below(24), good = below(3) ? 0 : 1 + below(40);

	for (uint32_t i = 0; i < n; i++) {
		enum cbpf_id id = (enum cbpf_id)below(CBPF_COUNT);
		uint32_t room = n - i - 1, wide = good && !below(good) ? 3 : 0;

		p[i] = cbpf_make(id, (uint8_t)below(room + wide), (uint8_t)below(room + wide),
			below(below(4) ? 16 : 40));
		if (cbpf_info(id)->op == CBPF_OP_JA)
			p[i].k = below(room + wide);
		if (id == CBPF_RET_X || (cbpf_info(id)->mode == CBPF_MODE_MEM && below(2)))
			p[i] = cbpf_make(CBPF_ST, 0, 0, below(16));
	}
	p[n - 1] = cbpf_make(CBPF_RET_A, 0, 0, 0);
	compare("random", p, n);
}

static bool seccomp_takes(const struct cbpf_insn *p, uint32_t n)
{
	pid_t pid = fork();
	int status;

	if (!pid) {
		struct sock_fprog f = {(unsigned short)n, (struct sock_filter *)p};

		prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
		_exit(prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &f) ? 1 : 0);
	}
	return waitpid(pid, &status, 0) == pid && WIFEXITED(status) && !WEXITSTATUS(status);
}

static void seccomp(void)
{
	static const uint32_t ks[] = {0, 1, 2, 60, 61, 64};

	for (enum cbpf_id id = (enum cbpf_id)0; id < CBPF_COUNT; id++)
		for (size_t i = 0; i < ARRAY_LEN(ks); i++) {
			/* X is 1: a division by 0 would return 0. */
			struct cbpf_insn p[] = {cbpf_make(CBPF_LDX_IMM, 0, 0, 1),
				cbpf_make(CBPF_ST, 0, 0, ks[i] & 15), cbpf_make(id, 0, 0, ks[i]),
				cbpf_make(CBPF_RET_K, 0, 0, SECCOMP_RET_ALLOW)};
			bool ours;

			if (cbpf_info(id)->op == CBPF_OP_RET)
				p[2].k = SECCOMP_RET_ALLOW;
			ours = cbpf_check(p, 4, CBPF_SECCOMP, NULL, NULL);
			/* A filter that returns 0 kills the child: the call's result is not seen.
			 */
			if (id == CBPF_RET_A || seccomp_takes(p, 4) == ours)
				continue;
			failures++;
			printf("seccomp, %s k %u: cbpf_check %s\n", cbpf_info(id)->name, ks[i],
				ours ? "takes" : "refuses");
		}
}

int main(void)
{
	if (socketpair(AF_UNIX, SOCK_DGRAM, 0, sock))
		return 77;
	every_opcode();
	lengths();
	taken = 0;
	for (int i = 0; i < RANDOM; i++)
		random_program();
	if (taken < RANDOM / 5 || taken > RANDOM * 4 / 5) {
		failures++;
		printf("%d of %d random programs are right: the test is lopsided\n", taken, RANDOM);
	}
	seccomp();
	return failures ? EXIT_FAILURE : EXIT_SUCCESS;
}
