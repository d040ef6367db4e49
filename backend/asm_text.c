/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Inline assembly after register allocation: operands go into the text, the text is read by the
 * same parser as the assembler's (bpf/insn_text.h). Labels are local to one asm statement.
 *
 *   %N %wN    operand N as rN or wN, or its immediate
 *   %lN       the label of asm goto that is operand N
 *   %= %%     a number, a percent sign
 */
#include <ctype.h>
#include <stdlib.h>

#include "bpf/insn_text.h"
#include "asm_data.h"

struct text {
	struct emit *e;
	const struct mir_asm *a;
	VEC(char) out;
};

struct fixup {
	uint32_t insn; /* index in out */
	uint32_t at;   /* slots before it */
	struct insn_parsed p;
};

struct reader {
	struct emit *e;
	src_loc loc;
	asm_insns *out;
	uint32_t at;
	struct asm_data data; /* and the labels */
	VEC(struct fixup) fixups;
};

/* ---- operands ---- */

static void add(struct text *t, const char *s)
{
	for (; *s; s++)
		vec_push(t->e->a, &t->out, *s);
}

static mreg operand_reg(const struct mir_asm *a, uint32_t k)
{
	int tied = a->as->operands.p[k].tied;

	return a->regs[k] == MREG_NONE || tied < 0 ? a->regs[k] : a->regs[tied];
}

/* Constants are printed signed, by their width, as LLVM does. */
static void add_leaf(struct text *t, const struct mir_leaf *l, uint8_t type)
{
	int64_t value = l->kind == LEAF_CORE ? t->e->m->core.p[l->index].value : l->imm;

	if (l->kind == LEAF_CONST && type == IR_I32)
		value = (int32_t)value;

	if (l->kind == LEAF_SYM && l->imm)
		add(t, arena_printf(t->e->a, "%s+%lld", l->sym->name, (long long)value));
	else if (l->kind == LEAF_SYM)
		add(t, l->sym->name);
	else
		add(t, arena_printf(t->e->a, "%lld", (long long)value));
}

static void add_operand(struct text *t, uint32_t k, char modifier)
{
	const struct ir_asm_operand *o = &t->a->as->operands.p[k];

	if (t->a->imms[k]) {
		add_leaf(t, t->a->imms[k], o->type);
		return;
	}
	char letter = modifier == 'w' || (!modifier && o->constraint == 'w') ? 'w' : 'r';
	char *reg = arena_printf(t->e->a, "%c%u", letter, operand_reg(t->a, k));

	add(t, o->constraint == 'm' ? arena_printf(t->e->a, "(%s + 0)", reg) : reg);
}

/* What stands behind a percent sign at *s; *s moves behind it. */
static void substitute(struct text *t, const char **s)
{
	char modifier = 0;
	char *end;

	if (**s == '%' || **s == '=') {
		add(t, *(*s)++ == '%' ? "%" : "0");
		return;
	}
	if (isalpha((unsigned char)**s))
		modifier = *(*s)++;
	unsigned long k = strtoul(*s, &end, 10);

	if (end == *s)
		return;
	*s = end;
	if (modifier == 'l')
		add(t, arena_printf(t->e->a, ASM_TARGET "%lu", k));
	else if (k < t->a->n)
		add_operand(t, (uint32_t)k, modifier);
}

static char *operands_in(struct text *t)
{
	for (const char *s = t->a->as->text; *s;) {
		if (*s == '%') {
			s++;
			substitute(t, &s);
		} else {
			vec_push(t->e->a, &t->out, *s++);
		}
	}
	vec_push(t->e->a, &t->out, '\0');
	return t->out.p;
}

/* ---- instructions ---- */

static bool refuse(struct reader *r, const char *why)
{
	diag(r->e->ds, DIAG_ASM_SYNTAX, r->loc, why);
	return false;
}

static bool is_number(const char *s, size_t len)
{
	return len > 1 && isdigit((unsigned char)s[0]) && (s[len - 1] == 'f' || s[len - 1] == 'b');
}

/* By name the one, by number the nearest in the direction asked for. */
bool asm_near_label(
	const struct asm_data *d, const char *name, size_t len, uint32_t at, uint32_t *place)
{
	bool number = is_number(name, len), found = false;
	bool forward = number && name[len - 1] == 'f';

	len -= number;
	vec_for (l, &d->labels) {
		if (l->len != len || memcmp(l->name, name, len))
			continue;
		if (!number || (forward ? l->at > at && !found : l->at <= at)) {
			*place = l->at;
			found = true;
		}
	}
	return found;
}

static bool resolve(struct reader *r, const struct fixup *f)
{
	struct asm_insn *x = &r->out->p[f->insn];
	const char *name = arena_strndup(r->e->a, f->p.sym, f->p.sym_len);
	bool jump = f->p.sym_kind == INSN_SYM_JUMP || f->p.sym_kind == INSN_SYM_JUMP32;
	uint32_t at = 0;

	if (jump && !strncmp(name, ASM_TARGET, strlen(ASM_TARGET))) {
		x->target = 1 + (uint32_t)atoi(name + strlen(ASM_TARGET));
		return true;
	}
	if (jump && asm_near_label(&r->data, f->p.sym, f->p.sym_len, f->at, &at)) {
		int32_t distance = (int32_t)at - (int32_t)f->at - 1;

		if (f->p.sym_kind == INSN_SYM_JUMP)
			x->insn[0].off = (int16_t)distance;
		else
			x->insn[0].imm = distance;
		return true;
	}
	x->sym = jump ? NULL : ir_sym_find(r->e->m, name);
	if (!x->sym || (f->p.sym_kind != INSN_SYM_CALL && f->p.sym_kind != INSN_SYM_IMM64))
		return refuse(r, arena_printf(r->e->a, "'%s' is not known here", name));
	if (f->p.sym_kind == INSN_SYM_IMM64)
		insn_make_wide(INSN_LDDW, x->insn[0].dst_reg, (uint64_t)f->p.addend, x->insn);
	return true;
}

static bool read_statement(struct reader *r, const struct insn_statement *st)
{
	struct insn_parser parser = {.dialect = INSN_LLVM};
	struct insn_error err;
	struct fixup f = {.insn = r->out->n, .at = r->at};

	if (st->label && !asm_data_skips(&r->data)) {
		struct asm_label l = {st->label, st->label_len, r->at};

		vec_push(r->e->a, &r->data.labels, l);
	}
	if (st->len && *st->text == '.')
		return asm_data_directive(&r->data, st->text, st->len) || refuse(r, r->data.why);
	if (!st->len || asm_data_skips(&r->data))
		return true;
	if (!asm_data_whole(&r->data))
		return refuse(r, r->data.why);
	if (!insn_parse(&parser, st->text, st->len, &f.p, &err))
		return refuse(r,
			arena_printf(r->e->a, "%s in '%.*s'", err.message, (int)st->len, st->text));
	if (f.p.sym_kind != INSN_SYM_NONE)
		vec_push(r->e->a, &r->fixups, f);
	struct asm_insn x = {.slots = f.p.slots};

	memcpy(x.insn, f.p.insn, sizeof(x.insn));
	vec_push(r->e->a, r->out, x);
	r->at += x.slots;
	return true;
}

bool asm_text(struct emit *e, const struct mir_insn *i, asm_insns *out)
{
	struct text t = {.e = e, .a = i->u.assembly};
	struct reader r = {.e = e,
		.loc = i->u.assembly->as->loc ? i->u.assembly->as->loc : i->loc,
		.out = out};
	const char *p = operands_in(&t), *end = p + strlen(p);
	struct insn_statement st;

	r.data = (struct asm_data){
		.a = e->a, .at = &r.at, .out = out, .big_endian = e->m->big_endian};
	while (insn_next_statement(&p, end, &st))
		if (!read_statement(&r, &st))
			return false;
	if (!asm_data_finish(&r.data))
		return refuse(&r, r.data.why);
	vec_for (f, &r.fixups)
		if (!resolve(&r, f))
			return false;
	return true;
}
