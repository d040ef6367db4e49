/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Narrow loads put together by shifts and ors become one wide load:
 *
 *	p[0] | p[1] << 8 | p[2] << 16 | p[3] << 24      ->  load 4 [p]
 *	p[0] << 24 | p[1] << 16 | p[2] << 8 | p[3]      ->  bswap32 (load 4 [p])
 *
 * All loads are in one block with no write between them that may touch the bytes; the wide load is
 * put where the last of them was, behind every check that guards any. It reads exactly the bytes
 *that were read before, where wide.h permits it.
 */
#include "pass.h"
#include "put.h"
#include "uses.h"
#include "wide.h"

#define MAX_PIECES 8
#define MAX_NODES  32
/* Instructions between the first and the last load that are looked at. */
#define MAX_REACH  256

struct piece {
	ir_ref load;
	unsigned shift; /* bits */
};
struct node {
	ir_ref value;
	unsigned shift, limit; /* limit: bits above are lost to a narrower type */
};
struct combiner {
	struct ir_pass *p;
	struct ir_fn *fn;
	const uint32_t *uses;
	uint32_t n_uses; /* of it: what is newer is not looked through */
	struct piece piece[MAX_PIECES];
	unsigned n;
	struct node node[MAX_NODES];
	unsigned nodes;
	/* of the pieces together */
	struct ir_addr at; /* the lowest */
	unsigned low_shift, size;
	ir_ref lowest; /* load */
};

static bool push(struct combiner *c, ir_ref v, unsigned shift, unsigned limit)
{
	if (c->nodes == MAX_NODES)
		return false;
	c->node[c->nodes++] = (struct node){ir_resolve(c->fn, v), shift, limit};
	return true;
}

static bool add_piece(struct combiner *c, const struct node *n, const struct ir_ins *load)
{
	if (load->flags & (INSF_VOLATILE | INSF_SIGNED) || c->n == MAX_PIECES ||
		n->shift + load->width * 8u > n->limit)
		return false;
	c->piece[c->n++] = (struct piece){n->value, n->shift};
	return true;
}

/* Take one node apart. */
static bool expand(struct combiner *c, struct node n, bool is_root)
{
	const struct ir_ins *ins = ir_get(c->fn, n.value);
	int64_t by;

	if (!is_root && (n.value >= c->n_uses || c->uses[n.value] != 1))
		return false;
	switch (ins->op) {
	case IR_OR:
	case IR_XOR:
	case IR_ADD:
		return ins->type != IR_PTR && push(c, ins->a, n.shift, n.limit) &&
		       push(c, ins->b, n.shift, n.limit);
	case IR_SHL:
		return ir_is_const(c->fn, ins->b, &by) && by >= 0 && by < 64 &&
		       push(c, ins->a, n.shift + (unsigned)by, n.limit);
	case IR_ZEXT:
		return push(c, ins->a, n.shift, n.shift + 32 < n.limit ? n.shift + 32 : n.limit);
	case IR_LOAD: return add_piece(c, &n, ins);
	default: return false;
	}
}

static bool collect(struct combiner *c, ir_ref root)
{
	bool is_root = true;

	c->n = c->nodes = 0;
	push(c, root, 0, ir_type_bits(ir_get(c->fn, root)->type));
	while (c->nodes) {
		if (!expand(c, c->node[--c->nodes], is_root))
			return false;
		is_root = false;
	}
	return c->n > 1;
}

/* One root, one block; the lowest address, the lowest bit, the number of bytes. */
static bool measure(struct combiner *c, ir_bid block)
{
	c->low_shift = UINT32_MAX;
	c->size = 0;
	for (unsigned i = 0; i < c->n; i++) {
		const struct ir_ins *load = ir_get(c->fn, c->piece[i].load);
		struct ir_addr at = ir_addr_of_access(c->fn, load);

		if (load->block != block || !at.off_known || (i && at.root != c->at.root))
			return false;
		if (!i || at.off < c->at.off) {
			c->at = at;
			c->lowest = c->piece[i].load;
		}
		if (c->piece[i].shift < c->low_shift)
			c->low_shift = c->piece[i].shift;
		c->size += load->width;
	}
	return c->size <= 8 && is_pow2(c->size);
}

/* Do the pieces lie in memory as they do in the value (or, swapped, the other way round), each byte
 * once? */
static bool is_in_order(const struct combiner *c, bool swapped)
{
	unsigned seen = 0;

	for (unsigned i = 0; i < c->n; i++) {
		const struct ir_ins *load = ir_get(c->fn, c->piece[i].load);
		uint64_t off = (uint64_t)(ir_addr_of_access(c->fn, load).off - c->at.off);
		unsigned bit = c->piece[i].shift - c->low_shift, mask;

		if (off + load->width > c->size || bit % 8 || (swapped && load->width != 1))
			return false;
		if (bit != 8 * (swapped != c->fn->module->big_endian ? c->size - off - load->width
								     : off))
			return false;
		mask = (unsigned)low_mask(load->width) << off;
		if (seen & mask)
			return false;
		seen |= mask;
	}
	return seen == low_mask(c->size);
}

static bool is_piece(const struct combiner *c, ir_ref r)
{
	for (unsigned i = 0; i < c->n; i++)
		if (c->piece[i].load == r)
			return true;
	return false;
}

/* The last load in the block, when nothing between the first and it may write the bytes; else 0. */
static ir_ref last_load(const struct combiner *c, ir_ref root)
{
	struct ir_loc bytes = {c->at, c->size};
	ir_ref last = 0;
	unsigned left = c->n, steps = 0;

	for (ir_ref r = ir_get(c->fn, root)->prev; r && left; r = ir_get(c->fn, r)->prev) {
		const struct ir_ins *ins = ir_get(c->fn, r);

		if (++steps > MAX_REACH)
			return 0;
		if (is_piece(c, r)) {
			left--;
			last = last ? last : r;
		} else if (last && ir_ops[ins->op].flags & OPF_WRITE &&
			   (ins->op != IR_STORE || ir_may_write(c->fn, c->p->esc, ins, bytes))) {
			return 0;
		}
	}
	return left ? 0 : last;
}

static ir_ref swap_bytes(struct combiner *c, ir_ref at, ir_ref v)
{
	enum ir_op op = c->size == 2 ? IR_BSWAP16 : c->size == 4 ? IR_BSWAP32 : IR_BSWAP64;

	return ir_put_unary(c->fn, at, op, c->size == 8 ? IR_I64 : IR_I32, v);
}

static bool combine(struct combiner *c, ir_ref root)
{
	struct ir_ins ins = *ir_get(c->fn, root), low;
	bool swapped;
	ir_ref at, v;

	if (!collect(c, root) || !measure(c, ins.block))
		return false;
	swapped = !is_in_order(c, false);
	if ((swapped && !is_in_order(c, true)) || !ir_may_widen(c->p->opts, c->at, c->size))
		return false;
	at = last_load(c, root);
	if (!at)
		return false;
	low = *ir_get(c->fn, c->lowest);
	/* the address is computed where the lowest load was, which may be behind `at` by no use of
	 * it */
	v = ir_put_load(
		c->fn, ir_get(c->fn, at)->next, low.a, low.imm, c->size, (unsigned)c->at.align);
	if (swapped)
		v = swap_bytes(c, root, v);
	v = ir_put_convert(c->fn, root, ins.type, v, false);
	if (c->low_shift)
		v = ir_put_imm(c->fn, root, IR_SHL, v, c->low_shift);
	ir_replace(c->fn, root, v);
	return true;
}

bool opt_combine(struct ir_pass *p)
{
	struct combiner c = {.p = p, .fn = p->fn, .n_uses = p->fn->ins.n};
	bool changed = false;

	c.uses = ir_uses_count(p->scratch, p->fn);
	ir_for_blocks (b, p->fn)
		/* from the end: the outermost or comes first */
		for (ir_ref r = p->fn->blocks.p[b]->last, prev; r; r = prev) {
			uint8_t op = ir_get(p->fn, r)->op;

			prev = ir_get(p->fn, r)->prev;
			if (r < c.n_uses && (op == IR_OR || op == IR_XOR || op == IR_ADD))
				changed |= combine(&c, r);
		}
	return changed;
}
