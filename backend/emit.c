/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * MIR to bytes: a function's instructions get their places, jumps their distances, references their
 * relocations, lines and CO-RE records their offsets.
 *
 *   call of a function   CALL_FN, R_BPF_64_32: .text + offset (imm = offset / 8 - 1) when it is
 *                        static, else its symbol (imm = -1)
 *   address              lddw, R_BPF_64_64: as emit_ref says
 *
 * A jump that 16 bits cannot hold becomes, on v4, one over a gotol; below it goes by way of
 * islands.
 */
#include "emit.h"

struct code {
	struct emit *e;
	struct mir_fn *f;
	struct obj_section *sec;
	uint64_t base;      /* bytes in the section before this function */
	uint32_t *block_at; /* by block id: instruction slots from the function's start */
	uint32_t at;        /* slots so far */
	const char *line_file, *line_text; /* of the latest line record */
	uint32_t line, col;
	bool wide;                 /* jumps take the form for long distances */
	VEC(asm_insns *) assembly; /* in order of appearance */
	uint32_t next_asm;
};

/* ---- sizes and places ---- */

static uint32_t insn_size(struct code *c, const struct mir_insn *i)
{
	if (i->op == MIR_ASM) {
		uint32_t n = 0;

		vec_for (x, c->assembly.p[c->next_asm])
			n += x->slots;
		c->next_asm++;
		return n;
	}
	if (mir_is_jcc(i))
		return c->wide ? 3 : 1; /* if (c) goto +1; goto +1; gotol */
	return insn_slots((enum insn_id)i->op);
}

static void place_blocks(struct code *c)
{
	c->at = 0;
	c->next_asm = 0;
	vec_for (b, &c->f->order) {
		c->block_at[(*b)->id] = c->at;
		mir_for_insns(i, *b) c->at += insn_size(c, i);
	}
}

static bool read_assembly(struct code *c)
{
	vec_for (b, &c->f->order)
		mir_for_insns(i, *b) if (i->op == MIR_ASM)
		{
			asm_insns *out = arena_new(c->e->a, asm_insns);

			if (!asm_text(c->e, i, out))
				return false;
			vec_push(c->e->a, &c->assembly, out);
		}
	return true;
}

/* ---- output ---- */

static void put(struct code *c, struct bpf_insn insn)
{
	struct obj_section *s = c->sec;
	uint64_t off = c->base + 8ull * c->at++;

	insn_encode(insn, c->e->m->big_endian, s->data + off);
}

static uint64_t here(const struct code *c)
{
	return c->base + 8ull * c->at;
}

static void add_reloc(struct code *c, uint32_t type, uint32_t sym)
{
	vec_push(c->e->a, &c->sec->relocs, ((struct obj_reloc){here(c), type, sym}));
}

/*
 * A line record when the place changes, be it by a column: that of an operator tells which access
 * of a line an instruction is. The function's first instruction always has one.
 */
static void note_line(struct code *c, src_loc loc, bool force)
{
	struct src_pos pos;
	struct obj_line l;
	bool same_line;

	if (!loc)
		loc = force ? c->f->ir->loc : 0;
	if (!loc || !c->e->m->sources)
		return;
	pos = source_pos(c->e->m->sources, loc);
	same_line = !force && pos.line == c->line && pos.path == c->line_file;
	if (!pos.source || (same_line && pos.col == c->col))
		return;
	c->line = pos.line;
	c->col = pos.col;
	c->line_file = pos.path;
	if (!same_line)
		c->line_text = arena_strndup(c->e->a, pos.text, pos.len);
	/* what took no instruction (empty assembly) leaves its place to what follows */
	if (c->sec->lines.n && vec_last(&c->sec->lines).offset == here(c))
		c->sec->lines.n--;
	l = (struct obj_line){.offset = (uint32_t)here(c),
		.file = pos.path,
		.text = c->line_text,
		.line = pos.line,
		.col = pos.col};
	vec_push(c->e->a, &c->sec->lines, l);
}

static void note_core(struct code *c, uint32_t core)
{
	const struct ir_core *k = &c->e->m->core.p[core - 1];

	vec_push(c->e->a, &c->sec->cores,
		((struct obj_core){(uint32_t)here(c), k->type_id, k->access, k->kind}));
}

static void put_wide(struct code *c, unsigned dst, uint64_t imm)
{
	struct bpf_insn two[2];

	insn_make_wide(INSN_LDDW, dst, imm, two);
	put(c, two[0]);
	put(c, two[1]);
}

static void put_lddw(struct code *c, unsigned dst, int64_t imm, const struct ir_sym *sym)
{
	if (sym)
		add_reloc(c, OBJ_R_64_64, emit_ref(c->e, sym, &imm));
	put_wide(c, dst, (uint64_t)imm);
}

/* A local function of the same section is called by its distance, as LLVM's assembler resolves it.
 */
static void put_call(struct code *c, const struct ir_sym *sym)
{
	int64_t addend = 0;
	uint32_t ref = emit_ref(c->e, sym, &addend);
	const struct obj_sym *to = &c->e->obj->syms.p[ref];
	int32_t imm = -1;

	if (to->type == OBJ_SECTION && c->e->obj->sections.p[to->section] == c->sec) {
		imm = (int32_t)((addend - (int64_t)here(c)) / 8 - 1);
	} else {
		add_reloc(c, OBJ_R_64_32, ref);
		if (to->type == OBJ_SECTION)
			imm = (int32_t)(addend / 8 - 1);
	}
	put(c, insn_make(INSN_CALL_FN, 0, 0, 0, imm));
}

static void put_goto(struct code *c, uint32_t to)
{
	int64_t distance = (int64_t)to - c->at - 1;

	if (distance == (int16_t)distance)
		put(c, insn_make(INSN_JA, 0, 0, (int)distance, 0));
	else if (c->e->opts->cpu >= 4)
		put(c, insn_make(INSN_JA32, 0, 0, 0, (int32_t)distance));
	else
		c->e->failed = true;
}

static void put_jump(struct code *c, const struct mir_insn *i, uint32_t to)
{
	unsigned src = i->src == MREG_NONE ? 0 : i->src;
	int64_t distance = (int64_t)to - c->at - 1;

	if (!c->wide) {
		put(c, insn_make((enum insn_id)i->op, i->dst, src, (int)distance, (int32_t)i->imm));
		return;
	}
	put(c, insn_make((enum insn_id)i->op, i->dst, src, 1, (int32_t)i->imm));
	put(c, insn_make(INSN_JA, 0, 0, 1, 0));
	put_goto(c, to);
}

static void put_assembly(struct code *c, const struct mir_block *b)
{
	asm_insns *list = c->assembly.p[c->next_asm++];

	vec_for (x, list) {
		if (x->sym && x->slots == 1)
			put_call(c, x->sym);
		else if (x->sym)
			put_lddw(c, x->insn[0].dst_reg, (int64_t)insn_wide_imm(x->insn), x->sym);
		else if (x->target) {
			x->insn[0].off = (int16_t)((int64_t)c->block_at[b->succs.p[x->target - 1]] -
						   c->at - 1);
			put(c, x->insn[0]);
		} else {
			for (unsigned k = 0; k < x->slots; k++)
				put(c, x->insn[k]);
		}
	}
}

static void put_insn(struct code *c, const struct mir_block *b, const struct mir_insn *i)
{
	unsigned dst = i->dst == MREG_NONE ? 0 : i->dst, src = i->src == MREG_NONE ? 0 : i->src;

	if (i->op == MIR_ASM) {
		put_assembly(c, b);
		return;
	}
	if (i->core)
		note_core(c, i->core);
	if (i->op == INSN_LDDW)
		put_lddw(c, dst, i->imm, i->u.sym);
	else if (i->op == INSN_CALL_FN)
		put_call(c, i->u.sym);
	else if (i->op == INSN_JA)
		put_goto(c, c->block_at[vec_last(&b->succs)]);
	else if (mir_is_jcc(i))
		put_jump(c, i, c->block_at[b->succs.p[0]]);
	else
		put(c, insn_make((enum insn_id)i->op, dst, src, i->off, (int32_t)i->imm));
}

static bool fits(struct code *c)
{
	c->at = 0;
	c->next_asm = 0;
	vec_for (b, &c->f->order)
		mir_for_insns(i, *b)
		{
			int64_t to = 0;

			if (mir_is_jcc(i))
				to = c->block_at[(*b)->succs.p[0]];
			else if (i->op == INSN_JA)
				to = c->block_at[vec_last(&(*b)->succs)];
			else
				to = c->at + 1;
			to -= c->at + 1;
			if (to != (int16_t)to && (mir_is_jcc(i) || c->e->opts->cpu < 4))
				return false;
			c->at += insn_size(c, i);
		}
	return true;
}

static void put_code(struct code *c)
{
	c->at = 0;
	c->next_asm = 0;
	vec_for (b, &c->f->order)
		mir_for_insns(i, *b)
		{
			note_line(c, i->loc, !c->at);
			put_insn(c, *b, i);
		}
}

static void build_islands(struct code *c)
{
	uint32_t *size = arena_array(c->e->a, uint32_t, c->f->blocks.n);

	c->next_asm = 0;
	vec_for (b, &c->f->order)
		mir_for_insns(i, *b) size[(*b)->id] += insn_size(c, i);
	island_fn(c->f, size);
	c->block_at = arena_array(c->e->a, uint32_t, c->f->blocks.n);
}

struct code *emit_place(struct emit *e, struct mir_fn *f)
{
	const struct ir_sym *sym = f->ir->sym;
	struct code *c = arena_new(e->a, struct code);

	c->e = e;
	c->f = f;
	c->sec = e->obj->sections.p[e->section[sym->index]];
	c->base = c->sec->size;
	c->block_at = arena_array(e->a, uint32_t, f->blocks.n);
	if (!read_assembly(c)) {
		e->failed = true;
		return c;
	}
	place_blocks(c);
	if (!fits(c)) {
		if (e->opts->cpu >= 4)
			c->wide = true;
		else
			build_islands(c);
		place_blocks(c);
		if (!c->wide && !fits(c)) {
			diag(e->ds, DIAG_JUMP_TOO_FAR, f->ir->loc, sym->name);
			e->failed = true;
			return c;
		}
	}
	c->sec->size += 8ull * c->at;
	e->value[sym->index] = c->base;
	emit_symbol(e, sym, 8ull * c->at);
	return c;
}

void emit_code(struct code *c)
{
	const struct ir_sym *sym = c->f->ir->sym;

	if (!c->sec->data)
		c->sec->data = arena_alloc(c->e->a, c->sec->size);
	if (sym->btf_id)
		vec_push(c->e->a, &c->sec->funcs,
			((struct obj_func){(uint32_t)c->base, sym->btf_id}));
	put_code(c);
}
