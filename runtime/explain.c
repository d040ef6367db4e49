/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A refusal as a compiler error: the rule's title at the source line, then notes: what was known of
 * the value and where that came from (trace.c), what the rule adds, what to write instead, and the
 * kernel's own words.
 */
#include <bpf/libbpf.h>
#include <errno.h>
#include <inttypes.h>

#include "bpf/prog.h"
#include "explain.h"
#include "kernel.h"
#include "features.h"
#include "privilege.h"
#include "progs.h"

void explain_set(struct explain *x, const char *name, const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	capture_set(&x->c, name, slice_of(arena_vprintf(x->arena, format, ap)));
	va_end(ap);
}

void explain_note(struct explain *x, src_loc loc, const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	diag(x->ds, DIAG_NOTE_REFUSED, loc, arena_vprintf(x->arena, format, ap));
	va_end(ap);
}

/* ---- messages ---- */

static void add_message(struct explain *x, struct slice s)
{
	if (s.n && x->n_messages < MESSAGES_MAX)
		x->messages[x->n_messages++] = s;
}

/* libbpf's lines, without "libbpf: " and "prog 'x': ". */
static void add_loader_messages(struct explain *x, const char *text)
{
	struct slice rest = slice_of(text);

	while (rest.n) {
		uint32_t n = slice_find(rest, "\n");
		struct slice line = slice_upto(rest, n);

		rest = n == UINT32_MAX ? (struct slice){0} : slice_from(rest, n + 1);
		if (slice_begins(line, "libbpf: "))
			line = slice_from(line, 8);
		if (slice_begins(line, "prog '") && slice_find(line, "': ") != UINT32_MAX)
			line = slice_from(line, slice_find(line, "': ") + 3);
		add_message(x, slice_trim(line));
	}
}

/* What stands behind the last instruction; in a log without any, everything. */
static void collect(struct explain *x)
{
	uint32_t last = vlog_last_insn(&x->log);

	for (uint32_t i = last < x->log.ev.n ? last : 0; i < x->log.ev.n; i++)
		if (x->log.ev.p[i].kind == VLOG_MESSAGE || i == last)
			add_message(x, x->log.ev.p[i].kind == VLOG_MESSAGE ? x->log.ev.p[i].text
									   : (struct slice){0});
	x->n_kernel = x->n_messages;
	if (x->in->messages)
		add_loader_messages(x, x->in->messages);
}

/* ---- what every rule may use ---- */

static const char *return_value(uint32_t type)
{
	switch (type) {
	case PROG_XDP: return "XDP_PASS";
	case PROG_SCHED_CLS:
	case PROG_SCHED_ACT: return "TC_ACT_OK";
	case PROG_SK_SKB:
	case PROG_SK_MSG:
	case PROG_SK_LOOKUP:
	case PROG_SK_REUSEPORT: return "SK_PASS";
	case PROG_CGROUP_SKB:
	case PROG_CGROUP_SOCK:
	case PROG_CGROUP_DEVICE:
	case PROG_CGROUP_SOCK_ADDR:
	case PROG_CGROUP_SYSCTL:
	case PROG_CGROUP_SOCKOPT: return "1";
	default: return "0";
	}
}

static const char *subject_name(const struct explain *x)
{
	if (x->in->prog)
		return x->in->prog;
	return x->in->file ? x->in->file : "the program";
}

static void set_common(struct explain *x)
{
	const struct vlog_event *e = x->at < x->log.ev.n ? &x->log.ev.p[x->at] : NULL;

	explain_set(x, "prog", "%s", subject_name(x));
	explain_set(x, "type", "%s", runtime_prog_type_name(x->in->type));
	explain_set(x, "ret", "%s", return_value(x->in->type));
	explain_set(x, "access", "%s",
		x->insn.kind == VINSN_STORE || x->insn.kind == VINSN_ATOMIC ? "write" : "read");
	if (e && x->insn.kind == VINSN_CALL) {
		explain_set(x, "access", "access");
		if (!slice_begins(x->insn.callee, "pc") && !capture_get(&x->c, "helper").n)
			capture_set(&x->c, "helper", x->insn.callee);
	}
}

/* "4 bytes" of {size} */
static void set_bytes(struct explain *x)
{
	int64_t size = x->insn.size;

	slice_number(capture_get(&x->c, "size"), "", &size);
	if (size)
		explain_set(x, "bytes", size == 1 ? "%" PRId64 " byte" : "%" PRId64 " bytes", size);
}

/* ---- output ---- */

/* The kernel's first two messages; or the line of libbpf's that the rule fits. */
static void show_words(struct explain *x)
{
	for (uint32_t i = 0; i < x->n_kernel && i < 2; i++)
		explain_note(
			x, 0, "the kernel says: %.*s", (int)x->messages[i].n, x->messages[i].p);
	if (!x->n_kernel && x->matched < x->n_messages)
		explain_note(x, 0, "libbpf says: %.*s", (int)x->messages[x->matched].n,
			x->messages[x->matched].p);
}

static void show(struct explain *x)
{
	const struct rule *r = x->rule;
	char *advice = rule_fill(x->arena, &x->c, r->advice);
	char *know = rule_fill(x->arena, &x->c, r->know);

	diag(x->ds, DIAG_REFUSED, x->loc, subject_name(x), rule_fill(x->arena, &x->c, r->title),
		r->kind);
	trace_notes(x);
	if (*know)
		explain_note(x, 0, "%s", know);
	if (x->advice || *advice)
		explain_note(x, 0, "instead: %s", x->advice ? x->advice : advice);
	show_words(x);
}

/* No rule: what the kernel says, where, and the registers that the instruction reads. */
static void show_unknown(struct explain *x)
{
	const char *says =
		x->n_messages ? slice_text(x->arena, x->messages[0]) : strerror(-x->in->error);

	diag(x->ds, DIAG_REFUSED_UNKNOWN, x->loc, subject_name(x), says);
	for (uint32_t i = 1; i < (x->n_kernel ? x->n_kernel : x->n_messages); i++)
		explain_note(x, 0, "%.*s", (int)x->messages[i].n, x->messages[i].p);
	for (unsigned reg = 0; x->at < x->log.ev.n && reg < 10; reg++) {
		struct slice value = vlog_reg_before(&x->log, x->at, reg);

		if (value.n && ((int)reg == x->insn.dst || (int)reg == x->insn.src ||
				       (int)reg == x->insn.base))
			explain_note(x, x->loc, "r%u is %s", reg, know_value(x->arena, value));
	}
}

/* EPERM, and nothing that a capability would change. */
static const char *not_permitted(struct explain *x, const char **how)
{
	static const char maybe[] = "lockdown, a seccomp filter or a security module may be why";
	const struct feature *f = feature_prog(x->in->type);
	bool hooks =
		x->in->type == PROG_TRACING || x->in->type == PROG_LSM || x->in->type == PROG_EXT;

	if (!hooks || !f)
		return arena_printf(x->arena,
			"the kernel does not permit it, and no capability is missing: %s", maybe);
	*how = "use a tracepoint (SEC(\"tp_btf/...\"), SEC(\"tracepoint/...\")), which needs none "
	       "of that, or another kernel";
	return arena_printf(x->arena,
		"the kernel does not permit programs that are patched into its functions, such as "
		"%s (%s, CONFIG_DYNAMIC_FTRACE_WITH_DIRECT_CALLS), and no capability is missing: "
		"%s",
		x->in->type == PROG_LSM ? "lsm" : "fentry, fexit and freplace", f->config, maybe);
}

/* By the messages; where there are none, by the error number. */
static const struct rule *find_rule(struct explain *x)
{
	const struct rule *r = rule_find(x->messages, x->n_messages, &x->c, &x->matched);
	const char *lacking, *how;
	bool logged = x->in->log && *x->in->log;

	if (r || logged)
		return r;
	x->matched = UINT32_MAX;
	if (x->in->error == -EPERM) {
		lacking = privilege_lacking(x->arena, x->in->type, &how);
		if (!lacking)
			lacking = not_permitted(x, &how);
		explain_set(x, "lacking", "%s", lacking);
		explain_set(x, "how", "%s", how);
		return rule_of_kind("privilege");
	}
	if (x->in->error == -EINVAL && x->in->type == PROG_EXT)
		return rule_of_kind("program-target");
	if (x->in->error == -EINVAL && x->in->prog &&
		libbpf_probe_bpf_prog_type((enum bpf_prog_type)x->in->type, NULL) == 0)
		return rule_of_kind("program-type-unknown");
	return NULL;
}

/* Read what there is, and find the rule. */
static void begin(struct explain *x, struct arena *a, struct diags *ds, const struct refusal *in)
{
	*x = (struct explain){.arena = a, .ds = ds, .in = in};
	if (in->log)
		x->log = vlog_read(a, in->log, strlen(in->log));
	where_init(&x->where, ds->arena, ds->sources, in->obj, in->prog);
	where_check(&x->where, &x->log);
	x->at = vlog_last_insn(&x->log);
	if (x->at < x->log.ev.n)
		x->insn = vinsn_parse(x->log.ev.p[x->at].text);
	x->loc = where_event(&x->where, &x->log, x->at);
	collect(x);
	x->rule = find_rule(x);
}

bool explain_needs_log(struct diags *ds, const struct refusal *r)
{
	struct arena a = {0};
	struct explain x;
	bool needed;

	begin(&x, &a, ds, r);
	needed = !x.rule || trace_needs_log(&x);
	arena_free(&a);
	return needed;
}

bool runtime_explain(struct diags *ds, const struct refusal *in)
{
	struct arena a = {0};
	struct explain x;

	begin(&x, &a, ds, in);
	if (x.rule) {
		set_common(&x);
		set_bytes(&x);
		trace_prepare(&x);
		show(&x);
	} else {
		show_unknown(&x);
	}
	diags_flush(ds);
	bool specific = x.rule;

	arena_free(&a);
	return specific;
}

/* ---- saved logs ---- */

static bool has_message(const struct vlog *log)
{
	uint32_t last = vlog_last_insn(log);

	for (uint32_t i = last < log->ev.n ? last : 0; i < log->ev.n; i++)
		if (log->ev.p[i].kind == VLOG_MESSAGE)
			return true;
	return false;
}

/* How many instructions of the log are the program's; UINT32_MAX: it is not in the object. */
static uint32_t fits(struct arena *a, struct diags *ds, const struct bpf_obj *obj, const char *prog,
	const struct vlog *log)
{
	struct where w;
	uint32_t n = 0;

	where_init(&w, a, ds->sources, obj, prog);
	where_check(&w, log);
	vec_for (e, &log->ev)
		n += e->kind == VLOG_INSN && where_func_of(&w, e->insn);
	return n;
}

bool runtime_explain_log(
	struct diags *ds, const struct bpf_obj *obj, const char *prog, const char *text)
{
	struct arena a = {0};
	struct vlog log = vlog_read(&a, text, strlen(text));
	struct obj_progs progs = progs_of(&a, obj);
	const struct obj_prog *best = NULL;
	uint32_t best_fits = 0;
	bool refused = has_message(&log), ok = runner_has_progs(ds, obj, prog);

	vec_for (p, &progs.v) {
		uint32_t n = fits(&a, ds, obj, p->name, &log);

		if (prog ? !strcmp(p->name, prog) : !best || n > best_fits) {
			best = p;
			best_fits = n;
		}
	}
	if (ok && best && vlog_last_insn(&log) < log.ev.n && !best_fits) {
		diag(ds, DIAG_LOG_OTHER, 0, best->name);
		refused |= !refused;
	}
	if (ok && best && refused) {
		struct refusal r = {
			.obj = obj, .prog = best->name, .type = best->type, .log = text};

		runtime_explain(ds, &r);
	}
	diags_flush(ds);
	arena_free(&a);
	return ok && !refused;
}
