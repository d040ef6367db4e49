/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Random straight-line programs with forward jumps, of every arithmetic, jump, stack and atomic
 * instruction of the table: the VM and the kernel's JIT compute the same.
 *
 *	vm_random [COUNT [SEED]]
 */
#include "vmtest.h"

enum { COUNT = 1500, LENGTH = 60, STACK = 64 };

static uint64_t state;

static uint32_t rnd(uint32_t n)
{
	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return (uint32_t)(state >> 32) % n;
}

/* Numbers near the edges where instructions differ. */
static uint64_t edge(void)
{
	static const uint64_t edges[] = {0, 1, 2, 7, 0x7f, 0x80, 0xff, 0x7fff, 0x8000, 0xffff,
		0x7fffffff, 0x80000000, 0xffffffff, 0x100000000, 0x7fffffffffffffff,
		0x8000000000000000};
	uint64_t v = rnd(3) ? edges[rnd(ARRAY_LEN(edges))] : state * 0x9e3779b97f4a7c15ull;

	return rnd(2) ? v : -v;
}

/* Is this one of the instructions that take any operands? Shifts by too large a constant are not.
 */
static bool usable(enum insn_id id, int32_t imm)
{
	const struct insn_info *info = insn_info(id);
	enum insn_op op = (enum insn_op)info->op;
	bool shift = op == INSN_OP_LSH || op == INSN_OP_RSH || op == INSN_OP_ARSH;
	bool div =
		op == INSN_OP_DIV || op == INSN_OP_MOD || op == INSN_OP_SDIV || op == INSN_OP_SMOD;
	bool k = info->shape & INSN_IMM;

	if (k && ((shift && (imm < 0 || imm >= info->bits)) || (div && !imm)))
		return false;
	return op != INSN_OP_CAST;
}

/* Registers r0..r9 hold numbers all the time; the stack's first STACK bytes are written. */
static bool emit_one(struct vmtest *t, uint32_t end)
{
	enum insn_id id = (enum insn_id)rnd(INSN_COUNT);
	const struct insn_info *info = insn_info(id);
	enum insn_op op = (enum insn_op)info->op;
	unsigned a = rnd(10), b = rnd(10);
	int32_t imm = rnd(2) ? (int32_t)edge() : (int32_t)rnd(64);
	int stack = -(int)(info->bits / 8 * (1 + rnd(STACK / (info->bits / 8u))));
	bool x = info->shape & INSN_SRC, k = info->shape & INSN_IMM;

	struct bpf_insn out;

	if (insn_op_is_alu(op) && usable(id, imm))
		out = insn_make(id, a, x ? b : 0, 0, k ? imm : 0);
	else if (insn_op_is_jcc(op) && t->n + 1 < end)
		out = insn_make(id, a, x ? b : 0, (int)rnd(end - t->n - 1), k ? imm : 0);
	else if (op == INSN_OP_LD || op == INSN_OP_LDS || op == INSN_OP_LDACQ)
		out = insn_make(id, a, 10, stack, 0);
	else if (op == INSN_OP_ST || op == INSN_OP_STREL || insn_op_is_atomic(op))
		out = insn_make(id, 10, b, stack, 0);
	else if (op == INSN_OP_STI)
		out = insn_make(id, 10, 0, stack, imm);
	else
		return false;
	t->code[t->n++] = out;
	return true;
}

static void generate(struct vmtest *t, bool high)
{
	t->n = 0;
	for (unsigned i = 0; i < 10; i++, t->n += 2)
		insn_make_wide(INSN_LDDW, i, edge(), &t->code[t->n]);
	for (int off = -STACK; off < 0; off += 8)
		t->code[t->n++] = insn_make(INSN_STXDW, 10, rnd(10), off, 0);
	for (uint32_t end = t->n + LENGTH; t->n < end;)
		emit_one(t, end);
	for (unsigned i = 1; i < 10; i++) {
		t->code[t->n++] = insn_make(INSN_MUL64_K, 0, 0, 0, 31);
		t->code[t->n++] = insn_make(INSN_XOR64_X, 0, i, 0, 0);
	}
	for (int off = -STACK; off < 0; off += 8) {
		t->code[t->n++] = insn_make(INSN_LDXDW, 1, 10, off, 0);
		t->code[t->n++] = insn_make(INSN_MUL64_K, 0, 0, 0, 31);
		t->code[t->n++] = insn_make(INSN_XOR64_X, 0, 1, 0, 0);
	}
	if (high)
		t->code[t->n++] = insn_make(INSN_RSH64_K, 0, 0, 0, 32);
	t->code[t->n++] = insn_make(INSN_EXIT, 0, 0, 0, 0);
}

static void show(const struct vmtest *t)
{
	char text[100];

	for (uint32_t i = 0; i < t->n; i += insn_slots(insn_id(t->code[i]))) {
		insn_print(text, sizeof(text), &t->code[i], INSN_LLVM, 0, NULL);
		printf("%4u: %s\n", i, text);
	}
}

/* 1: they differ; -1: the kernel refuses it; 0: the same. */
static int check_one(uint64_t seed)
{
	struct vmtest t;
	uint64_t vm;
	uint32_t kernel;
	int result = 0;

	vmtest_init(&t);
	state = seed * 0x9e3779b97f4a7c15ull | 1;
	generate(&t, seed & 1);
	vmtest_object(&t, "tc");
	if (!vmtest_run_vm(&t, &vm)) {
		printf("seed %llu: VM: %s\n", (unsigned long long)seed, t.error);
		result = 1;
	} else if (!vmtest_run_kernel(&t, &kernel)) {
		result = -1;
	} else if (kernel != (uint32_t)vm) {
		printf("seed %llu: VM 0x%x, kernel 0x%x\n", (unsigned long long)seed, (uint32_t)vm,
			kernel);
		result = 1;
	}
	if (result == 1 && getenv("DUMP"))
		show(&t);
	if (result == -1 && getenv("DUMP"))
		puts(t.error);
	vmtest_free(&t);
	return result;
}

int main(int argc, char **argv)
{
	int count = argc > 1 ? atoi(argv[1]) : COUNT, failures = 0, refused = 0;
	uint64_t seed = argc > 2 ? strtoull(argv[2], NULL, 0) : 1;

	if (!runtime_kernel_available()) {
		puts("bpf(2) is not permitted: the VM is NOT compared with the kernel");
		return 77;
	}
	for (int i = 0; i < count; i++) {
		int r = check_one(seed + (uint64_t)i);

		failures += r == 1;
		refused += r == -1;
	}
	printf("vm_random: %d programs, %d differ, %d refused by the kernel\n", count, failures,
		refused);
	return failures || refused > count / 2;
}
