/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Unrolling, the mechanics.
 *
 *	h: phi [in: a] [l: x]            h0: phi [in: a] ... l0: -> h1
 *	   ...                     ->    h1: phi [l0: x0] ... l1: -> h2
 *	l: -> h                          hn: ... ln: -> h0, or unreachable
 *
 * Before, the loop is closed: each block outside that it leads to has predecessors inside only, and
 * values that are used outside go through phis there. Then the copies touch nothing outside the
 * loop but these phis, which get an argument for each new edge.
 */
#include "unroll.h"

#include "clone.h"
#include "ssa.h"

struct closing {
	struct ir_fn *fn;
	const struct ir_cfg *cfg;
	const struct ir_loop *loop;
	const struct ir_uses *uses;
	struct arena *arena;
	struct bitset inside; /* blocks */
	VEC(ir_bid) exits;    /* that only the loop leads to */
};

static bool is_inside(const struct bitset *inside, ir_bid b)
{
	return b < inside->bits && bitset_has(inside, b);
}

static struct bitset blocks_of(struct arena *a, const struct ir_fn *fn, const struct ir_loop *loop)
{
	struct bitset s = bitset_new(a, fn->blocks.n);

	vec_for (b, &loop->body)
		bitset_add(&s, *b);
	return s;
}

/* ---- closing ---- */

/* All edges from the loop to `exit` lead to a new block, from which one leads on. */
static void split_exit(struct closing *c, ir_bid exit)
{
	struct ir_fn *fn = c->fn;
	ir_bid alone = ir_block_new(fn, NULL);
	struct ir_ins br = {.op = IR_BR};
	VEC(ir_ref) phis = {0};
	uint32_t n = 0;

	fn->blocks.p[alone]->sealed = true;
	ir_for_phis (r, fn, exit) {
		ir_ref phi = ir_insert_phi(fn, alone, ir_get(fn, r)->type);

		vec_push(c->arena, &phis, phi);
	}
	for (uint32_t i = 0; i < fn->blocks.p[exit]->preds.n;) {
		ir_bid pred = fn->blocks.p[exit]->preds.p[i];
		VEC(ir_ref) args = {0};

		if (!is_inside(&c->inside, pred)) {
			i++;
			continue;
		}
		/* ir_redirect takes the first edge of several: its arguments are at the first index
		 */
		ir_for_phis (r, fn, exit)
			vec_push(c->arena, &args,
				ir_get(fn, r)->args[ir_pred_index(fn, exit, pred)]);
		ir_redirect(fn, pred, exit, alone);
		for (uint32_t k = 0; k < phis.n; k++)
			ir_get(fn, phis.p[k])->args[ir_get(fn, phis.p[k])->nargs - 1] = args.p[k];
	}
	br.u.br.then = exit;
	ir_append(fn, alone, br);
	ir_for_phis (r, fn, exit)
		ir_get(fn, r)->args[ir_get(fn, r)->nargs - 1] = phis.p[n++];
}

void unroll_split_exits(struct ir_fn *fn, const struct ir_loop *loop, struct arena *a)
{
	struct closing c = {.fn = fn, .loop = loop, .arena = a, .inside = blocks_of(a, fn, loop)};

	vec_for (exit, &loop->exits) {
		const struct ir_block *block = fn->blocks.p[*exit];
		bool shared = false;

		for (uint32_t i = 0; i < block->preds.n; i++)
			shared |= !is_inside(&c.inside, block->preds.p[i]);
		if (shared)
			split_exit(&c, *exit);
	}
}

static void find_exits(struct closing *c)
{
	struct bitset seen = bitset_new(c->arena, c->fn->blocks.n);

	vec_for (b, &c->loop->body) {
		struct ir_ins *term = ir_get(c->fn, c->fn->blocks.p[*b]->last);

		for (uint32_t i = 0, n = ir_succ_count(term); i < n; i++) {
			ir_bid to = *ir_succ(term, i);

			if (is_inside(&c->inside, to) || bitset_has(&seen, to))
				continue;
			bitset_add(&seen, to);
			vec_push(c->arena, &c->exits, to);
		}
	}
}

static bool is_available(const struct closing *c, ir_ref v, ir_bid exit)
{
	vec_for (p, &c->fn->blocks.p[exit]->preds)
		if (!ir_dominates(c->cfg, ir_get(c->fn, v)->block, *p))
			return false;
	return true;
}

/* A phi of v in each exit where it is available. */
static ir_var close_value(struct closing *c, struct ir_ssa *ssa, ir_ref v)
{
	ir_var var = ir_ssa_var(ssa, ir_get(c->fn, v)->type);

	vec_for (exit, &c->exits) {
		ir_ref phi;

		if (!is_available(c, v, *exit))
			continue;
		phi = ir_insert_phi(c->fn, *exit, ir_get(c->fn, v)->type);
		for (uint32_t i = 0; i < ir_get(c->fn, phi)->nargs; i++)
			ir_get(c->fn, phi)->args[i] = v;
		ir_ssa_write(ssa, *exit, var, phi);
	}
	return var;
}

/* Operand i of `user` takes its value outside the loop: of a phi, in the predecessor. */
static bool is_outside(const struct closing *c, const struct ir_ins *user, uint32_t i, ir_bid *b)
{
	*b = user->op == IR_PHI ? c->fn->blocks.p[user->block]->preds.p[i] : user->block;
	return !is_inside(&c->inside, *b);
}

/* Uses of v outside the loop use its phis, which are at the beginning of their blocks. Operands are
 * looked for, since splitting exits has moved phi arguments. */
static void close_uses(struct closing *c, struct ir_ssa *ssa, ir_ref v)
{
	bool closed = false;
	ir_var var = 0;
	ir_bid b;

	ir_for_uses(u, c->uses, v)
	{
		struct ir_ins *user = ir_get(c->fn, u->user);

		for (uint32_t i = 0; user->block != IR_NO_BLOCK && i < ir_operand_count(user);
			i++) {
			if (*ir_operand(user, i) != v || !is_outside(c, user, i, &b))
				continue;
			if (!closed)
				var = close_value(c, ssa, v);
			closed = true;
			ir_ref now = ir_ssa_read(ssa, b, var);

			user = ir_get(c->fn, u->user);
			*ir_operand(user, i) = now;
		}
	}
}

void unroll_close(struct ir_fn *fn, const struct ir_cfg *cfg, const struct ir_loop *loop,
	const struct ir_uses *uses, struct arena *a)
{
	struct closing c = {.fn = fn, .cfg = cfg, .loop = loop, .uses = uses, .arena = a};
	struct ir_ssa ssa;

	c.inside = blocks_of(a, fn, loop);
	find_exits(&c);
	ir_ssa_init(&ssa, fn, a);
	vec_for (b, &loop->body)
		ir_for_ins (r, fn, *b)
			if (r < uses->n && ir_get(fn, r)->type != IR_VOID)
				close_uses(&c, &ssa, r);
}

/* ---- copying ---- */

struct unrolling {
	struct ir_fn *fn;
	const struct ir_loop *loop;
	struct arena *arena;
	struct bitset inside;
	struct ir_clone clone;
	VEC(ir_ref) phis;   /* of the header */
	VEC(uint32_t) back; /* indices of the back edges among the header's predecessors */
	VEC(ir_bid) from;   /* the newest iteration's sources of these edges */
	VEC(ir_ref) args;   /* ... and phi arguments on them: [phi][edge] */
};

static ir_bid copy_of(const struct unrolling *u, ir_bid b)
{
	return u->clone.block[b] == IR_NO_BLOCK ? b : u->clone.block[b];
}

/* Remember the newest iteration's back edges; the first time the mapping is the identity. */
static void note_back_edges(struct unrolling *u)
{
	const struct ir_block *header = u->fn->blocks.p[u->loop->header];

	u->from.n = u->args.n = 0;
	vec_for (e, &u->back)
		vec_push(u->arena, &u->from, copy_of(u, header->preds.p[*e]));
	vec_for (phi, &u->phis)
		vec_for (e, &u->back)
			vec_push(u->arena, &u->args,
				ir_clone_value(&u->clone, ir_get(u->fn, *phi)->args[*e]));
}

/* Where the terminator of b goes to `old`, let it go to `to`. */
static void retarget(struct ir_fn *fn, ir_bid b, ir_bid old, ir_bid to)
{
	struct ir_ins *term = ir_get(fn, fn->blocks.p[b]->last);

	for (uint32_t i = 0, n = ir_succ_count(term); i < n; i++)
		if (*ir_succ(term, i) == old)
			*ir_succ(term, i) = to;
}

/* The copy of the header is entered by the iteration before it alone. */
static void link_iteration(struct unrolling *u, ir_bid last_header)
{
	ir_bid header = u->clone.block[u->loop->header];
	struct ir_block *block = u->fn->blocks.p[header];
	uint32_t edges = u->back.n;

	block->preds.n = 0;
	for (uint32_t e = 0; e < edges; e++)
		vec_push(u->fn->arena, &block->preds, u->from.p[e]);
	for (uint32_t k = 0; k < u->phis.n; k++) {
		struct ir_ins *phi = ir_get(u->fn, u->clone.value[u->phis.p[k]]);

		phi->nargs = edges;
		phi->flags &= (uint16_t)~INSF_ROOM;
		phi->args = arena_dup(u->fn->arena, &u->args.p[k * edges], edges * sizeof(ir_ref));
	}
	/* The original goes on going back to itself, as long as it is copied. */
	if (last_header != u->loop->header)
		vec_for (b, &u->from)
			retarget(u->fn, *b, last_header, header);
	block->unroll = 0;
}

/* The copies' edges out of the loop. */
static void link_exits(struct unrolling *u)
{
	vec_for (b, &u->loop->body) {
		struct ir_ins *term = ir_get(u->fn, u->fn->blocks.p[*b]->last);

		for (uint32_t i = 0, n = ir_succ_count(term); i < n; i++) {
			ir_bid to = *ir_succ(term, i);
			struct ir_block *exit = u->fn->blocks.p[to];
			uint32_t edge;

			if (is_inside(&u->inside, to))
				continue;
			/* several edges from one block bring the same arguments */
			edge = ir_pred_index(u->fn, to, *b);
			vec_push(u->fn->arena, &exit->preds, u->clone.block[*b]);
			ir_for_phis (r, u->fn, to) {
				ir_ref v = ir_clone_value(&u->clone, ir_get(u->fn, r)->args[edge]);

				ir_phi_push(u->fn, r, v);
			}
		}
	}
}

/* The original header: its old back edges are gone; the newest iteration's come, or none. */
static void close_circle(struct unrolling *u, ir_bid last_header, bool whole)
{
	struct ir_block *header = u->fn->blocks.p[u->loop->header];
	uint32_t edges = u->back.n;

	for (uint32_t e = 0; e < edges && !whole; e++) {
		header->preds.p[u->back.p[e]] = u->from.p[e];
		for (uint32_t k = 0; k < u->phis.n; k++)
			ir_get(u->fn, u->phis.p[k])->args[u->back.p[e]] = u->args.p[k * edges + e];
		retarget(u->fn, u->from.p[e], last_header, u->loop->header);
	}
	if (!whole) {
		header->unroll = 1; /* enough */
		return;
	}
	ir_bid nowhere = ir_block_new(u->fn, NULL);

	u->fn->blocks.p[nowhere]->sealed = true;
	ir_append(u->fn, nowhere, (struct ir_ins){.op = IR_UNREACHABLE});
	for (uint32_t e = edges; e-- > 0;) {
		uint32_t at = u->back.p[e], behind = header->preds.n - at - 1;

		vec_push(u->fn->arena, &u->fn->blocks.p[nowhere]->preds, u->from.p[e]);
		retarget(u->fn, u->from.p[e], last_header, nowhere);
		memmove(&header->preds.p[at], &header->preds.p[at + 1], behind * sizeof(ir_bid));
		header->preds.n--;
		vec_for (phi, &u->phis) {
			struct ir_ins *ins = ir_get(u->fn, *phi);

			memmove(&ins->args[at], &ins->args[at + 1], behind * sizeof(ir_ref));
			ins->nargs--;
		}
	}
	header->unroll = 0;
}

void unroll_copy(
	struct ir_fn *fn, const struct ir_loop *loop, uint32_t copies, bool whole, struct arena *a)
{
	struct unrolling u = {.fn = fn, .loop = loop, .arena = a};
	ir_bid first = IR_NO_BLOCK, last = loop->header;
	const struct ir_block *header = fn->blocks.p[loop->header];
	VEC(ir_bid) latches = {0};

	u.inside = blocks_of(a, fn, loop);
	ir_clone_init(&u.clone, a, fn, fn);
	ir_for_phis (r, fn, loop->header)
		vec_push(a, &u.phis, r);
	for (uint32_t i = 0; i < header->preds.n; i++)
		if (is_inside(&u.inside, header->preds.p[i])) {
			vec_push(a, &u.back, i);
			vec_push(a, &latches, header->preds.p[i]);
		}
	note_back_edges(&u);
	for (uint32_t k = 0; k < copies; k++) {
		ir_clone_blocks(&u.clone, loop->body.p, loop->body.n);
		link_exits(&u);
		link_iteration(&u, last);
		last = u.clone.block[loop->header];
		first = k ? first : last;
		note_back_edges(&u);
	}
	if (copies)
		vec_for (b, &latches)
			retarget(fn, *b, loop->header, first);
	close_circle(&u, last, whole);
}
