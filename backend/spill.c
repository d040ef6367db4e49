/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Registers that found no colour go to memory. A register whose only definition is a leaf is not
 * stored: the leaf is repeated. Any other gets a slot, a store behind each definition and a load
 * for uses. The first time, one load serves all uses of a block up to the next call (the new
 * register can then live in r0..r5); when such a register finds no colour either, each use gets its
 * own.
 *
 * A parallel copy is not given registers for what is in memory: copies out of a slot are leaves
 * (LEAF_FILL), copies into one are stores before it, except to a slot that the same copy reads,
 * which are made by way of another slot.
 */
#include "mir.h"

struct spill {
	struct mir_fn *f;
	struct arena scratch;
	const struct bitset *spilled;
	const struct mir_leaf **leaf; /* by register: repeated, not stored */
	uint32_t *slot;               /* by register: 1 + slot */
	const mreg *root;
	mreg *current;  /* by register: holds its value here; 0 none */
	VEC(mreg) held; /* registers with a current one */
	uint32_t n;     /* registers when it began */
};

static bool is_spilled(const struct spill *s, mreg r)
{
	return mreg_is_virtual(r) && r < s->n && bitset_has(s->spilled, r);
}

static uint32_t new_slot(struct spill *s)
{
	vec_push(s->f->arena, &s->f->slots,
		((struct mir_slot){.size = 8, .align = 8, .spill = true}));
	return s->f->slots.n;
}

/* ---- what becomes of each register ---- */

static void note_def(struct spill *s, struct mir_insn *i, mreg r, uint32_t *defs)
{
	if (!is_spilled(s, r))
		return;
	s->leaf[r] = i->op == MIR_LEAF && !defs[r] ? i->u.leaf : NULL;
	defs[r]++;
}

static void classify(struct spill *s)
{
	uint32_t *root_slot = arena_array(&s->scratch, uint32_t, s->n);
	uint32_t *defs = arena_array(&s->scratch, uint32_t, s->n);
	unsigned how;

	mir_for_blocks(b, s->f)
		mir_for_insns(i, b) for (uint32_t k = 0; k < mir_operand_count(i); k++)
	{
		mreg r = *mir_operand(i, k, &how);

		if (how & MIR_DEF)
			note_def(s, i, r, defs);
	}
	bitset_for (r, s->spilled) {
		const struct mir_home *h = mir_home(s->f, r);

		if (s->leaf[r] && s->leaf[r]->kind != LEAF_FILL)
			continue;
		s->leaf[r] = NULL;
		mreg root = s->root[r];

		if (h && h->slot)
			s->slot[r] = h->slot;
		else if (!root_slot[root])
			s->slot[r] = root_slot[root] = new_slot(s);
		else
			s->slot[r] = root_slot[root];
	}
}

/* ---- loads and stores ---- */

static const struct mir_leaf *fill_leaf(struct spill *s, uint32_t slot)
{
	struct mir_leaf *l = arena_new(s->f->arena, struct mir_leaf);

	*l = (struct mir_leaf){.kind = LEAF_FILL, .index = slot - 1};
	return l;
}

static const struct mir_leaf *leaf_of(struct spill *s, mreg r)
{
	return s->leaf[r] ? s->leaf[r] : fill_leaf(s, s->slot[r]);
}

static struct mir_insn store_to(uint32_t slot, mreg src)
{
	struct mir_insn i = mir_make(INSN_STXDW, MREG_FP, src, 0);

	i.slot = slot;
	return i;
}

/* The register that stands for r; `again`: r itself came from spilling, so this one is tiny. */
static mreg stand_in(struct spill *s, mreg r)
{
	mreg t = mir_reg_new(s->f);

	vec_push(s->f->arena, &s->f->homes,
		((struct mir_home){t, s->slot[r], mir_home(s->f, r) != NULL}));
	return t;
}

static void hold(struct spill *s, mreg r, mreg t)
{
	if (mir_home(s->f, r) || s->leaf[r])
		return;
	if (!s->current[r])
		vec_push(&s->scratch, &s->held, r);
	s->current[r] = t;
}

static void forget_all(struct spill *s)
{
	vec_for (r, &s->held)
		s->current[*r] = 0;
	s->held.n = 0;
}

/* ---- instructions ---- */

/* A register of this instruction, or that was already given to another operand of it. */
struct renamed {
	mreg from, to;
	bool stored;
};

static void spill_operands(struct spill *s, struct mir_block *b, struct mir_insn *i)
{
	struct renamed map[32];
	uint32_t n = 0, operands = mir_operand_count(i);
	struct mir_insn *next = i->next;
	unsigned how;

	for (unsigned pass = MIR_USE; pass <= MIR_DEF; pass++)
		for (uint32_t k = 0; k < operands; k++) {
			mreg *op = mir_operand(i, k, &how), r = *op;

			if (!(how & pass) || !is_spilled(s, r))
				continue;
			uint32_t m = 0;

			while (m < n && map[m].from != r)
				m++;
			if (m == n) {
				mreg t = pass == MIR_USE && s->current[r] ? s->current[r]
									  : stand_in(s, r);

				CHECK(n < ARRAY_LEN(map));
				map[n++] = (struct renamed){r, t, false};
				if (pass == MIR_USE && t != s->current[r]) {
					struct mir_insn fill = mir_leaf(t, leaf_of(s, r));

					fill.loc = i->loc;
					mir_insert(s->f, b, i, fill);
				}
				hold(s, r, t);
			}
			if (how & MIR_DEF && !map[m].stored) {
				struct mir_insn st = store_to(s->slot[r], map[m].to);

				st.loc = i->loc;
				mir_insert(s->f, b, next, st);
				map[m].stored = true;
			}
		}
	for (uint32_t k = 0; k < operands; k++) {
		mreg *op = mir_operand(i, k, &how);

		for (uint32_t m = 0; how && m < n; m++)
			if (*op == map[m].from) {
				*op = map[m].to;
				break;
			}
	}
}

static bool reads_slot(const struct mir_insn *pc, uint32_t slot, const struct mir_copy *but)
{
	for (uint32_t k = 0; k < pc->n; k++) {
		const struct mir_copy *c = &pc->u.copies[k];

		if (c != but && c->leaf && c->leaf->kind == LEAF_FILL && c->leaf->index + 1 == slot)
			return true;
	}
	return false;
}

static void store_copy(
	struct spill *s, struct mir_block *b, struct mir_insn *at, struct mir_copy c, uint32_t slot)
{
	struct mir_insn st;

	if (c.leaf && c.leaf->kind == LEAF_FILL && c.leaf->index + 1 == slot)
		return;
	if (c.leaf && c.leaf->kind == LEAF_CONST && c.leaf->imm == (int32_t)c.leaf->imm) {
		st = mir_make(INSN_STDW, MREG_FP, MREG_NONE, c.leaf->imm);
		st.slot = slot;
	} else {
		mreg src = c.src;

		if (c.leaf) {
			src = mir_reg_new(s->f);
			vec_push(s->f->arena, &s->f->homes, ((struct mir_home){src, 0, true}));
			mir_insert(s->f, b, at, mir_leaf(src, c.leaf));
		}
		st = store_to(slot, src);
	}
	mir_insert(s->f, b, at, st);
}

/* Both are in memory, in one place. */
static bool same_home(const struct spill *s, mreg x, mreg y)
{
	return is_spilled(s, x) && is_spilled(s, y) && s->slot[x] && s->slot[x] == s->slot[y];
}

/* Then a register that holds what the slot held must not be taken for it: it would outlive that. */
static bool writes_slot(const struct spill *s, const struct mir_insn *pc, uint32_t slot)
{
	for (uint32_t k = 0; k < pc->n; k++)
		if (is_spilled(s, pc->u.copies[k].dst) && s->slot[pc->u.copies[k].dst] == slot)
			return true;
	return false;
}

static void spill_pcopy(struct spill *s, struct mir_block *b, struct mir_insn *pc)
{
	uint32_t out = 0;
	struct mir_insn *next = pc->next;

	for (uint32_t k = 0; k < pc->n; k++)
		if (pc->u.copies[k].leaf || !same_home(s, pc->u.copies[k].dst, pc->u.copies[k].src))
			pc->u.copies[out++] = pc->u.copies[k];
		else
			s->current[pc->u.copies[k].dst] = 0; /* an older value of it */
	pc->n = out;
	out = 0;
	for (uint32_t k = 0; k < pc->n; k++) {
		struct mir_copy *c = &pc->u.copies[k];

		if (!c->leaf && is_spilled(s, c->src)) {
			if (s->current[c->src] && !writes_slot(s, pc, s->slot[c->src]))
				c->src = s->current[c->src];
			else
				c->leaf = leaf_of(s, c->src);
		}
		if (c->leaf)
			c->src = MREG_NONE;
	}
	for (uint32_t k = 0; k < pc->n; k++) {
		struct mir_copy c = pc->u.copies[k];

		if (!is_spilled(s, c.dst)) {
			continue;
		} else if (!reads_slot(pc, s->slot[c.dst], &pc->u.copies[k])) {
			store_copy(s, b, pc, c, s->slot[c.dst]);
		} else {
			uint32_t temp = new_slot(s);

			store_copy(s, b, pc, c, temp);
			c = (struct mir_copy){
				.dst = c.dst, .src = MREG_NONE, .leaf = fill_leaf(s, temp)};
			store_copy(s, b, next, c, s->slot[c.dst]);
		}
	}
	for (uint32_t k = 0; k < pc->n; k++)
		if (!is_spilled(s, pc->u.copies[k].dst))
			pc->u.copies[out++] = pc->u.copies[k];
		else
			s->current[pc->u.copies[k].dst] = 0;
	pc->n = out;
	if (!out)
		mir_unlink(b, pc);
}

/* The definition of a repeated leaf; loads and stores between a register and its home, which its
 * other definitions and uses get anew. */
static bool is_obsolete(const struct spill *s, const struct mir_insn *i)
{
	const struct mir_home *h;

	if (mir_is_move(i) && same_home(s, i->dst, i->src))
		return true;
	if (i->op == MIR_LEAF && is_spilled(s, i->dst))
		return s->leaf[i->dst] || i->u.leaf->kind == LEAF_FILL;
	if (i->op != INSN_STXDW || !i->slot || !is_spilled(s, i->src))
		return false;
	h = mir_home(s->f, i->src);
	return h && h->slot == i->slot && i->dst == MREG_FP && !i->off;
}

void spill_registers(struct mir_fn *f, const struct bitset *spilled, const mreg *root)
{
	struct spill s = {.f = f,
		.scratch = arena_beside(f->arena),
		.spilled = spilled,
		.root = root,
		.n = f->n_regs};

	s.leaf = arena_array(&s.scratch, const struct mir_leaf *, s.n);
	s.slot = arena_array(&s.scratch, uint32_t, s.n);
	s.current = arena_array(&s.scratch, mreg, s.n);
	classify(&s);
	mir_for_blocks(b, f)
	{
		forget_all(&s);
		mir_for_insns_safe(i, b)
		{
			if (is_obsolete(&s, i)) {
				if (mir_is_move(i))
					s.current[i->dst] = 0; /* an older value of it */
				mir_unlink(b, i);
			} else if (i->op == MIR_PCOPY) {
				spill_pcopy(&s, b, i);
			} else {
				spill_operands(&s, b, i);
			}
			if (mir_implicit(i).defs & MREG_CALLER & ~1u)
				forget_all(&s);
		}
	}
	arena_free(&s.scratch);
}
