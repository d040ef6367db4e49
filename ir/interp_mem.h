/* SPDX-License-Identifier: BSD-2-Clause */
/* The interpreter's memory: regions in ascending order of address. Private to interp*.c. */
#ifndef IR_INTERP_MEM_H
#define IR_INTERP_MEM_H

#include "ir.h"

struct interp_mem_region {
	uint64_t base, size;
	uint8_t *bytes;           /* NULL: an address only */
	const struct ir_sym *sym; /* datum or function; NULL */
	const char *name;
	bool writable;
};

struct interp_mem {
	struct arena *arena;
	VEC(struct interp_mem_region) regions;
	uint64_t next; /* the next region's base */
	bool big_endian;
	uint32_t last; /* region of the latest lookup */
};

/* A region with an address of its own; 0 when the 32-bit address space is used up. */
uint64_t interp_mem_add(struct interp_mem *m, struct interp_mem_region r);
/* Take back every region added since there were n. */
void interp_mem_drop(struct interp_mem *m, uint32_t n);
/* The region that contains the address or whose end it is; NULL. */
struct interp_mem_region *interp_mem_find(struct interp_mem *m, uint64_t address);
uint8_t *interp_mem_at(struct interp_mem *m, uint64_t address, uint64_t size, bool write);

uint64_t interp_mem_load(const struct interp_mem *m, const uint8_t *p, uint32_t width);
void interp_mem_store(const struct interp_mem *m, uint8_t *p, uint32_t width, uint64_t value);

#endif
