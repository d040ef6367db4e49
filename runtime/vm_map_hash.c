/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Hash maps, LRU hash maps and tries of prefixes: entries with keys of any bytes. Entries are
 * allocated once; a bucket is a chain of them. An LRU map notes when an entry was used and gives up
 * the oldest when it is full. That, and a trie's lookup, walk all entries, which tests can afford.
 */
#include "vm.h"

#include <errno.h>
#include <stdlib.h>

static bool is_lru(const struct vm_map *m)
{
	return m->type == BPF_MAP_TYPE_LRU_HASH || m->type == BPF_MAP_TYPE_LRU_PERCPU_HASH;
}

bool vm_hash_init(struct vm_map *m)
{
	uint32_t n = m->max_entries;

	m->n_buckets = 1;
	while (m->n_buckets < n)
		m->n_buckets *= 2;
	m->buckets = calloc(m->n_buckets, sizeof(uint32_t));
	m->next = calloc(n, sizeof(uint32_t));
	m->used = calloc(n, sizeof(bool));
	m->keys = calloc(n, m->key_size);
	if (is_lru(m))
		m->touched = calloc(n, sizeof(uint64_t));
	if (!m->buckets || !m->next || !m->used || !m->keys || (is_lru(m) && !m->touched))
		return false;
	for (uint32_t i = 0; i < n; i++)
		m->next[i] = i + 1 < n ? i + 2 : 0;
	m->free = 1;
	return true;
}

static uint32_t *bucket_of(struct vm_map *m, const uint8_t *key)
{
	uint64_t h = 14695981039346656037ull;

	for (uint32_t i = 0; i < m->key_size; i++)
		h = (h ^ key[i]) * 1099511628211ull;
	return &m->buckets[(h ^ h >> 32) & (m->n_buckets - 1)];
}

uint32_t vm_hash_find(struct vm_map *m, const uint8_t *key)
{
	for (uint32_t e = *bucket_of(m, key); e; e = m->next[e - 1]) {
		if (memcmp(m->keys + (size_t)(e - 1) * m->key_size, key, m->key_size))
			continue;
		if (m->touched)
			m->touched[e - 1] = ++m->clock;
		return e - 1;
	}
	return UINT32_MAX;
}

static void remove_entry(struct vm_map *m, uint32_t entry)
{
	uint32_t *link = bucket_of(m, m->keys + (size_t)entry * m->key_size);

	while (*link != entry + 1)
		link = &m->next[*link - 1];
	*link = m->next[entry];
	m->used[entry] = false;
	m->next[entry] = m->free;
	m->free = entry + 1;
	m->count--;
}

static uint32_t oldest(const struct vm_map *m)
{
	uint32_t best = 0;

	for (uint32_t i = 1; i < m->max_entries; i++)
		if (m->touched[i] < m->touched[best])
			best = i;
	return best;
}

int vm_hash_update(struct vm_map *m, const uint8_t *key, const uint8_t *value, uint64_t flags)
{
	uint32_t e = vm_hash_find(m, key), *bucket;

	flags &= ~(uint64_t)BPF_F_LOCK;
	if (flags > BPF_EXIST)
		return -EINVAL;
	if (e != UINT32_MAX && flags == BPF_NOEXIST)
		return -EEXIST;
	if (e == UINT32_MAX && flags == BPF_EXIST)
		return -ENOENT;
	if (e == UINT32_MAX) {
		if (!m->free && is_lru(m))
			remove_entry(m, oldest(m));
		if (!m->free)
			return -E2BIG;
		e = m->free - 1;
		m->free = m->next[e];
		memcpy(m->keys + (size_t)e * m->key_size, key, m->key_size);
		bucket = bucket_of(m, key);
		m->next[e] = *bucket;
		*bucket = e + 1;
		m->used[e] = true;
		m->count++;
		if (m->touched)
			m->touched[e] = ++m->clock;
	}
	memcpy(m->values + (size_t)e * m->stride, value, m->value_size);
	return 0;
}

int vm_hash_delete(struct vm_map *m, const uint8_t *key)
{
	uint32_t e = vm_hash_find(m, key);

	if (e == UINT32_MAX)
		return -ENOENT;
	remove_entry(m, e);
	return 0;
}

/* Do the first n bits agree? */
static bool same_prefix(const uint8_t *a, const uint8_t *b, uint32_t n)
{
	if (memcmp(a, b, n / 8))
		return false;
	return !(n % 8) || !((a[n / 8] ^ b[n / 8]) >> (8 - n % 8));
}

/* Key: u32 prefix length, then the bits. The longest entry that is a prefix of the key. */
uint32_t vm_trie_find(struct vm *vm, struct vm_map *m, const uint8_t *key)
{
	uint32_t best = UINT32_MAX, best_len = 0, len = (uint32_t)vm_get(vm, key, 4);

	for (uint32_t i = 0; i < m->max_entries; i++) {
		const uint8_t *k = m->keys + (size_t)i * m->key_size;
		uint32_t n = m->used[i] ? (uint32_t)vm_get(vm, k, 4) : UINT32_MAX;

		if (n > len || n > (m->key_size - 4) * 8 || !same_prefix(k + 4, key + 4, n) ||
			(best != UINT32_MAX && n <= best_len))
			continue;
		best = i;
		best_len = n;
	}
	return best;
}

/* The key with the bits behind its prefix cleared, so that equal prefixes are equal bytes. */
int vm_trie_normalize(struct vm *vm, const struct vm_map *m, const uint8_t *key, uint8_t *out)
{
	uint32_t n = (uint32_t)vm_get(vm, key, 4), bits = (m->key_size - 4) * 8;

	if (n > bits)
		return -EINVAL;
	memcpy(out, key, m->key_size);
	for (uint32_t i = n; i < bits; i++)
		out[4 + i / 8] &= (uint8_t) ~(0x80 >> i % 8);
	return 0;
}
