/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a loaded object's maps hold, in a form that two compilers' objects can be compared in: a map
 * is an item, and so is each variable of .data, .bss and .rodata, since the places of variables in
 * their section differ.
 */
#ifndef KBCC_TESTS_CORPUS_SNAPSHOT_H
#define KBCC_TESTS_CORPUS_SNAPSHOT_H

#include <bpf/libbpf.h>
#include <stdbool.h>
#include <stdint.h>

enum { ITEM_NAME = 128, ITEMS_MAX = 2048, ENTRIES_MAX = 1 << 16 };

struct item {
	char name[ITEM_NAME];
	uint64_t hash;    /* of keys and values, whatever order the entries come in */
	uint32_t entries; /* bytes for a variable */
	uint64_t first;   /* the beginning of the first value, to show */
};

struct snapshot {
	struct item items[ITEMS_MAX];
	unsigned n;
};

/* Reads every map of the loaded object that holds values; empties its queues and ring buffers. */
void snapshot_take(struct snapshot *s, struct bpf_object *o);

/* The item of that name, or NULL. */
const struct item *snapshot_find(const struct snapshot *s, const char *name);

/* Puts the same values into the maps and variables of both objects, which the seed makes up. */
void snapshot_fill(struct bpf_object *a, struct bpf_object *b, uint64_t seed);

#endif
