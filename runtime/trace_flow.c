/* SPDX-License-Identifier: BSD-2-Clause */
/* The way through the program: what was acquired, locked, returned, called; loops. */
#include <ctype.h>
#include <inttypes.h>

#include "explain.h"

static const struct vlog_event *event(const struct explain *x, uint32_t i)
{
	return &x->log.ev.p[i];
}

static src_loc loc_of(struct explain *x, uint32_t i)
{
	return where_event(&x->where, &x->log, i);
}

/* ---- registers that nothing wrote ---- */

void trace_prepare_UNINIT(struct explain *x)
{
	unsigned reg;

	if (trace_reg(x, &reg))
		explain_set(x, "v", "r%u", reg);
}

void trace_notes_UNINIT(struct explain *x)
{
	unsigned reg;
	struct vtrace t;

	if (!trace_reg(x, &reg))
		return;
	t = vtrace_of(&x->log, x->at, reg);
	if (t.n && t.step[0].insn.kind == VINSN_CALL && reg)
		explain_note(x, loc_of(x, t.step[0].event),
			"this call made it void: a call leaves nothing in r1 to r5");
	else
		explain_note(x, 0,
			"nothing on the way here writes it; at the program's start only "
			"r1 (the context) and r10 (the stack) can be read");
}

/* ---- ways out ---- */

/*
 * A compiler lets several returns of the same value share their instructions, which then have the
 * first one's line. When that stands before what was executed last, the way out that follows in the
 * text is meant; so it is when the line is the function's closing brace, where clang puts the end.
 */
static void set_way_out(struct explain *x)
{
	struct src_pos pos = source_pos(x->ds->sources, x->loc);
	uint32_t line = pos.line;
	bool brace = line && pos.col <= pos.len && pos.text[pos.col - 1] == '}';

	if (x->insn.kind != VINSN_EXIT || !line)
		return;
	for (uint32_t i = x->at; i--;) {
		src_loc loc;
		uint32_t before;

		if (event(x, i)->kind != VLOG_INSN || event(x, i)->frame != event(x, x->at)->frame)
			continue;
		loc = loc_of(x, i);
		before = source_pos(x->ds->sources, loc).line;
		if (before == line)
			continue;
		loc = before > line || brace ? where_next_return(&x->where, loc) : 0;
		if (loc)
			x->loc = loc;
		return;
	}
}

/* ---- references ---- */

static const struct {
	const char *acquire, *release; /* %s: the C name */
} releases[] = {
	{"bpf_ringbuf_reserve_dynptr", "bpf_ringbuf_submit_dynptr(&%s, 0)"},
	{"bpf_ringbuf_reserve", "bpf_ringbuf_submit(%s, 0)"},
	{"bpf_sk", "bpf_sk_release(%s)"},
	{"bpf_task_", "bpf_task_release(%s)"},
	{"bpf_cgroup_", "bpf_cgroup_release(%s)"},
	{"bpf_cpumask_", "bpf_cpumask_release(%s)"},
	{"bpf_iter_num", "bpf_iter_num_destroy(&%s)"},
	{"bpf_iter_", "bpf_iter_..._destroy(&%s)"},
	{"bpf_obj_new", "bpf_obj_drop(%s)"},
	{"bpf_xdp_ct", "bpf_ct_release(%s)"},
	{"bpf_skb_ct", "bpf_ct_release(%s)"},
	{"bpf_fou", "bpf_ct_release(%s)"},
	{"", "its release function (%s)"},
};

/* The event of instruction {alloc}, or of the message that tells it; log.ev.n: none. */
static uint32_t acquiring(struct explain *x)
{
	struct slice alloc = capture_get(&x->c, "alloc");
	int64_t insn;

	for (uint32_t i = 0; i < x->n_messages && !alloc.n; i++) {
		uint32_t at = slice_find(x->messages[i], "alloc_insn=");

		if (at != UINT32_MAX)
			alloc = slice_from(x->messages[i], at + 11);
	}
	if (!slice_number(alloc, "", &insn))
		return x->log.ev.n;
	for (uint32_t i = x->at; i--;)
		if (event(x, i)->kind == VLOG_INSN && event(x, i)->insn == insn)
			return i;
	return x->log.ev.n;
}

void trace_prepare_REF(struct explain *x)
{
	uint32_t at = acquiring(x), off, i = 0;
	struct slice callee, text, name;

	set_way_out(x);
	explain_set(x, "what", "a function");
	if (at >= x->log.ev.n)
		return;
	callee = vinsn_parse(event(x, at)->text).callee;
	text = where_text(&x->where, loc_of(x, at), &off);
	name = cexpr_target(text, off);
	while (!slice_begins(callee, releases[i].acquire))
		i++;
	/* An iterator or dynptr is an argument: the first or the last. */
	if (strstr(releases[i].release, "&%s")) {
		name = name_argument(x, at, slice_begins(callee, "bpf_iter_") ? 0 : 3);
		if (slice_begins(name, "&"))
			name = slice_from(name, 1);
	}
	if (callee.n)
		capture_set(&x->c, "what", callee);
	explain_set(
		x, "release", releases[i].release, name.n ? slice_text(x->arena, name) : "pointer");
}

/* The branch that led to the end; log.ev.n: none after `from`. */
static uint32_t last_branch(const struct explain *x, uint32_t from)
{
	for (uint32_t i = x->at; i-- > from;)
		if (event(x, i)->kind == VLOG_INSN &&
			vinsn_parse(event(x, i)->text).kind == VINSN_JUMP)
			return i;
	return x->log.ev.n;
}

/* Does this branch test what that call returned? */
static bool tests_result(const struct explain *x, uint32_t branch, uint32_t call)
{
	struct vinsn insn = vinsn_parse(event(x, branch)->text);
	struct vtrace t = vtrace_of(&x->log, branch, (unsigned)insn.dst);

	return t.n && t.step[t.n - 1].event == call;
}

void trace_notes_REF(struct explain *x)
{
	uint32_t at = acquiring(x), branch;

	if (at >= x->log.ev.n)
		return;
	explain_note(x, loc_of(x, at), "it was acquired here");
	branch = last_branch(x, at);
	if (branch < x->log.ev.n && !tests_result(x, branch, at))
		explain_note(x, loc_of(x, branch),
			"the way from there to the end goes by this "
			"branch");
}

/* ---- locks ---- */

static const struct {
	const char *lock, *unlock;
} locks[] = {
	{"bpf_spin_lock", "bpf_spin_unlock(%s)"},
	{"bpf_rcu_read_lock", "bpf_rcu_read_unlock()"},
	{"bpf_preempt_disable", "bpf_preempt_enable()"},
	{"bpf_local_irq_save", "bpf_local_irq_restore(%s)"},
	{"bpf_res_spin_lock", "bpf_res_spin_unlock(%s)"},
};

/* The latest call of a lock function, *kind in the table; log.ev.n: none. */
static uint32_t locking(const struct explain *x, size_t *kind)
{
	for (uint32_t i = x->at < x->log.ev.n ? x->at : x->log.ev.n; i--;) {
		struct vinsn insn = vinsn_parse(event(x, i)->text);

		if (event(x, i)->kind != VLOG_INSN || insn.kind != VINSN_CALL)
			continue;
		for (*kind = 0; *kind < ARRAY_LEN(locks); ++*kind)
			if (slice_begins(insn.callee, locks[*kind].lock))
				return i;
	}
	return x->log.ev.n;
}

void trace_prepare_LOCK(struct explain *x)
{
	size_t kind;
	uint32_t at = locking(x, &kind);

	set_way_out(x);
	if (at < x->log.ev.n) {
		struct slice arg = name_argument(x, at, 0);

		explain_set(x, "lockarg", "%s", arg.n ? slice_text(x->arena, arg) : "&p->lock");
		explain_set(x, "unlock", locks[kind].unlock,
			arg.n ? slice_text(x->arena, arg) : "&p->lock");
	}
	explain_set(x, "insn", x->insn.kind == VINSN_EXIT ? "the end of the program" : "%s",
		slice_text(x->arena, x->insn.callee.n ? x->insn.callee : slice_of("this")));
}

void trace_notes_LOCK(struct explain *x)
{
	size_t kind;
	uint32_t at = locking(x, &kind), branch;

	if (at >= x->log.ev.n)
		return;
	explain_note(x, loc_of(x, at), "the section begins here");
	branch = last_branch(x, at);
	if (branch < x->log.ev.n)
		explain_note(x, loc_of(x, branch), "the way from there goes by this branch");
}

/* ---- results ---- */

void trace_prepare_RETURN(struct explain *x)
{
	struct slice has = capture_get(&x->c, "has");
	struct bounds b;
	unsigned reg = 0;

	set_way_out(x);
	trace_reg(x, &reg);
	name_set(x, x->at, reg);
	b = know_bounds(vlog_reg_before(&x->log, x->at, reg));
	if (b.is_constant && b.min > INT32_MAX && b.min <= UINT32_MAX)
		explain_set(x, "known", "the constant %d", (int32_t)b.min);
	if (!capture_get(&x->c, "known").n && has.n)
		capture_set(&x->c, "known", slice_trim(has));
}

void trace_notes_RETURN(struct explain *x)
{
	unsigned reg = 0;
	struct vtrace t;

	trace_reg(x, &reg);
	t = vtrace_of(&x->log, x->at, reg);
	if (!t.n)
		return;
	explain_note(x, loc_of(x, t.step[t.n - 1].event), "the result comes from here");
}

/* ---- calls ---- */

enum { FRAMES_MAX = 16 };

struct chain {
	uint32_t call[FRAMES_MAX]; /* instruction in each function that calls the next one */
	uint32_t func[FRAMES_MAX]; /* index in where.funcs */
	uint32_t depth;
	uint64_t size;
};

/* Bytes of function i: "240+64+8". */
static uint64_t stack_of(const struct explain *x, uint32_t i)
{
	struct slice s = x->log.stack;
	int64_t n = 0;

	while (i--) {
		uint32_t plus = slice_find(s, "+");

		if (plus == UINT32_MAX)
			return 0;
		s = slice_from(s, plus + 1);
	}
	return slice_number(s, "", &n) && n > 0 ? (uint64_t)n : 0;
}

struct chains {
	const struct explain *x;
	struct chain now, best;
	bool by_depth;
	uint32_t budget; /* calls still to be looked at: hostile objects have too many ways */
};

static bool is_better(const struct chains *c)
{
	if (c->by_depth || c->now.size == c->best.size)
		return c->now.depth > c->best.depth;
	return c->now.size > c->best.size;
}

static void enter(struct chains *c, uint32_t func)
{
	const struct where_func *f = &c->x->where.funcs.p[func];

	if (c->now.depth == FRAMES_MAX)
		return;
	c->now.func[c->now.depth++] = func;
	c->now.size += stack_of(c->x, func);
	if (is_better(c))
		c->best = c->now;
	for (uint32_t i = f->first; i < f->first + f->count && c->budget; i++) {
		uint32_t callee = where_callee(&c->x->where, i);

		if (callee == UINT32_MAX)
			continue;
		c->budget--;
		c->now.call[c->now.depth - 1] = i;
		enter(c, callee);
	}
	c->now.depth--;
	c->now.size -= stack_of(c->x, func);
}

/* The chain of calls with the most stack, or the deepest. */
static struct chain deepest(const struct explain *x)
{
	struct chains c = {.x = x, .budget = 20000};

	c.by_depth = strcmp(x->rule->kind, "stack-depth") != 0;
	if (x->where.funcs.n)
		enter(&c, 0);
	return c.best;
}

static const char *func_words(struct explain *x, uint32_t i)
{
	uint64_t size = stack_of(x, i);

	if (i >= x->where.funcs.n)
		return "a function";
	if (!size)
		return arena_printf(x->arena, "'%s'", x->where.funcs.p[i].name);
	return arena_printf(
		x->arena, "'%s' (%" PRIu64 " bytes of stack)", x->where.funcs.p[i].name, size);
}

/* The innermost call of the chain is the place. */
void trace_prepare_CHAIN(struct explain *x)
{
	struct chain c = deepest(x);

	if (c.depth >= 2)
		x->loc = where_insn(&x->where, c.call[c.depth - 2]);
}

void trace_notes_CHAIN(struct explain *x)
{
	struct chain c = deepest(x);

	for (uint32_t i = 0; i + 1 < c.depth; i++)
		explain_note(x, where_insn(&x->where, c.call[i]), "%s calls %s",
			func_words(x, c.func[i]), func_words(x, c.func[i + 1]));
}

/* ---- loops ---- */

static bool has_word(const char *text, const char *word)
{
	size_t n = strlen(word);

	for (const char *p = text; (p = strstr(p, word)) != NULL; p += n)
		if ((p == text || !isalnum((unsigned char)p[-1])) && !isalnum((unsigned char)p[n]))
			return true;
	return false;
}

static bool is_loop_line(const struct obj_line *l)
{
	return l &&
	       (has_word(l->text, "for") || has_word(l->text, "while") || has_word(l->text, "do"));
}

/* The latest backward jump at or before the last instruction: *lo .. *hi. */
static bool find_loop(const struct explain *x, uint32_t *lo, uint32_t *hi)
{
	uint32_t next = UINT32_MAX;

	for (uint32_t i = x->log.ev.n; i--;) {
		const struct vlog_event *e = event(x, i);

		if (e->kind != VLOG_INSN)
			continue;
		if (next != UINT32_MAX && next <= e->insn && !slice_begins(e->text, "call ") &&
			!slice_is(e->text, "exit")) {
			*lo = next;
			*hi = e->insn;
			return true;
		}
		next = e->insn;
	}
	return false;
}

/* The loop of a program that has one: no log is needed to know it. */
static bool only_loop(const struct where *w, uint32_t *lo, uint32_t *hi)
{
	uint32_t n = 0;

	vec_for (f, &w->funcs)
		for (uint32_t i = f->first; i < f->first + f->count; i++) {
			int64_t to = where_jump(w, i);

			if (to < 0 || to > i)
				continue;
			if (n && *lo != to)
				return false;
			*lo = n++ ? *lo : (uint32_t)to;
			*hi = i;
		}
	return n;
}

bool trace_needs_log(const struct explain *x)
{
	uint32_t lo = 0, hi = 0;

	switch (x->rule->subject) {
	case SUBJECT_CHAIN:
	case SUBJECT_INSN:
	case SUBJECT_EXTERN:
	case SUBJECT_MAPDEF:
	case SUBJECT_PROG: return false;
	case SUBJECT_LOOP: /* the log of a million instructions takes seconds to write */
		return strcmp(x->rule->kind, "too-many-instructions") ||
		       !only_loop(&x->where, &lo, &hi);
	default: return true;
	}
}

void trace_prepare_LOOP(struct explain *x)
{
	uint32_t lo = 0, hi = 0;
	const struct obj_line *first = NULL;

	if (!find_loop(x, &lo, &hi) && !only_loop(&x->where, &lo, &hi))
		return;
	for (uint32_t i = lo; i <= hi && i - lo < 65536; i++) {
		const struct obj_line *l = where_line(&x->where, i);

		if (is_loop_line(l) && (!first || l->line < first->line)) {
			first = l;
			x->loc = where_insn(&x->where, i);
		}
	}
	if (!first && where_insn(&x->where, hi))
		x->loc = where_insn(&x->where, hi);
	x->loc = where_loop(&x->where, x->loc);
}

void trace_notes_LOOP(struct explain *x)
{
	uint32_t branch = last_branch(x, 0);
	struct vinsn insn;
	struct slice value;

	if (branch >= x->log.ev.n)
		return;
	insn = vinsn_parse(event(x, branch)->text);
	value = vlog_reg_before(&x->log, branch, (unsigned)insn.dst);
	if (value.n)
		explain_note(x, loc_of(x, branch), "at the latest branch %s is %s",
			name_quoted(
				x, name_of_reg(x, branch, (unsigned)insn.dst), (unsigned)insn.dst),
			know_value(x->arena, value));
}
