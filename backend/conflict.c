/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The interference graph, block by block from the end: what is defined conflicts with what is live
 * behind it, but a copy does not conflict with its source. Conflicts with machine registers are a
 * mask in the node. On the way the moves and the costs of spilling are collected.
 */
#include "color.h"

struct scan {
	struct graph *g;
	mreg *live; /* dense list */
	uint32_t n_live;
	uint32_t *place;  /* register -> 1 + index in live; 0: not live */
	uint16_t machine; /* live machine registers */
	float freq;
};

/*
 * Most nodes have few neighbours: whether y is one is seen in the shorter of the two lists. Between
 * two large nodes a map knows. It has an edge from when the second of them became large.
 */
enum { LARGE = 24 };

static bool is_large(const struct graph *g, mreg r)
{
	return g->node[r].adj.n > LARGE;
}

static uint64_t edge_key(mreg x, mreg y)
{
	return x < y ? (uint64_t)x << 32 | y : (uint64_t)y << 32 | x;
}

bool graph_has_edge(const struct graph *g, mreg x, mreg y)
{
	mreg less = g->node[x].adj.n < g->node[y].adj.n ? x : y, more = x ^ y ^ less;

	if (is_large(g, less))
		return map_get(&g->edges, edge_key(x, y)) != NULL;
	vec_for (t, &g->node[less].adj)
		if (*t == more)
			return true;
	return false;
}

/* One more neighbour of x. */
static void list_neighbour(struct graph *g, mreg x, mreg y)
{
	mregs *adj = &g->node[x].adj;

	vec_push(g->a, adj, y);
	if (adj->n == LARGE + 1)
		vec_for (t, adj)
			if (is_large(g, *t))
				map_put(g->a, &g->edges, edge_key(x, *t));
}

bool graph_add_edge(struct graph *g, mreg x, mreg y)
{
	if (graph_has_edge(g, x, y))
		return false;
	list_neighbour(g, x, y);
	list_neighbour(g, y, x);
	if (is_large(g, x) && is_large(g, y))
		map_put(g->a, &g->edges, edge_key(x, y));
	return true;
}

static void live_add(struct scan *s, mreg r)
{
	if (!mreg_is_virtual(r)) {
		s->machine |= (uint16_t)(1u << r);
	} else if (!s->place[r]) {
		s->live[s->n_live++] = r;
		s->place[r] = s->n_live;
	}
}

static void live_del(struct scan *s, mreg r)
{
	uint32_t p;

	if (!mreg_is_virtual(r)) {
		s->machine &= (uint16_t) ~(1u << r);
		return;
	}
	p = s->place[r];
	if (!p)
		return;
	mreg last = s->live[--s->n_live];

	s->live[p - 1] = last;
	s->place[last] = p;
	s->place[r] = 0;
}

/* x and y are alive at once with different values. */
static void conflict(struct scan *s, mreg x, mreg y)
{
	if (x == y)
		return;
	if (mreg_is_virtual(x) && mreg_is_virtual(y))
		graph_add_edge(s->g, x, y);
	else if (mreg_is_virtual(x))
		s->g->node[x].mask |= (uint16_t)(1u << y);
	else if (mreg_is_virtual(y))
		s->g->node[y].mask |= (uint16_t)(1u << x);
}

/* d is defined while the others are live; `src` holds the same value. */
static void define(struct scan *s, mreg d, mreg src)
{
	for (uint32_t k = 0; k < s->n_live; k++)
		if (s->live[k] != src)
			conflict(s, d, s->live[k]);
	if (mreg_is_virtual(d))
		s->g->node[d].mask |=
			(uint16_t)(s->machine & ~(src < MREG_MACHINE ? 1u << src : 0));
}

/* Nobody may live in `regs` here but `except`, whose value they hold. */
static void clobber(struct scan *s, uint16_t regs, mreg except)
{
	for (uint32_t k = 0; regs && k < s->n_live; k++)
		if (s->live[k] != except)
			s->g->node[s->live[k]].mask |= regs;
}

static void add_move(struct scan *s, mreg dst, mreg src)
{
	struct graph *g = s->g;
	uint32_t index = g->moves.n;

	if (dst == src || dst == MREG_FP || src == MREG_FP)
		return;
	vec_push(g->a, &g->moves, ((struct color_move){dst, src, (uint32_t)s->freq}));
	if (mreg_is_virtual(dst))
		vec_push(g->a, &g->node[dst].moves, index);
	if (mreg_is_virtual(src))
		vec_push(g->a, &g->node[src].moves, index);
}

static void add_cost(struct scan *s, mreg r, float by)
{
	if (mreg_is_virtual(r))
		s->g->node[r].cost += by * s->freq;
}

static void scan_pcopy(struct scan *s, struct mir_insn *i)
{
	struct mir_copy *c = i->u.copies;

	for (uint32_t k = 0; k < i->n; k++) {
		define(s, c[k].dst, c[k].leaf ? MREG_NONE : c[k].src);
		for (uint32_t m = 0; m < k; m++)
			conflict(s, c[k].dst, c[m].dst);
		add_cost(s, c[k].dst, 1);
		if (!c[k].leaf)
			add_cost(s, c[k].src, 1);
	}
	for (uint32_t k = 0; k < i->n; k++)
		live_del(s, c[k].dst);
	for (uint32_t k = 0; k < i->n; k++)
		if (!c[k].leaf) {
			live_add(s, c[k].src);
			add_move(s, c[k].dst, c[k].src);
		}
}

/* Inputs of assembly must not share with what it writes before it has read them all. */
static void scan_early(struct scan *s, struct mir_insn *i)
{
	uint16_t clobbers = mir_implicit(i).defs;
	uint32_t n = mir_operand_count(i);
	unsigned x, y;

	for (uint32_t k = 0; k < n; k++) {
		mreg r = *mir_operand(i, k, &x);

		if (x & MIR_USE && mreg_is_virtual(r))
			s->g->node[r].mask |= clobbers;
		for (uint32_t m = 0; x & MIR_EARLY && m < n; m++) {
			mreg u = *mir_operand(i, m, &y);

			if (y & MIR_USE)
				conflict(s, r, u);
		}
	}
}

static bool reads_packet(const struct mir_insn *i)
{
	unsigned op = mir_insn_op(i);

	return op == INSN_OP_LDABS || op == INSN_OP_LDIND;
}

static void scan_insn(struct scan *s, struct mir_insn *i)
{
	struct mir_implicit imp = mir_implicit(i);
	uint32_t n = mir_operand_count(i);
	mreg src = mir_is_move(i) ? i->src : MREG_NONE, r;
	unsigned how;

	for (uint32_t k = 0; k < n; k++) {
		r = *mir_operand(i, k, &how);
		if (!(how & MIR_DEF))
			continue;
		define(s, r, src);
		for (uint32_t m = 0; m < k; m++) {
			mreg other = *mir_operand(i, m, &how);

			if (how & MIR_DEF)
				conflict(s, r, other);
		}
		/* repeating a leaf costs what it costs, once for each use; its definition goes away
		 */
		add_cost(s, r, i->op != MIR_LEAF ? 1 : -(float)mir_leaf_cost(s->g->f, i->u.leaf));
	}
	for (uint32_t k = 0; k < n; k++) {
		r = *mir_operand(i, k, &how);
		if (how & MIR_DEF) {
			live_del(s, r);
			if (mreg_is_virtual(r))
				s->g->node[r].mask |= imp.defs;
		}
	}
	s->machine &= (uint16_t)~imp.defs;
	clobber(s, imp.defs, MREG_NONE);
	if (i->op == MIR_ASM)
		scan_early(s, i);
	s->machine |= imp.uses;
	clobber(s, imp.uses, reads_packet(i) ? s->g->f->packet_ctx : MREG_NONE);
	for (uint32_t k = 0; k < n; k++) {
		r = *mir_operand(i, k, &how);
		if (how & MIR_USE) {
			live_add(s, r);
			add_cost(s, r, 1);
		}
	}
	for (uint32_t k = 0; k < n; k++) {
		r = *mir_operand(i, k, &how);
		if (how & MIR_USE && mreg_is_virtual(r))
			s->g->node[r].mask |= imp.uses;
	}
	if (src != MREG_NONE)
		add_move(s, i->dst, src);
}

/* b: nothing but a constant to one register, the rest is in its successor. */
static const struct mir_copy *lone_constant(const struct mir_block *b)
{
	const struct mir_insn *i = b->first;

	return b->preds.n == 1 && i->op == MIR_PCOPY && i->n == 1 && i->u.copies->leaf &&
			       i->next == b->last && b->last->op == INSN_JA
		       ? i->u.copies
		       : NULL;
}

static bool copies(const struct mir_block *b, mreg dst, mreg src)
{
	for (uint32_t k = 0; b->first->op == MIR_PCOPY && k < b->first->n; k++)
		if (b->first->u.copies[k].dst == dst && b->first->u.copies[k].src == src)
			return true;
	return false;
}

/*
 * if (x op y) goto other; d = k; goto join: where d is neither x nor y, it can be set before the
 * branch, and the jump goes away (merge.c). But d may be x on the other side.
 */
static void keep_apart(struct scan *s, const struct mir_block *b)
{
	const struct mir_insn *j = b->last;

	for (uint32_t k = 0; mir_is_jcc(j) && k < 2; k++) {
		const struct mir_copy *c = lone_constant(s->g->f->blocks.p[b->succs.p[k]]);
		const struct mir_block *other = s->g->f->blocks.p[b->succs.p[!k]];

		if (!c || copies(other, c->dst, j->dst) || copies(other, c->dst, j->src))
			continue;
		conflict(s, c->dst, j->dst);
		if (j->src != MREG_NONE)
			conflict(s, c->dst, j->src);
	}
}

static void scan_block(struct scan *s, struct mir_block *b)
{
	keep_apart(s, b);
	s->machine = 0;
	while (s->n_live)
		live_del(s, s->live[s->n_live - 1]);
	vec_for (to, &b->succs) {
		struct mir_block *t = s->g->f->blocks.p[*to];

		vec_for (r, &t->live_in)
			live_add(s, *r);
	}
	s->freq = 1;
	for (uint32_t d = b->depth < 6 ? b->depth : 6; d; d--)
		s->freq *= 8;
	mir_for_insns_back(i, b)
	{
		if (i->op == MIR_PCOPY)
			scan_pcopy(s, i);
		else
			scan_insn(s, i);
	}
}

struct graph *graph_build(struct mir_fn *f, struct arena *a)
{
	struct graph *g = arena_new(a, struct graph);
	struct arena scratch = arena_beside(a);
	struct scan s = {.g = g};

	*g = (struct graph){.f = f,
		.a = a,
		.n = f->n_regs,
		.node = arena_array(a, struct color_node, f->n_regs)};
	s.live = arena_array(&scratch, mreg, f->n_regs);
	s.place = arena_array(&scratch, uint32_t, f->n_regs);
	mir_for_blocks(b, f) scan_block(&s, b);
	for (mreg r = MREG_FIRST; r < g->n; r++) {
		struct color_node *x = &g->node[r];
		const struct mir_home *h = mir_home(f, r);

		x->degree = x->adj.n + (uint32_t)__builtin_popcount(x->mask);
		if (h && h->tiny)
			x->cost = COST_TINY;
	}
	arena_free(&scratch);
	return g;
}
