/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * memcpy, memmove, memset and memcmp of constant size, written out in the widest accesses that both
 * sides permit; loads and stores wider than their alignment, split where the verifier insists on
 * it.
 *
 * What permits what (reference: the kernel's check_ptr_alignment): packet, map value, global and
 * other plain memory take unaligned access; the stack never does; where nothing is known the
 * alignment that the front end knows holds. A copy goes chunk by chunk, load then store, and so
 * needs one register.
 */
#include "ir/alias.h"
#include "legalize.h"

#define MAX_CHUNKS      1024 /* accesses in one expansion */
#define MAX_LIVE_CHUNKS 16   /* memmove: values held at once */

/* One of the operands of a memory operation. */
struct side {
	ir_ref p;
	struct ir_addr at;
	unsigned align; /* that the front end promised */
};

struct chunk {
	int64_t off;
	unsigned width;
};
typedef VEC(struct chunk) chunks;

static bool unaligned_ok(const struct legalize *l, uint8_t prov)
{
	return !l->opts->strict_align &&
	       (prov == PROV_PACKET || prov == PROV_MAP_VALUE || prov == PROV_GLOBAL ||
		       prov == PROV_MEM || prov == PROV_ARENA);
}

static struct side side_of(struct legalize *l, ir_ref p, unsigned align)
{
	return (struct side){p, ir_addr_of(l->fn, p, 0), align ? align : 1};
}

/* Alignment of p + off, as far as access may count on it; 8 when it does not matter. */
static unsigned side_align(struct legalize *l, const struct side *s, int64_t off)
{
	unsigned a = s->align, here;

	if (unaligned_ok(l, s->at.prov))
		return 8;
	if (off & (a - 1))
		a = (unsigned)(off & -off);
	here = ir_addr_of(l->fn, s->p, off).align;
	return here > a ? here : a;
}

/* The accesses that cover size bytes of one or two sides; few, and none wider than `max`. */
static bool cut(struct legalize *l, const struct side *s, unsigned n, uint64_t size, chunks *out)
{
	bool free = unaligned_ok(l, s[0].at.prov) && (n < 2 || unaligned_ok(l, s[1].at.prov));

	for (uint64_t off = 0; off < size;) {
		uint64_t left = size - off;
		unsigned width = 8;

		for (unsigned i = 0; i < n; i++)
			width = (unsigned)min_u64(width, side_align(l, &s[i], (int64_t)off));
		if (free && left < 8 && !is_pow2(left) && left > 2 &&
			size >= 2u << log2_floor(left)) {
			/* the last few bytes together with some that were done before */
			width = 2u << log2_floor(left);
			off = size - width;
		}
		while (width > size - off)
			width /= 2;
		vec_push(l->scratch, out, ((struct chunk){(int64_t)off, width}));
		off += width;
		if (out->n > MAX_CHUNKS)
			return false;
	}
	return true;
}

static enum ir_type chunk_type(unsigned width)
{
	return width == 8 ? IR_I64 : IR_I32;
}

static void fail(struct legalize *l, const char *what, uint64_t size)
{
	diag(l->fn->module->diags, DIAG_MEMOP_SIZE, ir_get(l->fn, l->at)->loc, what,
		(unsigned long long)size);
	l->failed = true;
}

/* ---- memcpy, memmove ---- */

/* The initial bytes at p + off, when no one can have changed them. */
static const uint8_t *known_bytes(
	struct legalize *l, const struct side *s, uint64_t size, bool *zero)
{
	const struct ir_ins *root = ir_get(l->fn, s->at.root);
	const struct ir_data *d;

	if (root->op != IR_GADDR || !s->at.off_known || root->u.sym->kind != IR_SYM_DATA)
		return NULL;
	d = root->u.sym->data;
	int64_t off = root->imm + s->at.off;

	if (!d || !d->is_const || d->is_volatile || d->relocs.n || off < 0 ||
		(uint64_t)off + size > d->size)
		return NULL;
	*zero = !d->bytes;
	return d->bytes ? d->bytes + off : (const uint8_t *)"";
}

static uint64_t read_bytes(const uint8_t *p, unsigned width, bool big_endian)
{
	uint64_t v = 0;

	for (unsigned i = 0; i < width; i++)
		v |= (uint64_t)p[big_endian ? width - 1 - i : i] << 8 * i;
	return v;
}

/* Stores of constants: eight bytes at once only where one instruction can hold them. */
static void store_bytes(
	struct legalize *l, ir_ref p, struct chunk c, const uint8_t *bytes, bool zero)
{
	bool be = l->fn->module->big_endian;
	uint64_t v = zero ? 0 : read_bytes(bytes + c.off, c.width, be);

	if (c.width == 8 && (int64_t)v != (int32_t)v) {
		store_bytes(l, p, (struct chunk){c.off, 4}, bytes, zero);
		store_bytes(l, p, (struct chunk){c.off + 4, 4}, bytes, zero);
		return;
	}
	leg_store(l, p, c.off, c.width, ir_const(l->fn, chunk_type(c.width), (int64_t)v));
}

static bool distinct(const struct side *x, const struct side *y)
{
	static const uint16_t own = 1 << PROV_STACK | 1 << PROV_CTX | 1 << PROV_PACKET;

	return x->at.prov != y->at.prov &&
	       ((own >> x->at.prov & 1 && y->at.prov != PROV_UNKNOWN && y->at.prov != PROV_MEM) ||
		       (own >> y->at.prov & 1 && x->at.prov != PROV_UNKNOWN &&
			       x->at.prov != PROV_MEM));
}

static void copy_chunk(struct legalize *l, ir_ref dst, ir_ref src, struct chunk c)
{
	ir_ref v = leg_load(l, src, c.off, c.width, chunk_type(c.width));

	leg_store(l, dst, c.off, c.width, v);
}

static void copy_all_at_once(struct legalize *l, ir_ref dst, ir_ref src, const chunks *cs)
{
	ir_ref v[MAX_LIVE_CHUNKS];

	for (uint32_t i = 0; i < cs->n; i++)
		v[i] = leg_load(l, src, cs->p[i].off, cs->p[i].width, chunk_type(cs->p[i].width));
	for (uint32_t i = 0; i < cs->n; i++)
		leg_store(l, dst, cs->p[i].off, cs->p[i].width, v[i]);
}

static void expand_copy(struct legalize *l, const struct ir_ins *x, uint64_t size)
{
	struct side s[2] = {side_of(l, x->args[0], x->align), side_of(l, x->args[1], x->align)};
	chunks cs = {0};
	bool zero, same = s[0].at.root == s[1].at.root && s[0].at.off_known && s[1].at.off_known;
	const uint8_t *bytes = known_bytes(l, &s[1], size, &zero);

	if (!cut(l, s, bytes ? 1 : 2, size, &cs)) {
		fail(l, ir_ops[x->op].text, size);
	} else if (bytes) {
		vec_for (c, &cs)
			store_bytes(l, s[0].p, *c, bytes, zero);
	} else if (x->op == IR_MEMCPY || distinct(&s[0], &s[1]) ||
		   (same && s[0].at.off < s[1].at.off)) {
		vec_for (c, &cs)
			copy_chunk(l, s[0].p, s[1].p, *c);
	} else if (same) {
		for (uint32_t i = cs.n; i-- > 0;)
			copy_chunk(l, s[0].p, s[1].p, cs.p[i]);
	} else if (cs.n <= MAX_LIVE_CHUNKS) {
		copy_all_at_once(l, s[0].p, s[1].p, &cs);
	} else {
		fail(l, ir_ops[x->op].text, size);
	}
}

/* ---- memset ---- */

/* The byte in every byte of a value of this width. */
static ir_ref splat(struct legalize *l, ir_ref byte, unsigned width)
{
	int64_t k, ones = 0x0101010101010101;
	enum ir_type t = chunk_type(width);

	if (ir_is_const(l->fn, byte, &k))
		return ir_const(l->fn, t,
			(int64_t)((uint64_t)(k & 0xff) * (uint64_t)ones & low_mask(width * 8)));
	if (width == 1)
		return byte;
	ir_ref v = leg_binary_k(l, IR_AND, byte, 0xff);

	if (t == IR_I64)
		v = leg_unary(l, IR_ZEXT, IR_I64, v);
	return leg_binary_k(l, IR_MUL, v, t == IR_I64 ? ones : ones & 0xffffffff);
}

static void expand_set(struct legalize *l, const struct ir_ins *x, uint64_t size)
{
	struct side s = side_of(l, x->args[0], x->align);
	chunks cs = {0};
	ir_ref by_width[9] = {0};
	uint8_t bytes[8];
	int64_t k;

	if (!cut(l, &s, 1, size, &cs)) {
		fail(l, "memset", size);
		return;
	}
	bool known = ir_is_const(l->fn, x->args[1], &k) && cs.n < 4;

	memset(bytes, known ? (int)(k & 0xff) : 0, sizeof(bytes));
	vec_for (c, &cs) {
		if (known) {
			store_bytes(l, s.p, *c, bytes - c->off, false);
			continue;
		}
		if (!by_width[c->width])
			by_width[c->width] = splat(l, x->args[1], c->width);
		leg_store(l, s.p, c->off, c->width, by_width[c->width]);
	}
}

/* ---- memcmp ---- */

/* Is only `== 0` or `!= 0` asked of the result? */
static bool only_equality(struct legalize *l, ir_ref m)
{
	struct ir_fn *fn = l->fn;

	ir_for_blocks (b, fn)
		ir_for_ins (r, fn, b) {
			struct ir_ins *x = ir_get(fn, r);

			for (uint32_t i = 0; i < ir_operand_count(x); i++) {
				int64_t k;

				if (ir_resolve(fn, *ir_operand(x, i)) != m || x->op == IR_CBR)
					continue;
				if (x->op != IR_CMP || x->cc > IR_NE ||
					!ir_is_const(fn, x->b, &k) || k)
					return false;
			}
		}
	return true;
}

/* The difference's sign, of two chunks that differ: bytes in order of significance, then compared.
 */
static ir_ref ordered(struct legalize *l, ir_ref v, unsigned width)
{
	if (width == 1 || l->fn->module->big_endian)
		return v;
	return leg_unary(l,
		width == 8   ? IR_BSWAP64
		: width == 4 ? IR_BSWAP32
			     : IR_BSWAP16,
		chunk_type(width), v);
}

static void append_br(struct legalize *l, ir_bid b, ir_bid to)
{
	struct ir_ins br = {.op = IR_BR, .loc = ir_get(l->fn, l->at)->loc};

	br.u.br.then = to;
	ir_append(l->fn, b, br);
}

static void append_cbr(struct legalize *l, ir_bid b, ir_ref cond, ir_bid then, ir_bid other)
{
	struct ir_ins cbr = {.op = IR_CBR, .a = cond, .loc = ir_get(l->fn, l->at)->loc};

	cbr.u.br.then = then;
	cbr.u.br.other = other;
	ir_append(l->fn, b, cbr);
}

static ir_bid new_block(struct legalize *l)
{
	ir_bid b = ir_block_new(l->fn, NULL);

	l->fn->blocks.p[b]->sealed = true;
	return b;
}

/* The first difference as a pair of i64 that compare like the bytes: phis of block `diff`. */
struct first_diff {
	ir_bid diff;
	ir_ref x, y;
};

/* Compare one chunk; a difference goes to `diff`, else on before l->at in a new block. */
static void compare_chunk(
	struct legalize *l, const struct side *s, struct chunk c, struct first_diff *d)
{
	struct ir_fn *fn = l->fn;
	enum ir_type t = chunk_type(c.width);
	ir_ref x = leg_load(l, s[0].p, c.off, c.width, t),
	       y = leg_load(l, s[1].p, c.off, c.width, t);
	ir_ref cmp = leg_cmp(l, IR_NE, x, y), self = l->at;
	ir_bid b = ir_get(fn, cmp)->block, rest = leg_split(l), target = d->diff;
	struct ir_ins br = {.op = IR_BR};

	if (d->x) {
		target = new_block(l);
		br.u.br.then = d->diff;
		l->at = ir_append(fn, target, br);
		x = ordered(l, x, c.width);
		y = ordered(l, y, c.width);
		if (t == IR_I32) {
			x = leg_unary(l, IR_ZEXT, IR_I64, x);
			y = leg_unary(l, IR_ZEXT, IR_I64, y);
		}
		*ir_operand(ir_get(fn, d->x), ir_get(fn, d->x)->nargs - 1) = x;
		*ir_operand(ir_get(fn, d->y), ir_get(fn, d->y)->nargs - 1) = y;
		l->at = self;
	}
	append_cbr(l, b, cmp, target, rest);
}

/* x < y ? -1 : 1 at the end of the block where the differences meet; its value in `join` */
static ir_ref order_differences(struct legalize *l, const struct first_diff *d, ir_bid join)
{
	struct ir_fn *fn = l->fn;
	ir_bid less = new_block(l), more = new_block(l);
	struct ir_ins cmp = {.op = IR_CMP, .type = IR_I32, .cc = IR_ULT, .a = d->x, .b = d->y};

	append_cbr(l, d->diff, ir_append(fn, d->diff, cmp), less, more);
	append_br(l, less, join);
	append_br(l, more, join);
	ir_ref phi = ir_insert_phi(fn, join, IR_I32), minus = ir_const(fn, IR_I32, -1),
	       plus = ir_const(fn, IR_I32, 1);

	ir_get(fn, phi)->args[1] = minus;
	ir_get(fn, phi)->args[2] = plus;
	return phi;
}

/* Chunk by chunk; the first that differs decides. */
static void expand_cmp(struct legalize *l, const struct ir_ins *m, uint64_t size)
{
	struct ir_fn *fn = l->fn;
	struct side s[2] = {side_of(l, m->args[0], m->align), side_of(l, m->args[1], m->align)};
	ir_ref self = l->at, phi, zero = ir_const(fn, IR_I32, 0), one = ir_const(fn, IR_I32, 1);
	struct first_diff d = {0};
	chunks cs = {0};

	if (!cut(l, s, 2, size, &cs)) {
		fail(l, "memcmp", size);
		return;
	}
	if (!size) {
		ir_replace(fn, self, zero);
		return;
	}
	d.diff = new_block(l);
	if (!only_equality(l, self)) {
		d.x = ir_insert_phi(fn, d.diff, IR_I64);
		d.y = ir_insert_phi(fn, d.diff, IR_I64);
	}
	vec_for (c, &cs)
		compare_chunk(l, s, *c, &d);
	ir_bid equal = ir_get(fn, self)->block, join = leg_split(l);

	append_br(l, equal, join);
	if (d.x) {
		phi = order_differences(l, &d, join);
	} else {
		append_br(l, d.diff, join);
		phi = ir_insert_phi(fn, join, IR_I32);
		ir_get(fn, phi)->args[1] = one;
	}
	ir_get(fn, phi)->args[0] = zero;
	ir_replace(fn, self, phi);
}

/* ---- accesses wider than their alignment ---- */

static bool access_ok(struct legalize *l, const struct ir_ins *x)
{
	struct ir_addr at;

	if (x->align >= x->width)
		return true;
	at = ir_addr_of_access(l->fn, x);
	if (at.align >= x->width || at.prov == PROV_CTX || at.prov == PROV_BTF)
		return true;
	return unaligned_ok(l, at.prov);
}

static unsigned part_width(struct legalize *l, const struct ir_ins *x)
{
	unsigned here = ir_addr_of_access(l->fn, x).align;

	return here > x->align ? here : x->align ? x->align : 1;
}

/* v = part 0 | part 1 << 8w | ... (little endian) */
static ir_ref load_parts(struct legalize *l, const struct ir_ins *x, unsigned w)
{
	bool be = l->fn->module->big_endian;
	ir_ref v = 0;

	for (unsigned i = 0; i < x->width; i += w) {
		ir_ref part = leg_load(l, x->a, x->imm + i, w, x->type);
		unsigned shift = 8 * (be ? x->width - w - i : i);

		ir_get(l->fn, part)->flags |= x->flags & INSF_VOLATILE;
		if (shift)
			part = leg_binary_k(l, IR_SHL, part, shift);
		v = v ? leg_binary(l, IR_OR, v, part) : part;
	}
	return v;
}

static void store_parts(struct legalize *l, const struct ir_ins *x, unsigned w)
{
	bool be = l->fn->module->big_endian;

	for (unsigned i = 0; i < x->width; i += w) {
		unsigned shift = 8 * (be ? x->width - w - i : i);
		int64_t k;
		ir_ref v = x->b;

		if (ir_is_const(l->fn, v, &k))
			v = ir_const(
				l->fn, IR_I32, (int64_t)((uint64_t)k >> shift & low_mask(8 * w)));
		else if (shift)
			v = leg_binary_k(l, IR_LSHR, v, shift);
		ir_ref part = leg_store(l, x->a, x->imm + i, w, v);

		ir_get(l->fn, part)->flags |= x->flags & INSF_VOLATILE;
	}
}

void legalize_access(struct legalize *l)
{
	struct ir_ins x = *ir_get(l->fn, l->at);

	if (x.width == 1 || access_ok(l, &x) || x.type == IR_PTR ||
		(x.op == IR_STORE && ir_get(l->fn, x.b)->type == IR_PTR))
		return;
	if (x.op == IR_LOAD) {
		ir_replace(l->fn, l->at, load_parts(l, &x, part_width(l, &x)));
	} else {
		store_parts(l, &x, part_width(l, &x));
		ir_remove(l->fn, l->at);
	}
}

#define ROOMY 448 /* bytes of frame that alignment may fill up */

void legalize_slots(struct legalize *l)
{
	struct ir_fn *fn = l->fn;
	uint64_t total = 0;

	vec_for (s, &fn->slots)
		total += s->removed ? 0 : align_up(s->size, 8);
	vec_for (s, &fn->slots)
		if (total <= ROOMY && s->size >= 8 && s->align < 8)
			s->align = 8;
}

void legalize_memop(struct legalize *l)
{
	struct ir_ins x = *ir_get(l->fn, l->at);
	int64_t size;

	if (!ir_is_const(l->fn, x.args[2], &size)) {
		diag(l->fn->module->diags, DIAG_MEMOP_VARIABLE, x.loc, ir_ops[x.op].text);
		l->failed = true;
		return;
	}
	if (x.op == IR_MEMCMP) {
		expand_cmp(l, &x, (uint64_t)size);
		return;
	}
	if (x.op == IR_MEMSET)
		expand_set(l, &x, (uint64_t)size);
	else
		expand_copy(l, &x, (uint64_t)size);
	ir_remove(l->fn, l->at);
}
