/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Scalar replacement of slots: local variables in memory become SSA values, structs fall apart into
 * their fields. sroa_slice.c decides which bytes become which variable; here the accesses are
 * rewritten, block by block:
 *
 *   load p           -> the variable's value (a part of it, extended, when the load is narrower)
 *   store p, v       -> the variable is v from here on (or v inserted into it)
 *   memset           -> each variable in the range is the repeated byte
 *   memcpy           -> between variables, or loads and stores of just the pieces that are in
 * memory
 *
 * A value that comes from another block is asked for only when every block has said what it leaves
 * behind; until then a placeholder load stands for it.
 *
 * Loads that stand for a part of a memcpy stay where the memcpy was: behind its checks.
 */
#include "pass.h"
#include "put.h"
#include "sroa.h"

struct waiting {
	ir_ref placeholder;
	ir_var var;
	ir_bid block;
};
struct rewrite {
	struct sroa s;
	struct ir_fn *fn;
	struct ir_ssa ssa;
	ir_ref *value;    /* by variable: its value at this place ... */
	ir_bid *known_in; /* ... if this is 1 + the current block */
	ir_bid block;
	VEC(struct waiting) waiting;
	bool changed;
};

static ir_ref read_piece(struct rewrite *w, ir_ref at, const struct sroa_piece *p, ir_ref address)
{
	struct waiting wait = {0, p->var, w->block};

	if (w->known_in[p->var] == w->block + 1)
		return w->value[p->var];
	wait.placeholder = ir_put(w->fn, at,
		(struct ir_ins){.op = IR_LOAD,
			.type = p->type,
			.a = address,
			.width = (uint8_t)p->size,
			.align = 1});
	vec_push(w->s.scratch, &w->waiting, wait);
	w->known_in[p->var] = w->block + 1;
	w->changed = true;
	return w->value[p->var] = wait.placeholder;
}

static void write_piece(struct rewrite *w, const struct sroa_piece *p, ir_ref value)
{
	w->changed = true;
	w->known_in[p->var] = w->block + 1;
	w->value[p->var] = value;
	ir_ssa_write(&w->ssa, w->block, p->var, value);
}

/* The value as the piece's variable keeps it: of its type, extended from its size. */
static ir_ref normalise(struct rewrite *w, ir_ref at, const struct sroa_piece *p, ir_ref v)
{
	return ir_put_extend(
		w->fn, at, ir_put_convert(w->fn, at, p->type, v, false), p->size, p->is_signed);
}

static unsigned part_shift(
	const struct rewrite *w, const struct sroa_piece *p, uint32_t off, uint32_t size)
{
	uint32_t by = off - p->off;

	return 8 * (w->fn->module->big_endian ? p->size - by - size : by);
}

static void rewrite_load(struct rewrite *w, ir_ref r, const struct sroa_piece *p, uint32_t off)
{
	struct ir_ins ins = *ir_get(w->fn, r);
	bool is_signed = ins.flags & INSF_SIGNED;
	ir_ref v = read_piece(w, r, p, ins.a);

	if (ins.width < p->size) {
		v = ir_put_imm(w->fn, r, IR_LSHR, v, part_shift(w, p, off, ins.width));
		v = ir_put_extend(w->fn, r, v, ins.width, is_signed);
	} else if (is_signed != p->is_signed) {
		v = ir_put_extend(w->fn, r, v, ins.width, is_signed);
	}
	if (ir_get(w->fn, v)->type == IR_PTR || ins.type == IR_PTR)
		v = ir_put_convert(w->fn, r, ins.type, v, false);
	else
		v = ir_put_convert(w->fn, r, ins.type, v, is_signed);
	ir_replace(w->fn, r, v);
}

/* variable = variable & ~(mask << shift) | (v & mask) << shift */
static void rewrite_store(struct rewrite *w, ir_ref r, const struct sroa_piece *p, uint32_t off)
{
	struct ir_ins ins = *ir_get(w->fn, r);
	ir_ref v = ir_resolve(w->fn, ins.b);

	if (ins.width == p->size) {
		v = normalise(w, r, p, v);
	} else {
		unsigned shift = part_shift(w, p, off, ins.width);
		uint64_t mask = low_mask(ins.width * 8u) << shift;
		ir_ref old = ir_put_imm(w->fn, r, IR_AND, read_piece(w, r, p, ins.a),
			(int64_t)(~mask & low_mask(p->size * 8)));

		v = ir_put_extend(
			w->fn, r, ir_put_convert(w->fn, r, p->type, v, false), ins.width, false);
		v = ir_put_binary(w->fn, r, IR_OR, old, ir_put_imm(w->fn, r, IR_SHL, v, shift));
	}
	write_piece(w, p, v);
	ir_remove(w->fn, r);
}

static bool inside(const struct sroa_piece *p, uint32_t off, uint32_t size)
{
	return p->promoted && p->off >= off && p->off + p->size <= off + size;
}

/* The byte, in each byte of the piece's variable. */
static ir_ref repeated(struct rewrite *w, ir_ref at, const struct sroa_piece *p, ir_ref byte)
{
	if (p->size > 1) {
		byte = ir_put_convert(w->fn, at, p->size == 8 ? IR_I64 : IR_I32, byte, false);
		byte = ir_put_imm(w->fn, at, IR_MUL, byte,
			(int64_t)(0x0101010101010101ull & low_mask(p->size * 8)));
	}
	return normalise(w, at, p, byte);
}

static void rewrite_memset(struct rewrite *w, ir_ref r, struct sroa_slot *slot, uint32_t off)
{
	struct ir_ins ins = *ir_get(w->fn, r);
	ir_ref byte = ir_put_extend(w->fn, r, ir_resolve(w->fn, ins.args[1]), 1, false);
	int64_t size = 0;

	ir_is_const(w->fn, ins.args[2], &size);
	vec_for (p, &slot->piece)
		if (inside(p, off, (uint32_t)size))
			write_piece(w, p, repeated(w, r, p, byte));
	if (slot->memory)
		return;
	ir_remove(w->fn, r);
	w->changed = true;
}

/* One memcpy; a slot that is NULL is real memory. */
struct copy {
	ir_ref ins, dst, src;
	struct sroa_slot *to, *from;
	uint32_t to_off, from_off, size;
	unsigned align;
};

static unsigned align_at(const struct copy *c, uint32_t by)
{
	unsigned low = by ? by & -by : 8;

	return low < c->align ? low : c->align;
}

static ir_ref load_part(struct rewrite *w, const struct copy *c, const struct sroa_piece *p)
{
	uint32_t by = p->off - c->to_off;

	if (p->is_ptr && align_at(c, by) >= 8)
		return ir_put(w->fn, c->ins,
			(struct ir_ins){.op = IR_LOAD,
				.type = IR_PTR,
				.a = c->src,
				.imm = by,
				.width = 8,
				.align = 8});
	return ir_put_load(w->fn, c->ins, c->src, by, p->size, align_at(c, by));
}

/* What the copy makes of a variable of its destination. */
static ir_ref copied_value(struct rewrite *w, const struct copy *c, const struct sroa_piece *p)
{
	const struct sroa_piece *q =
		c->from ? sroa_piece_at(c->from, p->off - c->to_off + c->from_off) : NULL;
	ir_ref v;

	if (q && q->promoted && q->size == p->size)
		v = read_piece(w, c->ins, q, c->src);
	else if (c->from && c->from->filled)
		v = repeated(w, c->ins, p, ir_const(w->fn, IR_I32, c->from->fill));
	else if (c->from && !c->from->memory)
		v = ir_undef(w->fn, p->type);
	else
		v = load_part(w, c, p);
	return normalise(w, c->ins, p, v);
}

/* Variables of the source whose bytes in the destination are memory. */
static void store_parts(struct rewrite *w, const struct copy *c)
{
	vec_for (q, &c->from->piece) {
		uint32_t by = q->off - c->from_off;
		const struct sroa_piece *p;

		if (!inside(q, c->from_off, c->size))
			continue;
		p = c->to ? sroa_piece_at(c->to, c->to_off + by) : NULL;
		if (p && p->promoted && p->size == q->size)
			continue;
		ir_put_store(w->fn, c->ins, c->dst, by, read_piece(w, c->ins, q, c->src), q->size,
			align_at(c, by));
	}
}

static void set_run(struct rewrite *w, const struct copy *c, uint32_t by, uint32_t size)
{
	ir_ref *args = arena_array(w->fn->arena, ir_ref, 3);

	if (!size)
		return;
	args[0] = ir_put_imm(w->fn, c->ins, IR_ADD, c->dst, by);
	args[1] = ir_const(w->fn, IR_I32, c->from->fill);
	args[2] = ir_const(w->fn, IR_I64, size);
	ir_put(w->fn, c->ins,
		(struct ir_ins){.op = IR_MEMSET,
			.align = (uint8_t)align_at(c, by),
			.nargs = 3,
			.args = args});
}

/* The bytes of a filled source between its variables, in the destination's memory. */
static void set_rest(struct rewrite *w, const struct copy *c)
{
	uint32_t by = 0;

	vec_for (q, &c->from->piece)
		if (inside(q, c->from_off, c->size)) {
			set_run(w, c, by, q->off - c->from_off - by);
			by = q->off + q->size - c->from_off;
		}
	set_run(w, c, by, c->size - by);
}

static bool has_pieces(const struct sroa_slot *slot, uint32_t off, uint32_t size)
{
	if (slot)
		vec_for (p, &slot->piece)
			if (inside(p, off, size))
				return true;
	return false;
}

/* The memcpy itself stays for bytes that are memory on both sides; it goes first, since the stores
 * of variables overwrite what it copied from their stale places. */
static void rewrite_copy(struct rewrite *w, ir_ref r, struct sroa_slot *to, uint32_t to_off,
	struct sroa_slot *from, uint32_t from_off)
{
	struct ir_ins ins = *ir_get(w->fn, r);
	struct copy c = {r, ir_resolve(w->fn, ins.args[0]), ir_resolve(w->fn, ins.args[1]), to,
		from, to_off, from_off, 0, ins.align ? ins.align : 1};
	bool stays = (!to || to->memory) && (!from || from->memory);
	VEC(ir_ref) values = {0};
	uint32_t k = 0;
	int64_t size = 0;

	ir_is_const(w->fn, ins.args[2], &size);
	c.size = (uint32_t)size;
	if (to) /* all values are read before any variable changes */
		vec_for (p, &to->piece)
			if (inside(p, to_off, c.size))
				vec_push(w->s.scratch, &values, copied_value(w, &c, p));
	if (stays && !values.n && !has_pieces(from, from_off, c.size) && !(from && from->filled))
		return;
	w->changed = true;
	if (stays) {
		struct ir_ins again = ins;

		again.prev = again.next = 0;
		ir_put(w->fn, r, again);
	}
	if (from && from->filled && (!to || to->memory))
		set_rest(w, &c);
	if (from && (!to || to->memory))
		store_parts(w, &c);
	if (to)
		vec_for (p, &to->piece)
			if (inside(p, to_off, c.size))
				write_piece(w, p, values.p[k++]);
	ir_remove(w->fn, r);
}

static void rewrite_access(struct rewrite *w, ir_ref r)
{
	struct ir_ins ins = *ir_get(w->fn, r);
	uint32_t off = 0, src_off = 0;
	struct sroa_slot *slot, *src;
	struct sroa_piece *p;

	if (ins.op == IR_LOAD || ins.op == IR_STORE) {
		slot = sroa_find(&w->s, ins.a, ins.imm, &off);
		p = slot ? sroa_piece_at(slot, off) : NULL;
		if (p && p->promoted && ins.op == IR_LOAD)
			rewrite_load(w, r, p, off);
		else if (p && p->promoted)
			rewrite_store(w, r, p, off);
	} else if (ins.op == IR_MEMSET) {
		slot = sroa_find(&w->s, ins.args[0], 0, &off);
		if (slot)
			rewrite_memset(w, r, slot, off);
	} else if (ins.op == IR_MEMCPY || ins.op == IR_MEMMOVE) {
		slot = sroa_find(&w->s, ins.args[0], 0, &off);
		src = sroa_find(&w->s, ins.args[1], 0, &src_off);
		if (slot || src)
			rewrite_copy(w, r, slot, off, src, src_off);
	}
}

static uint32_t make_variables(struct rewrite *w)
{
	uint32_t n = 0;

	for (uint32_t i = 0; i < w->fn->slots.n; i++)
		if (!w->s.slot[i].out)
			vec_for (p, &w->s.slot[i].piece)
				if (p->promoted) {
					p->var = ir_ssa_var(&w->ssa, p->type);
					n = p->var + 1;
				}
	return n;
}

bool opt_sroa(struct ir_pass *p)
{
	struct rewrite w = {.s = {.fn = p->fn, .scratch = p->scratch, .cfg = p->cfg}, .fn = p->fn};
	uint32_t n;

	if (!p->fn->slots.n || !sroa_slice(&w.s))
		return false;
	ir_ssa_init(&w.ssa, p->fn, p->scratch);
	n = make_variables(&w);
	w.value = arena_array(p->scratch, ir_ref, n + 1);
	w.known_in = arena_array(p->scratch, ir_bid, n + 1);
	for (uint32_t k = 0; k < p->cfg->n_rpo; k++) {
		w.block = p->cfg->rpo[k];
		ir_for_ins_safe (r, p->fn, w.block)
			rewrite_access(&w, r);
	}
	vec_for (wait, &w.waiting)
		ir_replace(p->fn, wait->placeholder,
			ir_ssa_read_begin(&w.ssa, wait->block, wait->var));
	return w.changed;
}
