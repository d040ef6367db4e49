/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * C names for registers. No debug information says in which register a variable lives, so names
 * come from the source text at the places that the line records give: the pointer that the refused
 * access follows, the call's argument, and back along the value's way, what a load or call is
 * assigned to. Where the text is not understood there is no name, and the register's is used.
 */
#include <ctype.h>

#include "explain.h"

enum { NAME_MAX_SHOWN = 48 };

/* The text at an event, *off: its place in it. */
static struct slice text_at(struct explain *x, uint32_t event, uint32_t *off)
{
	return where_text(&x->where, where_event(&x->where, &x->log, event), off);
}

struct cexpr name_expr(struct explain *x, uint32_t event)
{
	uint32_t off;
	struct slice text = text_at(x, event, &off);

	return cexpr_at(text, off);
}

struct slice name_argument(struct explain *x, uint32_t at, unsigned i)
{
	uint32_t off;
	struct slice text = text_at(x, at, &off);

	return cexpr_argument(text, off, i);
}

static bool accesses(const struct vinsn *i)
{
	return i->kind == VINSN_LOAD || i->kind == VINSN_STORE || i->kind == VINSN_ATOMIC;
}

/* The name that one step of the value's way gives it. */
static struct slice name_of_step(struct explain *x, const struct vstep *step)
{
	uint32_t off;
	struct slice text = text_at(x, step->event, &off), name = {0};

	if (step->insn.kind == VINSN_CALL && step->reg != 0)
		return name;
	if (step->insn.kind == VINSN_LOAD || step->insn.kind == VINSN_CALL ||
		(step->insn.kind == VINSN_ARITH && step->insn.src >= 0))
		name = cexpr_target(text, off);
	if (!name.n && step->insn.kind == VINSN_LOAD && step->insn.base != 10)
		name = cexpr_at(text, off).whole;
	return name;
}

/* What a jump compares, as it is written: "i" of "i < n". Numbers are no names. */
static struct slice name_compared(
	struct explain *x, uint32_t at, const struct vinsn *insn, unsigned reg)
{
	uint32_t off;
	struct slice text = text_at(x, at, &off), right, left;
	const char *op = insn->op[0] == 's' ? insn->op + 1 : insn->op;

	left = cexpr_compared(text, off, op, &right);
	if (insn->has_imm && left.n && isdigit((unsigned char)left.p[0]))
		left = right;
	return insn->dst == (int)reg ? left : right;
}

/* "ctx + 2" is "ctx" when the instruction itself adds the 2. */
static struct slice without_offset(struct slice name, int32_t off)
{
	uint32_t plus = off ? slice_find(name, " + ") : UINT32_MAX;

	return slice_upto(name, plus);
}

/* What arithmetic is done on, unless it is the address of a member. */
static struct slice name_operand(struct explain *x, uint32_t at)
{
	uint32_t off;
	struct slice text = text_at(x, at, &off), name = cexpr_split(cexpr_left(text, off)).base;

	return name.n                    ? name
	       : name_expr(x, at).base.n ? name_expr(x, at).base
					 : cexpr_left(text, off);
}

static struct slice name_value(struct explain *x, uint32_t at)
{
	uint32_t off;
	struct slice text = text_at(x, at, &off);

	return cexpr_value(text, off);
}

struct slice name_of_reg(struct explain *x, uint32_t at, unsigned reg)
{
	struct slice name = {0};
	struct vinsn insn = {0};
	struct vtrace t;

	if (at < x->log.ev.n && x->log.ev.p[at].kind == VLOG_INSN)
		insn = vinsn_parse(x->log.ev.p[at].text);
	if ((insn.kind == VINSN_STORE && insn.src == (int)reg && insn.base != (int)reg) ||
		(insn.kind == VINSN_EXIT && !reg))
		name = name_value(x, at);
	else if (accesses(&insn) && insn.base == (int)reg && reg != 10)
		name = without_offset(name_expr(x, at).base, insn.off);
	else if (insn.kind == VINSN_ARITH && insn.dst == (int)reg)
		name = name_operand(x, at);
	else if (insn.kind == VINSN_CALL && reg >= 1 && reg <= 5)
		name = name_argument(x, at, reg - 1);
	else if (insn.kind == VINSN_JUMP && (insn.dst == (int)reg || insn.src == (int)reg))
		name = name_compared(x, at, &insn, reg);
	if (name.n)
		return name;
	t = vtrace_of(&x->log, at, reg);
	for (uint32_t i = 0; i < t.n && !name.n; i++)
		name = name_of_step(x, &t.step[i]);
	return name;
}

/* One line, single blanks. */
static char *tidy(struct arena *a, struct slice s)
{
	char *out = arena_alloc(a, s.n + 1);
	uint32_t n = 0;

	for (uint32_t i = 0; i < s.n; i++) {
		bool blank = isspace((unsigned char)s.p[i]);

		if (!blank || (n && out[n - 1] != ' '))
			out[n++] = blank ? ' ' : s.p[i];
	}
	out[n] = 0;
	return out;
}

char *name_quoted(struct explain *x, struct slice name, unsigned reg)
{
	if (!name.n || name.n > NAME_MAX_SHOWN)
		return arena_printf(x->arena, "the value in r%u", reg);
	return arena_printf(x->arena, "'%s'", tidy(x->arena, name));
}

void name_set(struct explain *x, uint32_t at, unsigned reg)
{
	struct slice name = name_of_reg(x, at, reg);
	struct slice value = vlog_reg_before(&x->log, at, reg);

	explain_set(x, "v", "%s", name_quoted(x, name, reg));
	if (name.n && name.n <= NAME_MAX_SHOWN)
		explain_set(x, "name", "%s", tidy(x->arena, name));
	if (value.n)
		explain_set(x, "known", "%s", know_value(x->arena, value));
}
