/* SPDX-License-Identifier: BSD-2-Clause */
/* Directives of inline assembly (asm_data.c), and the labels they share with its instructions. */
#ifndef BACKEND_ASM_DATA_H
#define BACKEND_ASM_DATA_H

#include "emit.h"

#define ASM_TARGET "__kbcc_target_" /* names of asm goto's labels in the text */

struct asm_label {
	const char *name;
	size_t len;
	uint32_t at; /* slots */
};

/* A value whose bytes are known when all labels are. */
struct asm_value {
	uint32_t at; /* in raw */
	unsigned bytes;
	const char *text;
	size_t len;
};

/* One asm statement; a, at, out and big_endian are the caller's. */
struct asm_data {
	struct arena *a;
	uint32_t *at;   /* slots so far */
	asm_insns *out; /* a slot of data is an instruction here */
	bool big_endian;
	VEC(struct asm_label) labels;
	VEC(uint8_t) raw;
	VEC(struct asm_value) values;
	VEC(uint32_t) slots, insns; /* of each eight bytes of raw: its slot, its index in out */
	unsigned depth; /* open conditions; bit k of skip: that at depth k does not hold */
	uint32_t skip;
	const char *why; /* what is wrong, after a function returned false */
};

/* A statement that begins with a period. */
bool asm_data_directive(struct asm_data *d, const char *text, size_t len);
/* Within a condition that does not hold. */
bool asm_data_skips(const struct asm_data *d);
/* Is the data so far whole instructions? */
bool asm_data_whole(struct asm_data *d);
/* All labels are known: fill the bytes in. */
bool asm_data_finish(struct asm_data *d);

/* The place of the label that "1b", "1f" (or a name) at slot `at` means. */
bool asm_near_label(
	const struct asm_data *d, const char *name, size_t len, uint32_t at, uint32_t *place);

#endif
