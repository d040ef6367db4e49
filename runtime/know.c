/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The verifier's abstract values in words. It writes "scalar(smin=0,smax=umax=255,var_off=...)",
 * "pkt(off=14,r=14)", "map_value_or_null(id=1,map=m,ks=4,vs=8)", "fp-8", "42"; before 6.0 "inv",
 * "inv42" and "umax_value=". What is not known here is shown as it is written.
 */
#include <inttypes.h>

#include "explain.h"

/* ---- bounds ---- */

static bool get(struct slice value, const char *name, int64_t *out)
{
	char old[32];

	if (slice_number(value, name, out))
		return true;
	memcpy(old, name, strlen(name));
	memcpy(old + strlen(name), "_value", sizeof("_value"));
	return slice_number(value, old, out);
}

/* What is not printed has its widest value; a lower bound that equals the unsigned one is not. */
struct bounds know_bounds(struct slice value)
{
	struct bounds b = {0};
	int64_t umin = 0, umax = 0;
	bool has_umax = get(value, "umax", &umax);

	get(value, "umin", &umin);
	if (value.n && slice_find(value, "(") == UINT32_MAX) {
		struct slice s = value;

		while (s.n && s.p[0] != '-' && (s.p[0] < '0' || s.p[0] > '9'))
			s = slice_from(s, 1);
		if (slice_number(s, "", &b.min)) {
			b.max = b.min;
			b.min_known = b.max_known = b.is_constant = true;
		}
		return b;
	}
	b.min_known = get(value, "smin", &b.min);
	if (!b.min_known && has_umax && umax >= 0) {
		b.min = umin;
		b.min_known = true;
	}
	b.max_known = get(value, "smax", &b.max);
	if (has_umax && umax >= 0 && (!b.max_known || umax < b.max)) {
		b.max = umax;
		b.max_known = true;
	}
	return b;
}

static const char *range(struct arena *a, struct slice value)
{
	struct bounds b = know_bounds(value);

	if (b.min_known && b.max_known)
		return arena_printf(a, "between %" PRId64 " and %" PRId64, b.min, b.max);
	if (b.max_known)
		return arena_printf(a, "of at most %" PRId64 ", perhaps negative", b.max);
	if (b.min_known)
		return arena_printf(a, "of at least %" PRId64 ", without an upper bound", b.min);
	return "of which nothing is known: any 64-bit value";
}

static bool has_variable_part(struct slice value)
{
	return slice_find(value, "var_off=") != UINT32_MAX ||
	       slice_find(value, "max") != UINT32_MAX;
}

/* ", at offset 14" and ", plus an unknown part between 0 and 60" */
static const char *place(struct arena *a, struct slice value)
{
	const char *out = "";
	int64_t off;

	if (slice_number(value, "off", &off) && off)
		out = arena_printf(a, ", at offset %" PRId64, off);
	if (has_variable_part(value))
		out = arena_printf(a, "%s plus an unknown part %s", *out ? out : ", at its start",
			range(a, value));
	return out;
}

/* ---- kinds ---- */

char *know_packet(struct arena *a, struct slice value, int64_t r)
{
	if (!r)
		return arena_printf(
			a, "a packet pointer%s, with no byte proven to be there", place(a, value));
	return arena_printf(a,
		"a packet pointer%s, with the bytes up to %" PRId64 " proven to be there",
		place(a, value), r);
}

/* "map=NAME" */
static struct slice map_name(struct slice value)
{
	uint32_t at = slice_find(value, "map=");
	struct slice s;
	uint32_t n = 0;

	if (at == UINT32_MAX)
		return (struct slice){0};
	s = slice_from(value, at + 4);
	while (n < s.n && s.p[n] != ',' && s.p[n] != ')')
		n++;
	return slice_upto(s, n);
}

static char *map_value(struct arena *a, struct slice value)
{
	struct slice name = map_name(value);
	int64_t vs = 0;
	const char *of = "";

	slice_number(value, "vs", &vs);
	/* The maps of global variables are named after the object, which is of no interest. */
	if (slice_find(name, ".") != UINT32_MAX)
		name = slice_from(name, slice_find(name, "."));
	if (name.n)
		of = arena_printf(a, " of '%.*s'", (int)name.n, name.p);
	return arena_printf(
		a, "a pointer into a value%s (%" PRId64 " bytes)%s", of, vs, place(a, value));
}

static char *memory(struct arena *a, struct slice value)
{
	int64_t size;

	if (slice_number(value, "sz", &size) || slice_number(value, "mem_size", &size))
		return arena_printf(a, "a pointer to %" PRId64 " bytes%s", size, place(a, value));
	return arena_printf(a, "a pointer to memory%s", place(a, value));
}

/* "trusted_ptr_task_struct(": the type's name and what is said of it */
static char *kernel_pointer(struct arena *a, struct slice kind, struct slice value)
{
	static const struct {
		const char *prefix, *word;
	} words[] = {{"trusted_", "a trusted pointer"}, {"untrusted_", "an untrusted pointer"},
		{"rcu_", "an RCU pointer"}, {"user_", "a user-space pointer"},
		{"percpu_", "a per-CPU pointer"}, {"", "a pointer"}};
	size_t i = 0;
	struct slice type;

	while (!slice_begins(kind, words[i].prefix))
		i++;
	type = slice_from(kind, slice_find(kind, "ptr_") + 4);
	if (slice_begins(type, "or_null_"))
		type = slice_from(type, 8);
	if (!type.n)
		return arena_printf(a, "%s to a kernel object%s", words[i].word, place(a, value));
	return arena_printf(a, "%s to the kernel's struct %.*s%s", words[i].word, (int)type.n,
		type.p, place(a, value));
}

static const struct {
	const char *kind, *words;
} plain[] = {
	{"ctx", "the context"},
	{"pkt_end", "the packet's end"},
	{"pkt_meta", "the packet's metadata"},
	{"map_ptr", "a map"},
	{"map_key", "a map's key"},
	{"sock_common", "a socket (common part)"},
	{"sock", "a socket"},
	{"tcp_sock", "a TCP socket"},
	{"xdp_sock", "an XDP socket"},
	{"flow_keys", "flow keys"},
	{"tp_buffer", "the tracepoint's buffer"},
	{"buf", "a buffer"},
	{"func", "a function"},
	{"dynptr_ptr", "a dynptr"},
};

static char *stack(struct arena *a, struct slice value)
{
	struct slice name = slice_upto(value, slice_find(value, "("));

	return arena_printf(
		a, "an address on the stack (%.*s)%s", (int)name.n, name.p, place(a, value));
}

static char *pointer(struct arena *a, struct slice kind, struct slice value)
{
	int64_t r = 0;

	slice_number(value, "r", &r);
	if (slice_begins(kind, "pkt") && !slice_begins(kind, "pkt_"))
		return know_packet(a, value, r);
	if (slice_begins(kind, "map_value"))
		return map_value(a, value);
	if (slice_find(kind, "ptr_") != UINT32_MAX && !slice_begins(kind, "dynptr"))
		return kernel_pointer(a, kind, value);
	if (slice_find(kind, "mem") != UINT32_MAX)
		return memory(a, value);
	if (slice_begins(kind, "fp"))
		return stack(a, value);
	for (size_t i = 0; i < ARRAY_LEN(plain); i++)
		if (slice_is(kind, plain[i].kind))
			return arena_printf(a, "%s%s", plain[i].words, place(a, value));
	return arena_printf(a, "'%.*s'", (int)value.n, value.p);
}

char *know_value(struct arena *a, struct slice value)
{
	struct slice kind = slice_upto(value, slice_find(value, "("));
	struct bounds b = know_bounds(value);
	uint32_t null = slice_find(kind, "_or_null");
	char *words;

	if (!value.n)
		return arena_strdup(a, "not known");
	if (slice_begins(kind, "scalar") || (slice_begins(kind, "inv") && !b.is_constant))
		return arena_printf(a, "an integer %s", range(a, value));
	if (b.is_constant && kind.p[0] != 'f')
		return arena_printf(a, "the constant %" PRId64, b.min);
	if (null != UINT32_MAX && slice_begins(slice_from(kind, null), "_or_null") &&
		null + 8 == kind.n)
		kind = slice_upto(kind, null);
	words = pointer(a, kind, value);
	return null == UINT32_MAX ? words : arena_printf(a, "%s, or NULL", words);
}
