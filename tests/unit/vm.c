/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The VM, instruction by instruction: what each computes at its edges, in the VM and, where bpf(2)
 * is permitted, in the kernel; and what it reports when a program goes wrong.
 */
#include "vmtest.h"

static int failures, kernel_runs;

struct value {
	const char *text; /* leaves its result in r0, without exit */
	uint64_t want;
};

static const struct value values[] = {
	/* arithmetic */
	{"r0 = -1; r0 += 1", 0},
	{"r0 = 1; r0 -= 2", ~0ull},
	{"r0 = 5; r0 *= -3", (uint64_t)-15},
	{"w0 = 5; w0 *= -3", 0xfffffff1},
	{"r0 = -7; w0 += 0", 0xfffffff9},
	{"r0 = 0xffffffff; r0 = r0", ~0ull},
	{"r0 = -1; w0 = w0", 0xffffffff},
	{"w0 = -1", 0xffffffff},
	{"r0 = 0x1122334455667788 ll; r0 = -r0", -0x1122334455667788ull},
	{"r0 = 0x1122334455667788 ll; w0 = -w0", 0xaa998878},
	/* division: by zero, of the least number */
	{"r0 = 7; r1 = 0; r0 /= r1", 0},
	{"r0 = 7; r1 = 0; r0 %= r1", 7},
	{"r0 = -7; w1 = 0; w0 /= w1", 0},
	{"r0 = -7; w1 = 0; w0 %= w1", 0xfffffff9},
	{"r0 = -7; r0 /= 2", 0x7ffffffffffffffc},
	{"r0 = -7; w0 /= 2", 0x7ffffffc},
	{"r0 = -7; r0 /= -1", 0},
	{"r0 = -7; r0 s/= 2", (uint64_t)-3},
	{"r0 = -7; r0 s%= 2", (uint64_t)-1},
	{"r0 = 7; r0 s%= -2", 1},
	{"w0 = -7; w0 s/= 2", 0xfffffffd},
	{"w0 = -7; w0 s%= 4", 0xfffffffd},
	{"r0 = 7; r1 = 0; r0 s/= r1", 0},
	{"r0 = -7; r1 = 0; r0 s%= r1", (uint64_t)-7},
	{"r0 = 0x8000000000000000 ll; r1 = -1; r0 s/= r1", 0x8000000000000000},
	{"r0 = 0x8000000000000000 ll; r1 = -1; r0 s%= r1", 0},
	{"w0 = 0x80000000; w1 = -1; w0 s/= w1", 0x80000000},
	{"w0 = 0x80000000; w1 = -1; w0 s%= w1", 0},
	/* shifts use the low bits of the amount */
	{"r0 = 1; r1 = 65; r0 <<= r1", 2},
	{"r0 = 1; r1 = 33; w0 <<= w1", 2},
	{"r0 = -1; r0 >>= 60", 15},
	{"r0 = -1; w0 >>= 28", 15},
	{"r0 = -16; r0 s>>= 2", (uint64_t)-4},
	{"w0 = -16; w0 s>>= 2", 0xfffffffc},
	{"r0 = -16; r1 = 64; r0 s>>= r1", (uint64_t)-16},
	{"w0 = 1; w1 = 32; w0 >>= w1", 1},
	/* sign extension, byte order */
	{"r1 = 0x80; r0 = (s8)r1", (uint64_t)-128},
	{"r1 = 0x18080; r0 = (s16)r1", 0xffffffffffff8080},
	{"r1 = 0x80000000 ll; r0 = (s32)r1", 0xffffffff80000000},
	{"w1 = 0x80; w0 = (s8)w1", 0xffffff80},
	{"w1 = 0x8001; w0 = (s16)w1", 0xffff8001},
	{"r0 = 0x1122334455667788 ll; r0 = le16 r0", 0x7788},
	{"r0 = 0x1122334455667788 ll; r0 = le32 r0", 0x55667788},
	{"r0 = 0x1122334455667788 ll; r0 = le64 r0", 0x1122334455667788},
	{"r0 = 0x1122334455667788 ll; r0 = be16 r0", 0x8877},
	{"r0 = 0x1122334455667788 ll; r0 = be32 r0", 0x88776655},
	{"r0 = 0x1122334455667788 ll; r0 = be64 r0", 0x8877665544332211},
	{"r0 = 0x1122334455667788 ll; r0 = bswap16 r0", 0x8877},
	{"r0 = 0x1122334455667788 ll; r0 = bswap32 r0", 0x88776655},
	{"r0 = 0x1122334455667788 ll; r0 = bswap64 r0", 0x8877665544332211},
	/* jumps: signed, unsigned, 32 bits */
	{"r0 = 0; r1 = -1; if r1 > 1 goto l; r0 = 1; l: r0 += 10", 10},
	{"r0 = 0; r1 = -1; if r1 s> 1 goto l; r0 = 1; l: r0 += 10", 11},
	{"r0 = 0; r1 = 0x100000001 ll; if w1 == 1 goto l; r0 = 1; l: r0 += 10", 10},
	{"r0 = 0; r1 = 0x100000001 ll; if r1 == 1 goto l; r0 = 1; l: r0 += 10", 11},
	{"r0 = 0; w1 = -1; if w1 s< 0 goto l; r0 = 1; l: r0 += 10", 10},
	{"r0 = 0; w1 = -1; if r1 s< 0 goto l; r0 = 1; l: r0 += 10", 11},
	{"r0 = 0; r1 = 6; if r1 & 4 goto l; r0 = 1; l: r0 += 10", 10},
	{"r0 = 0; r1 = 0x400000000 ll; if w1 & -1 goto l; r0 = 1; l: r0 += 10", 11},
	{"r0 = 0; r1 = -1; if r1 == -1 goto l; r0 = 1; l: r0 += 10", 10},
	{"r0 = 3; if r0 == 4 goto m; gotol l; m: r0 = 1; l: r0 += 10", 13},
	{"r0 = 0; l: r0 += 1; if r0 != 9 goto l", 9},
	/* memory */
	{"r1 = -2; *(u64 *)(r10 - 8) = r1; r0 = *(u8 *)(r10 - 8)", 0xfe},
	{"r1 = -2; *(u64 *)(r10 - 8) = r1; r0 = *(s8 *)(r10 - 8)", (uint64_t)-2},
	{"r1 = -2; *(u64 *)(r10 - 8) = r1; r0 = *(s16 *)(r10 - 8)", (uint64_t)-2},
	{"r1 = -2; *(u64 *)(r10 - 8) = r1; r0 = *(s32 *)(r10 - 8)", (uint64_t)-2},
	{"r1 = -2; *(u64 *)(r10 - 8) = r1; w0 = *(u32 *)(r10 - 8)", 0xfffffffe},
	{"*(u64 *)(r10 - 8) = -3; r0 = *(u64 *)(r10 - 8)", (uint64_t)-3},
	{"*(u64 *)(r10 - 8) = 0; *(u8 *)(r10 - 7) = 0x1ff; r0 = *(u64 *)(r10 - 8)", 0xff00},
	{"*(u64 *)(r10 - 8) = 0; *(u16 *)(r10 - 6) = -1; r0 = *(u64 *)(r10 - 8)", 0xffff0000},
	/* atomics */
	{"*(u64 *)(r10 - 8) = 5; r1 = 7; lock *(u64 *)(r10 - 8) += r1; r0 = *(u64 *)(r10 - 8)", 12},
	{"*(u64 *)(r10 - 8) = -1; r1 = 1; lock *(u32 *)(r10 - 8) += w1; r0 = *(u64 *)(r10 - 8)",
		0xffffffff00000000},
	{"*(u64 *)(r10 - 8) = 5; r1 = 3; lock *(u64 *)(r10 - 8) &= r1; r0 = *(u64 *)(r10 - 8)", 1},
	{"*(u64 *)(r10 - 8) = 5; r1 = 3; lock *(u64 *)(r10 - 8) |= r1; r0 = *(u64 *)(r10 - 8)", 7},
	{"*(u64 *)(r10 - 8) = 5; r1 = 3; lock *(u64 *)(r10 - 8) ^= r1; r0 = *(u64 *)(r10 - 8)", 6},
	{"*(u64 *)(r10 - 8) = 5; r0 = 7; r0 = atomic_fetch_add((u64 *)(r10 - 8), r0)", 5},
	{"*(u64 *)(r10 - 8) = -5; r0 = -1; w0 = atomic_fetch_add((u32 *)(r10 - 8), w0)",
		0xfffffffb},
	{"*(u64 *)(r10 - 8) = 5; r0 = 7; r0 = xchg_64(r10 - 8, r0); r1 = *(u64 *)(r10 - 8); r0 += "
	 "r1",
		12},
	{"*(u64 *)(r10 - 8) = 5; r0 = 5; r1 = 9; r0 = cmpxchg_64(r10 - 8, r0, r1); r1 = *(u64 "
	 "*)(r10 - 8); "
	 "r0 += r1",
		14},
	{"*(u64 *)(r10 - 8) = 5; r0 = 4; r1 = 9; r0 = cmpxchg_64(r10 - 8, r0, r1); r1 = *(u64 "
	 "*)(r10 - 8); "
	 "r0 += r1",
		10},
	{"*(u64 *)(r10 - 8) = -5; r0 = -5; r1 = 9; w0 = cmpxchg32_32(r10 - 8, w0, w1)", 0xfffffffb},
	{"*(u64 *)(r10 - 8) = -5; r0 = load_acquire((u64 *)(r10 - 8))", (uint64_t)-5},
	{"*(u64 *)(r10 - 8) = -5; w0 = load_acquire((u8 *)(r10 - 8))", 0xfb},
	{"*(u64 *)(r10 - 8) = 0; r1 = -1; store_release((u32 *)(r10 - 8), w1); r0 = *(u64 *)(r10 - "
	 "8)",
		0xffffffff},
	/* the packet */
	{"r6 = r1; r0 = *(u8 *)skb[0]", 2},
	{"r6 = r1; r0 = *(u16 *)skb[12]", 0x0800},
	{"r6 = r1; r0 = *(u32 *)skb[18]", 0x14fedcba},
	{"r6 = r1; r3 = 10; r0 = *(u16 *)skb[r3 + 2]", 0x0800},
	{"r6 = r1; r0 = *(u8 *)skb[0x1000]; r0 = 5", 0},
	{"r6 = r1; r0 = *(u8 *)skb[-0x100000]", 0x45},
	{"r6 = r1; r0 = *(u16 *)skb[-0x1ffff4]", 0x0800},
	{"r2 = *(u32 *)(r1 + 76); r3 = *(u32 *)(r1 + 80); r4 = r2; r4 += 20; r0 = 0; if r4 > r3 "
	 "goto l; "
	 "r0 = *(u32 *)(r2 + 16); l: r0 += 0",
		0xfe141312},
	{"r0 = *(u32 *)(r1 + 0)", 64},
	{"r0 = *(u32 *)(r1 + 16)", 0x0008},
	/* calls */
	{"r1 = 3; call f; r0 += 1; exit; f: r0 = r1; r0 += 10", 14},
	{"r6 = 5; r1 = 3; call f; r0 += r6; exit; f: r6 = 100; r0 = r1", 8},
	{"*(u64 *)(r10 - 8) = 1; r1 = r10; r1 += -8; call f; r0 = *(u64 *)(r10 - 8); exit; "
	 "f: *(u64 *)(r10 - 8) = 9; *(u64 *)(r1 + 0) = 4; r0 = 0",
		4},
};

static const struct {
	const char *text, *message;
} faults[] = {
	{"r1 = *(u64 *)(r10 - 520)",
		"read of 8 bytes at r10-520 of stack frame 1, which has 512 bytes"},
	{"r0 = *(u8 *)(r10 + 0)", "read of 1 byte at r10+0 of stack frame 1, which has 512 bytes"},
	{"r0 = *(u32 *)(r10 - 6)", "misaligned access of 4 bytes to r10 of stack frame 1-6"},
	{"r1 = 0; r0 = *(u8 *)(r1 + 4)", "read of 1 byte at NULL+4"},
	{"r1 = -1; *(u8 *)(r1 - 1) = 0",
		"write of 1 byte at 0xfffffffffffffffe, which is no pointer"},
	{"r2 = *(u32 *)(r1 + 80); r0 = *(u8 *)(r2 + 0)",
		"read of 1 byte at the packet+64, which has 64 bytes"},
	{"r2 = *(u32 *)(r1 + 76); r0 = *(u8 *)(r2 - 1)",
		"read of 1 byte at the packet-1, which has 64 bytes"},
	{"r2 = *(u32 *)(r1 + 76); r0 = *(u32 *)(r2 + 62)",
		"read of 4 bytes at the packet+62, which has 64 bytes"},
	{"r0 = *(u32 *)(r1 + 4000)", "read of 4 bytes at the context+4000, which has 192 bytes"},
	{"call f; exit; f: call f", "more than 8 calls within each other"},
	{"l: goto l", "more than 16777216 instructions"},
	{"call 9999", "helper 9999 (unknown), which the VM does not have"},
	{"r1 = 5; call 1", "0x5 is not a map"},
	{"goto +100", "jump or call out of the section"},
	{"goto +1; r0 = 1 ll", "jump into the middle of an instruction"},
	{"callx r1", NULL},
	{"r1 = 0x10000; callx r1", "0x10000 is not a function's address"},
	{"r1 = 3; callx r1", "0x3 is not a map"}, /* helper 3 is map_delete_elem */
	/* packet pointers die when the packet may have moved: skb_pull_data(ctx, 0) */
	{"r6 = r1; r7 = *(u32 *)(r1 + 76); r2 = 0; call 39; r0 = *(u8 *)(r7 + 0)",
		"read of 1 byte at the packet+0, which is no longer valid"},
	{"r1 = r10; r1 += -512; r2 = 513; call 4; r0 = 0", NULL},
};

static void fail(const char *text, const char *what)
{
	failures++;
	printf("%s\n\t%s\n", text, what);
}

/* The program, with `more` before its last exit. */
static void build(struct vmtest *t, const char *text, const char *more)
{
	/* A subprogram's end is the text's end; the shifted half is the main program's. */
	const char *end = strstr(text, "; exit;");
	char all[1024];

	if (end)
		snprintf(all, sizeof(all), "%.*s%s%s; exit", (int)(end - text), text, more, end);
	else
		snprintf(all, sizeof(all), "%s%s; exit", text, more);
	vmtest_assemble(t, all);
	vmtest_object(t, "tc");
}

static void check_value(const struct value *v, bool kernel)
{
	static const char *const halves[] = {"", "; r0 >>= 32"};
	struct vmtest t;
	char what[700];

	vmtest_init(&t);
	for (unsigned i = 0; i < 2; i++) {
		uint64_t want = i ? v->want >> 32 : v->want, got;
		uint32_t k;

		build(&t, v->text, halves[i]);
		if (!vmtest_run_vm(&t, &got)) {
			fail(v->text, t.error);
		} else if (got != want) {
			snprintf(what, sizeof(what), "VM: 0x%llx, want 0x%llx",
				(unsigned long long)got, (unsigned long long)want);
			fail(v->text, what);
		}
		if (!kernel)
			continue;
		kernel_runs++;
		if (!vmtest_run_kernel(&t, &k)) {
			fail(v->text, t.error);
		} else if (k != (uint32_t)want) {
			snprintf(what, sizeof(what), "kernel: 0x%x, want 0x%x", k, (uint32_t)want);
			fail(v->text, what);
		}
	}
	vmtest_free(&t);
}

static void check_fault(const char *text, const char *message)
{
	struct vmtest t;
	uint64_t got;

	vmtest_init(&t);
	build(&t, text, "");
	if (vmtest_run_vm(&t, &got))
		fail(text, "no fault");
	else if (message && !strstr(t.error, message))
		fail(text, t.error);
	vmtest_free(&t);
}

int main(void)
{
	bool kernel = runtime_kernel_available();

	for (unsigned i = 0; i < ARRAY_LEN(values); i++)
		check_value(&values[i], kernel);
	for (unsigned i = 0; i < ARRAY_LEN(faults); i++)
		check_fault(faults[i].text, faults[i].message);
	if (!kernel)
		puts("vm: bpf(2) is not permitted: the kernel's side is NOT tested");
	printf("vm: %d failures, %d kernel runs\n", failures, kernel_runs);
	return failures ? 1 : kernel ? 0 : 77;
}
