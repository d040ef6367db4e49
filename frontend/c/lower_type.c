/* SPDX-License-Identifier: BSD-2-Clause */
/* What a C type is in IR: register type, access, way of being passed. */
#include "lower.h"

bool lower_is_128(struct qtype t)
{
	return type_is_integer(t) &&
	       (type_unqual(t).t->kind == TY_INT128 || type_unqual(t).t->kind == TY_UINT128);
}

bool lower_is_record(struct qtype t)
{
	return type_is_record(t) || type_is_array(t);
}

enum ir_type lower_int_type(uint64_t size)
{
	return size <= 4 ? IR_I32 : IR_I64;
}

enum ir_type lower_type(struct lower *L, struct qtype t)
{
	if (type_is_void(t))
		return IR_VOID;
	if (type_is_pointer(t) || lower_is_record(t) || type_is_func(t))
		return IR_PTR;
	return lower_int_type(type_size(L->ts, t));
}

/*
 * As clang's BPF ABI: records up to 16 bytes travel in registers, larger ones by the address of a
 * copy. Results: up to 8 bytes in r0, others through a hidden first parameter.
 */
enum abi_kind lower_abi(struct lower *L, struct qtype t, bool is_ret)
{
	uint64_t size;

	if (type_is_void(t))
		return ABI_NONE;
	size = type_size(L->ts, t);
	if (!type_is_record(t) && !lower_is_128(t) && !(type_is_float(t) && size > 8))
		return ABI_SCALAR;
	if (!size)
		return ABI_NONE;
	if (size <= 8)
		return ABI_ONE;
	return size <= 16 && !is_ret ? ABI_TWO : ABI_PTR;
}

struct ir_access lower_access(struct lower *L, struct qtype t, uint32_t align, uint16_t flags)
{
	uint64_t size = type_is_pointer(t) ? 8 : type_size(L->ts, t);
	struct ir_access how = {.type = lower_type(L, t),
		.width = (uint8_t)size,
		.align = (uint8_t)min_u64(align, 8),
		.flags = flags};

	/* An i32 of 4 bytes is the register's lower half either way; narrower ones are extended. */
	if (type_is_integer(t) && type_is_signed(t) && size < 4)
		how.flags |= INSF_SIGNED;
	return how;
}

ir_ref lower_i64(struct lower *L, int64_t v)
{
	return ir_const(FN(L), IR_I64, v);
}

ir_ref lower_zero(struct lower *L, struct qtype t)
{
	return ir_const(FN(L), lower_type(L, t), 0);
}

/* Slots of 4 bytes and more are aligned so that copies of them can be wide. */
uint32_t lower_slot_align(uint64_t size, uint32_t align)
{
	uint32_t want = size >= 8 ? 8 : size >= 4 ? 4 : size >= 2 ? 2 : 1;

	return align > want ? align : want;
}

ir_ref lower_temp(struct lower *L, uint64_t size, uint32_t align, const char *name, src_loc loc)
{
	uint32_t slot = ir_slot_new(FN(L), size, lower_slot_align(size, align), name, loc);

	return ir_slot_addr(FN(L), slot);
}
