/* SPDX-License-Identifier: BSD-2-Clause */
/* The passes' pen (put.h). */
#include "put.h"

#include "fold.h"

ir_ref ir_put(struct ir_fn *fn, ir_ref at, struct ir_ins ins)
{
	ins.loc = ir_get(fn, at)->loc;
	return ir_insert_before(fn, at, ins);
}

static ir_ref put_simplified(struct ir_fn *fn, ir_ref at, struct ir_ins ins)
{
	ir_ref known = ir_simplify(fn, &ins);

	return known ? known : ir_put(fn, at, ins);
}

ir_ref ir_put_unary(struct ir_fn *fn, ir_ref at, enum ir_op op, enum ir_type type, ir_ref a)
{
	return put_simplified(fn, at, (struct ir_ins){.op = op, .type = type, .a = a});
}

ir_ref ir_put_binary(struct ir_fn *fn, ir_ref at, enum ir_op op, ir_ref a, ir_ref b)
{
	uint8_t type = ir_get(fn, a)->type;

	return put_simplified(fn, at, (struct ir_ins){.op = op, .type = type, .a = a, .b = b});
}

ir_ref ir_put_imm(struct ir_fn *fn, ir_ref at, enum ir_op op, ir_ref a, int64_t imm)
{
	uint8_t type = ir_get(fn, a)->type;

	if (op == IR_ADD && imm == 0)
		return a;
	return ir_put_binary(fn, at, op, a, ir_const(fn, type == IR_I32 ? IR_I32 : IR_I64, imm));
}

ir_ref ir_put_convert(struct ir_fn *fn, ir_ref at, enum ir_type to, ir_ref a, bool is_signed)
{
	enum ir_type from = ir_get(fn, a)->type;

	if (from == to)
		return a;
	if (to == IR_I32)
		return ir_put_unary(
			fn, at, IR_TRUNC, IR_I32, ir_put_convert(fn, at, IR_I64, a, false));
	if (to == IR_PTR)
		return ir_put_unary(
			fn, at, IR_INTTOPTR, IR_PTR, ir_put_convert(fn, at, IR_I64, a, is_signed));
	if (from == IR_PTR)
		return ir_put_unary(fn, at, IR_PTRTOINT, IR_I64, a);
	return ir_put_unary(fn, at, is_signed ? IR_SEXT : IR_ZEXT, IR_I64, a);
}

ir_ref ir_put_extend(struct ir_fn *fn, ir_ref at, ir_ref a, unsigned bytes, bool is_signed)
{
	enum ir_type type = ir_get(fn, a)->type;

	if (bytes * 8 >= ir_type_bits(type))
		return a;
	if (!is_signed)
		return ir_put_imm(fn, at, IR_AND, a, (int64_t)low_mask(bytes * 8));
	if (bytes < 4)
		return ir_put_unary(fn, at, bytes == 1 ? IR_SEXT8 : IR_SEXT16, type, a);
	return ir_put_convert(fn, at, type, ir_put_convert(fn, at, IR_I32, a, true), true);
}

ir_ref ir_put_load(
	struct ir_fn *fn, ir_ref at, ir_ref p, int64_t off, unsigned size, unsigned align)
{
	return ir_put(fn, at,
		(struct ir_ins){.op = IR_LOAD,
			.type = size == 8 ? IR_I64 : IR_I32,
			.a = p,
			.imm = off,
			.width = (uint8_t)size,
			.align = (uint8_t)align});
}

void ir_put_store(struct ir_fn *fn, ir_ref at, ir_ref p, int64_t off, ir_ref value, unsigned size,
	unsigned align)
{
	ir_put(fn, at,
		(struct ir_ins){.op = IR_STORE,
			.a = p,
			.b = value,
			.imm = off,
			.width = (uint8_t)size,
			.align = (uint8_t)align});
}
