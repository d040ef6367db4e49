/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Contexts by their fields: mark=3,ifindex=1. The fields are those of the program's own parameter,
 * by the object's BTF; where that is no struct, of the struct that SEC() implies
 * (bpf/sections.def), by the object's BTF or else the kernel's. Of a flow dissector they are those
 * of struct bpf_flow_keys, as BPF_PROG_TEST_RUN has it, which takes flags only.
 */
#include <bpf/libbpf.h>
#include <stdlib.h>

#include "bpf/prog.h"
#include "btf_walk.h"
#include "runtime.h"
#include "map_print.h"
#include "value_parse.h"

enum { MAX_ARGS = 12 }; /* of a raw tracepoint */

struct ctx_type {
	const struct btf *btf;
	uint32_t id;     /* a struct; 0: none */
	struct btf *own; /* to be freed */
};

/* The struct behind the first parameter; 0. */
static uint32_t parameter(const struct btf *btf, const char *prog)
{
	int f = btf ? btf__find_by_name_kind(btf, prog, BTF_KIND_FUNC) : 0;
	const struct btf_type *t = f > 0 ? btf__type_by_id(btf, (uint32_t)f) : NULL;
	uint32_t id;

	t = t ? btf__type_by_id(btf, t->type) : NULL;
	if (!t || !btf_is_func_proto(t) || !btf_vlen(t))
		return 0;
	id = btf_params(t)[0].type;
	t = btf_strip(btf, &id);
	if (!t || !btf_is_ptr(t))
		return 0;
	id = t->type;
	t = btf_strip(btf, &id);
	return t && btf_is_struct(t) && btf_vlen(t) ? id : 0;
}

static struct ctx_type ctx_type(const struct bpf_obj *obj, const struct run_prog *p)
{
	const struct bpf_prog_section *s = bpf_prog_section_find(p->section);
	bool keys = p->type == PROG_FLOW_DISSECTOR;
	const char *tag = keys ? "bpf_flow_keys" : s ? s->ctx : "";
	struct ctx_type out = {.btf = obj->btf, .id = keys ? 0 : parameter(obj->btf, p->name)};
	int id;

	if (out.id || !*tag)
		return out;
	id = obj->btf ? btf__find_by_name_kind(obj->btf, tag, BTF_KIND_STRUCT) : 0;
	if (id <= 0) {
		out.btf = out.own = btf__load_vmlinux_btf();
		id = out.own ? btf__find_by_name_kind(out.own, tag, BTF_KIND_STRUCT) : 0;
	}
	out.id = id > 0 ? (uint32_t)id : 0;
	return out;
}

static bool is_raw_tp(const struct run_prog *p)
{
	return p->type == PROG_RAW_TRACEPOINT || p->type == PROG_RAW_TRACEPOINT_WRITABLE;
}

/* args=[1,2,3] of a raw tracepoint: its struct in C has an array of no elements. */
static bool raw_arguments(struct value_parser *v, const char *text, uint64_t *out, size_t *len)
{
	const char *error;
	size_t at, n = 0;
	const struct json *j = !strncmp(text, "args=", 5) ? json_parse(v->arena, text + 5,
								    strlen(text + 5), &error, &at)
							  : NULL;

	v->problem = "args=[NUMBER,...] is expected";
	if (!j || j->kind != JSON_ARRAY)
		return false;
	for (const struct json *i = j->first; i; i = i->next, n++) {
		bool negative;

		if (n == MAX_ARGS || !json_integer(i, &out[n], &negative))
			return false;
	}
	*len = n * sizeof(*out);
	return n;
}

bool runtime_ctx_parse(struct arena *a, struct diags *ds, const struct bpf_obj *obj,
	const struct run_prog *p, const char *text, uint8_t **ctx, size_t *len)
{
	struct ctx_type t = ctx_type(obj, p);
	struct value_parser v = {.arena = a, .btf = t.btf};
	bool ok = false;

	if (is_raw_tp(p)) {
		*ctx = arena_alloc(a, MAX_ARGS * sizeof(uint64_t));
		ok = raw_arguments(&v, text, (uint64_t *)*ctx, len);
	} else if (!t.id) {
		v.problem = "its fields are not known: there is no struct of it in the object or"
			    " the kernel; --ctx @FILE gives its bytes";
	} else {
		*len = (size_t)btf__resolve_size(t.btf, t.id);
		*ctx = arena_alloc(a, *len);
		ok = value_from_text(&v, t.id, text, *ctx, *len);
	}
	if (!ok)
		diag(ds, DIAG_CTX, 0, p->name, v.problem);
	diags_flush(ds);
	btf__free(t.own);
	return ok;
}

/* ---- what the program wrote ---- */

/* Of an skb's fields those that a program sets; the others come of the packet. */
static bool is_shown(const struct run_prog *p, const char *field)
{
	static const char *const skb[] = {
		"mark", "priority", "cb", "tstamp", "tc_index", "tc_classid", "queue_mapping"};

	if (p->type == PROG_SYSCALL || p->type == PROG_SK_LOOKUP)
		return true;
	for (unsigned i = 0; i < ARRAY_LEN(skb); i++)
		if (!strcmp(skb[i], field))
			return true;
	return false;
}

void runtime_ctx_print(FILE *f, const struct bpf_obj *obj, const struct run_prog *p,
	const struct run_input *in, const struct run_output *out)
{
	struct ctx_type t = out->keys ? (struct ctx_type){0} : ctx_type(obj, p);
	const struct btf_type *b = t.id ? btf__type_by_id(t.btf, t.id) : NULL;
	struct map_printer printer = {.out = f, .btf = t.btf};
	static const uint8_t zero[256];

	for (unsigned i = 0; b && out->ctx && i < btf_vlen(b); i++) {
		const struct btf_member *m = &btf_members(b)[i];
		const char *name = btf__name_by_offset(t.btf, m->name_off);
		size_t at = m->offset / 8;
		int64_t size = btf__resolve_size(t.btf, m->type);
		const uint8_t *before = in->ctx_len > at ? (const uint8_t *)in->ctx + at : zero;

		if (size <= 0 || (size_t)size > sizeof(zero) || at + (size_t)size > out->ctx_len ||
			(in->ctx_len > at && in->ctx_len < at + (size_t)size) ||
			!is_shown(p, name) || !memcmp(before, out->ctx + at, (size_t)size))
			continue;
		fprintf(f, "  context: %s ", name);
		value_print(&printer, m->type, before, (size_t)size);
		fputs(" -> ", f);
		value_print(&printer, m->type, out->ctx + at, (size_t)size);
		fputc('\n', f);
	}
	btf__free(t.own);
}
