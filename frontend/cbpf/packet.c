/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Packet loads as the program type has them (packet.h says how it is thought of).
 *
 *   1. blocks from which every way fails become a failure at once (drop_failing)
 *   2. the loads are collected, and for each what every way from it needs (collect, find_needs)
 *   3. each load in turn, dominating ones first, takes its bytes from what a dominating load has
 *      fetched or checked, or fetches and checks itself, as far as `need` says
 */
#include "packet.h"

#include "ir/known.h"

#define NEED_ANY INT64_MAX /* every way fails: any number of bytes can be asked for */

/* ---- blocks that fail anyway ---- */

/* What the edge returns when `to` does nothing but return a phi; 0. */
static ir_ref returned_on_edge(const struct ir_fn *fn, ir_bid from, ir_bid to)
{
	const struct ir_block *b = fn->blocks.p[to];
	ir_ref r = b->first;

	while (ir_get(fn, r)->op == IR_PHI)
		r = ir_get(fn, r)->next;
	const struct ir_ins *ret = ir_get(fn, r);

	if (ret->op != IR_RET || ir_get(fn, ret->a)->op != IR_PHI ||
		ir_get(fn, ret->a)->block != to)
		return 0;
	return ir_get(fn, ret->a)->args[ir_pred_index(fn, to, from)];
}

static bool is_failure(const struct packet *p, ir_ref v)
{
	int64_t k;

	return v && ir_is_const(p->fn, v, &k) && (uint32_t)k == p->fail_value;
}

static bool edge_fails(const struct packet *p, const uint8_t *fails, ir_bid from, ir_bid to)
{
	return fails[to] || is_failure(p, returned_on_edge(p->fn, from, to));
}

static bool block_fails(const struct packet *p, const uint8_t *fails, ir_bid b)
{
	struct ir_ins *term = ir_get(p->fn, p->fn->blocks.p[b]->last);
	uint32_t n = ir_succ_count(term);

	if (term->op == IR_RET)
		return is_failure(p, term->a);
	for (uint32_t i = 0; i < n; i++)
		if (!edge_fails(p, fails, b, *ir_succ(term, i)))
			return false;
	return n > 0;
}

static bool is_packet_load(const struct ir_ins *x)
{
	return x->op == IR_LDABS || x->op == IR_LDIND;
}

static void make_failure(struct packet *p, ir_bid b)
{
	struct ir_ins ret = {.op = IR_RET, .a = ir_const(p->fn, IR_I32, p->fail_value)};

	ir_for_ins_safe (r, p->fn, b) {
		if (is_packet_load(ir_get(p->fn, r)))
			ir_replace(p->fn, r, ir_const(p->fn, IR_I32, 0));
	}
	ir_set_term(p->fn, b, ret);
}

/* `fails`: by block, zeroed; filled in. */
static void drop_failing(struct packet *p, uint8_t *fails)
{
	for (uint32_t i = p->cfg->n_rpo; i-- > 0;) {
		ir_bid b = p->cfg->rpo[i];

		fails[b] = block_fails(p, fails, b);
	}
	for (uint32_t i = 0; i < p->cfg->n_rpo; i++)
		if (fails[p->cfg->rpo[i]])
			make_failure(p, p->cfg->rpo[i]);
	ir_resolve_all(p->fn);
	ir_remove_unreachable(p->fn);
}

/* ---- loads and groups ---- */

static uint32_t group_of(struct packet *p, ir_ref index)
{
	struct ir_known k;

	for (uint32_t g = 0; g < p->groups.n; g++)
		if (p->groups.p[g].index == index)
			return g;
	k = ir_known(p->fn, index);
	vec_push(p->arena, &p->groups,
		((struct group){.index = index, .min = k.umin, .max = k.umax}));
	return p->groups.n - 1;
}

/* Take constants out of the index: x + 2 at 14 is x at 16. Addition is of 32 bits. */
static ir_ref strip_index(const struct ir_fn *fn, ir_ref index, int64_t *off)
{
	for (;;) {
		const struct ir_ins *x = ir_get(fn, index);
		int64_t k;

		if (x->op == IR_ZEXT) {
			index = x->a;
		} else if (x->op == IR_ADD && x->type == IR_I32 && ir_is_const(fn, x->b, &k)) {
			index = x->a;
			*off += k;
		} else {
			return index;
		}
	}
}

static bool is_plain(const struct group *g, int64_t off, unsigned width)
{
	if (g->max > INT32_MAX)
		return false;
	return (int64_t)g->min + off >= 0 && (int64_t)g->max + off + width <= INT32_MAX;
}

static void add_site(struct packet *p, ir_ref r, ir_bid b)
{
	const struct ir_ins *x = ir_get(p->fn, r);
	struct site s = {.load = r, .block = b, .off = x->imm, .width = x->width};
	ir_ref index = x->op == IR_LDIND ? strip_index(p->fn, x->b, &s.off) : 0;
	int64_t k;

	if (index && ir_is_const(p->fn, index, &k)) {
		s.off += k;
		index = 0;
	}
	s.off = (int32_t)(uint32_t)s.off;
	s.group = group_of(p, index);
	s.plain = is_plain(&p->groups.p[s.group], s.off, s.width);
	p->groups.p[s.group].n++;
	vec_push(p->arena, &p->sites, s);
}

static void collect(struct packet *p)
{
	vec_push(p->arena, &p->groups, (struct group){0});
	for (uint32_t i = 0; i < p->cfg->n_rpo; i++) {
		ir_bid b = p->cfg->rpo[i];

		ir_for_ins (r, p->fn, b) {
			if (is_packet_load(ir_get(p->fn, r)))
				add_site(p, r, b);
		}
	}
}

/* ---- what every way needs ---- */

static int64_t need_behind(
	const struct packet *p, const int64_t *need, const uint8_t *fails, ir_bid b)
{
	struct ir_ins *term = ir_get(p->fn, p->fn->blocks.p[b]->last);
	uint32_t n = ir_succ_count(term);
	int64_t least = NEED_ANY;

	if (term->op == IR_RET)
		return is_failure(p, term->a) ? NEED_ANY : INT64_MIN;
	for (uint32_t i = 0; i < n; i++) {
		ir_bid to = *ir_succ(term, i);

		if (!edge_fails(p, fails, b, to) && need[to] < least)
			least = need[to];
	}
	return least;
}

/* Loads by index count for group 0, too: their bytes lie behind the least that the index can be. */
static void needs_of_group(struct packet *p, uint32_t group, const uint8_t *fails)
{
	int64_t *need = arena_array(p->arena, int64_t, p->cfg->n);
	uint32_t k = p->sites.n;

	for (uint32_t i = p->cfg->n_rpo; i-- > 0;) {
		ir_bid b = p->cfg->rpo[i];
		int64_t now = need_behind(p, need, fails, b);

		for (; k > 0 && p->sites.p[k - 1].block == b; k--) {
			struct site *s = &p->sites.p[k - 1];
			int64_t end = site_end(s);

			if (s->group != group)
				end += (int64_t)site_group(p, s)->min;
			if (s->plain && (s->group == group || !group) && end > now)
				now = end;
			if (s->group == group)
				s->need = now == NEED_ANY ? end : now;
		}
		need[b] = now;
	}
}

static void find_needs(struct packet *p)
{
	uint8_t *fails = arena_array(p->arena, uint8_t, p->cfg->n);

	for (uint32_t i = p->cfg->n_rpo; i-- > 0;)
		fails[p->cfg->rpo[i]] = block_fails(p, fails, p->cfg->rpo[i]);
	for (uint32_t g = 0; g < p->groups.n; g++) {
		if (!g || p->groups.p[g].n > 1)
			needs_of_group(p, g, fails);
	}
	vec_for (s, &p->sites) {
		if (s->group && site_group(p, s)->n == 1)
			s->need = site_end(s);
	}
}

/* ---- pieces ---- */

struct piece *packet_find(struct packet *p, const struct site *s)
{
	struct piece *best = NULL;

	for (uint32_t i = p->pieces.n; i-- > 0;) {
		struct piece *x = &p->pieces.p[i];

		if (x->group != s->group || x->lo > s->off || x->hi < site_end(s) ||
			!ir_dominates(p->cfg, x->block, s->block))
			continue;
		if (x->value && !x->raw && x->lo == s->off && x->hi == site_end(s))
			return x;
		if (!best || (best->value && !x->value))
			best = x;
	}
	return best;
}

int64_t packet_have(struct packet *p, const struct site *s)
{
	int64_t have = INT64_MIN;

	vec_for (x, &p->pieces) {
		if (x->group == s->group && x->hi > have &&
			ir_dominates(p->cfg, x->block, s->block))
			have = x->hi;
	}
	return have;
}

/* Bytes in network order in memory to a value. */
static ir_ref to_host(struct packet *p, const struct site *s, ir_ref v)
{
	if (p->fn->module->big_endian || s->width == 1)
		return v;
	return ir_put_unary(p->fn, s->load, s->width == 2 ? IR_BSWAP16 : IR_BSWAP32, IR_I32, v);
}

ir_ref packet_extract(struct packet *p, const struct site *s, const struct piece *from)
{
	struct ir_fn *fn = p->fn;
	ir_ref v = from->value;

	if (v && from->raw) {
		bool big = fn->module->big_endian;

		v = ir_put_imm(fn, s->load, IR_LSHR, v,
			(big ? from->hi - site_end(s) : s->off - from->lo) * 8);
		v = ir_put_convert(fn, s->load, IR_I32, v, false);
		if (s->width < 4)
			v = ir_put_extend(fn, s->load, v, s->width, false);
		return to_host(p, s, v);
	}
	if (v) {
		v = ir_put_imm(fn, s->load, IR_LSHR, v, (from->hi - site_end(s)) * 8);
		return from->lo == s->off ? v : ir_put_extend(fn, s->load, v, s->width, false);
	}
	uint32_t at = from->at + (uint32_t)(s->off - from->lo);
	unsigned align = at % 4 == 0 ? 4 : at % 2 == 0 ? 2 : 1;

	return to_host(
		p, s, ir_put_load(fn, s->load, ir_slot_addr(fn, from->slot), at, s->width, align));
}

void packet_done(struct packet *p, const struct site *s, ir_ref v)
{
	struct piece known = {
		.group = s->group, .block = s->block, .lo = s->off, .hi = site_end(s), .value = v};

	vec_push(p->arena, &p->pieces, known);
	if (v != s->load)
		ir_replace(p->fn, s->load, v);
}

ir_ref packet_offset(struct packet *p, const struct site *s, int64_t off)
{
	ir_ref index = site_group(p, s)->index;

	if (!index)
		return ir_const(p->fn, IR_I32, off);
	index = ir_put_convert(p->fn, s->load, IR_I32, ir_resolve(p->fn, index), false);
	return ir_put_imm(p->fn, s->load, IR_ADD, index, off);
}

/* ---- control flow ---- */

void packet_branch(struct packet *p, const struct site *s, ir_ref cond, ir_bid then)
{
	/* Something must stand before the load for the block to be split behind. */
	ir_ref mark = ir_put(p->fn, s->load,
		(struct ir_ins){.op = IR_CMP,
			.type = IR_I32,
			.cc = IR_NE,
			.a = cond,
			.b = ir_const(p->fn, (enum ir_type)ir_get(p->fn, cond)->type, 0)});
	ir_bid from = ir_get(p->fn, mark)->block, rest = ir_block_split(p->fn, mark);
	struct ir_ins term = {.op = IR_CBR, .a = mark, .flags = INSF_UNLIKELY};

	term.u.br.then = then;
	term.u.br.other = rest;
	ir_append(p->fn, from, term);
}

/* Returns the failure, or what the slow function says. */
static ir_bid fail_block(struct packet *p)
{
	struct ir_fn *fn = p->fn;
	struct ir_ins ret = {.op = IR_RET, .a = ir_const(fn, IR_I32, p->fail_value)};

	if (p->fail != IR_NO_BLOCK)
		return p->fail;
	p->fail = ir_block_new(fn, NULL);
	fn->blocks.p[p->fail]->sealed = true;
	if (p->slow) {
		struct ir_ins call = {.op = IR_CALL, .type = IR_I32, .nargs = 1, .u.sym = p->slow};

		call.args = arena_dup(fn->arena, &p->ctx, sizeof(p->ctx));
		ret.a = ir_append(fn, p->fail, call);
	}
	ir_append(fn, p->fail, ret);
	return p->fail;
}

void packet_fail_if(struct packet *p, const struct site *s, ir_ref cond)
{
	packet_branch(p, s, cond, fail_block(p));
}

/* ---- all of it ---- */

bool packet_joins(struct packet *p, const struct site *s, const struct site *t)
{
	/* The kernel way checks where a value is used. */
	return t->group == s->group && t->plain &&
	       (site_end(t) <= s->need || p->way == PACKET_KERNEL) &&
	       ir_dominates(p->cfg, s->block, t->block) && !packet_find(p, t);
}

struct span packet_span(struct packet *p, uint32_t site, int64_t limit)
{
	const struct site *s = &p->sites.p[site];
	struct span x = {s->off, site_end(s), 1};

	for (uint32_t i = site + 1; i < p->sites.n; i++) {
		const struct site *t = &p->sites.p[i];
		int64_t lo = t->off < x.lo ? t->off : x.lo,
			hi = site_end(t) > x.hi ? site_end(t) : x.hi;

		if (hi - lo > limit || !packet_joins(p, s, t))
			continue;
		x = (struct span){lo, hi, x.n + 1};
	}
	return x;
}

void packet_load_at(struct packet *p, const struct site *s, ir_ref ptr, int64_t off)
{
	ir_ref v = ir_put_load(p->fn, s->load, ptr, off, s->width, 1);

	ir_get(p->fn, v)->flags |= INSF_CONST_MEM;
	packet_done(p, s, to_host(p, s, v));
}

/* The sites of the function as it is now. */
static void look(struct packet *p)
{
	p->cfg = ir_cfg_new(p->arena, p->fn);
	p->sites.n = p->groups.n = 0;
	collect(p);
}

static void lower_site(struct packet *p, uint32_t site)
{
	const struct piece *x = packet_find(p, &p->sites.p[site]);

	if (x) {
		if (p->way == PACKET_KERNEL)
			packet_kernel_check(p, &p->sites.p[site]);
		packet_done(p, &p->sites.p[site], packet_extract(p, &p->sites.p[site], x));
		return;
	}
	switch (p->way) {
	case PACKET_SOCKET:
	case PACKET_BYTES: packet_socket(p, site); break;
	case PACKET_KERNEL: packet_kernel(p, site); break;
	case PACKET_XDP:
	case PACKET_TC: packet_direct(p, site); break;
	}
}

void packet_lower(struct ir_fn *fn, struct packet_opts o, struct arena *scratch)
{
	struct packet p = {.fn = fn,
		.arena = scratch,
		.way = o.way,
		.fail_value = o.fail,
		.slow = o.slow,
		.ctx = ir_param(fn, 0),
		.fail = IR_NO_BLOCK};

	p.cfg = ir_cfg_new(scratch, fn);
	CHECK(!p.cfg->loops.n && !p.cfg->irreducible);
	drop_failing(&p, arena_array(scratch, uint8_t, p.cfg->n));
	look(&p);
	if (p.way == PACKET_KERNEL && !packet_kernel_pays(&p)) {
		p.way = PACKET_SOCKET;
	} else if (p.way == PACKET_KERNEL) {
		packet_kernel_begin(&p, kernel_syms(fn->module, o.syms));
		look(&p);
	}
	find_needs(&p);
	for (uint32_t i = 0; i < p.sites.n; i++)
		lower_site(&p, i);
	ir_resolve_all(fn);
}
