/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Making MIR, and what its instructions read and write. All that is said of a machine instruction
 * here comes from its row in bpf/isa.def.
 */
#include "mir.h"

_Static_assert(INSN_ADD64_X == INSN_ADD64_K + 1 && INSN_JEQ64_X == INSN_JEQ64_K + 1,
	"isa.def: the register form follows the immediate form");

struct mir_fn *mir_fn_new(struct arena *a, struct ir_fn *ir, const struct backend_opts *opts)
{
	struct mir_fn *f = arena_new(a, struct mir_fn);

	f->ir = ir;
	f->arena = a;
	f->opts = opts;
	f->diags = ir->module->diags;
	f->n_regs = MREG_FIRST;
	return f;
}

struct mir_block *mir_block_new(struct mir_fn *f)
{
	struct mir_block *b = arena_new(f->arena, struct mir_block);

	b->id = f->blocks.n;
	b->succs.p = b->few[0];
	b->preds.p = b->few[1];
	b->succs.cap = b->preds.cap = ARRAY_LEN(b->few[0]);
	vec_push(f->arena, &f->blocks, b);
	return b;
}

struct mir_insn *mir_insert(
	struct mir_fn *f, struct mir_block *b, struct mir_insn *at, struct mir_insn in)
{
	struct mir_insn *i = arena_new(f->arena, struct mir_insn);

	*i = in;
	i->next = at;
	i->prev = at ? at->prev : b->last;
	*(i->prev ? &i->prev->next : &b->first) = i;
	*(at ? &at->prev : &b->last) = i;
	return i;
}

void mir_unlink(struct mir_block *b, struct mir_insn *i)
{
	*(i->prev ? &i->prev->next : &b->first) = i->next;
	*(i->next ? &i->next->prev : &b->last) = i->prev;
}

void mir_edge(struct mir_fn *f, struct mir_block *from, struct mir_block *to)
{
	vec_push(f->arena, &from->succs, to->id);
	vec_push(f->arena, &to->preds, from->id);
}

void mir_compute_preds(struct mir_fn *f)
{
	VEC(struct mir_block *) work = {0};

	vec_for (b, &f->blocks) {
		(*b)->preds.n = 0;
		(*b)->removed = true;
	}
	f->blocks.p[0]->removed = false;
	vec_push(f->arena, &work, f->blocks.p[0]);
	while (work.n) {
		struct mir_block *b = vec_pop(&work);

		vec_for (s, &b->succs) {
			struct mir_block *to = f->blocks.p[*s];

			vec_push(f->arena, &to->preds, b->id);
			if (to->removed) {
				to->removed = false;
				vec_push(f->arena, &work, to);
			}
		}
	}
}

const struct mir_home *mir_home(const struct mir_fn *f, mreg r)
{
	uint32_t lo = 0, hi = f->homes.n;

	while (lo < hi) {
		uint32_t mid = (lo + hi) / 2;

		if (f->homes.p[mid].reg < r)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo < f->homes.n && f->homes.p[lo].reg == r ? &f->homes.p[lo] : NULL;
}

struct mir_insn mir_make(unsigned op, mreg dst, mreg src, int64_t imm)
{
	return (struct mir_insn){.op = (uint16_t)op, .dst = dst, .src = src, .imm = imm};
}

struct mir_insn mir_mov(mreg dst, mreg src)
{
	return mir_make(INSN_MOV64_X, dst, src, 0);
}

struct mir_insn mir_leaf(mreg dst, const struct mir_leaf *leaf)
{
	struct mir_insn i = mir_make(MIR_LEAF, dst, MREG_NONE, 0);

	i.u.leaf = leaf;
	return i;
}

struct mir_insn mir_const(struct mir_fn *f, mreg dst, int64_t value)
{
	struct mir_leaf *leaf = arena_new(f->arena, struct mir_leaf);

	leaf->kind = LEAF_CONST;
	leaf->imm = value;
	return mir_leaf(dst, leaf);
}

/* The first row of isa.def with this operation and width; compilers make a switch of the chain. */
static enum insn_id find(enum insn_op op, unsigned bits, bool x)
{
	unsigned key = op * 128u + bits;

#define I(name, opcode, field, value, shape, o, b, cpu, text) \
	if (key == INSN_OP_##o * 128u + (b))                  \
		return (enum insn_id)(INSN_##name + x);
#include "bpf/isa.def"
#undef I
	ICE("no instruction: operation %d, %u bits", op, bits);
}

enum insn_id mir_alu(enum insn_op op, unsigned bits, bool x)
{
	return find(op, bits, x);
}
enum insn_id mir_jump(enum insn_op op, unsigned bits, bool x)
{
	return find(op, bits, x);
}
enum insn_id mir_load(unsigned bytes)
{
	return find(INSN_OP_LD, bytes * 8, false);
}
enum insn_id mir_store(unsigned bytes, bool imm)
{
	return find(imm ? INSN_OP_STI : INSN_OP_ST, bytes * 8, false);
}

unsigned mir_insn_op(const struct mir_insn *i)
{
	return i->op < INSN_COUNT ? insn_info((enum insn_id)i->op)->op : INSN_OP_EXIT + 1;
}

bool mir_is_call(const struct mir_insn *i)
{
	return mir_insn_op(i) == INSN_OP_CALL;
}

bool mir_is_jcc(const struct mir_insn *i)
{
	return i->op < INSN_COUNT && insn_op_is_jcc((enum insn_op)mir_insn_op(i));
}

bool mir_is_mem(const struct mir_insn *i)
{
	unsigned op = mir_insn_op(i);

	return (op >= INSN_OP_LD && op <= INSN_OP_STI) || insn_op_is_atomic((enum insn_op)op);
}

mreg *mir_base(struct mir_insn *i)
{
	unsigned op = mir_insn_op(i);

	return op == INSN_OP_LD || op == INSN_OP_LDS || op == INSN_OP_LDACQ ? &i->src : &i->dst;
}

bool mir_is_pure(const struct mir_insn *i)
{
	unsigned op = mir_insn_op(i);

	return i->op == MIR_LEAF ||
	       (i->op < INSN_COUNT && (op <= INSN_OP_BSWAP || insn_op_is_lddw(op)));
}

unsigned mir_leaf_cost(const struct mir_fn *f, const struct mir_leaf *l)
{
	if (l->kind == LEAF_CONST)
		return l->imm == (int32_t)l->imm ||
				       (l->imm == (uint32_t)l->imm && f->opts->cpu >= 3)
			       ? 1
			       : 2;
	return l->kind == LEAF_CORE || l->kind == LEAF_FILL ? 1 : 2;
}

/* How dst and src take part, in the two low pairs of bits: dst | src << 2. */
static unsigned operand_roles(const struct mir_insn *i)
{
	unsigned op = mir_insn_op(i);
	unsigned src = i->src != MREG_NONE ? MIR_USE << 3 : 0;

	if (op >= INSN_OP_MOV && op <= INSN_OP_MOVSX32)
		return MIR_DEF | src;
	if (op <= INSN_OP_BSWAP)
		return MIR_USE | MIR_DEF | src;
	if (op == INSN_OP_CAST || op == INSN_OP_LD || op == INSN_OP_LDS || op == INSN_OP_LDACQ)
		return MIR_DEF | src;
	if (op >= INSN_OP_AFADD && op <= INSN_OP_AXCHG)
		return MIR_USE | (MIR_USE | MIR_DEF) << 3;
	if (op >= INSN_OP_LDDW && op <= INSN_OP_LDDW_MAP_IDX_VALUE)
		return MIR_DEF;
	if (op == INSN_OP_LDABS || op == INSN_OP_LDIND)
		return src;
	return (i->dst != MREG_NONE ? MIR_USE : 0) | src;
}

uint32_t mir_operand_count(const struct mir_insn *i)
{
	if (i->op == MIR_PCOPY)
		return 2 * i->n;
	if (i->op == MIR_ASM)
		return i->u.assembly->n;
	return i->op == MIR_LEAF ? 1 : 2;
}

mreg *mir_operand(struct mir_insn *i, uint32_t k, unsigned *how)
{
	if (i->op == MIR_PCOPY) {
		struct mir_copy *c = &i->u.copies[k / 2];

		*how = k % 2 ? MIR_DEF : c->leaf ? 0 : MIR_USE;
		return k % 2 ? &c->dst : &c->src;
	}
	if (i->op == MIR_ASM) {
		*how = i->u.assembly->how[k];
		return &i->u.assembly->regs[k];
	}
	if (i->op == MIR_LEAF) {
		*how = MIR_DEF;
		return &i->dst;
	}
	unsigned roles = operand_roles(i);

	*how = k ? roles >> 3 : roles & (MIR_USE | MIR_DEF);
	return k ? &i->src : &i->dst;
}

struct mir_implicit mir_implicit(const struct mir_insn *i)
{
	switch (mir_insn_op(i)) {
	case INSN_OP_CALL: return (struct mir_implicit){(uint16_t)(i->args << 1), MREG_CALLER};
	case INSN_OP_EXIT: return (struct mir_implicit){i->args ? 1 : 0, 0};
	case INSN_OP_LDABS:
	case INSN_OP_LDIND: return (struct mir_implicit){1 << MREG_R6, MREG_CALLER};
	case INSN_OP_ACMPXCHG: return (struct mir_implicit){1, 1};
	default: break;
	}
	if (i->op == MIR_ASM)
		return (struct mir_implicit){0, i->u.assembly->as->clobbers & 0x3ff};
	return (struct mir_implicit){0, 0};
}
