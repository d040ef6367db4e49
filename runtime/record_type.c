/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a ring buffer's or perf buffer's records are. Their maps have no value type: the kernel
 * takes none. So the object's BTF is asked, in this order:
 *   1. the map's definition, where it has a value type all the same
 *   2. the struct that is called as the stream is: "events" of struct event, event_t or events
 *   3. the only struct of the record's size that has a name, or a typedef's, and is not the
 * kernel's kbcc puts the types that calls of bpf_ringbuf_reserve, bpf_ringbuf_output and
 * bpf_perf_event_output have for data into the BTF (frontend/c/lower_call.c); of clang's objects it
 * has those that a global variable, a function or a map's definition refers to.
 * A type must be as large as the record, or (a perf buffer pads) up to 7 bytes smaller.
 */
#include <stdio.h>
#include <string.h>

#include "btf_walk.h"
#include "kmap.h"

enum { PADDING = 7, NAME = 128 };

/* The definition: a struct with a member "value" that is a pointer to the type. */
static uint32_t value_member(const struct btf *btf, uint32_t id)
{
	const struct btf_type *t = btf_strip(btf, &id);

	for (unsigned i = 0; t && btf_is_struct(t) && i < btf_vlen(t); i++) {
		uint32_t type = btf_members(t)[i].type;
		const struct btf_type *p = btf_strip(btf, &type);

		if (p && btf_is_ptr(p) &&
			!strcmp(btf__name_by_offset(btf, btf_members(t)[i].name_off), "value"))
			return p->type;
	}
	return 0;
}

uint32_t defined_value_type(const struct btf *btf, const char *map)
{
	int id = btf__find_by_name_kind(btf, ".maps", BTF_KIND_DATASEC);
	const struct btf_type *t = id > 0 ? btf__type_by_id(btf, (uint32_t)id) : NULL;

	for (unsigned i = 0; t && i < btf_vlen(t); i++) {
		const struct btf_type *var = btf__type_by_id(btf, btf_var_secinfos(t)[i].type);

		if (var && btf_is_var(var) && !strcmp(btf__name_by_offset(btf, var->name_off), map))
			return value_member(btf, var->type);
	}
	return 0;
}

static bool fits(const struct btf *btf, uint32_t id, size_t size)
{
	int64_t n = id ? btf__resolve_size(btf, id) : -1;

	return n > 0 && (size_t)n <= size && size - (size_t)n <= PADDING;
}

static bool is_record(const struct btf *btf, uint32_t id, size_t size)
{
	const struct btf_type *t = btf__type_by_id(btf, id);

	return btf_is_struct(t) && fits(btf, id, size);
}

/* name without a plural's s, with a suffix */
static uint32_t named(
	const struct btf *btf, const char *name, size_t len, const char *suffix, size_t size)
{
	char full[NAME];
	int id;

	if (snprintf(full, sizeof(full), "%.*s%s", (int)len, name, suffix) >= NAME)
		return 0;
	id = btf__find_by_name_kind(btf, full, BTF_KIND_STRUCT);
	if (id <= 0 || !is_record(btf, (uint32_t)id, size))
		id = btf__find_by_name_kind(btf, full, BTF_KIND_TYPEDEF);
	return id > 0 && fits(btf, (uint32_t)id, size) ? (uint32_t)id : 0;
}

static uint32_t by_name(const struct btf *btf, const char *stream, size_t size)
{
	static const char *const suffixes[] = {"", "_t", "_event", "_event_t"};
	size_t len = strlen(stream), singular = len && stream[len - 1] == 's' ? len - 1 : len;
	uint32_t id = 0;

	for (unsigned i = 0; i < ARRAY_LEN(suffixes) && !id; i++)
		id = named(btf, stream, singular, suffixes[i], size);
	if (!id)
		id = named(btf, stream, len, "", size);
	if (!id)
		id = named(btf, "event", 5, "", size);
	return id ? id : named(btf, "event_t", 7, "", size);
}

/* Of the kernel's interface, or without a name as the definitions of maps. */
static bool is_foreign(const struct btf *btf, uint32_t id)
{
	static const char *const prefixes[] = {"bpf_", "__sk_buff", "xdp_md", "sk_", "pt_regs"};
	const char *name = btf__name_by_offset(btf, btf__type_by_id(btf, id)->name_off);

	for (unsigned i = 0; i < ARRAY_LEN(prefixes); i++)
		if (!strncmp(name, prefixes[i], strlen(prefixes[i])))
			return true;
	return !*name;
}

/* A struct that has a name, or gets it from a typedef. */
static bool is_named(const struct btf *btf, uint32_t id, size_t size)
{
	const struct btf_type *t = btf__type_by_id(btf, id);
	uint32_t of = t->type;

	if (!btf_is_typedef(t))
		return is_record(btf, id, size) && !is_foreign(btf, id);
	t = btf_strip(btf, &of);
	return t && is_record(btf, of, size) && !*btf__name_by_offset(btf, t->name_off);
}

static uint32_t by_size(const struct btf *btf, size_t size)
{
	uint32_t found = 0;

	for (uint32_t id = 1; id < btf__type_cnt(btf); id++) {
		if (!is_named(btf, id, size))
			continue;
		if (found)
			return 0;
		found = id;
	}
	return found;
}

uint32_t record_type(const struct btf *btf, const char *stream, uint32_t value_type, size_t size)
{
	uint32_t id;

	if (!btf)
		return 0;
	if (value_type)
		return fits(btf, value_type, size) ? value_type : 0;
	id = by_name(btf, stream, size);
	return id ? id : by_size(btf, size);
}
