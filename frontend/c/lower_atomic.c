/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * __sync_* and __atomic_*. BPF's atomics are sequentially consistent when they return the old
 * value; loads and stores are plain and volatile, as clang makes them. What BPF lacks (nand, min,
 * max) is a compare-and-exchange loop.
 */
#include "builtins.h"
#include "lower.h"

struct atomic {
	struct place p;
	struct qtype t; /* of the object */
	enum ir_type type;
	unsigned width;
};

/* Pointers are exchanged as integers. */
static ir_ref to_bits(struct lower *L, const struct atomic *a, ir_ref v)
{
	return ir_emit_convert(B(L), a->type, v, false);
}

static struct value from_bits(struct lower *L, const struct atomic *a, ir_ref v)
{
	if (type_is_pointer(a->t))
		v = ir_emit_inttoptr(B(L), v, PROV_UNKNOWN);
	return value_of(v);
}

static struct atomic object(struct lower *L, struct expr *e)
{
	struct atomic a = {.p = lower_pointee(L, e->u.call.args[0])};

	a.t = type_pointee(e->u.call.args[0]->type);
	a.width = (unsigned)type_size(L->ts, a.t);
	a.type = lower_int_type(a.width);
	lower_core_end(L, &a.p);
	lower_reach(L, &a.p);
	B(L)->loc = e->loc;
	return a;
}

static ir_ref emit(
	struct lower *L, struct atomic *a, enum ir_atomic op, ir_ref x, ir_ref y, bool fetch)
{
	return ir_emit_atomic(B(L), op, a->type, a->width, a->p.base, a->p.off, x, y, fetch);
}

/* __ATOMIC_*: does a load or store of this order need more than to be volatile? Not on machines
 * before v4, which order nothing else. */
static bool is_ordered(struct lower *L, const struct expr *call, uint32_t arg)
{
	int64_t n;

	return L->fe->opts->cpu >= 4 && arg < call->u.call.n &&
	       !(lower_constant(L, call->u.call.args[arg], &n) && n == __ATOMIC_RELAXED);
}

static struct value plain(struct lower *L, struct expr *e, struct atomic *a)
{
	bool load = e->u.call.builtin == BI_ATOMIC_LOAD;

	if (is_ordered(L, e, load ? 1 : 2)) {
		if (load)
			return from_bits(L, a, emit(L, a, IR_ATOMIC_LOAD_ACQUIRE, 0, 0, true));
		emit(L, a, IR_ATOMIC_STORE_RELEASE,
			to_bits(L, a, lower_scalar(L, e->u.call.args[1])), 0, false);
		return value_of(0);
	}
	a->p.flags |= INSF_VOLATILE;
	if (load)
		return lower_load(L, &a->p, a->t);
	lower_store(L, &a->p, a->t, lower_expr(L, e->u.call.args[1]));
	return value_of(0);
}

/* ---- read, modify, write ---- */

enum rmw { RMW_ADD, RMW_SUB, RMW_AND, RMW_OR, RMW_XOR, RMW_NAND, RMW_MIN, RMW_MAX };

static ir_ref compute(struct lower *L, const struct atomic *a, enum rmw op, ir_ref old, ir_ref v)
{
	static const uint8_t ops[] = {[RMW_ADD] = IR_ADD,
		[RMW_SUB] = IR_SUB,
		[RMW_AND] = IR_AND,
		[RMW_OR] = IR_OR,
		[RMW_XOR] = IR_XOR,
		[RMW_NAND] = IR_AND};
	ir_bid keep, take, join;
	ir_var r;

	if (op < RMW_MIN) {
		old = ir_emit_binary(B(L), (enum ir_op)ops[op], old, v);
		return op == RMW_NAND
			       ? ir_emit_binary(B(L), IR_XOR, old, ir_const(FN(L), a->type, -1))
			       : old;
	}
	bool sign = type_is_integer(a->t) && type_is_signed(a->t);

	keep = ir_block_new(FN(L), NULL);
	take = ir_block_new(FN(L), NULL);
	join = ir_block_new(FN(L), NULL);
	r = ir_var_new(B(L), a->type);
	ir_emit_cbr(B(L),
		ir_emit_cmp(B(L), lower_cc(op == RMW_MIN ? OPR_LT : OPR_GT, sign), old, v), keep,
		take, 0);
	ir_start_sealed(B(L), keep);
	ir_var_write(B(L), r, old);
	ir_emit_br(B(L), join);
	ir_start_sealed(B(L), take);
	ir_var_write(B(L), r, v);
	ir_emit_br(B(L), join);
	ir_start_sealed(B(L), join);
	return ir_var_read(B(L), r);
}

/* old = *p; while ((now = cmpxchg(p, old, old op v)) != old) old = now; */
static ir_ref cas_loop(struct lower *L, struct atomic *a, enum rmw op, ir_ref v)
{
	ir_bid loop = ir_block_new(FN(L), "cas"), done = ir_block_new(FN(L), NULL);
	ir_var var = ir_var_new(B(L), a->type);
	struct ir_access how = {
		a->type, (uint8_t)a->width, (uint8_t)a->width, INSF_VOLATILE, PROV_UNKNOWN};
	ir_ref old, now;

	ir_var_write(B(L), var, ir_emit_load(B(L), a->p.base, a->p.off, how));
	ir_emit_br(B(L), loop);
	ir_start(B(L), loop);
	old = ir_var_read(B(L), var);
	now = emit(L, a, IR_ATOMIC_CMPXCHG, old, compute(L, a, op, old, v), true);
	ir_var_write(B(L), var, now);
	ir_emit_cbr(B(L), ir_emit_cmp(B(L), IR_EQ, now, old), done, loop, 0);
	ir_seal(B(L), loop);
	ir_start_sealed(B(L), done);
	return ir_var_read(B(L), var);
}

static struct value rmw(
	struct lower *L, struct expr *e, struct atomic *a, enum rmw op, bool want_new)
{
	static const uint8_t atomics[] = {[RMW_ADD] = IR_ATOMIC_ADD,
		[RMW_SUB] = IR_ATOMIC_ADD,
		[RMW_AND] = IR_ATOMIC_AND,
		[RMW_OR] = IR_ATOMIC_OR,
		[RMW_XOR] = IR_ATOMIC_XOR};
	bool used = L->f->discarded != e;
	ir_ref v = to_bits(L, a, lower_scalar(L, e->u.call.args[1])), old, arg = v;

	B(L)->loc = e->loc;
	if (op == RMW_SUB)
		arg = ir_emit_binary(B(L), IR_SUB, ir_const(FN(L), a->type, 0), v);
	if (op <= RMW_XOR)
		old = emit(L, a, (enum ir_atomic)atomics[op], arg, 0, used);
	else
		old = cas_loop(L, a, op, v);
	if (!used)
		return value_of(0);
	return from_bits(L, a, want_new ? compute(L, a, op, old, v) : old);
}

/* ---- compare and exchange ---- */

static struct value compare_exchange(struct lower *L, struct expr *e, struct atomic *a)
{
	struct expr **args = e->u.call.args;
	enum builtin id = (enum builtin)e->u.call.builtin;
	struct place expected = {0};
	ir_ref old, now, fresh;

	if (id == BI_ATOMIC_CMPXCHG) {
		expected = lower_pointee(L, args[1]);
		old = to_bits(L, a, lower_load(L, &expected, a->t).r);
	} else {
		old = to_bits(L, a, lower_scalar(L, args[1]));
	}
	fresh = to_bits(L, a, lower_scalar(L, args[2]));
	B(L)->loc = e->loc;
	now = emit(L, a, IR_ATOMIC_CMPXCHG, old, fresh, true);
	if (id == BI_SYNC_VAL_CAS)
		return from_bits(L, a, now);
	if (id == BI_ATOMIC_CMPXCHG) /* on success it is what is there already */
		lower_store(L, &expected, a->t, from_bits(L, a, now));
	return value_of(ir_emit_cmp(B(L), IR_EQ, now, old));
}

static void fence(struct lower *L)
{
	struct ir_asm *as = arena_new(L->arena, struct ir_asm);

	*as = (struct ir_asm){
		.text = "", .clobbers_memory = true, .is_volatile = true, .loc = B(L)->loc};
	ir_emit_asm(B(L), as, NULL, 0, NULL);
}

static struct value operate(struct lower *L, struct expr *e, struct atomic *a)
{
	enum builtin id = (enum builtin)e->u.call.builtin;

	switch (id) {
	case BI_ATOMIC_EXCHANGE: {
		ir_ref v = to_bits(L, a, lower_scalar(L, e->u.call.args[1]));

		return from_bits(L, a, emit(L, a, IR_ATOMIC_XCHG, v, 0, true));
	}
	case BI_ATOMIC_CMPXCHG:
	case BI_SYNC_VAL_CAS:
	case BI_SYNC_BOOL_CAS: return compare_exchange(L, e, a);
#define FAMILY(OP)                                                       \
	case BI_ATOMIC_FETCH_##OP: return rmw(L, e, a, RMW_##OP, false); \
	case BI_ATOMIC_##OP##_FETCH: return rmw(L, e, a, RMW_##OP, true);
		FAMILY(ADD)
		FAMILY(SUB)
		FAMILY(AND)
		FAMILY(OR)
		FAMILY(XOR)
		FAMILY(NAND)
		FAMILY(MIN)
		FAMILY(MAX)
#undef FAMILY
	default: ICE("lower: atomic builtin %u", id);
	}
}

bool lower_atomic(struct lower *L, struct expr *e, struct value *out)
{
	enum builtin id = (enum builtin)e->u.call.builtin;
	struct atomic a;

	if (id == BI_ATOMIC_FENCE || id == BI_SIGNAL_FENCE) {
		fence(L);
		*out = value_of(0);
		return true;
	}
	if (id < BI_ATOMIC_LOAD || id > BI_ATOMIC_MAX_FETCH)
		return false;
	a = object(L, e);
	if (id == BI_ATOMIC_LOAD || id == BI_ATOMIC_STORE) {
		*out = plain(L, e, &a);
	} else if (a.width != 4 && a.width != 8) {
		diag(L->ds, DIAG_ATOMIC_WIDTH, e->loc, a.width);
		*out = lower_undef(L, e->type);
	} else {
		*out = operate(L, e, &a);
	}
	return true;
}
