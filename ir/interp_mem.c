/* SPDX-License-Identifier: BSD-2-Clause */
#include "interp_mem.h"

/* The first region is not at 0, so that a null pointer is in none. */
enum { FIRST = 0x10000, GAP = 0x1000 };

uint64_t interp_mem_add(struct interp_mem *m, struct interp_mem_region r)
{
	r.base = max_u64(m->next, FIRST);
	if (r.base + r.size + GAP > UINT32_MAX)
		return 0;
	m->next = align_up(r.base + r.size + GAP, GAP);
	vec_push(m->arena, &m->regions, r);
	return r.base;
}

void interp_mem_drop(struct interp_mem *m, uint32_t n)
{
	if (n < m->regions.n)
		m->next = m->regions.p[n].base;
	m->regions.n = n;
	m->last = 0;
}

static bool within(const struct interp_mem_region *r, uint64_t address)
{
	return address >= r->base && address - r->base <= r->size;
}

struct interp_mem_region *interp_mem_find(struct interp_mem *m, uint64_t address)
{
	uint32_t lo = 0, hi = m->regions.n;

	if (m->last < m->regions.n && within(&m->regions.p[m->last], address))
		return &m->regions.p[m->last];
	while (lo < hi) {
		uint32_t mid = lo + (hi - lo) / 2;

		if (m->regions.p[mid].base <= address)
			lo = mid + 1;
		else
			hi = mid;
	}
	if (!lo || !within(&m->regions.p[lo - 1], address))
		return NULL;
	m->last = lo - 1;
	return &m->regions.p[lo - 1];
}

uint8_t *interp_mem_at(struct interp_mem *m, uint64_t address, uint64_t size, bool write)
{
	struct interp_mem_region *r = interp_mem_find(m, address);

	if (!r || !r->bytes || (write && !r->writable) || size > r->size - (address - r->base))
		return NULL;
	return r->bytes + (address - r->base);
}

uint64_t interp_mem_load(const struct interp_mem *m, const uint8_t *p, uint32_t width)
{
	uint64_t v = 0;

	for (uint32_t i = 0; i < width; i++)
		v = v << 8 | p[m->big_endian ? i : width - 1 - i];
	return v;
}

void interp_mem_store(const struct interp_mem *m, uint8_t *p, uint32_t width, uint64_t value)
{
	for (uint32_t i = 0; i < width; i++, value >>= 8)
		p[m->big_endian ? width - 1 - i : i] = (uint8_t)value;
}
