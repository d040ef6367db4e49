/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Packet loads of a socket filter through the kernel's own sk_buff, without calls:
 *
 *	if bpf_rdonly_cast is not there: return slow(ctx)
 *	skb = bpf_cast_to_kern_ctx(ctx)
 *	have = skb->len - skb->data_len, base = skb->data
 *	if have < window and skb->data_len != 0:
 *		have = min(skb->len, window)
 *		bpf_skb_load_bytes(ctx, 0, stack, have), base = stack
 *	p = bpf_rdonly_cast(base + index)
 *	if have < index + need: fail
 *	v = *(u16 *)(p + off)
 *
 * Both functions are moves once they are loaded, and the first test is known then. The window is
 * all that the program can read; what lies in one piece is usually more, otherwise it is copied.
 *
 * A load through p is one that the kernel guards against faults: on x86-64 these are 43 bytes of
 * code, ten instructions, so loads that lie within a u64 are one load and are taken apart then. It
 * may reach a few bytes beyond what is there: each value's own bytes are checked before it is used.
 */
#include "packet.h"

#include "frontend/effects.h"

enum {
	HELPER_LOAD_BYTES = 26,
	WINDOW_MAX = 256, /* bytes of the stack, of which spilling wants some */
	CALLS_MIN = 2,    /* legacy loads on a way: one costs less than what is above */
	WORD = 8,         /* bytes loaded at once */
};

/* ---- whether ---- */

/* The most loads on a way through the function. */
static uint32_t most_loads(struct packet *p)
{
	uint32_t *most = arena_array(p->arena, uint32_t, p->cfg->n), k = p->sites.n;

	for (uint32_t i = p->cfg->n_rpo; i-- > 0;) {
		ir_bid b = p->cfg->rpo[i];
		struct ir_ins *term = ir_get(p->fn, p->fn->blocks.p[b]->last);

		for (uint32_t e = 0; e < ir_succ_count(term); e++)
			most[b] = (uint32_t)max_u64(most[b], most[*ir_succ(term, e)]);
		for (; k > 0 && p->sites.p[k - 1].block == b; k--)
			most[b]++;
	}
	return most[0];
}

/* How many bytes of the packet the program can read; 0: some are out of reach. */
static uint32_t window(struct packet *p)
{
	int64_t most = 0;

	vec_for (s, &p->sites) {
		int64_t end = site_end(s) + (int64_t)site_group(p, s)->max;

		if (!s->plain || end > WINDOW_MAX || s->off < 0 || site_end(s) > CHARS)
			return 0;
		most = end > most ? end : most;
	}
	return (uint32_t)most;
}

bool packet_kernel_pays(struct packet *p)
{
	return window(p) && most_loads(p) >= CALLS_MIN;
}

/* ---- the beginning ---- */

/* Instructions at the end of a block that has no terminator yet. */
struct pen {
	struct ir_fn *fn;
	const struct kernel_syms *syms;
	ir_bid block;
};

static ir_ref put(struct pen *w, struct ir_ins ins)
{
	return ir_append(w->fn, w->block, ins);
}

static ir_ref put_binary(struct pen *w, enum ir_op op, ir_ref a, ir_ref b)
{
	return put(w, (struct ir_ins){.op = op, .type = IR_I32, .a = a, .b = b});
}

static ir_bid new_block(struct pen *w)
{
	ir_bid b = ir_block_new(w->fn, NULL);

	w->fn->blocks.p[b]->sealed = true;
	return b;
}

/* if a cc b: to `then`; goes on in a new block. */
static void branch(struct pen *w, enum ir_cc cc, ir_ref a, ir_ref b, ir_bid then, uint16_t flags)
{
	struct ir_ins cmp = {.op = IR_CMP, .type = IR_I32, .cc = cc, .a = a, .b = b};
	struct ir_ins cbr = {.op = IR_CBR, .a = put(w, cmp), .flags = flags};

	cbr.u.br.then = then;
	cbr.u.br.other = new_block(w);
	put(w, cbr);
	w->block = cbr.u.br.other;
}

static void jump(struct pen *w, ir_bid to)
{
	struct ir_ins br = {.op = IR_BR};

	br.u.br.then = to;
	put(w, br);
}

static ir_ref skb_member(struct pen *w, ir_ref skb, enum kernel_member m)
{
	return put(w, kernel_member_load(put(w, kernel_member_at(w->fn, w->syms, skb, m)), m));
}

/* The phi of one more value at the beginning of `b`, whose predecessors are those of `values`. */
static ir_ref join(struct ir_fn *fn, ir_bid b, enum ir_type type, const ir_ref *values, uint32_t n)
{
	ir_ref phi = ir_insert_phi(fn, b, type);

	CHECK(ir_get(fn, phi)->nargs == n);
	for (uint32_t i = 0; i < n; i++)
		ir_get(fn, phi)->args[i] = values[i];
	return phi;
}

/* have = min(len, window); the bytes to the stack, or to `fail`. */
static ir_ref fetch_window(struct pen *w, struct packet *p, ir_ref len, ir_ref slot, ir_bid fail)
{
	struct ir_fn *fn = p->fn;
	ir_ref size = ir_const(fn, IR_I32, p->window), zero = ir_const(fn, IR_I32, 0);
	ir_bid all = new_block(w);
	struct ir_ins load = {
		.op = IR_HELPER, .type = IR_I64, .imm = HELPER_LOAD_BYTES, .nargs = 4};
	ir_ref n[2] = {size, len};

	branch(w, IR_UGE, len, size, all, 0);
	/* Since data_len is not 0, this is not 0 either; the verifier wants to see it. */
	branch(w, IR_EQ, len, zero, fail, INSF_UNLIKELY);
	jump(w, all);
	w->block = all;
	ir_ref have = join(fn, all, IR_I32, n, ARRAY_LEN(n));
	ir_ref args[] = {p->ctx, zero, slot, have};

	load.args = arena_dup(fn->arena, args, sizeof(args));
	load.effects = ir_effects_add(
		fn->module, helper_effects_new(fn->module->arena, HELPER_LOAD_BYTES));
	ir_ref failed = put(w, load);

	branch(w, IR_NE, failed, ir_const(fn, IR_I64, 0), fail, INSF_UNLIKELY);
	return have;
}

void packet_kernel_begin(struct packet *p, const struct kernel_syms *syms)
{
	struct ir_fn *fn = p->fn;
	struct pen w = {.fn = fn, .syms = syms};
	ir_ref null = ir_const(fn, IR_PTR, 0), zero = ir_const(fn, IR_I32, 0);

	p->syms = syms;
	p->window = window(p);
	/* What the function begins with moves to a block of its own, behind the mark. */
	ir_ref mark = ir_put(fn, fn->blocks.p[0]->first,
		(struct ir_ins){.op = IR_CMP,
			.type = IR_I32,
			.cc = IR_EQ,
			.a = ir_gaddr(fn, syms->rdonly_cast, 0),
			.b = null});
	ir_bid body = ir_block_split(fn, mark), slow = new_block(&w), fail = new_block(&w);
	struct ir_ins cbr = {.op = IR_CBR, .a = mark, .flags = INSF_UNLIKELY};

	fn->blocks.p[body]->sealed = true;
	cbr.u.br.then = slow;
	w.block = cbr.u.br.other = new_block(&w);
	ir_append(fn, 0, cbr);

	ir_ref skb = put(&w, kernel_skb(fn, syms, p->ctx));
	ir_ref len = skb_member(&w, skb, SKB_LEN);
	ir_ref elsewhere = skb_member(&w, skb, SKB_DATA_LEN);
	ir_ref data = skb_member(&w, skb, SKB_DATA);

	data = put(&w, (struct ir_ins){.op = IR_ADD,
			       .type = IR_I64,
			       .a = data,
			       .b = ir_const(fn, IR_I64, -CHARS_AT)});
	ir_ref here = put_binary(&w, IR_SUB, len, elsewhere);

	branch(&w, IR_UGE, here, ir_const(fn, IR_I32, p->window), body, INSF_LIKELY);
	branch(&w, IR_EQ, elsewhere, zero, body, INSF_LIKELY);
	ir_ref slot =
		ir_slot_addr(fn, ir_slot_new(fn, align_up(p->window + WORD - 1, 8), 8, NULL, 0));
	ir_ref fetched = fetch_window(&w, p, len, slot, fail);
	ir_ref stack = put(&w, (struct ir_ins){.op = IR_PTRTOINT, .type = IR_I64, .a = slot});
	ir_ref before = ir_const(fn, IR_I64, -CHARS_AT);

	stack = put(&w, (struct ir_ins){.op = IR_ADD, .type = IR_I64, .a = stack, .b = before});

	jump(&w, body);
	ir_ref have[] = {here, here, fetched}, base[] = {data, data, stack};

	p->have = join(fn, body, IR_I32, have, ARRAY_LEN(have));
	p->base = join(fn, body, IR_I64, base, ARRAY_LEN(base));

	w.block = slow;
	struct ir_ins call = {.op = IR_CALL, .type = IR_I32, .nargs = 1, .u.sym = p->slow};

	call.args = arena_dup(fn->arena, &p->ctx, sizeof(p->ctx));
	put(&w, (struct ir_ins){.op = IR_RET, .a = put(&w, call)});
	w.block = fail;
	put(&w, (struct ir_ins){.op = IR_RET, .a = ir_const(fn, IR_I32, p->fail_value)});
	p->slow = NULL; /* from here on what is not there fails */
}

/* ---- loads ---- */

static ir_ref index_of(struct packet *p, const struct site *s)
{
	return ir_put_convert(
		p->fn, s->load, IR_I32, ir_resolve(p->fn, site_group(p, s)->index), false);
}

/* Fail unless index + end bytes are there. */
static void check(struct packet *p, const struct site *s, int64_t end)
{
	struct ir_ins beyond = {.op = IR_CMP, .type = IR_I32, .cc = IR_ULT, .a = p->have};

	beyond.b = ir_const(p->fn, IR_I32, end);
	if (s->group)
		beyond.b = ir_put_imm(p->fn, s->load, IR_ADD, index_of(p, s), end);
	packet_fail_if(p, s, ir_put(p->fn, s->load, beyond));
}

/* A pointer whose characters are the bytes from the index on. */
static ir_ref make_pointer(struct packet *p, const struct site *s)
{
	struct ir_fn *fn = p->fn;
	ir_ref at = p->base;

	if (s->group)
		at = ir_put_binary(fn, s->load, IR_ADD, at,
			ir_put_convert(fn, s->load, IR_I64, index_of(p, s), false));
	return ir_put(fn, s->load, kernel_bytes(fn, p->syms, at));
}

void packet_kernel_check(struct packet *p, const struct site *s)
{
	struct checked known = {s->group, s->block, s->need, 0};

	vec_for (x, &p->checked) {
		if (x->group != s->group || !ir_dominates(p->cfg, x->block, s->block))
			continue;
		if (x->hi >= site_end(s))
			return;
		known.pointer = x->pointer ? x->pointer : known.pointer;
	}
	check(p, s, s->need);
	vec_push(p->arena, &p->checked, known);
}

/* The pointer of the group where s stands. */
static ir_ref pointer(struct packet *p, const struct site *s)
{
	struct checked known = {s->group, s->block, site_end(s), 0};

	vec_for (x, &p->checked) {
		if (x->group == s->group && x->pointer && ir_dominates(p->cfg, x->block, s->block))
			return x->pointer;
	}
	known.pointer = make_pointer(p, s);
	vec_push(p->arena, &p->checked, known);
	return known.pointer;
}

void packet_kernel(struct packet *p, uint32_t site)
{
	struct site s = p->sites.p[site];
	struct span x = packet_span(p, site, WORD);
	struct piece word = {.group = s.group, .block = s.block, .raw = true};
	int64_t width = x.hi - x.lo > 4 ? 8 : x.hi - x.lo > 2 ? 4 : 2;

	packet_kernel_check(p, &s);
	ir_ref ptr = pointer(p, &s);

	if (x.n < 2) {
		packet_load_at(p, &s, ptr, CHARS_AT + s.off);
		return;
	}
	word.lo = x.lo + width <= CHARS ? x.lo : CHARS - width;
	word.hi = word.lo + width;
	word.value = ir_put_load(p->fn, s.load, ptr, CHARS_AT + word.lo, (unsigned)width, 1);
	ir_get(p->fn, word.value)->flags |= INSF_CONST_MEM;
	vec_push(p->arena, &p->pieces, word);
	packet_done(p, &s, packet_extract(p, &s, &word));
}
