/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * On-the-fly SSA construction. The recursion of the paper becomes two worklists: `todo` holds phis
 * whose arguments are still to be looked up (looking one up may add more), `check` holds complete
 * phis that may be copies of one value. A lookup walks straight up through sealed blocks with one
 * predecessor, and notes what it found in each block of the path, so that no path is walked twice.
 */
#include "ssa.h"

void ir_ssa_init(struct ir_ssa *s, struct ir_fn *fn, struct arena *a)
{
	*s = (struct ir_ssa){.fn = fn, .arena = a};
	vec_push(a, &s->pool, (struct ir_phi_use){0});
}

ir_var ir_ssa_var(struct ir_ssa *s, enum ir_type type)
{
	vec_push(s->arena, &s->vars, (uint8_t)type);
	return s->vars.n - 1;
}

static uint64_t key(ir_bid b, ir_var v)
{
	return (uint64_t)b << 32 | v;
}

static bool sealed(const struct ir_ssa *s, ir_bid b)
{
	return !s->fn->build || s->fn->blocks.p[b]->sealed;
}

static ir_ref known(const struct ir_ssa *s, const struct map *m, ir_bid b, ir_var v)
{
	const uint64_t *r = map_get(m, key(b, v));

	return r ? ir_resolve(s->fn, (ir_ref)*r) : 0;
}

void ir_ssa_write(struct ir_ssa *s, ir_bid b, ir_var v, ir_ref r)
{
	*map_put(s->arena, &s->defs, key(b, v)) = r;
}

/* ---- phis ---- */

static void use_add(struct ir_ssa *s, ir_ref phi, ir_ref user)
{
	uint64_t *head = map_put(s->arena, &s->uses, phi);

	vec_push(s->arena, &s->pool, ((struct ir_phi_use){user, (uint32_t)*head}));
	*head = s->pool.n - 1;
}

/* A phi in b for v, not complete: its arguments come when b is sealed, or from `todo`. */
static ir_ref phi_new(struct ir_ssa *s, ir_bid b, ir_var v)
{
	ir_ref phi = ir_insert_phi(s->fn, b, (enum ir_type)s->vars.p[v]);
	struct ir_ssa_phi item = {phi, v};

	*map_put(s->arena, &s->begins, key(b, v)) = phi;
	if (sealed(s, b)) {
		vec_push(s->arena, &s->todo, item);
		return phi;
	}
	s->fn->ins.p[phi].nargs = 0;
	uint64_t *open = map_put(s->arena, &s->open, b);

	if (!*open)
		*open = map_key(arena_new(s->arena, struct ir_ssa_phis));
	struct ir_ssa_phis *phis = (struct ir_ssa_phis *)(uintptr_t)*open;

	vec_push(s->arena, &phis->v, item);
	return phi;
}

/* The one value besides itself that the phi merges; 0 when there are several, or when an argument
 * is not there yet; undef when there is none at all. */
static ir_ref only_value(const struct ir_ssa *s, ir_ref phi)
{
	const struct ir_ins *x = &s->fn->ins.p[phi];
	ir_ref same = 0;

	for (uint32_t i = 0; i < x->nargs; i++) {
		ir_ref arg = ir_resolve(s->fn, x->args[i]);

		if (!arg || (same && arg != same && arg != phi))
			return 0;
		if (arg != phi)
			same = arg;
	}
	return same ? same : ir_undef(s->fn, (enum ir_type)s->fn->ins.p[phi].type);
}

/* Replace the phis in `check` that merge one value only; their users are checked in turn. */
static void remove_trivial(struct ir_ssa *s)
{
	while (s->check.n) {
		ir_ref phi = vec_pop(&s->check);

		if (s->fn->ins.p[phi].op != IR_PHI || !s->fn->ins.p[phi].nargs)
			continue;
		ir_ref same = only_value(s, phi);

		if (!same)
			continue;
		ir_replace(s->fn, phi, same);
		uint64_t *head = map_get(&s->uses, phi);
		bool pass_on = s->fn->ins.p[same].op == IR_PHI;

		for (uint32_t u = head ? (uint32_t)*head : 0; u; u = s->pool.p[u].next) {
			ir_ref user = s->pool.p[u].user;

			if (user == phi || s->fn->ins.p[user].op != IR_PHI)
				continue;
			vec_push(s->arena, &s->check, user);
			if (pass_on)
				use_add(s, same, user);
		}
	}
}

/* ---- lookup ---- */

/* A new walk: no block is seen. */
static void walk_begin(struct ir_ssa *s)
{
	while (s->seen.n < s->fn->blocks.n)
		vec_push(s->arena, &s->seen, 0);
	s->stamp++;
	s->path.n = 0;
}

/* v at the beginning of b, which has no single predecessor to go on to. */
static ir_ref value_at_join(struct ir_ssa *s, ir_bid b, ir_var v)
{
	if (sealed(s, b) && !s->fn->blocks.p[b]->preds.n)
		return ir_undef(s->fn, (enum ir_type)s->vars.p[v]);
	return phi_new(s, b, v);
}

/* v at the end (or the beginning) of b; phis that are made on the way wait in `todo`. */
static ir_ref lookup(struct ir_ssa *s, ir_bid b, ir_var v, bool at_end)
{
	ir_ref r = 0;

	walk_begin(s);
	for (;; at_end = true) {
		const struct ir_block *block = s->fn->blocks.p[b];

		if (at_end && (r = known(s, &s->defs, b, v)))
			break;
		vec_push(s->arena, &s->path, b);
		if ((r = known(s, &s->begins, b, v)))
			break;
		if (s->seen.p[b] == s->stamp) { /* a cycle that nothing enters */
			r = ir_undef(s->fn, (enum ir_type)s->vars.p[v]);
			break;
		}
		s->seen.p[b] = s->stamp;
		if (!sealed(s, b) || block->preds.n != 1) {
			r = value_at_join(s, b, v);
			break;
		}
		b = block->preds.p[0];
	}
	vec_for (step, &s->path) {
		*map_put(s->arena, &s->begins, key(*step, v)) = r;
	}
	return r;
}

/* Look up the arguments of all phis in `todo`, then drop the phis that merge nothing. */
static void drain(struct ir_ssa *s)
{
	while (s->todo.n) {
		struct ir_ssa_phi item = vec_pop(&s->todo);
		ir_bid b = s->fn->ins.p[item.phi].block;

		for (uint32_t i = 0; i < s->fn->blocks.p[b]->preds.n; i++) {
			ir_ref arg = lookup(s, s->fn->blocks.p[b]->preds.p[i], item.var, true);

			s->fn->ins.p[item.phi].args[i] = arg;
			if (s->fn->ins.p[arg].op == IR_PHI)
				use_add(s, arg, item.phi);
		}
		vec_push(s->arena, &s->check, item.phi);
	}
	remove_trivial(s);
}

static ir_ref read_at(struct ir_ssa *s, ir_bid b, ir_var v, bool at_end)
{
	ir_ref r = lookup(s, b, v, at_end);

	drain(s);
	return ir_resolve(s->fn, r);
}

ir_ref ir_ssa_read(struct ir_ssa *s, ir_bid b, ir_var v)
{
	return read_at(s, b, v, true);
}
ir_ref ir_ssa_read_begin(struct ir_ssa *s, ir_bid b, ir_var v)
{
	return read_at(s, b, v, false);
}

void ir_ssa_seal(struct ir_ssa *s, ir_bid b)
{
	struct ir_block *block = s->fn->blocks.p[b];
	const uint64_t *open = map_get(&s->open, b);

	if (block->sealed)
		return;
	block->sealed = true;
	if (!open)
		return;
	struct ir_ssa_phis *phis = (struct ir_ssa_phis *)(uintptr_t)*open;

	vec_for (item, &phis->v) {
		struct ir_ins *phi = &s->fn->ins.p[item->phi];

		phi->nargs = block->preds.n;
		phi->args = arena_array(s->fn->arena, ir_ref, block->preds.n);
		vec_push(s->arena, &s->todo, *item);
	}
	drain(s);
}
