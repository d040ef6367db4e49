/* SPDX-License-Identifier: BSD-2-Clause */
/* See kmap.h. */
#include "kmap.h"

#include <bpf/bpf.h>
#include <bpf/btf.h>
#include <bpf/libbpf.h>
#include <stdlib.h>
#include <string.h>

/* ".bss" of "prog.bss"; an ordinary map's name. */
static const char *name_of(const struct bpf_map *m)
{
	const char *name = bpf_map__name(m), *dot = strchr(name, '.');

	return bpf_map__is_internal(m) && dot ? dot : name;
}

struct kmap kmap_of(const struct bpf_map *m, const struct btf *btf)
{
	uint32_t value_type = bpf_map__btf_value_type_id(m);

	if (!value_type && btf && !bpf_map__is_internal(m))
		value_type = defined_value_type(btf, bpf_map__name(m));
	return (struct kmap){.fd = bpf_map__fd(m),
		.name = name_of(m),
		.type = bpf_map__type(m),
		.key_size = bpf_map__key_size(m),
		.value_size = bpf_map__value_size(m),
		.max_entries = bpf_map__max_entries(m),
		.key_type = bpf_map__btf_key_type_id(m),
		.value_type = value_type,
		.btf = btf,
		.globals = bpf_map__is_internal(m)};
}

bool kmap_is_percpu(const struct kmap *m)
{
	return m->type == BPF_MAP_TYPE_PERCPU_ARRAY || m->type == BPF_MAP_TYPE_PERCPU_HASH ||
	       m->type == BPF_MAP_TYPE_LRU_PERCPU_HASH ||
	       m->type == BPF_MAP_TYPE_PERCPU_CGROUP_STORAGE;
}

uint32_t kmap_cpus(const struct kmap *m)
{
	return kmap_is_percpu(m) ? (uint32_t)libbpf_num_possible_cpus() : 1;
}

size_t kmap_entry_size(const struct kmap *m)
{
	return kmap_is_percpu(m) ? align_up(m->value_size, 8) * (size_t)kmap_cpus(m)
				 : m->value_size;
}

struct map_shape kmap_shape(const struct kmap *m)
{
	return (struct map_shape){.name = m->name,
		.type = m->globals ? "globals" : map_type_name(m->type),
		.key_type = m->key_type,
		.value_type = m->value_type,
		.key_size = m->key_size,
		.value_size = m->value_size,
		.cpus = kmap_cpus(m),
		.hide_zeros = !m->globals && (m->type == BPF_MAP_TYPE_ARRAY ||
						     m->type == BPF_MAP_TYPE_PERCPU_ARRAY)};
}

bool kmap_is_shown(const struct kmap *m)
{
	if (m->globals)
		return strncmp(m->name, ".rodata", 7) && strncmp(m->name, ".kconfig", 8);
	return m->type != BPF_MAP_TYPE_PROG_ARRAY && m->type != BPF_MAP_TYPE_STRUCT_OPS &&
	       strncmp(m->name, "__bpf_usdt_", 11) != 0; /* libbpf's, of bpf/usdt.bpf.h */
}

static bool is_queue(const struct kmap *m)
{
	return m->type == BPF_MAP_TYPE_QUEUE || m->type == BPF_MAP_TYPE_STACK;
}

bool kmap_is_stream(const struct kmap *m)
{
	return m->type == BPF_MAP_TYPE_RINGBUF || m->type == BPF_MAP_TYPE_PERF_EVENT_ARRAY;
}

bool kmap_has_keys(const struct kmap *m)
{
	return !kmap_is_stream(m) && !is_queue(m);
}

uint32_t kmap_each(const struct kmap *m, uint32_t max, kmap_entry_fn *each, void *ctx)
{
	uint8_t *key = calloc(2, m->key_size + 8u), *value = calloc(1, kmap_entry_size(m) + 8);
	uint8_t *next = key ? key + m->key_size + 8 : NULL;
	uint32_t n = 0;

	if (!key || !value)
		ICE("out of memory");
	for (int err = bpf_map_get_next_key(m->fd, NULL, next); !err && n < max;
		err = bpf_map_get_next_key(m->fd, key, next)) {
		memcpy(key, next, m->key_size);
		if (!bpf_map_lookup_elem(m->fd, key, value)) {
			each(ctx, key, value);
			n++;
		}
	}
	free(key);
	free(value);
	return n;
}

/* ---- dump ---- */

struct dump {
	struct map_printer *p;
	const struct kmap *m;
	struct map_shape shape;
};

static void dump_entry(void *ctx, const uint8_t *key, const uint8_t *value)
{
	struct dump *d = ctx;

	map_print_entry(d->p, &d->shape, d->m->globals ? NULL : key, value, kmap_entry_size(d->m));
}

void kmap_print_record(struct map_printer *p, const struct kmap *m, const void *data, size_t size)
{
	struct map_shape shape = kmap_shape(m);

	shape.value_type = record_type(m->btf, m->name, m->value_type, size);
	map_print_entry(p, &shape, NULL, data, size);
}

static int dump_record(void *ctx, void *data, size_t size)
{
	struct dump *d = ctx;

	kmap_print_record(d->p, d->m, data, size);
	return 0;
}

/* What is shown is consumed. */
static void dump_ring(struct dump *d)
{
	struct ring_buffer *rb = ring_buffer__new(d->m->fd, dump_record, d, NULL);

	if (rb)
		ring_buffer__consume(rb);
	ring_buffer__free(rb);
}

/* A queue can only be looked at by taking out; what was taken is put back in its order. */
static void dump_queue(struct dump *d)
{
	size_t size = kmap_entry_size(d->m), n = 0, max = d->m->max_entries;
	bool stack = d->m->type == BPF_MAP_TYPE_STACK;
	uint8_t *all = calloc(max, size);

	if (!all)
		ICE("out of memory");
	while (n < max && !bpf_map_lookup_and_delete_elem(d->m->fd, NULL, all + n * size))
		n++;
	for (size_t i = 0; i < n; i++) {
		uint8_t *v = all + (stack ? n - 1 - i : i) * size;

		map_print_entry(d->p, &d->shape, NULL, v, size);
		bpf_map_update_elem(d->m->fd, NULL, v, BPF_ANY);
	}
	free(all);
}

void kmap_dump(struct map_printer *p, const struct kmap *m)
{
	struct dump d = {p, m, kmap_shape(m)};

	p->btf = m->btf;
	map_print_map(p, &d.shape);
	if (m->type == BPF_MAP_TYPE_RINGBUF)
		dump_ring(&d);
	else if (is_queue(m))
		dump_queue(&d);
	else if (kmap_has_keys(m))
		kmap_each(m, UINT32_MAX, dump_entry, &d);
	map_print_map_end(p);
}
