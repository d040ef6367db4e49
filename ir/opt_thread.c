/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Jump threading: where a predecessor decides how a block will branch, it goes to the target
 *itself.
 *
 *	a: ... br s                        a: ... br yes
 *	b: ... br s                   ->   b: ... br no
 *	s: x = phi [a: 0] [b: 1]
 *	   c = cmp eq x, 0 ; cbr c, yes, no
 *
 * The block may hold phis and a few pure operations, nothing else, so nothing is duplicated but
 * knowledge: each of its values that is used elsewhere must be a leaf or a phi's argument on this
 * edge. Such values have two definitions afterwards and are put together again by ssa.h.
 *
 * Where the outcome is not known, a block that holds nothing but a branch on a phi (or on its
 * comparison with a leaf) is put in the place of the jumps to it: each jump is a branch then.
 *
 * Loop headers are left alone (the loop would get a second entry; see opt_rotate.c). No load and no
 *check moves: the path through s merely loses a branch whose outcome it knew.
 */
#include "fold.h"
#include "pass.h"
#include "ssa.h"
#include "thread.h"

/* Operations in a block that is looked through, and edges into it. */
#define MAX_OPS    THREAD_OPS
#define MAX_EDGES  64
#define MAX_ROUNDS 4

static bool is_candidate(const struct threader *t, ir_bid b)
{
	const struct ir_block *block = t->fn->blocks.p[b];
	const struct ir_ins *term = ir_get(t->fn, block->last);
	uint32_t loop = t->cfg->loop_of[b], n = 0;

	if (block->preds.n < 2 || block->preds.n > MAX_EDGES ||
		ir_get(t->fn, block->first)->op != IR_PHI)
		return false;
	if (term->op != IR_CBR && term->op != IR_SWITCH)
		return false;
	if (loop != IR_NO_BLOCK && t->cfg->loops.p[loop].header == b)
		return false;
	for (ir_ref r = block->first; r != block->last; r = ir_get(t->fn, r)->next)
		if (!(ir_ops[ir_get(t->fn, r)->op].flags & OPF_PURE) ||
			ir_get(t->fn, r)->op == IR_ASM_OUT || ++n > MAX_OPS || r >= t->uses.n ||
			bitset_has(&t->dirty, r))
			return false;
	return true;
}

ir_ref thread_on_edge(const struct threader *t, ir_ref r)
{
	for (uint32_t i = 0; i < t->n; i++)
		if (t->from[i] == r)
			return t->to[i];
	return r;
}

/* The values of block b when it is entered by edge e; 0 for what is not known without computing it.
 */
void thread_evaluate(struct threader *t, ir_bid b, uint32_t e)
{
	const struct ir_block *block = t->fn->blocks.p[b];

	t->n = 0;
	for (ir_ref r = block->first; r != block->last; r = ir_get(t->fn, r)->next) {
		struct ir_ins ins = *ir_get(t->fn, r);
		ir_ref v = 0;

		if (ins.op == IR_PHI) {
			v = ir_resolve(t->fn, ins.args[e]);
		} else {
			bool all = true;

			for (uint32_t i = 0, n = ir_operand_count(&ins); i < n; i++)
				all &= (*ir_operand(&ins, i) = thread_on_edge(
						t, *ir_operand(&ins, i))) != 0;
			v = all ? ir_simplify(t->fn, &ins) : 0;
		}
		t->from[t->n] = r;
		t->to[t->n++] = v;
	}
}

static ir_bid target(const struct threader *t, const struct ir_ins *term)
{
	ir_ref v = thread_on_edge(t, term->a);
	int64_t c;

	if (!v || !ir_is_const(t->fn, v, &c))
		return IR_NO_BLOCK;
	if (term->op == IR_CBR)
		return c ? term->u.br.then : term->u.br.other;
	for (uint32_t i = 0; i < term->u.sw->n; i++)
		if ((uint64_t)c >= term->u.sw->cases[i].lo &&
			(uint64_t)c <= term->u.sw->cases[i].hi)
			return term->u.sw->cases[i].to;
	return term->u.sw->other;
}

static bool is_pred(const struct ir_fn *fn, ir_bid b, ir_bid pred)
{
	for (uint32_t i = 0; i < fn->blocks.p[b]->preds.n; i++)
		if (fn->blocks.p[b]->preds.p[i] == pred)
			return true;
	return false;
}

/* Is r used outside its block, or by a phi on an edge that stays? */
bool thread_used_outside(const struct threader *t, ir_ref r, ir_bid b)
{
	ir_for_uses(u, &t->uses, r) if (ir_get(t->fn, u->user)->block != b ||
					ir_get(t->fn, u->user)->op == IR_PHI) return true;
	return false;
}

/* The edge can be threaded when it decides the branch and all that is used elsewhere is known on
 * it. */
static bool try_edge(struct threader *t, ir_bid b, uint32_t e, struct thread *out)
{
	const struct ir_block *block = t->fn->blocks.p[b];
	ir_bid pred = block->preds.p[e];

	thread_evaluate(t, b, e);
	out->pred = pred;
	out->to = target(t, ir_get(t->fn, block->last));
	if (out->to == IR_NO_BLOCK || out->to == b || pred == b || is_pred(t->fn, out->to, pred))
		return false;
	for (uint32_t i = 0; i < block->preds.n; i++)
		if (i != e && block->preds.p[i] == pred)
			return false;
	for (uint32_t i = 0; i < t->n; i++) {
		if (!t->to[i] && thread_used_outside(t, t->from[i], b))
			return false;
		out->value[i] = t->to[i];
	}
	return true;
}

/* ---- doing it ---- */

void thread_gains_use(struct threader *t, ir_ref r)
{
	if (r < t->uses.n)
		bitset_add(&t->dirty, r);
}

static void redirect(struct threader *t, ir_bid b, const struct thread *th)
{
	VEC(ir_ref) args = {0};
	uint32_t edge = ir_pred_index(t->fn, th->to, b), n = 0;

	ir_for_phis (r, t->fn, th->to) {
		ir_ref v = ir_get(t->fn, r)->args[edge];

		for (uint32_t i = 0; i < t->n; i++)
			if (t->from[i] == v)
				v = th->value[i];
		thread_gains_use(t, v);
		vec_push(t->scratch, &args, v);
	}
	ir_redirect(t->fn, th->pred, b, th->to);
	ir_for_phis (r, t->fn, th->to) {
		struct ir_ins *phi = ir_get(t->fn, r);

		phi->args[phi->nargs - 1] = args.p[n++];
	}
}

/* A use of block b's value v, which has another definition at the end of each threaded edge's
 * source. */
static void repair_use(
	struct threader *t, struct ir_ssa *ssa, ir_var var, const struct ir_use *u, ir_bid b)
{
	const struct ir_ins *user = ir_get(t->fn, u->user);
	ir_bid at = user->block;
	ir_ref v;

	if (at == IR_NO_BLOCK || (at == b && user->op != IR_PHI))
		return;
	if (user->op == IR_PHI) {
		if (u->operand >= user->nargs ||
			*ir_operand(ir_get(t->fn, u->user), u->operand) == 0)
			return;
		v = ir_ssa_read(ssa, t->fn->blocks.p[at]->preds.p[u->operand], var);
	} else {
		v = ir_ssa_read_begin(ssa, at, var);
	}
	*ir_operand(ir_get(t->fn, u->user), u->operand) = v;
}

/* All uses of r but those in b itself: phis are found anew, since redirecting moves their
 * arguments. */
void thread_repair(struct threader *t, ir_bid b, uint32_t i, const struct thread *th, uint32_t n)
{
	ir_ref r = t->from[i];
	struct ir_ssa ssa;
	ir_var var;

	if (!thread_used_outside(t, r, b))
		return;
	ir_ssa_init(&ssa, t->fn, t->scratch);
	var = ir_ssa_var(&ssa, ir_get(t->fn, r)->type);
	ir_ssa_write(&ssa, b, var, r);
	thread_gains_use(t, r);
	for (uint32_t k = 0; k < n; k++) {
		ir_ssa_write(&ssa, th[k].pred, var, th[k].value[i]);
		thread_gains_use(t, th[k].value[i]);
	}
	ir_for_uses(u, &t->uses, r)
	{
		struct ir_ins *user = ir_get(t->fn, u->user);

		if (user->op != IR_PHI) {
			repair_use(t, &ssa, var, u, b);
			continue;
		}
		for (uint32_t k = 0; user->block != IR_NO_BLOCK && k < user->nargs; k++) {
			struct ir_use now = {u->user, k};

			if (user->args[k] == r)
				repair_use(t, &ssa, var, &now, b);
			user = ir_get(t->fn, u->user);
		}
	}
}

static bool thread_block(struct threader *t, ir_bid b)
{
	struct ir_block *block = t->fn->blocks.p[b];
	VEC(struct thread) all = {0};

	for (uint32_t e = 0; e < block->preds.n; e++) {
		struct thread th = {0};

		if (try_edge(t, b, e, &th))
			vec_push(t->scratch, &all, th);
	}
	if (!all.n)
		return false;
	vec_for (th, &all)
		redirect(t, b, th);
	for (uint32_t i = 0; i < t->n; i++)
		thread_repair(t, b, i, all.p, all.n);
	return true;
}

/* ---- the branch itself goes to where the jumps are ---- */

/* phi; [op phi, leaf;] cbr, of which nothing is used elsewhere. */
struct lone_branch {
	ir_ref phi, op; /* op: 0 when the branch is on the phi */
};

static bool is_lone_branch(const struct threader *t, ir_bid b, struct lone_branch *l)
{
	const struct ir_block *block = t->fn->blocks.p[b];
	const struct ir_ins *term = ir_get(t->fn, block->last), *op;
	ir_ref second = ir_get(t->fn, block->first)->next;

	*l = (struct lone_branch){block->first, second == block->last ? 0 : second};
	if (term->op != IR_CBR || thread_used_outside(t, l->phi, b))
		return false;
	if (!l->op)
		return term->a == l->phi;
	op = ir_get(t->fn, l->op);
	return op->next == block->last && term->a == l->op && op->op == IR_CMP && op->a == l->phi &&
	       ir_is_leaf(ir_get(t->fn, op->b)) && !thread_used_outside(t, l->op, b);
}

/* The arguments that the branch's targets get from b, now also from pred, whose edges are the
 * newest. */
static void copy_arguments(struct threader *t, ir_bid b, ir_bid to)
{
	uint32_t edge = ir_pred_index(t->fn, to, b);

	ir_for_phis (r, t->fn, to) {
		struct ir_ins *phi = ir_get(t->fn, r);

		for (uint32_t k = 0; k < phi->nargs; k++)
			if (!phi->args[k]) {
				phi->args[k] = phi->args[edge];
				thread_gains_use(t, phi->args[edge]);
			}
	}
}

static void spread(struct threader *t, ir_bid b, const struct lone_branch *l, ir_bid pred)
{
	uint32_t edge = ir_pred_index(t->fn, b, pred);
	struct ir_ins term = *ir_get(t->fn, t->fn->blocks.p[b]->last);
	ir_ref v = ir_get(t->fn, l->phi)->args[edge];

	thread_gains_use(t, v);
	if (l->op) {
		struct ir_ins op = *ir_get(t->fn, l->op);

		op.a = v;
		v = ir_insert_before(t->fn, t->fn->blocks.p[pred]->last, op);
	}
	term.a = v;
	ir_set_term(t->fn, pred, term);
	copy_arguments(t, b, term.u.br.then);
	copy_arguments(t, b, term.u.br.other);
}

static bool spread_branch(struct threader *t, ir_bid b)
{
	const struct ir_block *block = t->fn->blocks.p[b];
	struct lone_branch l;
	bool any = false;

	if (!is_lone_branch(t, b, &l))
		return false;
	for (uint32_t i = block->preds.n; i-- > 0;)
		if (ir_get(t->fn, t->fn->blocks.p[block->preds.p[i]]->last)->op == IR_BR) {
			spread(t, b, &l, block->preds.p[i]);
			any = true;
		}
	return any;
}

void thread_drop_phis(struct ir_fn *fn)
{
	ir_for_blocks (b, fn)
		if (fn->blocks.p[b]->preds.n == 1)
			ir_for_ins_safe (r, fn, b)
				if (ir_get(fn, r)->op == IR_PHI)
					ir_replace(fn, r, ir_get(fn, r)->args[0]);
}

static bool thread_round(struct threader *t)
{
	bool changed = false;

	t->uses = ir_uses_build(t->scratch, t->fn);
	t->dirty = bitset_new(t->scratch, t->uses.n);
	for (uint32_t k = 0; k < t->cfg->n_rpo; k++) {
		ir_bid b = t->cfg->rpo[k];

		if (!t->fn->blocks.p[b]->removed && is_candidate(t, b))
			changed |= thread_block(t, b) || spread_branch(t, b);
	}
	if (changed) {
		thread_drop_phis(t->fn);
		ir_resolve_all(t->fn);
		ir_remove_unreachable(t->fn);
	}
	return changed;
}

bool opt_thread(struct ir_pass *p)
{
	struct threader t = {.fn = p->fn, .scratch = p->scratch, .cfg = p->cfg};
	bool changed = false;

	for (int i = 0; i < MAX_ROUNDS && thread_round(&t); i++)
		changed = true;
	return changed;
}
