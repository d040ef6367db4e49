/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A map of the kernel, however it came to us: of a loaded object, by its id, from bpffs. Values of
 * per-CPU maps stand behind each other, each 8-byte aligned, as bpf(2) copies them.
 */
#ifndef RUNTIME_KMAP_H
#define RUNTIME_KMAP_H

#include "map_print.h"

struct bpf_map;

struct kmap {
	int fd;                                           /* its owner's */
	const char *name;                                 /* of global variables: ".bss", ... */
	uint32_t type, key_size, value_size, max_entries; /* type: enum bpf_map_type */
	uint32_t key_type, value_type;                    /* BTF; 0: bytes */
	const struct btf *btf;                            /* NULL: none */
	bool globals;
};

/* Of a loaded object; its strings and BTF are the object's. */
struct kmap kmap_of(const struct bpf_map *m, const struct btf *btf);
bool kmap_is_percpu(const struct kmap *m);
/* Values in an entry: 1, or the number of possible CPUs. */
uint32_t kmap_cpus(const struct kmap *m);
/* Bytes of an entry's values. */
size_t kmap_entry_size(const struct kmap *m);
struct map_shape kmap_shape(const struct kmap *m);

/* Does it hold something that can be shown? */
bool kmap_is_shown(const struct kmap *m);
/* Entries by key, in the kernel's order: all kinds but the ones below. */
bool kmap_has_keys(const struct kmap *m);
bool kmap_is_stream(const struct kmap *m); /* ring buffer, perf event array */

typedef void kmap_entry_fn(void *ctx, const uint8_t *key, const uint8_t *value);
/* Each entry, until `max` of them; how many there were. What is deleted meanwhile is left out. */
uint32_t kmap_each(const struct kmap *m, uint32_t max, kmap_entry_fn *each, void *ctx);

/* Header, entries, end. A ring buffer's records are consumed. */
void kmap_dump(struct map_printer *p, const struct kmap *m);
/* A record of a stream by its type (record_type.c). */
void kmap_print_record(struct map_printer *p, const struct kmap *m, const void *data, size_t size);

/* record_type.c: the value type in the definition of a map, for kinds of which the kernel (and so
 * libbpf) keeps none; 0: there is none. */
uint32_t defined_value_type(const struct btf *btf, const char *map);
/* The BTF type of a record of this size in a stream of this name; 0: not known. */
uint32_t record_type(const struct btf *btf, const char *stream, uint32_t value_type, size_t size);

#endif
