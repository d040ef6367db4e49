/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Symbols. Two things about the module as a whole:
 *
 *   - a static datum that is not volatile, is in no section of its own, and whose address is used
 * for nothing but reading is constant: `static long (*bpf_foo)(void) = (void *)7;` becomes a
 * number;
 *   - what neither a program nor anything visible from outside refers to is dropped: inlined
 *     functions, externs that only dead code called, strings nobody prints.
 */
#include "pass.h"

struct globals {
	struct ir_module *m;
	struct arena *scratch;
	struct bitset written; /* symbols: their address is used for more than reading */
	struct bitset live;
	VEC(struct ir_sym *) work;
};

/* ---- constant data ---- */

/* Data that another translation unit, user space or a section's meaning may change. */
static bool can_be_const(const struct ir_sym *s)
{
	return s->kind == IR_SYM_DATA && s->data && s->linkage == IR_LINK_STATIC && !s->used &&
	       !s->section && !s->data->is_volatile && !s->data->is_const;
}

/* Does the use as operand i only read, or give (*derived) another address into the same datum? */
static bool only_reads(const struct ir_ins *ins, uint32_t i, bool *derived)
{
	if (ins->flags & INSF_VOLATILE)
		return false;
	switch (ins->op) {
	case IR_LOAD:
	case IR_MEMCMP: return true;
	case IR_MEMCPY:
	case IR_MEMMOVE: return i == 1;
	case IR_ADD:
	case IR_SUB: *derived = i == 0 && ins->type == IR_PTR; return *derived;
	default: return false;
	}
}

/* The datum that operand o's address is in; derived addresses come later in the dominance order
 * only, so one that is not known yet is taken for written. */
static void note_uses(struct globals *g, struct ir_fn *fn)
{
	struct arena a = arena_beside(fn->arena);
	struct ir_sym **base = arena_array(&a, struct ir_sym *, fn->ins.n);
	struct ir_cfg *cfg = ir_cfg_new(&a, fn);

	for (ir_ref r = 1; r < fn->ins.n; r++)
		if (ir_get(fn, r)->op == IR_GADDR)
			base[r] = ir_get(fn, r)->u.sym;
	for (uint32_t k = 0; k < cfg->n_rpo; k++)
		ir_for_ins (r, fn, cfg->rpo[k]) {
			struct ir_ins *ins = ir_get(fn, r);

			for (uint32_t i = 0, n = ir_operand_count(ins); i < n; i++) {
				struct ir_sym *s = base[ir_resolve(fn, *ir_operand(ins, i))];
				bool derived = false;

				if (s && !only_reads(ins, i, &derived))
					bitset_add(&g->written, s->index);
				if (derived)
					base[r] = s;
			}
		}
	arena_free(&a);
}

static bool find_constants(struct globals *g)
{
	bool changed = false, any = false;

	vec_for (s, &g->m->syms)
		any |= can_be_const(*s);
	if (!any)
		return false;
	vec_for (s, &g->m->syms) {
		if ((*s)->fn)
			note_uses(g, (*s)->fn);
		if ((*s)->data)
			vec_for (r, &(*s)->data->relocs)
				bitset_add(&g->written, r->sym->index);
	}
	vec_for (s, &g->m->syms)
		if (can_be_const(*s) && !bitset_has(&g->written, (*s)->index))
			(*s)->data->is_const = changed = true;
	return changed;
}

/* ---- dead symbols ---- */

static void mark(struct globals *g, struct ir_sym *s)
{
	if (bitset_has(&g->live, s->index))
		return;
	bitset_add(&g->live, s->index);
	vec_push(g->scratch, &g->work, s);
}

static void mark_code(struct globals *g, struct ir_fn *fn)
{
	ir_for_blocks (b, fn)
		ir_for_ins (r, fn, b) {
			struct ir_ins *ins = ir_get(fn, r);

			if (ins->op == IR_CALL)
				mark(g, ins->u.sym);
			for (uint32_t i = 0, n = ir_operand_count(ins); i < n; i++) {
				const struct ir_ins *o =
					ir_get(fn, ir_resolve(fn, *ir_operand(ins, i)));

				if (o->op == IR_GADDR)
					mark(g, o->u.sym);
			}
		}
}

static bool is_root(const struct ir_sym *s)
{
	if (s->linkage == IR_LINK_EXTERN || s->linkage == IR_LINK_EXTERN_WEAK)
		return s->used; /* by the text of inline assembly */
	return s->linkage != IR_LINK_STATIC || s->used || (s->fn && s->fn->is_program);
}

static bool drop_dead(struct globals *g)
{
	uint32_t n = 0, before = g->m->syms.n;

	vec_for (s, &g->m->syms)
		if (is_root(*s))
			mark(g, *s);
	while (g->work.n) {
		struct ir_sym *s = vec_pop(&g->work);

		if (s->fn)
			mark_code(g, s->fn);
		if (s->data)
			vec_for (r, &s->data->relocs)
				mark(g, r->sym);
	}
	for (uint32_t i = 0; i < before; i++) {
		struct ir_sym *s = g->m->syms.p[i];

		if (!bitset_has(&g->live, s->index))
			continue;
		g->m->syms.p[n] = s;
		n++;
	}
	g->m->syms.n = n;
	for (uint32_t i = 0; i < n; i++)
		g->m->syms.p[i]->index = i;
	return n < before;
}

bool opt_global(struct ir_pass *p)
{
	struct globals g = {.m = p->m, .scratch = p->scratch};
	uint32_t n = 0;
	bool changed;

	vec_for (s, &p->m->syms)
		(*s)->index = n++;
	g.written = bitset_new(p->scratch, n);
	g.live = bitset_new(p->scratch, n);
	changed = drop_dead(&g);
	return find_constants(&g) || changed;
}
