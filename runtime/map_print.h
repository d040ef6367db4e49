/* SPDX-License-Identifier: BSD-2-Clause */
/* Map contents as text or JSON, the same for VM and kernel. */
#ifndef RUNTIME_MAP_PRINT_H
#define RUNTIME_MAP_PRINT_H

#include <stdio.h>

#include "base/util.h"

struct btf;

struct map_printer {
	FILE *out;
	bool json;
	const struct btf *btf; /* NULL: bytes only */
	bool bare;             /* JSON: one map, its array of entries and nothing around */
	bool lone;             /* JSON: one entry, nothing around it */
	bool swap;             /* values are not in the host's byte order */
	/* state */
	bool any_map, any_entry;
	uint32_t zeros; /* entries of the current map that were not shown */
};

struct map_shape {
	const char *name;
	const char *type;              /* "hash" */
	uint32_t key_type, value_type; /* BTF; 0: bytes */
	uint32_t key_size, value_size; /* of one CPU's value */
	uint32_t cpus;                 /* values an entry has, 8-byte aligned; 1: not per CPU */
	bool hide_zeros;               /* text: an entry that is all zero is only counted */
};

void map_print_begin(struct map_printer *p);
void map_print_map(struct map_printer *p, const struct map_shape *m);
/* key NULL: a record without one. size: bytes of value. */
void map_print_entry(struct map_printer *p, const struct map_shape *m, const uint8_t *key,
	const uint8_t *value, size_t size);
void map_print_map_end(struct map_printer *p);
void map_print_end(struct map_printer *p);

/* One value by its BTF type; bytes where there is none, or too few of them. */
void value_print(const struct map_printer *p, uint32_t type, const uint8_t *v, size_t size);

/* BPF_MAP_TYPE_ARENA, which older headers do not have. */
enum { MAP_ARENA = 33 };
/* "hash" for BPF_MAP_TYPE_HASH; "?" */
const char *map_type_name(uint32_t type);

#endif
