/* SPDX-License-Identifier: BSD-2-Clause */
/* Memory: packet pointers, pointers that may be NULL, offsets without bounds, numbers as pointers.
 */
#include <inttypes.h>

#include "explain.h"

enum { JUMPS_SEEN = 256 }; /* back from the access: a loop's log has a hundred thousand */

static const struct vlog_event *event(const struct explain *x, uint32_t i)
{
	return &x->log.ev.p[i];
}

static void note_value(struct explain *x, src_loc loc, unsigned reg, uint32_t at, const char *tail)
{
	struct slice value = vlog_reg_before(&x->log, at, reg);

	if (value.n)
		explain_note(x, loc, "%s is %s%s", name_quoted(x, name_of_reg(x, at, reg), reg),
			know_value(x->arena, value), tail);
}

static src_loc loc_of(struct explain *x, uint32_t i)
{
	return where_event(&x->where, &x->log, i);
}

/* The step of the way at which a register was added; t.n: none. */
static uint32_t added_at(const struct vtrace *t)
{
	uint32_t i = 0;

	while (i < t->n && !(t->step[i].insn.kind == VINSN_ARITH && t->step[i].insn.src >= 0 &&
				   (t->step[i].insn.op[0] == '+' || t->step[i].insn.op[0] == '-')))
		i++;
	return i;
}

/* ---- packets ---- */

/* The most bytes that a packet pointer in this state has proven. */
static int64_t proven(struct slice state)
{
	int64_t most = 0;
	uint32_t at;

	while ((at = slice_find(state, "=pkt(")) != UINT32_MAX) {
		struct slice value = slice_from(state, at + 5);
		int64_t r = 0;

		if (slice_number(slice_upto(value, slice_find(value, " ")), "r", &r) && r > most)
			most = r;
		state = value;
	}
	return most;
}

/* The state behind a jump: its own, or that of the branch that was taken later. */
static struct slice state_behind(const struct explain *x, uint32_t i)
{
	if (i + 1 < x->log.ev.n && event(x, i + 1)->kind == VLOG_FROM &&
		event(x, i + 1)->from == event(x, i)->insn)
		return event(x, i + 1)->state;
	/* before 5.16 it had a line of its own */
	if (!event(x, i)->state.n && i + 1 < x->log.ev.n && event(x, i + 1)->kind == VLOG_STATE)
		return event(x, i + 1)->state;
	return event(x, i)->state;
}

/* The first comparison after which `r` bytes are proven; x->at: none. */
static uint32_t proving(const struct explain *x, int64_t r)
{
	for (uint32_t i = 0; i < x->at && r > 0; i++)
		if (event(x, i)->kind == VLOG_INSN &&
			vinsn_parse(event(x, i)->text).kind == VINSN_JUMP &&
			proven(state_behind(x, i)) == r)
			return i;
	return x->at;
}

/* A comparison with the packet's end; x->at: none. */
static uint32_t compared_with_end(const struct explain *x)
{
	for (uint32_t i = x->at; i--;) {
		struct vinsn insn = vinsn_parse(event(x, i)->text);

		if (event(x, i)->kind == VLOG_INSN && insn.kind == VINSN_JUMP && insn.src >= 0 &&
			(slice_begins(vlog_reg_before(&x->log, i, (unsigned)insn.src), "pkt_end") ||
				slice_begins(vlog_reg_before(&x->log, i, (unsigned)insn.dst),
					"pkt_end")))
			return i;
	}
	return x->at;
}

/* The C name of the packet's end. */
static struct slice end_name(struct explain *x)
{
	for (uint32_t i = 0; i < x->at; i++) {
		struct vinsn insn = vinsn_parse(event(x, i)->text);
		uint32_t off;
		struct slice text, name;

		if (event(x, i)->kind != VLOG_INSN || insn.kind != VINSN_LOAD ||
			!slice_begins(
				vlog_state_reg(event(x, i)->state, (unsigned)insn.dst), "pkt_end"))
			continue;
		text = where_text(&x->where, loc_of(x, i), &off);
		name = cexpr_target(text, off);
		if (name.n)
			return name;
	}
	return slice_of("data_end");
}

/* {check}: the address that is to be compared with the end. */
static void set_check(struct explain *x)
{
	struct cexpr e = name_expr(x, x->at);
	unsigned reg = 0;

	if (x->insn.kind == VINSN_CALL && trace_reg(x, &reg) && reg) {
		struct slice arg = name_argument(x, x->at, reg - 1);

		e = cexpr_split(slice_begins(arg, "&") ? slice_from(arg, 1) : arg);
	}
	if (e.base.n && e.index.n)
		explain_set(x, "check", "(void *)(%.*s + %.*s + 1)", (int)e.base.n, e.base.p,
			(int)e.index.n, e.index.p);
	else if (e.base.n)
		explain_set(x, "check", "(void *)(%.*s + 1)", (int)e.base.n, e.base.p);
	else if (e.whole.n)
		explain_set(x, "check", "%.*s + size", (int)e.whole.n, e.whole.p);
	else
		explain_set(x, "check", "pointer + size");
}

/* {what}: what is read or written, or else the pointer. */
static void set_access(struct explain *x)
{
	struct cexpr e = name_expr(x, x->at);

	if (x->insn.kind == VINSN_CALL || !e.base.n || e.whole.n > 48)
		capture_set(&x->c, "what", capture_get(&x->c, "v"));
	else
		explain_set(x, "what", "'%.*s'", (int)e.whole.n, e.whole.p);
}

void trace_prepare_PACKET(struct explain *x)
{
	unsigned reg;

	if (!trace_reg(x, &reg))
		return;
	name_set(x, x->at, reg);
	capture_set(&x->c, "end", end_name(x));
	set_check(x);
	set_access(x);
}

/* The kernel takes no comparison of a pointer that may be so far from the packet's start. */
enum { PACKET_FAR = 65535 };

/* What proves the bytes that are proven, or that nothing does; far: the pointer's unknown part may
 * be too large. */
static void note_check(struct explain *x, int64_t r, bool far)
{
	uint32_t by = proving(x, r), with = compared_with_end(x);

	if (r && by < x->at) {
		explain_note(
			x, loc_of(x, by), "this comparison proves the bytes up to %" PRId64, r);
	} else if (with < x->at && far) {
		explain_note(x, loc_of(x, with),
			"this comparison with the packet's end proves nothing: the pointer may be "
			"more than %d bytes from the packet's start, as far as the kernel knows",
			PACKET_FAR);
		x->advice = "bound the integer before it is added:\n\tif (integer > 1500)\n"
			    "\t\treturn ...;";
	} else if (with < x->at) {
		explain_note(x, loc_of(x, with),
			"this comparison with the packet's end proves nothing for this pointer "
			"where the access is: it is of another pointer, or this is the branch in "
			"which the packet is shorter");
	} else {
		explain_note(x, 0,
			"nothing on the way here compares it with the packet's end, '%.*s'",
			(int)capture_get(&x->c, "end").n, capture_get(&x->c, "end").p);
	}
}

void trace_notes_PACKET(struct explain *x)
{
	int64_t off = 0, size = 0, r = 0;
	unsigned reg;
	struct vtrace t;
	bool far = false;
	uint32_t i;

	if (!trace_reg(x, &reg))
		return;
	slice_number(capture_get(&x->c, "off"), "", &off);
	slice_number(capture_get(&x->c, "size"), "", &size);
	if (!slice_number(capture_get(&x->c, "r"), "", &r))
		slice_number(vlog_reg_before(&x->log, x->at, reg), "r", &r);
	explain_note(x, x->loc, "%s is %s; this needs the bytes up to %" PRId64,
		name_quoted(x, name_of_reg(x, x->at, reg), reg),
		know_packet(x->arena, vlog_reg_before(&x->log, x->at, reg), r), off + size);
	t = vtrace_of(&x->log, x->at, reg);
	i = added_at(&t);
	if (i < t.n) {
		struct slice value =
			vlog_reg_before(&x->log, t.step[i].event, (unsigned)t.step[i].insn.src);

		struct bounds b = know_bounds(value);

		far = !b.is_constant && (!b.max_known || b.max > PACKET_FAR - off - size);
		if (!b.is_constant)
			explain_note(x, loc_of(x, t.step[i].event),
				"here %s is added: a comparison made before it says nothing about "
				"the sum",
				know_value(x->arena, value));
	}
	note_check(x, r, far);
}

/* ---- NULL ---- */

static const struct {
	const char *callee, *when;
} null_when[] = {
	{"bpf_map_lookup_percpu", "the key is not in the map or there is no such CPU"},
	{"bpf_map_lookup", "the key is not in the map"},
	{"bpf_ringbuf_reserve", "the ring buffer is full"},
	{"bpf_sk_lookup", "there is no such socket"},
	{"bpf_skc_lookup", "there is no such socket"},
	{"bpf_task_from", "there is no such process"},
	{"bpf_task_acquire", "the process is about to go"},
	{"bpf_dynptr_", "the dynptr has not so many bytes"},
	{"bpf_iter_", "there is no further item"},
	{"bpf_obj_new", "there is no memory"},
	{"", "there is nothing to return"},
};

static bool null_reg(struct explain *x, unsigned *reg)
{
	int64_t n;

	if (trace_reg(x, reg))
		return true;
	if (!slice_number(capture_get(&x->c, "n"), "", &n) || n < 0 || n > 4)
		return false;
	*reg = (unsigned)n + 1;
	return true;
}

void trace_prepare_NULLABLE(struct explain *x)
{
	unsigned reg;

	if (!null_reg(x, &reg))
		return;
	name_set(x, x->at, reg);
	explain_set(x, "arg", "%u", reg);
}

/* A test for NULL between `from` and the access, of a value that is not on the way of `reg`. */
static void note_other_test(struct explain *x, const struct vtrace *t, uint32_t from, unsigned reg)
{
	for (uint32_t i = x->at; i-- > from;) {
		struct vinsn insn = vinsn_parse(event(x, i)->text);
		bool same = insn.dst == (int)reg;

		if (event(x, i)->kind != VLOG_INSN || insn.kind != VINSN_JUMP || !insn.has_imm ||
			insn.imm || (insn.op[0] != '=' && insn.op[0] != '!'))
			continue;
		for (uint32_t k = 0; k < t->n; k++)
			same |= insn.dst == (int)t->step[k].reg && t->step[k].event < i;
		if (same)
			continue;
		explain_note(x, loc_of(x, i), "this tests %s, another pointer",
			name_quoted(x, name_of_reg(x, i, (unsigned)insn.dst), (unsigned)insn.dst));
		return;
	}
}

void trace_notes_NULLABLE(struct explain *x)
{
	unsigned reg;
	struct vtrace t;
	const struct vstep *last;
	size_t i = 0;

	if (!null_reg(x, &reg))
		return;
	note_value(x, x->loc, reg, x->at, "");
	t = vtrace_of(&x->log, x->at, reg);
	last = t.n ? &t.step[t.n - 1] : NULL;
	if (!last || last->insn.kind != VINSN_CALL) {
		if (!t.n || last->insn.kind == VINSN_MOVE)
			explain_note(x, 0,
				"it is a parameter of a global function, whose callers are not "
				"looked at: any pointer among them may be NULL");
		return;
	}
	while (!slice_begins(last->insn.callee, null_when[i].callee))
		i++;
	explain_note(x, loc_of(x, last->event),
		"it comes from this call: %.*s returns NULL when %s", (int)last->insn.callee.n,
		last->insn.callee.p, null_when[i].when);
	note_other_test(x, &t, last->event, reg);
}

/* ---- offsets ---- */

/* The integer that makes an address unbounded. */
struct index {
	uint32_t at; /* event before which `reg` holds it, not yet scaled */
	unsigned reg;
	int64_t scale;
	struct slice name;
	struct bounds bounds;
	struct vtrace way;
	bool found;
};

/* Back over what multiplies by an element's size. */
static void unscale(struct index *ix)
{
	for (uint32_t i = 0; i < ix->way.n; i++) {
		const struct vstep *s = &ix->way.step[i];

		if (s->insn.kind == VINSN_ARITH && s->insn.has_imm && s->insn.imm > 0 &&
			s->insn.imm < 4096 &&
			(!strcmp(s->insn.op, "<<=") || !strcmp(s->insn.op, "*=")))
			ix->scale *= s->insn.op[0] == '<' ? 1ll << (s->insn.imm & 31) : s->insn.imm;
		else if (s->insn.kind != VINSN_MOVE)
			return;
		ix->at = s->event;
		if (s->insn.src >= 0)
			ix->reg = (unsigned)s->insn.src;
	}
}

/* Is the argument behind pointer `reg` a size that is not constant? */
static bool size_argument(const struct explain *x, unsigned reg)
{
	struct slice pointer = vlog_reg_before(&x->log, x->at, reg);
	struct slice size = vlog_reg_before(&x->log, x->at, reg + 1);

	return reg >= 1 && reg < 5 && !know_bounds(size).is_constant &&
	       slice_find(pointer, "var_off") == UINT32_MAX &&
	       (slice_begins(size, "scalar") || slice_begins(size, "inv"));
}

static struct index find_index(struct explain *x, unsigned reg)
{
	struct index ix = {.at = x->at, .reg = reg, .scale = 1};
	struct vtrace t;
	uint32_t i;
	struct slice value;

	if (x->insn.kind == VINSN_ARITH && x->insn.src >= 0) {
		/* the sum itself is refused; which operand is the number? */
		value = vlog_reg_before(&x->log, x->at, (unsigned)x->insn.src);
		ix.reg = (unsigned)x->insn.src;
		if (!slice_begins(value, "scalar") && !slice_begins(value, "inv"))
			ix.reg = (unsigned)x->insn.dst;
	} else if (x->insn.kind == VINSN_CALL &&
		   (slice_begins(vlog_reg_before(&x->log, x->at, reg), "scalar") ||
			   slice_begins(vlog_reg_before(&x->log, x->at, reg), "inv"))) {
		ix.reg = reg;
	} else {
		t = vtrace_of(&x->log, x->at, reg);
		i = added_at(&t);
		if (x->insn.kind == VINSN_CALL && size_argument(x, reg)) {
			ix.reg = reg + 1;
			ix.found = true;
			ix.way = vtrace_of(&x->log, ix.at, ix.reg);
			ix.name = name_of_reg(x, ix.at, ix.reg);
			ix.bounds = know_bounds(vlog_reg_before(&x->log, ix.at, ix.reg));
			return ix;
		}
		if (i == t.n)
			return ix;
		ix.at = t.step[i].event;
		ix.reg = (unsigned)t.step[i].insn.src;
		value = vlog_reg_before(&x->log, ix.at, ix.reg);
		if (!slice_begins(value, "scalar") && !slice_begins(value, "inv"))
			ix.reg = (unsigned)t.step[i].insn.dst;
	}
	ix.found = true;
	ix.way = vtrace_of(&x->log, ix.at, ix.reg);
	if (x->insn.kind != VINSN_CALL) {
		ix.name = name_expr(x, x->at).index;
		unscale(&ix);
		ix.way = vtrace_of(&x->log, ix.at, ix.reg);
	}
	if (!ix.name.n)
		ix.name = name_of_reg(x, ix.at, ix.reg);
	ix.bounds = know_bounds(vlog_reg_before(&x->log, ix.at, ix.reg));
	return ix;
}

static void set_limit(struct explain *x, const struct index *ix, unsigned reg)
{
	struct slice value = vlog_reg_before(&x->log, x->at, reg);
	int64_t size = 0, off = 0;

	if (!slice_number(capture_get(&x->c, "vs"), "", &size))
		slice_number(value, "vs", &size);
	slice_number(value, "off", &off);
	off += x->insn.kind == VINSN_CALL ? 0 : x->insn.off;
	if (size <= 0 || ix->scale <= 0 || off < 0 || off >= size)
		return;
	size = (size - off % ix->scale) / ix->scale;
	explain_set(
		x, "limit", "%" PRId64, size - off / ix->scale > 0 ? size - off / ix->scale : size);
	if (is_pow2((uint64_t)size))
		explain_set(x, "mask", "%" PRId64, size - 1);
}

/* A pointer to less than the helper takes. */
static void set_argument(struct explain *x, unsigned reg)
{
	struct slice text = name_argument(x, x->at, reg - 1);
	struct slice value = vlog_reg_before(&x->log, x->at, reg);

	if (text.n)
		capture_set(&x->c, "argtext", text);
	else
		explain_set(x, "argtext", "r%u", reg);
	if (capture_get(&x->c, "bytes").n &&
		(slice_begins(value, "fp") || slice_begins(value, "map_value")))
		x->rule = rule_of_kind("argument-size");
}

void trace_prepare_BOUNDS(struct explain *x)
{
	unsigned reg = 0;
	struct index ix;
	const char *v;
	int64_t off;

	explain_set(x, "through", "%s", "");
	if (!trace_reg(x, &reg) && x->insn.base >= 0) {
		reg = (unsigned)x->insn.base;
		explain_set(x, "reg", "%u", reg);
	}
	name_set(x, x->at, reg);
	explain_set(x, "arg", "%u", reg);
	if (slice_number(capture_get(&x->c, "off"), "", &off))
		explain_set(x, "place", "fp%+" PRId64, off);
	if (x->insn.kind == VINSN_CALL && reg >= 1 && reg <= 5)
		set_argument(x, reg);
	ix = find_index(x, reg);
	if (!ix.found)
		return;
	v = name_quoted(x, ix.name, ix.reg);
	if (ix.name.n)
		capture_set(&x->c, "index", ix.name);
	if (!ix.bounds.min_known && ix.bounds.max_known)
		explain_set(x, "through", ": %s may be negative", v);
	else if (!ix.bounds.max_known)
		explain_set(x, "through", ": nothing is known of %s", v);
	else if (ix.bounds.min < 0)
		explain_set(x, "through", ": %s may be %" PRId64, v, ix.bounds.min);
	else
		explain_set(x, "through", ": %s may be up to %" PRId64, v, ix.bounds.max);
	set_limit(x, &ix, reg);
}

/* The latest comparison of what is on this way; x->at: none. */
static uint32_t compared(const struct explain *x, const struct vtrace *way, const struct index *ix)
{
	uint32_t from = way->n ? way->step[way->n - 1].event : 0;

	for (uint32_t i = x->at; i-- > from;) {
		struct vinsn insn = vinsn_parse(event(x, i)->text);
		bool on_way = insn.dst == (int)ix->reg || insn.src == (int)ix->reg;

		if (event(x, i)->kind != VLOG_INSN || insn.kind != VINSN_JUMP)
			continue;
		for (uint32_t k = 0; k < way->n; k++)
			on_way |= insn.dst == (int)way->step[k].reg;
		if (on_way)
			return i;
	}
	return x->at;
}

/* A comparison of another reading of the same place: "if (a[0] < 8) ... a[0]" of a volatile. */
static bool note_read_twice(struct explain *x, const struct index *ix)
{
	const struct vstep *load = ix->way.n ? &ix->way.step[ix->way.n - 1] : NULL;
	uint32_t jumps = JUMPS_SEEN;
	struct slice text;

	if (!load || load->insn.kind != VINSN_LOAD)
		return false;
	text = name_expr(x, load->event).whole;
	for (uint32_t i = load->event; text.n && jumps && i--;) {
		struct vinsn insn = vinsn_parse(event(x, i)->text);
		struct vtrace t;

		if (event(x, i)->kind != VLOG_INSN || insn.kind != VINSN_JUMP)
			continue;
		jumps--;
		t = vtrace_of(&x->log, i, (unsigned)insn.dst);
		if (!t.n || t.step[t.n - 1].insn.kind != VINSN_LOAD ||
			t.step[t.n - 1].event == load->event ||
			!slice_same(name_expr(x, t.step[t.n - 1].event).whole, text))
			continue;
		explain_note(x, loc_of(x, i),
			"this compares an earlier reading of '%.*s'; what was read again is not "
			"known to be the same: keep it in a local variable",
			(int)text.n, text.p);
		return true;
	}
	return false;
}

void trace_notes_BOUNDS(struct explain *x)
{
	unsigned reg = 0;
	struct index ix;
	struct vstep *origin;
	uint32_t by;

	trace_reg(x, &reg);
	ix = find_index(x, reg);
	if (reg != 10 && (x->insn.kind != VINSN_CALL || ix.reg != reg))
		note_value(x, x->loc, reg, x->at, "");
	if (!ix.found)
		return;
	explain_note(x, x->loc, "%s is %s", name_quoted(x, ix.name, ix.reg),
		know_value(x->arena, vlog_reg_before(&x->log, ix.at, ix.reg)));
	origin = ix.way.n ? &ix.way.step[ix.way.n - 1] : NULL;
	by = compared(x, &ix.way, &ix);
	if (origin && (origin->insn.kind == VINSN_LOAD || origin->insn.kind == VINSN_CALL))
		explain_note(x, loc_of(x, origin->event), "it was read here");
	if (by < x->at)
		explain_note(x, loc_of(x, by), "this comparison leaves that range");
	else if (!note_read_twice(x, &ix))
		explain_note(x, 0, "nothing on the way here compares it with a limit");
}

/* ---- numbers as pointers ---- */

/* The latest state of `reg` that was a pointer, and the call after it; false: it never was. */
static bool was_pointer(struct explain *x, unsigned reg, struct slice *old, uint32_t *call)
{
	struct vtrace t = vtrace_of(&x->log, x->at, reg);
	uint32_t from = t.n ? t.step[t.n - 1].event : 0;
	uint8_t frame;

	*call = x->at;
	if (x->at >= x->log.ev.n) /* a message without any instruction */
		return false;
	frame = event(x, x->at)->frame;
	for (uint32_t i = x->at; i-- > from;) {
		const struct vlog_event *e = event(x, i);
		struct slice value =
			e->frame == frame ? vlog_state_reg(e->state, reg) : (struct slice){0};

		/* Under the name that it had then. */
		for (uint32_t k = 0; k < t.n && !value.n && e->frame == frame; k++)
			if (t.step[k].event <= i && t.step[k].insn.dst >= 0)
				value = vlog_state_reg(e->state, (unsigned)t.step[k].insn.dst);
		if (value.n && !slice_begins(value, "scalar") && !slice_begins(value, "inv") &&
			!know_bounds(value).is_constant) {
			*old = value;
			return *call < x->at;
		}
		if (e->kind == VLOG_INSN && slice_begins(e->text, "call "))
			*call = i;
	}
	return false;
}

/* The log does not print how many bytes of a packet are proven when another pointer is compared. */
static const char *old_words(struct explain *x, struct slice old)
{
	return slice_begins(old, "pkt") ? "a packet pointer" : know_value(x->arena, old);
}

void trace_prepare_SCALAR(struct explain *x)
{
	unsigned reg;
	struct slice old;
	uint32_t call;

	if (!trace_reg(x, &reg))
		return;
	name_set(x, x->at, reg);
	if (!was_pointer(x, reg, &old, &call))
		return;
	capture_set(&x->c, "killer", vinsn_parse(event(x, call)->text).callee);
	explain_set(x, "old", "%s", old_words(x, old));
	x->rule = rule_of_kind(slice_begins(old, "pkt") ? "packet-stale" : "released-argument");
}

void trace_notes_SCALAR(struct explain *x)
{
	unsigned reg;
	struct slice old;
	uint32_t call;
	struct vtrace t;

	if (!trace_reg(x, &reg))
		return;
	if (was_pointer(x, reg, &old, &call)) {
		explain_note(x, loc_of(x, call), "up to this call it was %s", old_words(x, old));
		return;
	}
	note_value(x, x->loc, reg, x->at, "");
	t = vtrace_of(&x->log, x->at, reg);
	if (t.n && t.step[t.n - 1].insn.kind == VINSN_LOAD)
		explain_note(
			x, loc_of(x, t.step[t.n - 1].event), "it was read here, as a plain number");
}
