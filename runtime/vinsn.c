/* SPDX-License-Identifier: BSD-2-Clause */
/* See vinsn.h. The texts are those of the kernel's print_bpf_insn. */
#include "vinsn.h"

#include <ctype.h>

static bool take(struct slice *s, const char *text)
{
	if (!slice_begins(*s, text))
		return false;
	*s = slice_from(*s, (uint32_t)strlen(text));
	return true;
}

/* "r10" or "w3" */
static int8_t take_reg(struct slice *s, bool *narrow)
{
	int8_t reg;

	if (s->n < 2 || (s->p[0] != 'r' && s->p[0] != 'w') || !isdigit((unsigned char)s->p[1]))
		return -1;
	if (narrow && s->p[0] == 'w')
		*narrow = true;
	reg = (int8_t)(s->p[1] - '0');
	*s = slice_from(*s, 2);
	if (reg == 1 && take(s, "0"))
		reg = 10;
	return reg;
}

/* "(u32 *)(r1 +4)" */
static bool take_place(struct slice *s, struct vinsn *out)
{
	int64_t off = 0;
	uint32_t star;

	if (s->n < 4 || s->p[0] != '(' || (s->p[1] != 'u' && s->p[1] != 's'))
		return false;
	*s = slice_from(*s, 2);
	if (!slice_number(*s, "", &off))
		return false;
	out->size = (uint8_t)(off / 8);
	star = slice_find(*s, "*)(");
	if (star == UINT32_MAX)
		return false;
	*s = slice_from(*s, star + 3);
	out->base = take_reg(s, NULL);
	take(s, " ");
	take(s, "+");
	if (out->base < 0 || !slice_number(*s, "", &off))
		return false;
	out->off = (int32_t)off;
	star = slice_find(*s, ")");
	*s = slice_from(*s, star == UINT32_MAX ? s->n : star + 1);
	return true;
}

/* The second operand: a register, or a number. */
static void take_operand(struct slice s, struct vinsn *out)
{
	bool narrow;

	if (slice_begins(s, "(s")) /* a sign-extending move: r1 = (s8)r2 */
		s = slice_from(s, slice_find(s, ")") + 1);
	out->src = take_reg(&s, &narrow);
	if (out->src < 0)
		out->has_imm = slice_number(s, "", &out->imm);
}

static void parse_call(struct slice s, struct vinsn *out)
{
	uint32_t hash = slice_find(s, "#");

	out->kind = VINSN_CALL;
	out->dst = 0;
	out->helper = -1;
	out->callee = slice_upto(s, hash);
	if (hash != UINT32_MAX)
		slice_number(slice_from(s, hash + 1), "", &out->helper);
}

/* "r1 s> 0x5 goto pc+3" */
static void parse_jump(struct slice s, struct vinsn *out)
{
	uint32_t blank;

	out->dst = take_reg(&s, &out->narrow);
	take(&s, " ");
	blank = slice_find(s, " ");
	if (out->dst < 0 || blank == UINT32_MAX || blank >= sizeof(out->op))
		return;
	out->kind = VINSN_JUMP;
	memcpy(out->op, s.p, blank);
	take_operand(slice_from(s, blank + 1), out);
}

/* "r1 = ...", "r1 += ..." */
static void parse_assignment(struct slice s, struct vinsn *out)
{
	uint32_t eq;

	out->dst = take_reg(&s, &out->narrow);
	take(&s, " ");
	eq = slice_find(s, "=");
	if (out->dst < 0 || eq == UINT32_MAX || eq + 1 >= sizeof(out->op))
		return;
	memcpy(out->op, s.p, eq + 1);
	s = slice_trim(slice_from(s, eq + 1));
	out->kind = eq ? VINSN_ARITH : VINSN_MOVE;
	if (eq) {
		take_operand(s, out);
	} else if (take(&s, "*")) {
		out->kind = take_place(&s, out) ? VINSN_LOAD : VINSN_OTHER;
	} else if (slice_begins(s, "atomic") || slice_begins(s, "xchg") ||
		   slice_begins(s, "cmpxchg") || slice_begins(s, "load_acquire")) {
		s = slice_from(s, slice_find(s, "(") + 1);
		out->kind = take_place(&s, out) ? VINSN_ATOMIC : VINSN_OTHER;
	} else if (slice_begins(s, "be") || slice_begins(s, "le") || slice_begins(s, "bswap") ||
		   slice_begins(s, "-")) {
		out->kind = VINSN_ARITH; /* of itself, or a negative number */
		if (slice_number(s, "", &out->imm)) {
			out->kind = VINSN_MOVE;
			out->has_imm = true;
		}
	} else {
		take_operand(s, out);
	}
}

struct vinsn vinsn_parse(struct slice text)
{
	struct vinsn out = {.dst = -1, .src = -1, .base = -1, .helper = -1};
	struct slice s = text;

	if (take(&s, "call ")) {
		parse_call(s, &out);
	} else if (slice_is(s, "exit")) {
		out.kind = VINSN_EXIT;
	} else if (take(&s, "if ")) {
		parse_jump(s, &out);
	} else if (take(&s, "lock *")) {
		out.kind = take_place(&s, &out) ? VINSN_ATOMIC : VINSN_OTHER;
		s = slice_from(s, slice_find(s, "= ") + 2);
		out.src = take_reg(&s, NULL);
	} else if (take(&s, "*")) {
		out.kind = take_place(&s, &out) ? VINSN_STORE : VINSN_OTHER;
		take(&s, " = ");
		take_operand(s, &out);
	} else {
		parse_assignment(s, &out);
	}
	return out;
}

/* ---- where a value came from ---- */

static bool defines(const struct vinsn *i, unsigned reg)
{
	switch (i->kind) {
	case VINSN_MOVE:
	case VINSN_ARITH:
	case VINSN_LOAD:
	case VINSN_ATOMIC: return i->dst == (int)reg;
	case VINSN_CALL: return reg <= 5; /* r1 to r5 are lost there */
	default: return false;
	}
}

struct search {
	const struct vlog *log;
	uint32_t at; /* events before it are still to be seen */
	uint8_t frame;
};

/* The latest event before s->at that defines reg, or stores to fp + slot when slot is not 0. */
static bool step_back(struct search *s, unsigned reg, int32_t slot, struct vstep *out)
{
	while (s->at--) {
		const struct vlog_event *e = &s->log->ev.p[s->at];
		struct vinsn i;

		if (e->frame < s->frame) { /* in the caller: its r1 to r5 were ours */
			if (slot || reg < 1 || reg > 5)
				return false;
			s->frame = e->frame;
			continue;
		}
		if (e->kind != VLOG_INSN || e->frame != s->frame)
			continue;
		i = vinsn_parse(e->text);
		if (slot ? i.kind == VINSN_STORE && i.base == 10 && i.off == slot
			 : defines(&i, reg)) {
			*out = (struct vstep){s->at, i, reg};
			return true;
		}
	}
	return false;
}

struct vtrace vtrace_of(const struct vlog *log, uint32_t at, unsigned reg)
{
	struct vtrace t = {0};
	struct search s = {log, at, at < log->ev.n ? log->ev.p[at].frame : 0};
	int32_t slot = 0;

	while (t.n < VTRACE_MAX) {
		struct vstep step = {0};
		uint8_t frame = s.frame;

		if (!step_back(&s, reg, slot, &step))
			break;
		if (s.frame != frame && step.insn.kind == VINSN_CALL) {
			/* the call itself, seen from the callee: go on before it */
			continue;
		}
		t.step[t.n++] = step;
		slot = 0;
		if (step.insn.kind == VINSN_LOAD && step.insn.base == 10)
			slot = step.insn.off;
		else if (step.insn.kind == VINSN_ARITH)
			reg = (unsigned)step.insn.dst;
		else if ((step.insn.kind == VINSN_MOVE || step.insn.kind == VINSN_STORE) &&
			 step.insn.src >= 0)
			reg = (unsigned)step.insn.src;
		else
			break;
	}
	return t;
}
