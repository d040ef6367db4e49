/* SPDX-License-Identifier: BSD-2-Clause */
/* See snapshot.h. Entries are hashed one by one and the hashes added, so that the order of a hash
 * map does not matter. */
#include "snapshot.h"

#include <bpf/bpf.h>
#include <bpf/btf.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "packets.h"

enum { FILL_ENTRIES = 8, FILL_ARRAY = 256 };

/* FNV-1a */
static uint64_t hash_bytes(uint64_t h, const void *p, size_t n)
{
	const uint8_t *s = p;

	for (size_t i = 0; i < n; i++)
		h = (h ^ s[i]) * 0x100000001b3ull;
	return h;
}

static struct item *item_add(struct snapshot *s, const char *map, const char *variable)
{
	if (s->n == ITEMS_MAX)
		return NULL;
	struct item *i = &s->items[s->n++];

	*i = (struct item){.hash = 0};
	snprintf(i->name, sizeof(i->name), "%s%s%s", map, variable ? ":" : "",
		variable ? variable : "");
	return i;
}

static void item_count(
	struct item *i, const void *key, size_t nkey, const void *value, size_t nvalue)
{
	if (!i->entries++)
		memcpy(&i->first, value, nvalue < 8 ? nvalue : 8);
	i->hash += hash_bytes(hash_bytes(0xcbf29ce484222325ull, key, nkey), value, nvalue);
}

const struct item *snapshot_find(const struct snapshot *s, const char *name)
{
	for (unsigned i = 0; i < s->n; i++)
		if (!strcmp(s->items[i].name, name))
			return &s->items[i];
	return NULL;
}

static bool per_cpu(enum bpf_map_type type)
{
	return type == BPF_MAP_TYPE_PERCPU_ARRAY || type == BPF_MAP_TYPE_PERCPU_HASH ||
	       type == BPF_MAP_TYPE_LRU_PERCPU_HASH;
}

/* Bytes that a lookup gives. */
static size_t value_bytes(struct bpf_map *m)
{
	size_t n = bpf_map__value_size(m);

	return per_cpu(bpf_map__type(m)) ? (n + 7) / 8 * 8 * (size_t)libbpf_num_possible_cpus() : n;
}

/* What bpf_map__value_size has room for, zeroed. */
static void *value_buffer(struct bpf_map *m)
{
	return calloc(1, value_bytes(m) + 8);
}

static void read_entries(struct item *i, struct bpf_map *m)
{
	size_t nkey = bpf_map__key_size(m), nvalue = value_bytes(m);
	uint8_t *key = calloc(1, nkey + 8), *next = calloc(1, nkey + 8), *value = value_buffer(m);
	int fd = bpf_map__fd(m);

	for (bool first = true; !bpf_map_get_next_key(fd, first ? NULL : key, next);
		first = false) {
		memcpy(key, next, nkey);
		if (i->entries == ENTRIES_MAX)
			break;
		if (!bpf_map_lookup_elem(fd, key, value))
			item_count(i, key, nkey, value, nvalue);
	}
	free(key);
	free(next);
	free(value);
}

static void read_queue(struct item *i, struct bpf_map *m)
{
	void *value = value_buffer(m);

	while (i->entries < ENTRIES_MAX &&
		!bpf_map_lookup_and_delete_elem(bpf_map__fd(m), NULL, value))
		item_count(i, &i->entries, sizeof(i->entries), value, bpf_map__value_size(m));
	free(value);
}

static int record(void *item, void *data, size_t n)
{
	struct item *i = item;

	item_count(i, &i->entries, sizeof(i->entries), data, n);
	return 0;
}

static void read_ring(struct item *i, struct bpf_map *m)
{
	struct ring_buffer *r = ring_buffer__new(bpf_map__fd(m), record, i, NULL);

	if (r)
		ring_buffer__consume(r);
	ring_buffer__free(r);
}

/* The variables of a section that is a map: calls each(name, offset, size). */
typedef void (*each_variable)(void *arg, const char *name, uint32_t offset, uint32_t size);

static void for_variables(struct bpf_object *o, struct bpf_map *m, each_variable each, void *arg)
{
	const struct btf *btf = bpf_object__btf(o);
	const struct btf_type *t = btf ? btf__type_by_id(btf, bpf_map__btf_value_type_id(m)) : NULL;

	if (!t || !btf_is_datasec(t))
		return;
	const struct btf_var_secinfo *v = btf_var_secinfos(t);

	for (unsigned i = 0; i < btf_vlen(t); i++, v++) {
		const struct btf_type *var = btf__type_by_id(btf, v->type);

		if (var && v->offset + v->size <= bpf_map__value_size(m))
			each(arg, btf__name_by_offset(btf, var->name_off), v->offset, v->size);
	}
}

struct section {
	struct snapshot *s;
	struct bpf_map *m;
	uint8_t *bytes;
};

static void read_variable(void *arg, const char *name, uint32_t offset, uint32_t size)
{
	struct section *sec = arg;
	/* libbpf's names of sections begin with the object's. */
	const char *dot = strchr(bpf_map__name(sec->m), '.');
	struct item *i = item_add(sec->s, dot ? dot : bpf_map__name(sec->m), name);

	if (!i)
		return;
	item_count(i, "", 0, sec->bytes + offset, size);
	i->entries = size;
}

static void read_section(struct snapshot *s, struct bpf_object *o, struct bpf_map *m)
{
	struct section sec = {s, m, value_buffer(m)};
	uint32_t zero = 0;

	if (!bpf_map_lookup_elem(bpf_map__fd(m), &zero, sec.bytes))
		for_variables(o, m, read_variable, &sec);
	free(sec.bytes);
}

/* How a map is looked at; what holds no values of the program's (programs, devices, sockets, other
 * maps) is not. */
enum map_kind { MAP_ENTRIES, MAP_QUEUE, MAP_RING, MAP_OTHER };

static enum map_kind map_kind(const struct bpf_map *m)
{
	switch (bpf_map__type(m)) {
	case BPF_MAP_TYPE_ARRAY:
	case BPF_MAP_TYPE_PERCPU_ARRAY:
	case BPF_MAP_TYPE_HASH:
	case BPF_MAP_TYPE_PERCPU_HASH:
	case BPF_MAP_TYPE_LRU_HASH:
	case BPF_MAP_TYPE_LRU_PERCPU_HASH:
	case BPF_MAP_TYPE_LPM_TRIE: return MAP_ENTRIES;
	case BPF_MAP_TYPE_QUEUE:
	case BPF_MAP_TYPE_STACK: return MAP_QUEUE;
	case BPF_MAP_TYPE_RINGBUF: return MAP_RING;
	default: return MAP_OTHER;
	}
}

static void read_map(struct snapshot *s, struct bpf_map *m)
{
	enum map_kind kind = map_kind(m);
	struct item *i = kind == MAP_OTHER ? NULL : item_add(s, bpf_map__name(m), NULL);

	if (!i)
		return;
	switch (kind) {
	case MAP_ENTRIES: read_entries(i, m); break;
	case MAP_QUEUE: read_queue(i, m); break;
	case MAP_RING: read_ring(i, m); break;
	case MAP_OTHER: break;
	}
}

void snapshot_take(struct snapshot *s, struct bpf_object *o)
{
	struct bpf_map *m;

	s->n = 0;
	bpf_object__for_each_map(m, o)
	{
		if (bpf_map__is_internal(m))
			read_section(s, o, m);
		else
			read_map(s, m);
	}
}

/* Small numbers, zeros and noise. */
static void fill_bytes(struct dice *d, uint8_t *p, size_t n)
{
	uint32_t how = dice_roll(d) % 3;

	memset(p, 0, n);
	if (how == 1)
		for (size_t i = 0; i < n; i += 4)
			p[i] = (uint8_t)(dice_roll(d) % 8);
	if (how == 2)
		for (size_t i = 0; i < n; i++)
			p[i] = (uint8_t)dice_roll(d);
}

static void fill_map(struct bpf_map *a, struct bpf_map *b, struct dice *d)
{
	bool array = bpf_map__type(a) == BPF_MAP_TYPE_ARRAY ||
		     bpf_map__type(a) == BPF_MAP_TYPE_PERCPU_ARRAY;
	bool trie = bpf_map__type(a) == BPF_MAP_TYPE_LPM_TRIE;
	uint32_t n = array ? FILL_ARRAY : FILL_ENTRIES, nkey = bpf_map__key_size(a);
	uint8_t *key = calloc(1, nkey + 8), *value = value_buffer(a);

	for (uint32_t i = 0; i < n && i < bpf_map__max_entries(a); i++) {
		uint32_t k = trie ? i * 4 : i;

		memcpy(key, &k, nkey < 4 ? nkey : 4);
		fill_bytes(d, value, value_bytes(a));
		bpf_map_update_elem(bpf_map__fd(a), key, value, BPF_ANY);
		bpf_map_update_elem(bpf_map__fd(b), key, value, BPF_ANY);
	}
	free(key);
	free(value);
}

/* The variables that both objects have, of at most eight bytes. */
struct fill {
	uint8_t *bytes;
	uint64_t seed;
};

static void fill_variable(void *arg, const char *name, uint32_t offset, uint32_t size)
{
	struct fill *f = arg;
	struct dice d = {hash_bytes(f->seed, name, strlen(name)) | 1};

	if (size <= 8)
		fill_bytes(&d, f->bytes + offset, size);
}

static void fill_section(struct bpf_object *o, struct bpf_map *m, uint64_t seed)
{
	struct fill f = {value_buffer(m), seed};
	uint32_t zero = 0;

	if (!bpf_map_lookup_elem(bpf_map__fd(m), &zero, f.bytes)) {
		for_variables(o, m, fill_variable, &f);
		bpf_map_update_elem(bpf_map__fd(m), &zero, f.bytes, BPF_ANY);
	}
	free(f.bytes);
}

void snapshot_fill(struct bpf_object *a, struct bpf_object *b, uint64_t seed)
{
	struct dice d = {seed | 1};
	struct bpf_map *m;

	bpf_object__for_each_map(m, a)
	{
		struct bpf_map *other = bpf_object__find_map_by_name(b, bpf_map__name(m));

		if (bpf_map__is_internal(m))
			fill_section(a, m, seed);
		else if (map_kind(m) == MAP_ENTRIES && other &&
			 bpf_map__value_size(other) == bpf_map__value_size(m))
			fill_map(m, other, &d);
	}
	bpf_object__for_each_map(m, b)
	{
		if (bpf_map__is_internal(m))
			fill_section(b, m, seed);
	}
}
