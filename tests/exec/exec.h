/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A test program of tests/exec: its first line is "// expect: VALUE" (32 bits, as a C integer
 * constant), its ENTRY { ... } returns that value. gcc compiles the same file for this machine
 * (NATIVE). Further directives: "// cpu: N" (needs -mcpu=vN), "// level: N" (needs -ON), "//
 * bpf-only" (not for gcc), "// gnu89" (its C). Read inputs from volatile globals, so that the
 * optimizer cannot know them.
 */
#ifndef EXEC_H
#define EXEC_H

typedef unsigned char u8;
typedef unsigned short u16;
typedef unsigned int u32;
typedef unsigned long long u64;
typedef signed char s8;
typedef short s16;
typedef int s32;
typedef long long s64;

#define noinline      __attribute__((noinline))
#define always_inline inline __attribute__((always_inline))

/* Many results become one: u64 h = 0; MIX(h, a); MIX(h, b); return FOLD(h); */
#define MIX(h, x) ((h) = (h)*31 + (u64)(x))
#define FOLD(h)   ((u32)((h) ^ (h) >> 32))

#ifdef NATIVE
#include <stdio.h>
#define ENTRY                                         \
	static int entry(void *ctx);                  \
	int main(void)                                \
	{                                             \
		static char ctx[256];                 \
		printf("%u\n", (unsigned)entry(ctx)); \
		return 0;                             \
	}                                             \
	static int entry(void *ctx)
#else
#define SEC(name) __attribute__((section(name), used))
#define ENTRY     SEC("socket") int entry(void *ctx)
char _license[] SEC("license") = "GPL";
#endif

#endif
