/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Dominators by Semi-NCA (Georgiadis, Tarjan, "Dominator tree certification and divergent spanning
 * trees"; the variant that LLVM uses): semidominators with path compression over the depth-first
 * spanning tree, then the nearest common ancestor by walking up. Loops by walking back from each
 * back edge. No recursion: functions can have 100,000 blocks in a row.
 */
#include "cfg.h"

/* ---- depth-first order ---- */

struct dfs_frame {
	ir_bid b;
	uint32_t next; /* successor to visit next */
};

/* Numbers in order of visiting, from 0. */
struct dfs {
	uint32_t *number; /* block -> number; IR_NO_BLOCK: not reached */
	ir_bid *vertex;   /* number -> block */
	uint32_t *parent; /* number -> number */
	uint32_t n;
};

static struct ir_ins *term_of(const struct ir_fn *fn, ir_bid b)
{
	return &fn->ins.p[fn->blocks.p[b]->last];
}

/* Fills d and c->rpo. Successors are visited last to first, so that `then` comes first in rpo. */
static void dfs_walk(struct ir_cfg *c, const struct ir_fn *fn, struct dfs *d)
{
	struct arena scratch = arena_beside(c->arena);
	VEC(struct dfs_frame) stack = {0};
	uint32_t done = 0;

	d->number[0] = 0;
	d->vertex[d->n++] = 0;
	vec_push(&scratch, &stack, ((struct dfs_frame){0, ir_succ_count(term_of(fn, 0))}));
	while (stack.n) {
		struct dfs_frame *f = &vec_last(&stack);

		if (!f->next) {
			c->rpo[done++] = f->b; /* postorder; turned round below */
			stack.n--;
			continue;
		}
		ir_bid to = *ir_succ(term_of(fn, f->b), --f->next);

		if (d->number[to] != IR_NO_BLOCK)
			continue;
		d->parent[d->n] = d->number[f->b];
		d->number[to] = d->n;
		d->vertex[d->n++] = to;
		vec_push(
			&scratch, &stack, ((struct dfs_frame){to, ir_succ_count(term_of(fn, to))}));
	}
	for (uint32_t i = 0; i < done / 2; i++) {
		ir_bid t = c->rpo[i];

		c->rpo[i] = c->rpo[done - 1 - i];
		c->rpo[done - 1 - i] = t;
	}
	c->n_rpo = done;
	for (uint32_t i = 0; i < done; i++)
		c->rpo_of[c->rpo[i]] = i;
	arena_free(&scratch);
}

/* ---- dominators; all in depth-first numbers ---- */

struct semi {
	uint32_t *semi, *label, *ancestor; /* ancestor: the compressed spanning forest */
	uint32_t *path;                    /* scratch of `eval` */
};

/* The vertex with the least semidominator on the path from v up to, but without, what is numbered
 * below `last`; compresses the path. */
static uint32_t eval(struct semi *s, uint32_t v, uint32_t last)
{
	uint32_t n = 0;

	if (s->ancestor[v] < last)
		return s->label[v];
	for (uint32_t u = v; s->ancestor[u] >= last; u = s->ancestor[u])
		s->path[n++] = u;
	uint32_t top = s->ancestor[s->path[n - 1]]; /* its own ancestor is below last */
	uint32_t root = s->ancestor[top], best = s->label[top];

	while (n) {
		uint32_t u = s->path[--n];

		if (s->semi[best] < s->semi[s->label[u]])
			s->label[u] = best;
		else
			best = s->label[u];
		s->ancestor[u] = root;
	}
	return best;
}

static void find_dominators(struct ir_cfg *c, const struct ir_fn *fn, const struct dfs *d)
{
	struct arena scratch = arena_beside(c->arena);
	struct semi s;
	uint32_t *idom = arena_array(&scratch, uint32_t, d->n);

	s.semi = arena_array(&scratch, uint32_t, d->n);
	s.label = arena_array(&scratch, uint32_t, d->n);
	s.ancestor = arena_array(&scratch, uint32_t, d->n);
	s.path = arena_array(&scratch, uint32_t, d->n);
	for (uint32_t i = 0; i < d->n; i++) {
		s.semi[i] = s.label[i] = i;
		s.ancestor[i] = idom[i] = d->parent[i];
	}
	for (uint32_t w = d->n; w-- > 1;) {
		const struct ir_block *b = fn->blocks.p[d->vertex[w]];

		s.semi[w] = d->parent[w];
		for (uint32_t i = 0; i < b->preds.n; i++) {
			uint32_t v = d->number[b->preds.p[i]];

			if (v == IR_NO_BLOCK)
				continue;
			uint32_t u = s.semi[eval(&s, v, w + 1)];

			if (u < s.semi[w])
				s.semi[w] = u;
		}
	}
	for (uint32_t w = 1; w < d->n; w++) {
		while (idom[w] > s.semi[w])
			idom[w] = idom[idom[w]];
		c->idom[d->vertex[w]] = d->vertex[idom[w]];
	}
	arena_free(&scratch);
}

/* Preorder intervals. Children are chained by sibling, in reverse postorder. */
static void number_tree(struct ir_cfg *c)
{
	struct arena scratch = arena_beside(c->arena);
	ir_bid *child = arena_array(&scratch, ir_bid, c->n),
	       *sibling = arena_array(&scratch, ir_bid, c->n);
	uint32_t clock = 0;

	memset(child, 0xff, c->n * sizeof(*child));
	for (uint32_t i = c->n_rpo; i-- > 1;) {
		ir_bid b = c->rpo[i];

		sibling[b] = child[c->idom[b]];
		child[c->idom[b]] = b;
	}
	sibling[0] = IR_NO_BLOCK;
	for (ir_bid b = 0; b != IR_NO_BLOCK;) {
		c->dom_in[b] = clock;
		c->dom_order[clock++] = b;
		if (child[b] != IR_NO_BLOCK) {
			b = child[b];
			continue;
		}
		while (b != IR_NO_BLOCK && sibling[b] == IR_NO_BLOCK) {
			c->dom_out[b] = clock;
			b = c->idom[b];
		}
		if (b == IR_NO_BLOCK)
			break;
		c->dom_out[b] = clock;
		b = sibling[b];
	}
	arena_free(&scratch);
}

/* ---- loops ---- */

/* Claim for `loop` every block from which a latch is reached without its header. Loops are found
 * inner first, so what is claimed already is an inner loop, which is skipped to its header. */
static void claim_body(struct ir_cfg *c, const struct ir_fn *fn, uint32_t loop, ir_bids *work,
	struct arena *scratch)
{
	ir_bid header = c->loops.p[loop].header;

	while (work->n) {
		ir_bid b = vec_pop(work);
		uint32_t inner = c->loop_of[b];

		if (c->rpo_of[b] == IR_NO_BLOCK || b == header)
			continue;
		if (inner == loop)
			continue;
		if (inner == IR_NO_BLOCK) {
			c->loop_of[b] = loop;
		} else {
			while (c->loops.p[inner].parent != IR_NO_BLOCK)
				inner = c->loops.p[inner].parent;
			if (inner == loop)
				continue;
			c->loops.p[inner].parent = loop;
			b = c->loops.p[inner].header;
		}
		vec_for (p, &fn->blocks.p[b]->preds) {
			if (inner == IR_NO_BLOCK || !ir_in_loop(c, inner, *p))
				vec_push(scratch, work, *p);
		}
	}
}

bool ir_in_loop(const struct ir_cfg *c, uint32_t loop, ir_bid b)
{
	for (uint32_t l = c->loop_of[b]; l != IR_NO_BLOCK; l = c->loops.p[l].parent)
		if (l == loop)
			return true;
	return false;
}

/* Headers in reverse of reverse postorder: inner loops before the loops around them. */
static void find_loops(struct ir_cfg *c, const struct ir_fn *fn)
{
	struct arena scratch = arena_beside(c->arena);

	for (uint32_t i = c->n_rpo; i-- > 0;) {
		ir_bid h = c->rpo[i];
		struct ir_loop loop = {
			.header = h, .parent = IR_NO_BLOCK, .preheader = IR_NO_BLOCK};
		ir_bids work = {0};

		vec_for (p, &fn->blocks.p[h]->preds) {
			uint32_t at = c->rpo_of[*p];

			if (at == IR_NO_BLOCK)
				continue;
			if (ir_dominates(c, h, *p)) {
				vec_push(c->arena, &loop.latches, *p);
				vec_push(&scratch, &work, *p);
			} else if (at >= i) {
				c->irreducible = true;
			}
		}
		if (!loop.latches.n)
			continue;
		vec_push(c->arena, &c->loops, loop);
		claim_body(c, fn, c->loops.n - 1, &work, &scratch);
		/* The header itself: an inner loop cannot have the same header. */
		c->loop_of[h] = c->loops.n - 1;
	}
	arena_free(&scratch);
}

/* Found inner first; listed outer first. */
static void reverse_loops(struct ir_cfg *c)
{
	uint32_t n = c->loops.n;

	for (uint32_t i = 0; i < n / 2; i++) {
		struct ir_loop t = c->loops.p[i];

		c->loops.p[i] = c->loops.p[n - 1 - i];
		c->loops.p[n - 1 - i] = t;
	}
	for (uint32_t i = 0; i < n; i++) {
		struct ir_loop *l = &c->loops.p[i];

		if (l->parent != IR_NO_BLOCK)
			l->parent = n - 1 - l->parent;
		l->depth = l->parent == IR_NO_BLOCK ? 1 : c->loops.p[l->parent].depth + 1;
	}
	for (ir_bid b = 0; b < c->n; b++)
		if (c->loop_of[b] != IR_NO_BLOCK)
			c->loop_of[b] = n - 1 - c->loop_of[b];
}

static void find_exits(struct ir_cfg *c, const struct ir_fn *fn, uint32_t loop)
{
	struct ir_loop *l = &c->loops.p[loop];

	vec_for (b, &l->body) {
		for (uint32_t i = 0; i < ir_succ_count(term_of(fn, *b)); i++) {
			ir_bid to = *ir_succ(term_of(fn, *b), i);
			bool known = ir_in_loop(c, loop, to);

			for (uint32_t k = 0; !known && k < l->exits.n; k++)
				known = l->exits.p[k] == to;
			if (!known)
				vec_push(c->arena, &l->exits, to);
		}
	}
}

static void find_preheader(struct ir_cfg *c, const struct ir_fn *fn, uint32_t loop)
{
	struct ir_loop *l = &c->loops.p[loop];
	uint32_t outside = 0;

	vec_for (p, &fn->blocks.p[l->header]->preds) {
		if (ir_in_loop(c, loop, *p))
			continue;
		outside++;
		l->preheader = ir_succ_count(term_of(fn, *p)) == 1 ? *p : IR_NO_BLOCK;
	}
	if (outside != 1)
		l->preheader = IR_NO_BLOCK;
}

static void fill_loops(struct ir_cfg *c, const struct ir_fn *fn)
{
	reverse_loops(c);
	for (uint32_t i = 0; i < c->n_rpo; i++)
		for (uint32_t l = c->loop_of[c->rpo[i]]; l != IR_NO_BLOCK; l = c->loops.p[l].parent)
			vec_push(c->arena, &c->loops.p[l].body, c->rpo[i]);
	for (uint32_t l = 0; l < c->loops.n; l++) {
		find_exits(c, fn, l);
		find_preheader(c, fn, l);
	}
}

/* ---- entry points ---- */

struct ir_cfg *ir_cfg_new(struct arena *a, struct ir_fn *fn)
{
	struct ir_cfg *c = arena_new(a, struct ir_cfg);
	uint32_t n = fn->blocks.n;
	struct arena scratch = arena_beside(a);
	struct dfs d = {.number = arena_array(&scratch, uint32_t, n),
		.vertex = arena_array(&scratch, ir_bid, n),
		.parent = arena_array(&scratch, uint32_t, n)};

	c->arena = a;
	c->n = n;
	c->rpo = arena_array(a, ir_bid, n);
	c->rpo_of = arena_array(a, uint32_t, n);
	c->idom = arena_array(a, ir_bid, n);
	c->dom_in = arena_array(a, uint32_t, n);
	c->dom_out = arena_array(a, uint32_t, n);
	c->dom_order = arena_array(a, ir_bid, n);
	c->loop_of = arena_array(a, uint32_t, n);
	memset(c->rpo_of, 0xff, n * sizeof(uint32_t));
	memset(c->idom, 0xff, n * sizeof(ir_bid));
	memset(c->loop_of, 0xff, n * sizeof(uint32_t));
	memset(d.number, 0xff, n * sizeof(uint32_t));
	dfs_walk(c, fn, &d);
	find_dominators(c, fn, &d);
	number_tree(c);
	find_loops(c, fn);
	fill_loops(c, fn);
	arena_free(&scratch);
	return c;
}

ir_bid ir_dom_common(const struct ir_cfg *c, ir_bid a, ir_bid b)
{
	while (!ir_dominates(c, a, b))
		a = c->idom[a];
	return a;
}

bool ir_ref_dominates(const struct ir_cfg *c, const struct ir_fn *fn, ir_ref def, ir_ref use)
{
	const struct ir_ins *d = &fn->ins.p[def], *u = &fn->ins.p[use];

	if (ir_is_leaf(d))
		return true;
	if (d->block != u->block)
		return ir_dominates(c, d->block, u->block);
	for (ir_ref r = d->next; r; r = fn->ins.p[r].next)
		if (r == use)
			return true;
	return false;
}

/*
 * Sreedhar and Gao's: the blocks of `defs` from the deepest in the dominator tree upwards; of each,
 * its subtree is walked once for edges that leave to a block not deeper than it.
 */
struct frontier {
	const struct ir_cfg *c;
	const struct ir_fn *fn;
	struct arena scratch;
	uint32_t *level; /* depth in the dominator tree */
	uint8_t *visited, *in_out, *queued;
	ir_bids *by_level; /* the queue */
};

static void frontier_queue(struct frontier *f, ir_bid b)
{
	if (f->queued[b] || f->c->rpo_of[b] == IR_NO_BLOCK)
		return;
	f->queued[b] = 1;
	vec_push(&f->scratch, &f->by_level[f->level[b]], b);
}

static void frontier_of(struct frontier *f, ir_bid root, ir_bids *out)
{
	const struct ir_cfg *c = f->c;

	for (uint32_t i = c->dom_in[root]; i < c->dom_out[root]; i++) {
		ir_bid b = c->dom_order[i];

		if (f->visited[b]) { /* its whole subtree is done */
			i = c->dom_out[b] - 1;
			continue;
		}
		for (uint32_t k = 0; k < ir_succ_count(term_of(f->fn, b)); k++) {
			ir_bid to = *ir_succ(term_of(f->fn, b), k);

			if (c->idom[to] == b || f->level[to] > f->level[root] || f->in_out[to])
				continue;
			f->in_out[to] = 1;
			vec_push(c->arena, out, to);
			frontier_queue(f, to);
		}
	}
	for (uint32_t i = c->dom_in[root]; i < c->dom_out[root]; i++) {
		if (f->visited[c->dom_order[i]])
			i = c->dom_out[c->dom_order[i]] - 1;
		else
			f->visited[c->dom_order[i]] = 1;
	}
}

void ir_dom_frontier(
	const struct ir_cfg *c, const struct ir_fn *fn, const ir_bids *defs, ir_bids *out)
{
	struct frontier f = {.c = c, .fn = fn, .scratch = arena_beside(c->arena)};
	uint32_t deepest = 0;

	f.level = arena_array(&f.scratch, uint32_t, c->n);
	f.visited = arena_array(&f.scratch, uint8_t, c->n);
	f.in_out = arena_array(&f.scratch, uint8_t, c->n);
	f.queued = arena_array(&f.scratch, uint8_t, c->n);
	for (uint32_t i = 1; i < c->n_rpo; i++) {
		f.level[c->dom_order[i]] = f.level[c->idom[c->dom_order[i]]] + 1;
		deepest = (uint32_t)max_u64(deepest, f.level[c->dom_order[i]]);
	}
	f.by_level = arena_array(&f.scratch, ir_bids, deepest + 1);
	vec_for (b, defs) {
		frontier_queue(&f, *b);
	}
	for (uint32_t l = deepest + 1; l-- > 0;)
		for (uint32_t i = 0; i < f.by_level[l].n; i++)
			frontier_of(&f, f.by_level[l].p[i], out);
	arena_free(&f.scratch);
}
