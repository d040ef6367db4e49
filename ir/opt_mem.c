/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Memory forwarding: a load of bytes whose value is at hand becomes this value. Blocks are visited
 * in reverse postorder with the list of what memory is known to hold:
 *
 *   store p, v     p's bytes hold v
 *   memset p, c, n words of c, when there are few
 *   v = load p     p's bytes hold v
 *   any write      forgets the bytes that it may touch
 *   join           what all predecessors know; where values differ, a phi is made on first use
 *   loop header    what is known before the loop and nothing in the loop writes
 *
 * A load or store of a part of a known constant is known, too.
 *
 * Not forwarded: volatile and atomic accesses; anything but private slots across an atomic (it is a
 * barrier); the context and the packet across a call that may move the packet, since the pointers
 * in them are void then; integers as pointers and the other way round (their provenance would be
 * lost).
 *
 * A load is replaced by what was loaded or stored before it, never moved, so no access gets above
 * its check; and all loads of ctx->data give one value, which is what check and use must share.
 */
#include "pass.h"
#include "put.h"

/* Known places at a time (the oldest are forgotten), and writes in a loop that are looked at. */
#define MAX_KNOWN       64
#define MAX_LOOP_WRITES 256
/* Bytes of a memset that are told apart. */
#define MAX_SET         64

/* How the value relates to the bytes. */
enum form { FORM_STORED, FORM_ZEXT, FORM_SEXT };

struct known {
	struct ir_loc at;
	ir_ref p; /* the address as it was computed: p + imm */
	int64_t imm;
	uint8_t width, form, type; /* type: of the value */
	ir_ref value; /* 0: a phi of the predecessors' values, still to be made in `join` */
	ir_bid join;
};
struct state {
	VEC(struct known *) known;
	bool done;
};
struct forward {
	struct ir_fn *fn;
	struct arena *scratch;
	const struct ir_cfg *cfg;
	const struct ir_escapes *esc;
	struct state *out; /* by block: at its end */
	struct state now;
	VEC(struct known *) work; /* phis whose arguments are to be found */
	bool changed;
};

/* ---- what is known ---- */

static void learn(struct forward *f, struct known k)
{
	if (f->now.known.n == MAX_KNOWN) {
		memmove(f->now.known.p, f->now.known.p + 1,
			(MAX_KNOWN - 1) * sizeof(*f->now.known.p));
		f->now.known.n--;
	}
	vec_push(f->scratch, &f->now.known, arena_dup(f->scratch, &k, sizeof(k)));
}

static struct known *find(const struct state *s, const struct known *like)
{
	for (uint32_t i = s->known.n; i-- > 0;) {
		struct known *k = s->known.p[i];

		if (k->width == like->width && (ir_same_bytes(k->at, like->at) ||
						       (k->p == like->p && k->imm == like->imm)))
			return k;
	}
	return NULL;
}

static struct known known_at(const struct forward *f, const struct ir_ins *ins)
{
	return (struct known){.at = {ir_addr_of_access(f->fn, ins), ins->width},
		.width = ins->width,
		.p = ir_resolve(f->fn, ins->a),
		.imm = ins->imm};
}

static bool is_barrier(const struct forward *f, const struct ir_ins *ins, const struct known *k)
{
	const struct ir_ins *root = ir_get(f->fn, k->at.at.root);
	bool is_slot = root->op == IR_SLOT && !bitset_has(&f->esc->captured, (uint32_t)root->imm);

	if (ins->op == IR_ATOMIC)
		return !is_slot;
	if (ins->op != IR_CALL && ins->op != IR_HELPER && ins->op != IR_CALLI)
		return false;
	const struct ir_effects *e = ir_effects_of(f->fn, ins);

	return (!e || e->clobbers_packet) && !is_slot;
}

static bool kills(const struct forward *f, const struct ir_ins *ins, const struct known *k)
{
	return is_barrier(f, ins, k) || ir_may_write(f->fn, f->esc, ins, k->at);
}

static void forget(struct forward *f, const struct ir_ins *ins)
{
	uint32_t n = 0;

	for (uint32_t i = 0; i < f->now.known.n; i++)
		if (!kills(f, ins, f->now.known.p[i]))
			f->now.known.p[n++] = f->now.known.p[i];
	f->now.known.n = n;
}

/* ---- joins ---- */

/* Both say the same but for the value. */
static bool agree(const struct known *x, const struct known *y)
{
	return y && x->form == y->form && x->type == y->type;
}

/* What predecessor 0's entry is at the join; NULL when not all predecessors that count know it. */
static struct known *meet(struct forward *f, ir_bid b, struct known *first)
{
	const struct ir_block *block = f->fn->blocks.p[b];
	struct known *all = first, joined = *first;

	for (uint32_t i = 0; i < block->preds.n; i++) {
		const struct state *s = &f->out[block->preds.p[i]];
		struct known *k = s->done ? find(s, first) : NULL;

		if (!s->done)
			continue; /* a latch: the loop's writes are looked at */
		if (!agree(first, k))
			return NULL;
		if (k != first && (!k->value || k->value != first->value))
			all = NULL;
	}
	if (all)
		return all;
	joined.value = 0;
	joined.join = b;
	return arena_dup(f->scratch, &joined, sizeof(joined));
}

static const struct state *first_done(const struct forward *f, ir_bid b)
{
	const struct ir_block *block = f->fn->blocks.p[b];

	for (uint32_t i = 0; i < block->preds.n; i++)
		if (f->out[block->preds.p[i]].done)
			return &f->out[block->preds.p[i]];
	return NULL;
}

/*
 * Is it better to load again in each iteration? The verifier walks the loop until its state
 * repeats. What is loaded anew is anything each time; a value from outside is narrowed by every
 * comparison in every iteration, so that no state is like one before. Pointers in the context must
 * be shared.
 */
static bool is_loaded_anew(const struct known *k)
{
	return k->at.at.prov != PROV_CTX;
}

static void forget_at_loop(struct forward *f)
{
	uint32_t n = 0;

	for (uint32_t i = 0; i < f->now.known.n; i++)
		if (!is_loaded_anew(f->now.known.p[i]))
			f->now.known.p[n++] = f->now.known.p[i];
	f->now.known.n = n;
}

static void forget_loop_writes(struct forward *f, const struct ir_loop *loop)
{
	uint32_t writes = 0;

	forget_at_loop(f);

	vec_for (b, &loop->body)
		ir_for_ins (r, f->fn, *b) {
			const struct ir_ins *ins = ir_get(f->fn, r);

			if (!(ir_ops[ins->op].flags & OPF_WRITE))
				continue;
			if (++writes > MAX_LOOP_WRITES)
				f->now.known.n = 0;
			if (!f->now.known.n)
				return;
			forget(f, ins);
		}
}

static bool all_done(const struct forward *f, ir_bid b)
{
	vec_for (p, &f->fn->blocks.p[b]->preds)
		if (!f->out[*p].done)
			return false;
	return true;
}

/* A loop header keeps only what has one value before the loop: its phis would need the latches'. */
static void enter(struct forward *f, ir_bid b)
{
	const struct state *first = first_done(f, b);
	uint32_t loop = f->cfg->loop_of[b];
	bool is_header = loop != IR_NO_BLOCK && f->cfg->loops.p[loop].header == b;
	bool complete = all_done(f, b);

	f->now = (struct state){0};
	if (!first || (!complete && !is_header))
		return;
	vec_for (k, &first->known) {
		struct known *m = meet(f, b, *k);

		if (m && (m->value || complete))
			vec_push(f->scratch, &f->now.known, m);
		else if (m && m->join != b)
			vec_push(f->scratch, &f->now.known, m);
	}
	if (!complete)
		forget_loop_writes(f, &f->cfg->loops.p[loop]);
}

static void start_phi(struct forward *f, struct known *k)
{
	k->value = ir_insert_phi(f->fn, k->join, k->type);
	vec_push(f->scratch, &f->work, k);
}

/* The entry's value, with the phis that it needs. */
static ir_ref value_of(struct forward *f, struct known *k)
{
	if (!k->value)
		start_phi(f, k);
	while (f->work.n) {
		struct known *phi = vec_pop(&f->work);
		const struct ir_block *block = f->fn->blocks.p[phi->join];

		for (uint32_t i = 0; i < block->preds.n; i++) {
			struct known *arg = find(&f->out[block->preds.p[i]], phi);

			CHECK(arg);
			if (!arg->value)
				start_phi(f, arg);
			ir_get(f->fn, phi->value)->args[i] = arg->value;
		}
	}
	return ir_resolve(f->fn, k->value);
}

/* ---- parts of constants ---- */

/* The bytes of `like`, which lie within the constant k. */
static int64_t part_of(
	const struct forward *f, const struct known *k, int64_t c, int64_t off, unsigned width)
{
	unsigned by = (unsigned)(off - k->at.at.off);

	if (f->fn->module->big_endian)
		by = k->width - by - width;
	return (int64_t)((uint64_t)c >> 8 * by & low_mask(width * 8));
}

/* A constant that covers the bytes; its value there in *part. */
static const struct known *find_cover(
	const struct forward *f, const struct known *like, int64_t *part)
{
	struct ir_addr at = like->at.at;

	if (!at.off_known)
		return NULL;
	for (uint32_t i = f->now.known.n; i-- > 0;) {
		const struct known *k = f->now.known.p[i];
		int64_t c;

		if (k->at.at.root != at.root || !k->at.at.off_known || at.off < k->at.at.off ||
			at.off + like->width > k->at.at.off + k->width)
			continue;
		if (!k->value || k->type == IR_PTR ||
			!ir_is_const(f->fn, ir_resolve(f->fn, k->value), &c))
			return NULL;
		*part = part_of(f, k, c, at.off, like->width);
		return k;
	}
	return NULL;
}

static void learn_const(
	struct forward *f, struct known like, int64_t off, unsigned width, int64_t c)
{
	like.imm += off - like.at.at.off;
	like.at.at.off = off;
	like.at.size = like.width = (uint8_t)width;
	like.form = FORM_STORED;
	like.type = width == 8 ? IR_I64 : IR_I32;
	like.value = ir_const(f->fn, like.type, c);
	like.join = 0;
	learn(f, like);
}

/* What is left of the constant `k` around the bytes that `hole` says, which were just stored. */
static void learn_rest(struct forward *f, struct known k, int64_t c, const struct known *hole)
{
	int64_t off = k.at.at.off;

	for (unsigned half = k.width / 2u; half >= hole->width; half /= 2) {
		bool is_low = hole->at.at.off < off + half;
		int64_t other = is_low ? off + half : off;

		learn_const(f, k, other, half, part_of(f, &k, c, other, half));
		off = is_low ? off : off + half;
	}
}

/* ---- instructions ---- */

static bool can_convert(enum ir_type from, enum ir_type to)
{
	return (from == IR_PTR) == (to == IR_PTR);
}

/* The known value as the load wants it. */
static ir_ref convert(struct forward *f, ir_ref r, const struct known *k, ir_ref v)
{
	struct ir_ins ins = *ir_get(f->fn, r);
	bool is_signed = ins.flags & INSF_SIGNED;
	enum form wants = is_signed ? FORM_SEXT : FORM_ZEXT;

	if (ins.type == IR_PTR || ins.width == 8)
		return v;
	if (k->form == wants && k->type == ins.type)
		return v;
	if (ins.type == IR_I32 || ins.width < 4)
		v = ir_put_extend(f->fn, r, ir_put_convert(f->fn, r, ins.type, v, false), ins.width,
			is_signed);
	else
		v = ir_put_convert(
			f->fn, r, IR_I64, ir_put_convert(f->fn, r, IR_I32, v, false), is_signed);
	return v;
}

static void visit_load(struct forward *f, ir_ref r)
{
	const struct ir_ins *ins = ir_get(f->fn, r);
	struct known k = known_at(f, ins), *have = find(&f->now, &k);

	int64_t part;

	if (ins->flags & INSF_VOLATILE)
		return;
	if (!have && ins->type != IR_PTR && find_cover(f, &k, &part)) {
		if (ins->flags & INSF_SIGNED)
			part = sign_extend(part, ins->width * 8);
		ir_replace(f->fn, r, ir_const(f->fn, ins->type, part));
		f->changed = true;
		return;
	}
	if (!have || !can_convert(have->type, ins->type)) {
		k.form = ins->flags & INSF_SIGNED ? FORM_SEXT : FORM_ZEXT;
		k.type = ins->type;
		k.value = r;
		learn(f, k);
		return;
	}
	ir_replace(f->fn, r, convert(f, r, have, value_of(f, have)));
	f->changed = true;
}

static void visit_store(struct forward *f, ir_ref r)
{
	const struct ir_ins *ins = ir_get(f->fn, r);
	ir_ref v = ir_resolve(f->fn, ins->b);
	struct known k = known_at(f, ins), *have = find(&f->now, &k);
	const struct known *cover = NULL;
	int64_t part, c;

	if (!have && !(ins->flags & INSF_VOLATILE))
		cover = find_cover(f, &k, &part);
	if (ins->flags & INSF_VOLATILE) {
		forget(f, ins);
	} else if ((have && have->value && ir_resolve(f->fn, have->value) == v) ||
		   (cover && ir_is_const(f->fn, v, &c) &&
			   !(((uint64_t)c ^ (uint64_t)part) & low_mask(ins->width * 8u)))) {
		ir_remove(f->fn, r); /* it holds this already */
		f->changed = true;
	} else {
		forget(f, ins);
		if (cover && ir_is_const(f->fn, ir_resolve(f->fn, cover->value), &c))
			learn_rest(f, *cover, c, &k);
		k.form = FORM_STORED;
		k.type = ir_get(f->fn, v)->type;
		k.value = v;
		learn(f, k);
	}
}

/* The largest word at `off` of `left` bytes. */
static unsigned word_at(int64_t off, int64_t left)
{
	unsigned n = 8;

	while (off % n || n > left)
		n /= 2;
	return n;
}

static void visit_memset(struct forward *f, ir_ref r)
{
	const struct ir_ins *ins = ir_get(f->fn, r);
	struct known k = {.p = ir_resolve(f->fn, ins->args[0])};
	int64_t byte, size, part, off, end;
	uint64_t word;
	bool known = true;

	k.at.at = ir_addr_of(f->fn, k.p, 0);
	if (!k.at.at.off_known || ins->flags & INSF_VOLATILE ||
		!ir_is_const(f->fn, ins->args[1], &byte) ||
		!ir_is_const(f->fn, ins->args[2], &size) || size <= 0 || size > MAX_SET) {
		forget(f, ins);
		return;
	}
	off = k.at.at.off;
	end = off + size;
	word = (uint8_t)byte * 0x0101010101010101ull;
	for (int64_t at = off; known && at < end; at += k.width) {
		k.at.at.off = at;
		k.at.size = k.width = (uint8_t)word_at(at, end - at);
		known = find_cover(f, &k, &part) &&
			(uint64_t)part == (word & low_mask(k.width * 8));
	}
	if (known) {
		ir_remove(f->fn, r);
		f->changed = true;
		return;
	}
	forget(f, ins);
	k.at.at.off = off;
	for (int64_t at = off; at < end; at += word_at(at, end - at)) {
		unsigned n = word_at(at, end - at);

		learn_const(f, k, at, n, (int64_t)(word & low_mask(n * 8)));
	}
}

static void visit(struct forward *f, ir_ref r)
{
	const struct ir_ins *ins = ir_get(f->fn, r);

	if (ins->op == IR_LOAD)
		visit_load(f, r);
	else if (ins->op == IR_STORE)
		visit_store(f, r);
	else if (ins->op == IR_MEMSET)
		visit_memset(f, r);
	else if (ir_ops[ins->op].flags & OPF_WRITE)
		forget(f, ins);
}

bool opt_mem(struct ir_pass *p)
{
	struct forward f = {.fn = p->fn, .scratch = p->scratch, .cfg = p->cfg, .esc = p->esc};

	f.out = arena_array(p->scratch, struct state, p->cfg->n);
	for (uint32_t k = 0; k < p->cfg->n_rpo; k++) {
		ir_bid b = p->cfg->rpo[k];

		enter(&f, b);
		ir_for_ins_safe (r, p->fn, b)
			visit(&f, r);
		f.out[b] = f.now;
		f.out[b].done = true;
	}
	return f.changed;
}
