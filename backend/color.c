/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Register allocation by iterated register coalescing (George and Appel, 1996), with optimistic
 * colouring. Nodes go through work lists:
 *
 *   simplify   few neighbours (degree < 10), part of no move: taken off the graph, coloured later
 *   moves      whose ends may become one node, when that keeps the graph as colourable as it was
 *   freeze     few neighbours, part of moves that cannot be coalesced now: give them up
 *   spill      many neighbours: the cheapest is taken off in the hope that a colour remains
 *
 * Machine registers are not nodes: a conflict with one is a bit in a node's mask and counts as a
 * neighbour; to coalesce with one is to get its colour at once. What finds no colour is spilled
 * (spill.c) and all begins again; registers made by spilling are short-lived, so this ends.
 */
#include <stdlib.h>

#include "color.h"

enum state { SIMPLIFY, FREEZE, SPILL, STACKED, MERGED, FIXED };
enum move_state { MOVE_WAITING, MOVE_LISTED, MOVE_DONE };
#define MAX_ROUNDS 24

struct color {
	struct graph *g;
	struct arena *a;
	mregs simplify, freeze, stack;
	mreg *by_cost; /* spill candidates, cheapest first */
	uint32_t n_by_cost, next_by_cost;
	mregs late; /* became spill candidates later */
	uint8_t *move_state;
	VEC(uint32_t) moves; /* listed */
	uint32_t next_move;
	uint32_t *seen, stamp;
};

static struct color_node *node(const struct color *c, mreg r)
{
	return &c->g->node[r];
}

/* What r was merged into; the path to it is halved on the way. */
static mreg find(const struct color *c, mreg r)
{
	while (mreg_is_virtual(r) && node(c, r)->alias) {
		mreg up = node(c, r)->alias;

		if (mreg_is_virtual(up) && node(c, up)->alias)
			node(c, r)->alias = node(c, up)->alias;
		r = up;
	}
	return r;
}

/* Still in the graph: neither taken off nor merged nor coloured. */
static bool present(const struct color_node *x)
{
	return x->state <= SPILL;
}

/* A move that is done stays so: those in front are passed over once. */
static bool move_related(const struct color *c, struct color_node *x)
{
	while (x->moves_done < x->moves.n && c->move_state[x->moves.p[x->moves_done]] == MOVE_DONE)
		x->moves_done++;
	return x->moves_done < x->moves.n;
}

/* ---- work lists; an entry is void when the node's state has changed ---- */

static void enlist(struct color *c, mreg r)
{
	struct color_node *x = node(c, r);

	if (x->degree >= MREG_COLORS) {
		x->state = SPILL;
		vec_push(c->a, &c->late, r);
	} else if (move_related(c, x)) {
		x->state = FREEZE;
		vec_push(c->a, &c->freeze, r);
	} else {
		x->state = SIMPLIFY;
		vec_push(c->a, &c->simplify, r);
	}
}

static void enable_moves(struct color *c, mreg r)
{
	vec_for (m, &node(c, r)->moves)
		if (c->move_state[*m] == MOVE_WAITING) {
			c->move_state[*m] = MOVE_LISTED;
			vec_push(c->a, &c->moves, *m);
		}
}

static void lose_neighbour(struct color *c, mreg r)
{
	struct color_node *x = node(c, r);

	if (x->degree-- != MREG_COLORS)
		return;
	enable_moves(c, r);
	vec_for (t, &x->adj)
		if (present(node(c, *t)))
			enable_moves(c, *t);
	enlist(c, r);
}

/* ---- simplify ---- */

static void take_off(struct color *c, mreg r)
{
	struct color_node *x = node(c, r);

	x->state = STACKED;
	vec_push(c->a, &c->stack, r);
	vec_for (t, &x->adj)
		if (present(node(c, *t)))
			lose_neighbour(c, *t);
}

/* ---- coalesce ---- */

static void give_color(struct color *c, mreg r, mreg machine)
{
	struct color_node *x = node(c, r);

	x->state = FIXED;
	x->color = (uint8_t)machine;
	vec_for (t, &x->adj) {
		struct color_node *y = node(c, *t);

		if (!present(y))
			continue;
		if (!(y->mask & 1u << machine)) {
			y->mask |= (uint16_t)(1u << machine);
			continue;
		}
		lose_neighbour(c, *t);
	}
	enable_moves(c, r);
}

/* George: every neighbour of r is harmless or conflicts with the machine register already. */
static bool can_take(const struct color *c, mreg r, mreg machine)
{
	const struct color_node *x = node(c, r);

	if (machine >= MREG_COLORS || x->mask & 1u << machine)
		return false;
	vec_for (t, &x->adj) {
		const struct color_node *y = node(c, *t);

		if (present(y) && y->degree >= MREG_COLORS && !(y->mask & 1u << machine))
			return false;
	}
	return true;
}

/* George's test for two nodes: r's neighbours are harmless or are also s's. */
static bool neighbours_within(const struct color *c, mreg r, mreg s)
{
	if (node(c, r)->mask & ~node(c, s)->mask)
		return false;
	vec_for (t, &node(c, r)->adj) {
		const struct color_node *y = node(c, *t);

		if (present(y) && y->degree >= MREG_COLORS && !graph_has_edge(c->g, *t, s))
			return false;
	}
	return true;
}

/* Briggs: the merged node has fewer than 10 neighbours of high degree. */
static bool few_high_neighbours(struct color *c, mreg r, mreg s)
{
	uint32_t high = (uint32_t)__builtin_popcount(node(c, r)->mask | node(c, s)->mask);

	c->stamp++;
	for (unsigned k = 0; k < 2; k++)
		vec_for (t, &node(c, k ? s : r)->adj) {
			const struct color_node *y = node(c, *t);

			if (!present(y) || c->seen[*t] == c->stamp)
				continue;
			c->seen[*t] = c->stamp;
			/* a common neighbour loses one of the two */
			uint32_t degree = y->degree - (!k && graph_has_edge(c->g, *t, s));

			if (degree >= MREG_COLORS && ++high >= MREG_COLORS)
				return false;
		}
	return high < MREG_COLORS;
}

/* Of a tiny register and one that is not, the latter can still be spilled. */
static float merged_cost(const struct color_node *x, const struct color_node *y)
{
	if (x->cost >= COST_TINY)
		return y->cost;
	return y->cost >= COST_TINY ? x->cost : x->cost + y->cost;
}

static void merge(struct color *c, mreg keep, mreg gone)
{
	struct color_node *x = node(c, keep), *y = node(c, gone);
	uint32_t before = (uint32_t)__builtin_popcount(x->mask);

	y->state = MERGED;
	y->alias = keep;
	x->mask |= y->mask;
	x->degree += (uint32_t)__builtin_popcount(x->mask) - before;
	x->cost = merged_cost(x, y);
	vec_for (m, &y->moves)
		if (c->move_state[*m] != MOVE_DONE)
			vec_push(c->g->a, &x->moves, *m);
	for (uint32_t i = 0; i < y->adj.n; i++) {
		mreg t = y->adj.p[i];

		if (!present(node(c, t))) /* its colour comes later, and looks through alias */
			continue;
		if (graph_add_edge(c->g, keep, t)) {
			x->degree++;
			if (x->degree == MREG_COLORS && x->state != SPILL) {
				x->state = SPILL;
				vec_push(c->a, &c->late, keep);
			}
		} else {
			lose_neighbour(c, t);
		}
	}
	if (x->degree >= MREG_COLORS && x->state != SPILL) {
		x->state = SPILL;
		vec_push(c->a, &c->late, keep);
	}
}

/* A low node that has lost its last move can be simplified. */
static void maybe_simplify(struct color *c, mreg r)
{
	if (mreg_is_virtual(r) && node(c, r)->state == FREEZE)
		enlist(c, r);
}

static uint32_t weight(struct color *c, mreg r)
{
	return node(c, r)->adj.n + node(c, r)->moves.n;
}

/* Neighbours beyond which only the smaller node's are looked at. */
enum { NEIGHBOURS_MAX = 4096 };

/* George's test for the smaller node is cheap; Briggs's and that for the larger one cost its size.
 */
static bool may_merge(struct color *c, mreg x, mreg y)
{
	bool x_less = node(c, x)->adj.n < node(c, y)->adj.n;
	mreg less = x_less ? x : y, more = x_less ? y : x;

	if (neighbours_within(c, less, more))
		return true;
	return node(c, more)->adj.n <= NEIGHBOURS_MAX &&
	       (few_high_neighbours(c, x, y) || neighbours_within(c, more, less));
}

static void try_move(struct color *c, uint32_t m)
{
	mreg x = find(c, c->g->moves.p[m].dst), y = find(c, c->g->moves.p[m].src);

	if (mreg_is_virtual(x) && node(c, x)->state == FIXED)
		x = node(c, x)->color;
	if (mreg_is_virtual(y) && node(c, y)->state == FIXED)
		y = node(c, y)->color;
	if (!mreg_is_virtual(x)) {
		mreg t = x;

		x = y;
		y = t;
	}
	c->move_state[m] = MOVE_DONE;
	if (x == y || !mreg_is_virtual(x) || !present(node(c, x)) ||
		(mreg_is_virtual(y) && !present(node(c, y)))) {
		maybe_simplify(c, x);
		maybe_simplify(c, y);
		return;
	}
	if (!mreg_is_virtual(y)) {
		if (can_take(c, x, y))
			give_color(c, x, y);
		else if (!(node(c, x)->mask & 1u << y))
			c->move_state[m] = MOVE_WAITING;
		else
			maybe_simplify(c, x);
		return;
	}
	if (graph_has_edge(c->g, x, y) ||
		__builtin_popcount(node(c, x)->mask | node(c, y)->mask) >= MREG_COLORS) {
		maybe_simplify(c, x);
		maybe_simplify(c, y);
	} else if (may_merge(c, x, y)) {
		/* the smaller into the larger: a long chain of copies stays linear */
		if (weight(c, x) > weight(c, y)) {
			mreg t = x;

			x = y;
			y = t;
		}
		merge(c, y, x);
		maybe_simplify(c, y);
	} else {
		c->move_state[m] = MOVE_WAITING;
	}
}

/* Give up the node's moves; partners that have none left can be simplified. */
static void freeze(struct color *c, mreg r)
{
	node(c, r)->state = SIMPLIFY;
	vec_push(c->a, &c->simplify, r);
	vec_for (m, &node(c, r)->moves) {
		if (c->move_state[*m] == MOVE_DONE)
			continue;
		c->move_state[*m] = MOVE_DONE;
		mreg x = find(c, c->g->moves.p[*m].dst), y = find(c, c->g->moves.p[*m].src);

		maybe_simplify(c, x == r ? y : x);
	}
}

/* ---- spill candidates ---- */

static float priority(const struct color_node *x)
{
	return x->cost / (float)(x->degree + 1);
}

static int by_priority(const void *a, const void *b, void *ctx)
{
	const struct color *c = ctx;
	mreg ra = *(const mreg *)a, rb = *(const mreg *)b;
	float x = priority(node(c, ra)), y = priority(node(c, rb));

	return x < y ? -1 : x > y ? 1 : ra < rb ? -1 : ra > rb;
}

static mreg cheapest(struct color *c)
{
	uint32_t best = UINT32_MAX;

	while (c->next_by_cost < c->n_by_cost &&
		node(c, c->by_cost[c->next_by_cost])->state != SPILL)
		c->next_by_cost++;
	for (uint32_t i = 0; i < c->late.n; i++) {
		mreg r = c->late.p[i];

		if (node(c, r)->state != SPILL) {
			c->late.p[i--] = vec_last(&c->late);
			c->late.n--;
			continue;
		}
		if (best == UINT32_MAX || by_priority(&r, &c->late.p[best], c) < 0)
			best = i;
		if (i > 64)
			break;
	}
	if (c->next_by_cost == c->n_by_cost)
		return best == UINT32_MAX ? 0 : c->late.p[best];
	mreg first = c->by_cost[c->next_by_cost];

	return best != UINT32_MAX && by_priority(&c->late.p[best], &first, c) < 0 ? c->late.p[best]
										  : first;
}

/* ---- the colours ---- */

/* In order of preference: the argument registers first, those that calls keep last. */
static const uint8_t order[MREG_COLORS] = {1, 2, 3, 4, 0, 5, 6, 7, 8, 9};

/* Colours that moves of r would like, and those that partners still to be coloured cannot get. */
static void wishes(const struct color *c, mreg r, uint32_t weight[MREG_COLORS], uint16_t *avoid)
{
	*avoid = 0;
	vec_for (m, &node(c, r)->moves) {
		const struct color_move *mv = &c->g->moves.p[*m];
		mreg x = find(c, mv->dst), y = find(c, mv->src), p = x == r ? y : x;
		uint8_t color = p < MREG_MACHINE ? (uint8_t)p : node(c, p)->color;

		if (color < MREG_COLORS)
			weight[color] += mv->weight;
		else if (p >= MREG_FIRST)
			*avoid |= node(c, p)->mask;
	}
}

static uint8_t choose(const struct color *c, mreg r)
{
	uint16_t taken = node(c, r)->mask, avoid;
	uint32_t weight[MREG_COLORS] = {0};
	uint8_t best = MREG_MACHINE;
	int64_t best_score = -1;

	vec_for (t, &node(c, r)->adj) {
		const struct color_node *y = node(c, find(c, *t));

		if (y->color < MREG_COLORS)
			taken |= (uint16_t)(1u << y->color);
	}
	wishes(c, r, weight, &avoid);
	for (unsigned k = 0; k < MREG_COLORS; k++) {
		uint8_t color = order[k];
		int64_t score = (int64_t)weight[color] * 4 + !(avoid >> color & 1);

		if (!(taken >> color & 1) && score > best_score) {
			best = color;
			best_score = score;
		}
	}
	return best;
}

/* Made by spilling for one use: to spill it again gains nothing. */
static bool is_tiny(const struct color *c, mreg r)
{
	const struct mir_home *h = mir_home(c->g->f, r);

	return h && h->tiny;
}

/* Colours for what was taken off, last first. Returns the number that got none. */
static uint32_t select_colors(struct color *c, struct bitset *spilled)
{
	uint32_t failed = 0;

	while (c->stack.n) {
		mreg r = vec_pop(&c->stack);

		node(c, r)->color = choose(c, r);
		if (node(c, r)->color < MREG_COLORS)
			continue;
		if (node(c, r)->cost >= COST_TINY)
			ICE("%s: register allocation: no register for %u", c->g->f->ir->sym->name,
				r);
		failed++;
	}
	for (mreg r = MREG_FIRST; failed && r < c->g->n; r++)
		if (!is_tiny(c, r) && node(c, find(c, r))->color == MREG_MACHINE)
			bitset_add(spilled, r);
	return failed;
}

static int heavier(const void *a, const void *b, void *ctx)
{
	const struct graph *g = ctx;
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
	uint32_t wx = g->moves.p[x].weight, wy = g->moves.p[y].weight;

	return wx > wy ? -1 : wx < wy ? 1 : x < y ? -1 : 1;
}

static void start(struct color *c)
{
	struct graph *g = c->g;

	c->move_state = arena_array(c->a, uint8_t, g->moves.n);
	c->seen = arena_array(c->a, uint32_t, g->n);
	for (uint32_t m = 0; m < g->moves.n; m++) {
		c->move_state[m] = MOVE_LISTED;
		vec_push(c->a, &c->moves, m);
	}
	if (g->moves.n)
		qsort_r(c->moves.p, c->moves.n, sizeof(uint32_t), heavier, g);
	for (mreg r = MREG_FIRST; r < g->n; r++) {
		g->node[r].color = MREG_MACHINE;
		enlist(c, r);
	}
	c->by_cost = c->late.p;
	c->n_by_cost = c->late.n;
	memset(&c->late, 0, sizeof(c->late));
	if (c->n_by_cost)
		qsort_r(c->by_cost, c->n_by_cost, sizeof(mreg), by_priority, c);
}

static bool step(struct color *c)
{
	mreg r;

	while (c->simplify.n) {
		r = vec_pop(&c->simplify);
		if (node(c, r)->state == SIMPLIFY) {
			take_off(c, r);
			return true;
		}
	}
	if (c->next_move < c->moves.n) {
		uint32_t m = c->moves.p[c->next_move++];

		if (c->move_state[m] == MOVE_LISTED)
			try_move(c, m);
		return true;
	}
	while (c->freeze.n) {
		r = vec_pop(&c->freeze);
		if (node(c, r)->state == FREEZE) {
			freeze(c, r);
			return true;
		}
	}
	r = cheapest(c);
	if (!r)
		return false;
	freeze(c, r);
	return true;
}

/* ---- rewriting ---- */

static mreg machine_of(const struct color *c, mreg r)
{
	return mreg_is_virtual(r) ? node(c, find(c, r))->color : r;
}

/* Machine registers for virtual ones; parallel copies learn what is free. */
static void rewrite_insn(const struct color *c, struct mir_insn *i, uint16_t *live)
{
	struct mir_implicit imp = mir_implicit(i);
	uint32_t n = mir_operand_count(i);
	uint16_t after = *live, used = 0;
	unsigned how;

	*live &= (uint16_t)~imp.defs;
	for (uint32_t k = 0; k < n; k++) {
		mreg *r = mir_operand(i, k, &how);

		if (!how)
			continue;
		*r = machine_of(c, *r);
		used |= (uint16_t)(1u << *r);
		if (how & MIR_DEF)
			*live &= (uint16_t) ~(1u << *r);
	}
	for (uint32_t k = 0; k < n; k++) {
		mreg r = *mir_operand(i, k, &how);

		if (how & MIR_USE)
			*live |= (uint16_t)(1u << r);
	}
	*live |= imp.uses;
	i->free = (uint16_t)(~(after | used) & ((1u << MREG_COLORS) - 1));
}

static void rewrite(const struct color *c)
{
	struct mir_fn *f = c->g->f;

	mir_for_blocks(b, f)
	{
		uint16_t live = 0;

		vec_for (to, &b->succs)
			vec_for (r, &f->blocks.p[*to]->live_in)
				live |= (uint16_t)(1u << machine_of(c, *r));
		mir_for_insns_back(i, b) rewrite_insn(c, i, &live);
	}
}

/* By register: the one that stands for all that were merged with it. */
static mreg *roots(const struct color *c)
{
	mreg *root = arena_array(c->a, mreg, c->g->n);

	for (mreg r = MREG_FIRST; r < c->g->n; r++)
		root[r] = find(c, r);
	return root;
}

/* True when all registers have colours. */
static bool color_round(struct mir_fn *f)
{
	struct arena a = arena_beside(f->arena);
	struct color c = {.a = &a};
	struct bitset spilled;

	mir_live(f, &a);
	c.g = graph_build(f, &a);
	start(&c);
	while (step(&c)) {
	}
	spilled = bitset_new(&a, f->n_regs);
	bool done = !select_colors(&c, &spilled);

	if (done)
		rewrite(&c);
	else
		spill_registers(f, &spilled, roots(&c));
	arena_free(&a);
	return done;
}

void color_fn(struct mir_fn *f)
{
	for (unsigned round = 0; !color_round(f); round++)
		if (round == MAX_ROUNDS)
			ICE("%s: register allocation does not end", f->ir->sym->name);
}
