/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The programs of the kernel's lib/test_bpf.c, dumped. Its tables and the functions that fill them
 * are compiled natively: testbpf.py cuts them out of the kernel's sources as test_bpf_tables.h.
 *What they need of the kernel stands here. Output, in host order, of each program:
 *
 *	struct dump_head, description, data, the fragment's data, instructions (8 bytes each)
 */
#include <errno.h>
#include <limits.h>
#include <linux/bpf.h>
#include <linux/filter.h>
#include <linux/if_ether.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "testbpf.h"

typedef uint8_t u8;
typedef uint16_t u16;
typedef uint32_t u32;
typedef uint64_t u64;
typedef int8_t s8;
typedef int16_t s16;
typedef int32_t s32;
typedef int64_t s64;

#define BIT(n)                    (1u << (n))
#define ARRAY_SIZE(a)             (sizeof(a) / sizeof((a)[0]))
#define GFP_KERNEL                0
#define kmalloc_array(n, size, f) calloc(n, size)
#define kfree(p)                  free(p)
#define cpu_to_be16(x)            ((u16)((u16)(x) << 8 | (u16)(x) >> 8)) /* little-endian hosts */
#define cpu_to_be32(x)            __builtin_bswap32(x)
#define cpu_to_be64(x)            __builtin_bswap64(x)
#define cpu_to_le16(x)            ((u16)(x))
#define cpu_to_le32(x)            ((u32)(x))
#define cpu_to_le64(x)            ((u64)(x))
#define __maybe_unused            __attribute__((unused))
#define S8_MAX                    INT8_MAX
#define S8_MIN                    INT8_MIN
#define S16_MAX                   INT16_MAX
#define S16_MIN                   INT16_MIN
#define S32_MAX                   INT32_MAX
#define S32_MIN                   INT32_MIN
#define S64_MAX                   INT64_MAX
#define S64_MIN                   INT64_MIN
#define U64_MAX                   UINT64_MAX
#define U32_MAX                   UINT32_MAX
#define min(a, b)                 ((a) < (b) ? (a) : (b))
#define max(a, b)                 ((a) > (b) ? (a) : (b))
#define BUG_ON(cond)              ((cond) ? abort() : (void)0)
#define swap(a, b)                      \
	do {                            \
		__typeof__(a) t_ = (a); \
		(a) = (b);              \
		(b) = t_;               \
	} while (0)

static inline u64 div64_u64(u64 a, u64 b)
{
	return a / b;
}
static inline u64 div64_u64_rem(u64 a, u64 b, u64 *rem)
{
	*rem = a % b;
	return a / b;
}

/*
 * The kernel's generator for tests, since one program expects the sum of its numbers: L'Ecuyer's
 * LFSR113, four shift registers.
 */
struct rnd_state {
	u32 z[4];
};
static u32 prandom_u32_state(struct rnd_state *s)
{
	static const struct {
		unsigned a, b, c;
		u32 mask;
	} step[4] = {{6, 13, 18, ~1u}, {2, 27, 2, ~7u}, {13, 21, 7, ~15u}, {3, 12, 13, ~127u}};
	u32 sum = 0;

	for (unsigned i = 0; i < 4; i++) {
		u32 z = s->z[i];

		z = (z & step[i].mask) << step[i].c ^ (z << step[i].a ^ z) >> step[i].b;
		s->z[i] = z;
		sum ^= z;
	}
	return sum;
}
static void prandom_seed_state(struct rnd_state *s, u64 seed)
{
	static const u32 least[4] = {2, 8, 16, 128};
	u32 x = (u32)((seed >> 32) ^ (seed << 10) ^ seed);

	for (unsigned i = 0; i < 4; i++)
		s->z[i] = x < least[i] ? x + least[i] : x;
}
static void get_random_bytes(void *p, int n)
{
	struct rnd_state s;

	prandom_seed_state(&s, 1);
	while (n--)
		((u8 *)p)[n] = (u8)prandom_u32_state(&s);
}
static inline int raw_smp_processor_id(void)
{
	return 0;
}

#undef __BIG_ENDIAN /* the kernel defines it on such machines only */
#include "filter_macros.h"
#include "test_bpf_tables.h"

static void dump(struct bpf_test *t)
{
	struct dump_head h = {.classic = (t->aux & CLASSIC) != 0,
		.fails = t->aux & FLAG_EXPECTED_FAIL,
		.no_data = t->aux & FLAG_NO_DATA,
		.fragment = t->aux & FLAG_SKB_FRAG,
		.memory = t->aux & FLAG_LARGE_MEM};
	bool pointer = t->fill_helper != NULL;
	const void *insns = t->u.insns;

	if (pointer && t->fill_helper(t)) {
		fprintf(stderr, "%s: cannot be filled\n", t->descr);
		exit(1);
	}
	h.descr_len = (uint32_t)strlen(t->descr);
	for (unsigned i = 0; i < MAX_SUBTESTS; i++) {
		h.sizes[i] = t->test[i].data_size;
		h.results[i] = t->test[i].result;
	}
	if (pointer) {
		h.n = t->u.ptr.len;
		insns = t->u.ptr.insns;
	} else {
		for (h.n = MAX_INSNS; h.n; h.n--)
			if (h.classic ? t->u.insns[h.n - 1].code || t->u.insns[h.n - 1].k
				      : t->u.insns_int[h.n - 1].code || t->u.insns_int[h.n - 1].imm)
				break;
	}
	fwrite(&h, sizeof(h), 1, stdout);
	fwrite(t->descr, h.descr_len, 1, stdout);
	fwrite(t->data, sizeof(t->data), 1, stdout);
	fwrite(t->frag_data, sizeof(t->frag_data), 1, stdout);
	fwrite(insns, 8, h.n, stdout);
	if (pointer)
		free(t->u.ptr.insns);
}

int main(void)
{
	for (unsigned i = 0; i < ARRAY_SIZE(tests); i++)
		dump(&tests[i]);
	return fflush(stdout) != 0;
}
