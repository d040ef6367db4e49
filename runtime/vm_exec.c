/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The interpreter. RFC 9669 where it speaks; where it leaves room, what the kernel's JITs do:
 * division by zero gives 0 (modulo: the dividend), INT_MIN / -1 is INT_MIN, shifts use the low bits
 * of the amount. Registers that a call clobbers get a pattern, as does a new frame's stack, so that
 * code which relies on them goes wrong visibly.
 */
#include "vm.h"

#include <inttypes.h>

#define JUNK 0xdeadbeefdeadbeefull

static uint64_t div_s(int64_t a, int64_t b, unsigned bits)
{
	if (b == -1)
		return -(uint64_t)a;
	return b ? (uint64_t)(a / b) : 0;
}

static uint64_t mod_s(int64_t a, int64_t b)
{
	if (b == -1)
		return 0;
	return b ? (uint64_t)(a % b) : (uint64_t)a;
}

/* The low `bits` bits in the byte order that `little` says, as a number. */
static uint64_t to_order(uint64_t v, unsigned bits, bool swap)
{
	if (!swap)
		return v & low_mask(bits);
	return bits == 16   ? __builtin_bswap16((uint16_t)v)
	       : bits == 32 ? __builtin_bswap32((uint32_t)v)
			    : __builtin_bswap64(v);
}

/* a op b on 32- or 64-bit operands, zero-extended by the caller; the result's low bits count. */
static uint64_t alu(enum insn_op op, unsigned bits, uint64_t a, uint64_t b)
{
	int64_t sa = sign_extend(a, bits), sb = sign_extend(b, bits);
	unsigned sh = (unsigned)b & (bits - 1);

	switch (op) {
	case INSN_OP_ADD: return a + b;
	case INSN_OP_SUB: return a - b;
	case INSN_OP_MUL: return a * b;
	case INSN_OP_DIV: return b ? a / b : 0;
	case INSN_OP_SDIV: return div_s(sa, sb, bits);
	case INSN_OP_OR: return a | b;
	case INSN_OP_AND: return a & b;
	case INSN_OP_LSH: return a << sh;
	case INSN_OP_RSH: return a >> sh;
	case INSN_OP_MOD: return b ? a % b : a;
	case INSN_OP_SMOD: return mod_s(sa, sb);
	case INSN_OP_XOR: return a ^ b;
	case INSN_OP_MOV: return b;
	case INSN_OP_MOVSX8: return (uint64_t)(int8_t)b;
	case INSN_OP_MOVSX16: return (uint64_t)(int16_t)b;
	case INSN_OP_MOVSX32: return (uint64_t)(int32_t)b;
	case INSN_OP_ARSH: return (uint64_t)(sa >> sh);
	case INSN_OP_NEG: return -a;
	default: ICE("vm: op %d is not arithmetic", op);
	}
}

static void do_alu(struct vm *vm, const struct vm_insn *i)
{
	uint64_t b = i->x ? vm->r[i->src] : (uint64_t)(int64_t)i->imm, a = vm->r[i->dst];

	if (i->bits == 64)
		vm->r[i->dst] = alu((enum insn_op)i->op, 64, a, b);
	else
		vm->r[i->dst] = (uint32_t)alu((enum insn_op)i->op, 32, (uint32_t)a, (uint32_t)b);
}

static void do_order(struct vm *vm, const struct vm_insn *i)
{
	bool swap = i->op == INSN_OP_BSWAP || (i->op == INSN_OP_LE) == vm->obj->big_endian;

	vm->r[i->dst] = to_order(vm->r[i->dst], i->bits, swap);
}

static bool compare(enum insn_op op, uint64_t a, uint64_t b, int64_t sa, int64_t sb)
{
	switch (op) {
	case INSN_OP_JEQ: return a == b;
	case INSN_OP_JNE: return a != b;
	case INSN_OP_JGT: return a > b;
	case INSN_OP_JLE: return a <= b;
	case INSN_OP_JGE: return a >= b;
	case INSN_OP_JLT: return a < b;
	case INSN_OP_JSGT: return sa > sb;
	case INSN_OP_JSLE: return sa <= sb;
	case INSN_OP_JSGE: return sa >= sb;
	case INSN_OP_JSLT: return sa < sb;
	case INSN_OP_JSET: return a & b;
	default: ICE("vm: op %d is not a jump", op);
	}
}

static bool taken(const struct vm *vm, const struct vm_insn *i)
{
	uint64_t a = vm->r[i->dst], b = i->x ? vm->r[i->src] : (uint64_t)(int64_t)i->imm;

	if (i->bits == 32)
		return compare(
			(enum insn_op)i->op, (uint32_t)a, (uint32_t)b, (int32_t)a, (int32_t)b);
	return compare((enum insn_op)i->op, a, b, (int64_t)a, (int64_t)b);
}

/* Stack and context demand natural alignment everywhere, atomics too. */
static bool aligned(struct vm *vm, uint64_t addr, unsigned size, bool atomic)
{
	const struct vm_region *r;

	if (!(addr & (size - 1)))
		return true;
	r = vm_region_at(vm, addr);
	if (!r || (!atomic && r->kind != VM_FRAME && r->kind != VM_CTX))
		return true;
	return vm_fault(vm, "misaligned access of %u bytes to %s%s%+" PRId64, size,
		r->kind == VM_FRAME ? "r10 of stack frame " : "", r->name,
		(int64_t)(addr - r->base) - (r->kind == VM_FRAME ? VM_STACK : 0));
}

static uint8_t *access_at(
	struct vm *vm, const struct vm_insn *i, unsigned reg, bool write, bool atomic)
{
	uint64_t addr = vm->r[reg] + (uint64_t)(int64_t)i->off;

	return aligned(vm, addr, i->bits / 8u, atomic) ? vm_mem(vm, addr, i->bits / 8u, write)
						       : NULL;
}

static bool do_memory(struct vm *vm, const struct vm_insn *i)
{
	bool load = i->op == INSN_OP_LD || i->op == INSN_OP_LDS;
	uint8_t *p = access_at(vm, i, load ? i->src : i->dst, !load, false);
	uint64_t v;

	if (!p)
		return false;
	if (load) {
		v = vm_get(vm, p, i->bits / 8u);
		vm->r[i->dst] = i->op == INSN_OP_LDS ? (uint64_t)sign_extend(v, i->bits) : v;
	} else {
		vm_put(vm, p, i->bits / 8u,
			i->op == INSN_OP_STI ? (uint64_t)(int64_t)i->imm : vm->r[i->src]);
	}
	return true;
}

static uint64_t atomic_result(enum insn_op op, uint64_t old, uint64_t v)
{
	switch (op) {
	case INSN_OP_AADD:
	case INSN_OP_AFADD: return old + v;
	case INSN_OP_AOR:
	case INSN_OP_AFOR: return old | v;
	case INSN_OP_AAND:
	case INSN_OP_AFAND: return old & v;
	case INSN_OP_AXOR:
	case INSN_OP_AFXOR: return old ^ v;
	default: return v;
	}
}

static bool do_atomic(struct vm *vm, const struct vm_insn *i)
{
	unsigned size = i->bits / 8u;
	uint64_t old, v = vm->r[i->src], r0 = vm->r[0] & low_mask(i->bits);
	bool load = i->op == INSN_OP_LDACQ;
	uint8_t *p = access_at(vm, i, load ? i->src : i->dst, !load, true);

	if (!p)
		return false;
	old = vm_get(vm, p, size);
	if (load)
		vm->r[i->dst] = old;
	else if (i->op != INSN_OP_ACMPXCHG || old == r0)
		vm_put(vm, p, size, atomic_result((enum insn_op)i->op, old, v));
	if (i->op == INSN_OP_ACMPXCHG)
		vm->r[0] = old;
	else if (i->op >= INSN_OP_AFADD && i->op <= INSN_OP_AXCHG)
		vm->r[i->src] = old;
	return true;
}

static void clobber(struct vm *vm)
{
	for (unsigned i = 1; i <= 5; i++)
		vm->r[i] = JUNK;
}

/* Enter a function; false when too deep. */
static bool push_frame(struct vm *vm, uint32_t target)
{
	struct vm_frame *f;

	if (vm->depth >= VM_FRAMES)
		return vm_fault(vm, "more than %d calls within each other", VM_FRAMES);
	f = &vm->frames[++vm->depth];
	f->ret = vm->pc;
	memcpy(f->saved, &vm->r[6], sizeof(f->saved));
	memset(f->stack, 0xa5, VM_STACK);
	vm->r[10] = vm->regions.p[f->region].base + VM_STACK;
	vm->pc = target;
	return true;
}

static void pop_frame(struct vm *vm)
{
	const struct vm_frame *f = &vm->frames[vm->depth--];

	vm->pc = f->ret;
	memcpy(&vm->r[6], f->saved, sizeof(f->saved));
	vm->r[10] = vm->regions.p[vm->frames[vm->depth].region].base + VM_STACK;
	clobber(vm);
}

/*
 * The target runs in the current frame, and returns where this function would have. When there is
 * none, or too many were made, the program goes on behind the call.
 */
static bool do_tail_call(struct vm *vm)
{
	struct vm_map *m = vm_map_arg(vm, vm->r[2]);
	uint32_t index = (uint32_t)vm->r[3], prog = 0;
	uint64_t ctx = vm->r[1];

	if (!m)
		return false;
	if (m->type != BPF_MAP_TYPE_PROG_ARRAY)
		return vm_fault(
			vm, "tail call through map %s, which is not a program array", m->name);
	if (index < m->max_entries && vm->tail_calls < VM_TAIL_CALLS)
		prog = *(uint32_t *)vm_map_value(m, index);
	clobber(vm);
	vm->r[0] = JUNK;
	if (!prog)
		return true;
	vm->tail_calls++;
	memset(vm->frames[vm->depth].stack, 0xa5, VM_STACK);
	vm->pc = vm->progs.v.p[prog - 1].offset / 8 +
		 vm->sections[vm->progs.v.p[prog - 1].section].first;
	vm->r[1] = ctx;
	return true;
}

static bool do_call(struct vm *vm, const struct vm_insn *i)
{
	uint32_t target = i->target, helper = (uint32_t)i->imm;

	if (i->op == INSN_OP_CALLX && vm->r[i->dst] < 1u << VM_SLOT_BITS) {
		helper = (uint32_t)vm->r[i->dst]; /* no address is as low: a helper's number */
	} else if (i->op == INSN_OP_CALLX || i->call == VM_CALL_FN) {
		if (i->op == INSN_OP_CALLX && !vm_callee(vm, vm->r[i->dst], &target))
			return false;
		return push_frame(vm, target);
	}
	if (i->call == VM_CALL_KFUNC) {
		if (!vm_kfunc(vm, helper))
			return false;
		clobber(vm);
		return true;
	}
	if (helper == BPF_FUNC_tail_call)
		return do_tail_call(vm);
	if (!vm_helper(vm, helper))
		return false;
	clobber(vm);
	return true;
}

/* Where a packet load of the classic machine begins; SKF_LL_OFF and SKF_NET_OFF count from headers.
 */
static int64_t classic_offset(const struct vm *vm, int64_t off)
{
	if (off >= -0x100000 && off < 0)
		return off + 0x100000 + (int64_t)vm->pkt.l3;
	return off >= -0x200000 && off < 0 ? off + 0x200000 : off;
}

/* False: the packet is too short, and the function returns 0. Network byte order. */
static bool do_packet(struct vm *vm, const struct vm_insn *i)
{
	int64_t off = i->imm + (i->op == INSN_OP_LDIND ? (int64_t)(int32_t)vm->r[i->src] : 0);
	uint8_t *p;

	off = classic_offset(vm, off);
	p = off < 0 ? NULL : vm_packet_at(vm, (uint64_t)off, i->bits / 8u);
	clobber(vm);
	vm->r[0] = 0;
	for (unsigned k = 0; p && k < i->bits / 8u; k++)
		vm->r[0] = vm->r[0] << 8 | p[k];
	return p;
}

/* The function returns to its caller; false when that is outside. */
static bool do_exit(struct vm *vm, unsigned base)
{
	bool inner = vm->depth > base;

	pop_frame(vm);
	return inner;
}

static void do_may_goto(struct vm *vm, const struct vm_insn *i)
{
	if (!vm->loops)
		vm->pc = i->target;
	else
		vm->loops--;
}

/* One instruction that is not arithmetic. False: the run ends, by EXIT or by a fault. */
static bool step(struct vm *vm, const struct vm_insn *i, unsigned base)
{
	switch (i->op) {
	case INSN_OP_LE:
	case INSN_OP_BE:
	case INSN_OP_BSWAP: do_order(vm, i); return true;
	case INSN_OP_CAST:
		vm->r[i->dst] = vm_arena_cast(vm, vm->r[i->src], (uint32_t)i->imm);
		return true;
	case INSN_OP_LD:
	case INSN_OP_LDS:
	case INSN_OP_ST:
	case INSN_OP_STI: return do_memory(vm, i);
	case INSN_OP_LDABS:
	case INSN_OP_LDIND: return do_packet(vm, i) || do_exit(vm, base);
	case INSN_OP_LDDW:
		vm->r[i->dst] = i->imm64;
		vm->pc++;
		return true;
	case INSN_OP_JA: vm->pc = i->target; return true;
	case INSN_OP_JCOND: do_may_goto(vm, i); return true;
	case INSN_OP_CALL:
	case INSN_OP_CALLX: return do_call(vm, i);
	case INSN_OP_EXIT: return do_exit(vm, base);
	case VM_BAD: return vm_fault(vm, "%s", (const char *)(uintptr_t)i->imm64);
	default: return do_atomic(vm, i);
	}
}

/* Show the instruction that comes. False: the watcher ends the run. */
static bool watched(struct vm *vm)
{
	const struct vm_section *vs = vm_section_of(vm, vm->pc);
	struct run_state s = {.r = vm->r,
		.insns = vm->insns,
		.section = vs ? vs->sec : NULL,
		.insn = vs ? vm->pc - vs->first : 0,
		.depth = vm->depth,
		.packet = vm->pkt.buf ? vm->pkt.buf + vm->pkt.start : NULL,
		.packet_len = vm->pkt.buf ? vm->pkt.len : 0};

	if (vm->watch(vm->watch_ctx, &s))
		return true;
	vm->stopped = true;
	return vm_fault(vm, "stopped");
}

/* Run until the frame `base` is left. */
static bool run(struct vm *vm, unsigned base)
{
	const struct vm_insn *code = vm->code.p;
	uint64_t limit = vm->opts.max_insns ? vm->opts.max_insns : VM_MAX_INSNS;

	for (;;) {
		if (vm->watch && !watched(vm))
			return false;
		const struct vm_insn *i = &code[vm->pc++];

		if (vm->insns++ >= limit)
			return vm_fault(vm, "more than %" PRIu64 " instructions", limit);
		if (insn_op_is_jcc((enum insn_op)i->op)) {
			if (taken(vm, i))
				vm->pc = i->target;
		} else if (i->op <= INSN_OP_NEG) {
			do_alu(vm, i);
		} else if (!step(vm, i, base)) {
			return !vm->faulted;
		}
	}
}

bool vm_callee(struct vm *vm, uint64_t addr, uint32_t *pc)
{
	const struct vm_region *r = vm_region_at(vm, addr);
	uint64_t off = r ? addr - r->base : 0;

	if (!r || r->kind != VM_CODE || off % 8 || off / 8 >= vm->code.n)
		return vm_fault(vm, "0x%" PRIx64 " is not a function's address", addr);
	*pc = (uint32_t)(off / 8);
	return true;
}

bool vm_call(struct vm *vm, uint32_t pc, const uint64_t args[5], uint64_t *ret)
{
	uint32_t at = vm->pc;
	unsigned base = vm->depth + 1;

	if (!push_frame(vm, pc))
		return false;
	memcpy(&vm->r[1], args, 5 * sizeof(*args));
	if (!run(vm, base))
		return false;
	vm->pc = at;
	*ret = vm->r[0];
	return true;
}
