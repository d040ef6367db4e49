/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * IR to IR: whatever the machine of this cpu level has no instruction for. Afterwards there is no
 * memory operation but load, store and atomic, no switch, no comparison whose value is needed as a
 * number, no signed division below v4, no sign-extending load that the machine lacks, and no
 * critical edge into a block with phis, so that isel translates instruction by instruction.
 *
 * To legalize another op: a case in legalize_ins().
 */
#include "ir/known.h"
#include "legalize.h"

/* ---- writing expressions ---- */

static ir_ref insert(struct legalize *l, struct ir_ins ins)
{
	ins.loc = ir_get(l->fn, l->at)->loc;
	return ir_insert_before(l->fn, l->at, ins);
}

ir_ref leg_binary(struct legalize *l, enum ir_op op, ir_ref x, ir_ref y)
{
	return insert(l, (struct ir_ins){.op = op, .type = ir_get(l->fn, x)->type, .a = x, .b = y});
}

ir_ref leg_binary_k(struct legalize *l, enum ir_op op, ir_ref x, int64_t k)
{
	enum ir_type t = ir_get(l->fn, x)->type;

	return leg_binary(l, op, x, ir_const(l->fn, t == IR_I32 ? IR_I32 : IR_I64, k));
}

ir_ref leg_unary(struct legalize *l, enum ir_op op, enum ir_type type, ir_ref x)
{
	return insert(l, (struct ir_ins){.op = op, .type = type, .a = x});
}

ir_ref leg_cmp(struct legalize *l, enum ir_cc cc, ir_ref x, ir_ref y)
{
	return insert(l, (struct ir_ins){.op = IR_CMP, .type = IR_I32, .cc = cc, .a = x, .b = y});
}

ir_ref leg_load(struct legalize *l, ir_ref p, int64_t off, unsigned width, enum ir_type type)
{
	return insert(l, (struct ir_ins){.op = IR_LOAD,
				 .type = type,
				 .width = (uint8_t)width,
				 .align = (uint8_t)width,
				 .a = p,
				 .imm = off});
}

ir_ref leg_store(struct legalize *l, ir_ref p, int64_t off, unsigned width, ir_ref value)
{
	return insert(l, (struct ir_ins){.op = IR_STORE,
				 .width = (uint8_t)width,
				 .align = (uint8_t)width,
				 .a = p,
				 .b = value,
				 .imm = off});
}

ir_bid leg_split(struct legalize *l)
{
	struct ir_fn *fn = l->fn;
	ir_bid nb = ir_block_new(fn, NULL), ob = ir_get(fn, l->at)->block;
	struct ir_block *n = fn->blocks.p[nb], *o = fn->blocks.p[ob];
	ir_ref before = ir_get(fn, l->at)->prev;

	n->sealed = true;
	n->first = l->at;
	n->last = o->last;
	o->last = before;
	*(before ? &ir_get(fn, before)->next : &o->first) = 0;
	ir_get(fn, l->at)->prev = 0;
	ir_for_ins (r, fn, nb)
		ir_get(fn, r)->block = nb;
	struct ir_ins *term = ir_get(fn, n->last);

	for (uint32_t i = 0; i < ir_succ_count(term); i++) {
		struct ir_block *s = fn->blocks.p[*ir_succ(term, i)];

		s->preds.p[ir_pred_index(fn, s->id, ob)] = nb;
	}
	return nb;
}

/* ---- conversions and loads ---- */

/* load signed w -> zero-extending load, sext (v4 has it for a 64-bit result) */
static void legalize_load(struct legalize *l)
{
	struct ir_ins *x = ir_get(l->fn, l->at);
	enum ir_type type = x->type;
	unsigned width = x->width;

	if (!(x->flags & INSF_SIGNED) || (l->opts->cpu >= 4 && type == IR_I64 && width < 8))
		return;
	x->flags &= ~INSF_SIGNED;
	if (width == 8 || (width == 4 && type == IR_I32))
		return;
	struct ir_ins copy = *x;

	if (width == 4)
		copy.type = IR_I32;
	ir_ref wide = ir_insert_before(l->fn, l->at, copy);

	ir_replace(l->fn, l->at,
		leg_unary(l,
			width == 4   ? IR_SEXT
			: width == 2 ? IR_SEXT16
				     : IR_SEXT8,
			type, wide));
}

/* Below v3 there are no 32-bit jumps: a signed comparison is of sign-extended operands. */
static void legalize_cmp(struct legalize *l)
{
	struct ir_ins x = *ir_get(l->fn, l->at);

	if (l->opts->cpu >= 3 || x.cc < IR_SLT || ir_get(l->fn, x.a)->type != IR_I32)
		return;
	for (unsigned i = 0; i < 2; i++) {
		ir_ref *o = i ? &x.b : &x.a;
		int64_t k;

		*o = ir_is_const(l->fn, *o, &k) ? ir_const(l->fn, IR_I64, (int32_t)k)
						: leg_unary(l, IR_SEXT, IR_I64, *o);
	}
	ir_get(l->fn, l->at)->a = x.a;
	ir_get(l->fn, l->at)->b = x.b;
}

/* What the passes could not evaluate: there is no library to call. */
static void refuse_string(struct legalize *l, enum ir_type type, const char *name)
{
	diag(l->fn->module->diags, DIAG_NO_LIBRARY, ir_get(l->fn, l->at)->loc, name);
	ir_replace(l->fn, l->at, ir_const(l->fn, type, 0));
}

static void legalize_ins(struct legalize *l)
{
	switch (ir_get(l->fn, l->at)->op) {
	case IR_LOAD:
		legalize_load(l);
		if (ir_get(l->fn, l->at)->op == IR_LOAD)
			legalize_access(l);
		break;
	case IR_STORE: legalize_access(l); break;
	case IR_MEMCPY:
	case IR_MEMMOVE:
	case IR_MEMSET:
	case IR_MEMCMP: legalize_memop(l); break;
	case IR_SDIV:
	case IR_SMOD:
		if (l->opts->cpu < 4)
			legalize_sdiv(l);
		break;
	case IR_CMP: legalize_cmp(l); break;
	case IR_STRLEN: refuse_string(l, IR_I64, "__builtin_strlen"); break;
	case IR_STRCMP: refuse_string(l, IR_I32, "__builtin_strcmp"); break;
	case IR_IS_CONST: ir_replace(l->fn, l->at, ir_const(l->fn, IR_I32, 0)); break;
	default: break;
	}
}

/* ---- comparisons as values ---- */

/* b: ... cbr cmp, one, zero;  one: br join;  zero: br join;  join: phi(1, 0); rest */
static ir_ref cmp_value(struct legalize *l, ir_ref cmp)
{
	struct ir_fn *fn = l->fn;
	ir_bid b = ir_get(fn, cmp)->block;
	src_loc loc = ir_get(fn, cmp)->loc;

	l->at = ir_get(fn, cmp)->next;
	ir_bid join = leg_split(l), one = ir_block_new(fn, NULL), zero = ir_block_new(fn, NULL);
	struct ir_ins br = {.op = IR_BR, .loc = loc};

	fn->blocks.p[one]->sealed = fn->blocks.p[zero]->sealed = true;
	br.u.br.then = join;
	ir_append(fn, one, br);
	ir_append(fn, zero, br);
	struct ir_ins cbr = {.op = IR_CBR, .a = cmp, .loc = loc};

	cbr.u.br.then = one;
	cbr.u.br.other = zero;
	ir_append(fn, b, cbr);
	ir_ref phi = ir_insert_phi(fn, join, IR_I32), k1 = ir_const(fn, IR_I32, 1),
	       k0 = ir_const(fn, IR_I32, 0);

	ir_get(fn, phi)->loc = loc;
	ir_get(fn, phi)->args[0] = k1;
	ir_get(fn, phi)->args[1] = k0;
	return phi;
}

/* Is a number of which the top bit of 64 is clear, i32 being zero-extended. */
static bool has_no_top_bit(const struct legalize *l, ir_ref r)
{
	enum ir_type t = (enum ir_type)ir_get(l->fn, r)->type;

	return t == IR_I32 || (t == IR_I64 && ir_known(l->fn, r).umax <= INT64_MAX);
}

static ir_ref as_i64(struct legalize *l, ir_ref r)
{
	int64_t k;

	if (ir_is_const(l->fn, r, &k))
		return ir_const(l->fn, IR_I64, k);
	return ir_get(l->fn, r)->type == IR_I32 ? leg_unary(l, IR_ZEXT, IR_I64, r) : r;
}

/*
 * The top bit of a difference of 64 bits, which says how two numbers without that bit compare:
 *   x < y: x - y     x >= y: ~(x - y)     x == 0: x - 1     x != 0: 0 - x
 * Two or three instructions and no branch, so the verifier has no two ways to follow. 0: not of
 * this kind.
 */
static ir_ref cmp_by_difference(struct legalize *l, ir_ref r)
{
	struct ir_ins cmp = *ir_get(l->fn, r);
	ir_ref x = cmp.a, y = cmp.b, difference;
	int64_t k;

	if (l->opts->cpu < 3 || !has_no_top_bit(l, x) || !has_no_top_bit(l, y))
		return 0;
	l->at = cmp.next;
	if (cmp.cc <= IR_NE && ir_is_const(l->fn, y, &k) && !k && ir_known(l->fn, x).umax <= 1) {
		x = ir_get(l->fn, x)->type == IR_I64 ? leg_unary(l, IR_TRUNC, IR_I32, x) : x;
		return cmp.cc == IR_NE ? x : leg_binary_k(l, IR_XOR, x, 1);
	}
	switch (cmp.cc) {
	case IR_ULT:
	case IR_UGE: difference = leg_binary(l, IR_SUB, as_i64(l, x), as_i64(l, y)); break;
	case IR_UGT:
	case IR_ULE: difference = leg_binary(l, IR_SUB, as_i64(l, y), as_i64(l, x)); break;
	case IR_EQ:
	case IR_NE:
		if (!ir_is_const(l->fn, y, &k) || k)
			return 0;
		difference = cmp.cc == IR_EQ ? leg_binary_k(l, IR_ADD, as_i64(l, x), -1)
					     : leg_binary(l, IR_SUB, ir_const(l->fn, IR_I64, 0),
						       as_i64(l, x));
		break;
	default: return 0;
	}
	if (cmp.cc == IR_UGE || cmp.cc == IR_ULE)
		difference = leg_binary_k(l, IR_XOR, difference, -1);
	return leg_unary(l, IR_TRUNC, IR_I32, leg_binary_k(l, IR_LSHR, difference, 63));
}

/* Every use but as a branch's condition gets the number. */
static void legalize_cmp_values(struct legalize *l)
{
	struct ir_fn *fn = l->fn;
	uint32_t n = fn->ins.n;
	ir_ref *value = arena_array(l->scratch, ir_ref, n);
	bool any = false;

	ir_for_blocks (b, fn)
		ir_for_ins (r, fn, b) {
			struct ir_ins *x = ir_get(fn, r);

			for (uint32_t i = 0; x->op != IR_CBR && i < ir_operand_count(x); i++) {
				ir_ref o = ir_resolve(fn, *ir_operand(x, i));

				if (ir_get(fn, o)->op == IR_CMP)
					value[o] = 1;
			}
		}
	for (ir_ref r = 1; r < n; r++)
		if (value[r]) { /* the number comes right behind the comparison */
			ir_ref v = cmp_by_difference(l, r);

			value[r] = v ? v : cmp_value(l, r);
			any = true;
		}
	if (!any)
		return;
	ir_for_blocks (b, fn)
		ir_for_ins (r, fn, b) {
			struct ir_ins *x = ir_get(fn, r);

			for (uint32_t i = 0; x->op != IR_CBR && i < ir_operand_count(x); i++) {
				ir_ref o = ir_resolve(fn, *ir_operand(x, i));

				if (o < n && value[o])
					*ir_operand(x, i) = value[o];
			}
		}
}

/* ---- edges ---- */

/* A branch whose one side cannot be reached goes to the other. */
static void drop_unreachable_arms(struct legalize *l)
{
	struct ir_fn *fn = l->fn;

	ir_for_blocks (b, fn) {
		struct ir_ins t = *ir_get(fn, fn->blocks.p[b]->last);

		if (t.op != IR_CBR)
			continue;
		ir_bid arm[2] = {t.u.br.then, t.u.br.other};

		for (unsigned i = 0; i < 2; i++) {
			struct ir_block *dead = fn->blocks.p[arm[i]];
			struct ir_ins br = {.op = IR_BR, .loc = t.loc};

			if (ir_get(fn, dead->first)->op != IR_UNREACHABLE)
				continue;
			br.u.br.then = arm[!i];
			ir_set_term(fn, b, br);
			break;
		}
	}
	ir_remove_unreachable(fn);
}

static void split_edge(struct legalize *l, ir_bid b, uint32_t succ)
{
	struct ir_fn *fn = l->fn;
	ir_bid mid = ir_block_new(fn, NULL);
	struct ir_ins *term = ir_get(fn, fn->blocks.p[b]->last);
	ir_bid to = *ir_succ(term, succ);
	struct ir_block *t = fn->blocks.p[to];
	struct ir_ins br = {.op = IR_BR, .loc = term->loc};

	/* the edge keeps its place among the predecessors, and so its phi arguments */
	t->preds.p[ir_pred_index(fn, to, b)] = mid;
	*ir_succ(term, succ) = mid;
	vec_push(fn->arena, &fn->blocks.p[mid]->preds, b);
	fn->blocks.p[mid]->sealed = true;
	br.u.br.then = to;
	br.block = mid;
	vec_push(fn->arena, &fn->ins, br);
	fn->blocks.p[mid]->first = fn->blocks.p[mid]->last = fn->ins.n - 1;
}

static void split_critical_edges(struct legalize *l)
{
	struct ir_fn *fn = l->fn;
	uint32_t n = fn->blocks.n;

	for (ir_bid b = 0; b < n; b++) {
		if (fn->blocks.p[b]->removed)
			continue;
		for (uint32_t i = 0;; i++) {
			struct ir_ins *term = ir_get(fn, fn->blocks.p[b]->last);

			if (ir_succ_count(term) < 2 || i >= ir_succ_count(term))
				break;
			struct ir_block *t = fn->blocks.p[*ir_succ(term, i)];

			if (t->preds.n > 1 && ir_get(fn, t->first)->op == IR_PHI)
				split_edge(l, b, i);
		}
	}
}

bool legalize_fn(struct ir_fn *fn, struct arena *scratch, const struct backend_opts *opts)
{
	struct legalize l = {.fn = fn, .scratch = scratch, .opts = opts};
	uint32_t n = fn->blocks.n;

	legalize_slots(&l);
	legalize_signs(&l);
	drop_unreachable_arms(&l);
	/* what is made for a block is legal, or comes behind the place of its making */
	for (ir_bid b = 0; b < n; b++) {
		if (fn->blocks.p[b]->removed)
			continue;
		if (ir_get(fn, fn->blocks.p[b]->last)->op == IR_SWITCH)
			legalize_switch(&l, b);
	}
	for (ir_bid b = 0; b < fn->blocks.n; b++)
		if (!fn->blocks.p[b]->removed)
			ir_for_ins_safe (r, fn, b) {
				l.at = r;
				legalize_ins(&l);
			}
	ir_resolve_all(fn);
	legalize_cmp_values(&l);
	ir_resolve_all(fn);
	split_critical_edges(&l);
	return !l.failed;
}
