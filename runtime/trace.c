/* SPDX-License-Identifier: BSD-2-Clause */
/* The subjects by name, and those that need little: see explain_subjects.def. */
#include <bpf/btf.h>
#include <inttypes.h>

#include "explain.h"
#include "features.h"

static const struct {
	void (*prepare)(struct explain *x);
	void (*notes)(struct explain *x);
} subjects[] = {
#define SUBJECT(name) {trace_prepare_##name, trace_notes_##name},
#include "explain_subjects.def"
#undef SUBJECT
};

void trace_prepare(struct explain *x)
{
	subjects[x->rule->subject].prepare(x);
}

void trace_notes(struct explain *x)
{
	subjects[x->rule->subject].notes(x);
}

bool trace_reg(struct explain *x, unsigned *reg)
{
	int64_t n;

	if (!slice_number(capture_get(&x->c, "reg"), "", &n) || n < 0 || n > 10)
		return false;
	*reg = (unsigned)n;
	return true;
}

/* ---- nothing more to know ---- */

void trace_prepare_NONE(struct explain *x)
{
	(void)x;
}

void trace_notes_NONE(struct explain *x)
{
	(void)x;
}

/* ---- a register ---- */

void trace_prepare_REG(struct explain *x)
{
	unsigned reg = 0;
	bool known = trace_reg(x, &reg);

	if (!known && x->insn.base >= 0)
		reg = (unsigned)x->insn.base;
	else if (!known && x->insn.dst >= 0)
		reg = (unsigned)x->insn.dst;
	name_set(x, x->at, reg);
	explain_set(x, "reg", "%u", reg);
	if (slice_begins(capture_get(&x->c, "off"), "("))
		capture_set(&x->c, "where", capture_get(&x->c, "off"));
	else if (x->insn.kind != VINSN_CALL && x->insn.base >= 0)
		explain_set(
			x, "where", x->insn.base == 10 ? "fp%+d" : "offset %d of it", x->insn.off);
}

void trace_notes_REG(struct explain *x)
{
	struct slice v = capture_get(&x->c, "v"), known = capture_get(&x->c, "known");

	/* r10 is always the stack; and what the title says need not be said again. */
	if (known.n && v.n && !strstr(x->rule->title, "{known}") &&
		!slice_is(capture_get(&x->c, "reg"), "10"))
		explain_note(x, x->loc, "%.*s is %.*s", (int)v.n, v.p, (int)known.n, known.p);
}

/* ---- the argument of a call ---- */

/* Kernels count arguments from 0 or from 1; the one that is an address on the stack is meant. */
static bool argument_of(struct explain *x, unsigned *reg)
{
	int64_t n;

	if (trace_reg(x, reg))
		return true;
	if (!slice_number(capture_get(&x->c, "n"), "", &n) || n < 0 || n > 5 ||
		x->insn.kind != VINSN_CALL)
		return false;
	*reg = (unsigned)n + (n < 5);
	if (n && !slice_begins(vlog_reg_before(&x->log, x->at, *reg), "fp") &&
		slice_begins(vlog_reg_before(&x->log, x->at, (unsigned)n), "fp"))
		*reg = (unsigned)n;
	return true;
}

static void set_expected(struct explain *x)
{
	struct slice expected = capture_get(&x->c, "expected");
	struct slice got = capture_get(&x->c, "got");
	bool memory = slice_begins(expected, "fp") || slice_find(expected, "pkt") != UINT32_MAX;

	if (memory)
		explain_set(x, "expectedwords",
			"a pointer to memory (stack, map value, packet or the like)");
	else if (slice_find(expected, "sock") != UINT32_MAX)
		explain_set(x, "expectedwords", "a socket");
	else if (slice_begins(expected, "map_value"))
		explain_set(x, "expectedwords", "a pointer into a map's value");
	else
		capture_set(&x->c, "expectedwords", expected);
	if (memory && (slice_begins(got, "scalar") || slice_begins(got, "inv")))
		explain_set(x, "argadvice",
			"pass an address: put the number in a variable first:\n"
			"\t__u32 key = number;\n\t... &key ...");
	else if (slice_begins(expected, "map_value"))
		explain_set(x, "argadvice",
			"make the object a member of a map's value, and pass its address:\n"
			"\tstruct value *v = bpf_map_lookup_elem(&map, &key);\n\tif (!v)\n"
			"\t\treturn %.*s;",
			(int)capture_get(&x->c, "ret").n, capture_get(&x->c, "ret").p);
	else
		explain_set(x, "argadvice",
			"pass what the helper's documentation names (man "
			"bpf-helpers)");
}

static const struct {
	const char *prefix, *advice;
} families[] = {
	{"bpf_skb_", "call it where the context is a struct __sk_buff: tc, socket filter, "
		     "cgroup_skb; in XDP, read the packet directly or with bpf_xdp_load_bytes"},
	{"bpf_xdp_", "call it from XDP programs only; in tc, there are bpf_skb_*"},
	{"bpf_probe_", "call it from tracing programs: kprobe, tracepoint, perf_event, fentry"},
	{"bpf_get_current_", "call it where there is a current process: tracing and cgroup "
			     "programs"},
	{"", "see which types of program may call it on the running kernel:\n"
	     "\tbpftool feature probe"},
};

static const struct {
	const char *prefix, *advice;
} map_families[] = {
	{"bpf_ringbuf_", "declare a ring buffer:\n\tstruct {\n\t\t__uint(type, "
			 "BPF_MAP_TYPE_RINGBUF);\n\t\t__uint(max_entries, 4096);\n\t} events "
			 "SEC(\".maps\");"},
	{"bpf_perf_event_", "use a map of type BPF_MAP_TYPE_PERF_EVENT_ARRAY"},
	{"bpf_redirect_map", "use a map of type DEVMAP, DEVMAP_HASH, CPUMAP or XSKMAP"},
	{"bpf_get_stackid", "use a map of type BPF_MAP_TYPE_STACK_TRACE"},
	{"bpf_map_push", "use a map of type QUEUE, STACK or BLOOM_FILTER"},
	{"bpf_map_pop", "use a map of type QUEUE or STACK"},
	{"bpf_map_peek", "use a map of type QUEUE, STACK or BLOOM_FILTER"},
	{"bpf_sk_storage", "use a map of type BPF_MAP_TYPE_SK_STORAGE"},
	{"bpf_task_storage", "use a map of type BPF_MAP_TYPE_TASK_STORAGE"},
	{"bpf_timer", "use a map of type ARRAY, HASH or LRU_HASH"},
	{"", "use a map of the type that the helper is for (man bpf-helpers)"},
};

static void set_helper(struct explain *x)
{
	struct slice helper = capture_get(&x->c, "helper");
	const char *since;
	int64_t n;
	size_t i = 0, k = 0;

	while (!slice_begins(helper, families[i].prefix))
		i++;
	while (!slice_begins(helper, map_families[k].prefix))
		k++;
	explain_set(x, "helperadvice", "%s", families[i].advice);
	explain_set(x, "mapadvice", "%s", map_families[k].advice);
	since = slice_number(capture_get(&x->c, "n"), "", &n) ? feature_helper_since(n) : NULL;
	capture_set(&x->c, "since", (struct slice){0});
	if (since)
		explain_set(x, "since", " (it came with Linux %s)", since);
	if (slice_number(capture_get(&x->c, "mt"), "", &n)) {
		const struct feature *f = feature_map(n);

		if (f)
			explain_set(x, "mapkind", "%s", f->name);
		else
			explain_set(x, "mapkind", "%" PRId64, n);
	}
}

void trace_prepare_ARG(struct explain *x)
{
	unsigned reg;

	if (argument_of(x, &reg)) {
		struct slice text = name_argument(x, x->at, reg ? reg - 1 : 0);

		name_set(x, x->at, reg);
		explain_set(x, "reg", "%u", reg);
		explain_set(x, "arg", "%u", reg);
		explain_set(x, "arg1", "%u", reg);
		if (text.n)
			capture_set(&x->c, "argtext", text);
		else
			explain_set(x, "argtext", "r%u", reg);
	}
	set_helper(x);
	set_expected(x);
	/* What was released is an integer to the verifier. */
	if (x->insn.kind == VINSN_CALL && (slice_begins(capture_get(&x->c, "got"), "scalar") ||
						  slice_begins(capture_get(&x->c, "got"), "inv")))
		trace_prepare_SCALAR(x);
}

void trace_notes_ARG(struct explain *x)
{
	trace_notes_REG(x);
}

/* ---- the object's parts ---- */

void trace_prepare_EXTERN(struct explain *x)
{
	x->loc = where_symbol(&x->where, slice_text(x->arena, capture_get(&x->c, "name")));
}

void trace_notes_EXTERN(struct explain *x)
{
	(void)x;
}

/* __uint(type, N): a member that points to an array of N; -1: not declared so. */
static int64_t uint_member(const struct btf *btf, const struct btf_type *map, const char *name)
{
	const struct btf_member *m = btf_members(map);

	for (int i = 0; i < btf_vlen(map); i++) {
		const char *this = btf__name_by_offset(btf, m[i].name_off);
		const struct btf_type *t = btf__type_by_id(btf, m[i].type);

		if (!this || strcmp(this, name) || !t || !btf_is_ptr(t))
			continue;
		t = btf__type_by_id(btf, t->type);
		return t && btf_is_array(t) ? (int64_t)btf_array(t)->nelems : -1;
	}
	return -1;
}

/* The type that the object declares a map with; -1: not found. */
static int64_t declared_type(const struct bpf_obj *o, const char *name)
{
	uint32_t n = o && o->btf ? btf__type_cnt(o->btf) : 0;

	for (uint32_t id = 1; id < n; id++) {
		const struct btf_type *var = btf__type_by_id(o->btf, id), *map;
		const char *this = var ? btf__name_by_offset(o->btf, var->name_off) : NULL;
		int64_t type;

		if (!this || !btf_is_var(var) || strcmp(this, name))
			continue;
		map = btf__type_by_id(o->btf, var->type);
		type = map && btf_is_struct(map) ? uint_member(o->btf, map, "type") : -1;
		if (type >= 0)
			return type;
	}
	return -1;
}

void trace_prepare_MAPDEF(struct explain *x)
{
	const char *name = slice_text(x->arena, capture_get(&x->c, "name"));
	const struct feature *f = feature_map(declared_type(x->in->obj, name));

	if (f)
		explain_set(x, "maptype", "it is of type %s, which came with Linux %s%s%s", f->name,
			f->since, *f->config ? ", and needs " : "", f->config);

	x->loc = where_definition(&x->where, name);
	if (!x->loc)
		x->loc = where_symbol(&x->where, name);
}

void trace_notes_MAPDEF(struct explain *x)
{
	(void)x;
}

void trace_prepare_INSN(struct explain *x)
{
	int64_t n;

	if (slice_number(capture_get(&x->c, "n"), "", &n) && n >= 0 && n < UINT32_MAX)
		x->loc = where_insn(&x->where, (uint32_t)n);
}

void trace_notes_INSN(struct explain *x)
{
	(void)x;
}

void trace_prepare_PROG(struct explain *x)
{
	const struct feature *f = feature_prog(x->in->type);

	if (f)
		explain_set(x, "feature", " (they came with Linux %s%s%s)", f->since,
			*f->config ? ", and need " : "", f->config);
	x->loc = where_function(&x->where, x->in->prog);
	if (!x->loc)
		x->loc = where_insn(&x->where, 0);
}

void trace_notes_PROG(struct explain *x)
{
	(void)x;
}
