/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Tail recursion to a loop: a call of the function itself whose result is all that is returned
 *becomes a jump to its beginning, with the arguments as the parameters. The kernel refuses
 *recursion, and an always_inline function that recurses can be inlined once it is a loop.
 *
 *	f(p): B; x = call f(q); br .. ret x   =>   br head;  head: p' = phi(p, q ..); B; br head
 *
 * Only where the frame has no objects: each call would have its own.
 */
#include "pass.h"

enum { MAX_STEPS = 8 }; /* jumps between the call and the return */

/* Behind `call` there are jumps alone, then its result (or nothing) is returned. */
static bool is_returned(const struct ir_fn *fn, ir_ref call)
{
	ir_ref r = ir_get(fn, call)->next, v = call;
	ir_bid b = ir_get(fn, call)->block;

	for (int i = 0; i < MAX_STEPS && r && ir_get(fn, r)->op == IR_BR; i++) {
		ir_bid to = ir_get(fn, r)->u.br.then;
		uint32_t edge = ir_pred_index(fn, to, b);
		ir_ref now = v;

		/* what carries the result on */
		ir_for_phis (p, fn, to)
			if (ir_resolve(fn, ir_get(fn, p)->args[edge]) == v)
				now = p;
		v = now;
		b = to;
		r = fn->blocks.p[b]->first;
		while (r && ir_get(fn, r)->op == IR_PHI)
			r = ir_get(fn, r)->next;
	}
	if (!r || ir_get(fn, r)->op != IR_RET)
		return false;
	return !ir_get(fn, r)->a || ir_resolve(fn, ir_get(fn, r)->a) == v;
}

static bool has_objects(const struct ir_fn *fn)
{
	vec_for (s, &fn->slots)
		if (!s->removed)
			return true;
	return false;
}

/* The function's code behind a new entry, so that it can be jumped to. */
static ir_bid make_head(struct ir_fn *fn)
{
	ir_bid head = ir_block_new(fn, "again");
	struct ir_block *from = fn->blocks.p[0], *to = fn->blocks.p[head];

	*to = (struct ir_block){
		.id = head, .first = from->first, .last = from->last, .name = "again"};
	from->first = from->last = 0;
	ir_for_ins (r, fn, head)
		ir_get(fn, r)->block = head;
	for (uint32_t i = 0, n = ir_succ_count(ir_get(fn, to->last)); i < n; i++) {
		ir_bid s = *ir_succ(ir_get(fn, to->last), i);

		vec_for (p, &fn->blocks.p[s]->preds)
			if (*p == 0)
				*p = head;
	}
	ir_append(fn, 0, (struct ir_ins){.op = IR_BR, .u.br.then = head});
	return head;
}

static void replace_operands(struct ir_fn *fn, ir_ref old, ir_ref with)
{
	ir_for_blocks (b, fn)
		ir_for_ins (r, fn, b)
			for (uint32_t i = 0, n = ir_operand_count(ir_get(fn, r)); i < n; i++) {
				ir_ref *o = ir_operand(ir_get(fn, r), i);

				if (ir_resolve(fn, *o) == old)
					*o = with;
			}
}

bool opt_tail(struct ir_pass *p)
{
	struct ir_fn *fn = p->fn;
	VEC(ir_ref) calls = {0};
	ir_ref *phis = arena_array(p->scratch, ir_ref, fn->params.n + 1);

	if (has_objects(fn))
		return false;
	ir_for_blocks (b, fn)
		ir_for_ins (r, fn, b) {
			const struct ir_ins *x = ir_get(fn, r);

			if (x->op == IR_CALL && x->u.sym == fn->sym && x->nargs == fn->params.n &&
				is_returned(fn, r))
				vec_push(p->scratch, &calls, r);
		}
	if (!calls.n)
		return false;
	ir_bid head = make_head(fn);

	for (uint32_t i = 0; i < fn->params.n; i++) {
		ir_ref param = ir_param(fn, i);

		phis[i] = ir_insert_phi(fn, head, (enum ir_type)fn->params.p[i]);
		replace_operands(fn, param, phis[i]);
		ir_get(fn, phis[i])->args[0] = param;
	}
	vec_for (c, &calls) {
		ir_bid b = ir_get(fn, *c)->block;
		uint32_t n = ir_get(fn, *c)->nargs;
		ir_ref *args = arena_dup(p->scratch, ir_get(fn, *c)->args, n * sizeof(*args));

		ir_set_term(fn, b, (struct ir_ins){.op = IR_BR, .u.br.then = head});
		ir_replace(fn, *c, ir_undef(fn, (enum ir_type)ir_get(fn, *c)->type));
		for (uint32_t i = 0; i < n; i++)
			ir_get(fn, phis[i])->args[ir_pred_index(fn, head, b)] = args[i];
	}
	ir_resolve_all(fn);
	ir_remove_unreachable(fn);
	return true;
}
