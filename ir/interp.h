/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The interpreter: what the IR means, and so the oracle of the passes. It executes one function of
 * a module over memory made of regions; an address outside every region is a fault, never undefined
 * behaviour of the compiler.
 *
 * Addresses are numbers below 2^32, since a context's packet pointers are fields of 32 bits.
 * Between regions there are gaps, so that an access one past the end does not meet the neighbour.
 * Each datum, each slot of each active call, and whatever the host adds is a region; a function has
 * an address but no bytes. undef and unset stack read as 0.
 */
#ifndef IR_INTERP_H
#define IR_INTERP_H

#include "ir.h"

enum interp_status {
	INTERP_OK,
	INTERP_FAULT, /* memory outside a region, write to constant data, unreachable reached */
	INTERP_TRAP,  /* __builtin_trap */
	INTERP_STEPS, /* the limit of steps or calls is reached */
	INTERP_UNSUPPORTED, /* inline assembly, a helper or function that the host does not have */
};
extern const char *const interp_status_names[];

struct interp;

/* What the program can do besides computing. Any function may be NULL. */
struct interp_host {
	void *ctx;
	/* False: there is no such helper. An address in args is read with interp_at. */
	bool (*helper)(struct interp *in, void *ctx, int64_t number, const uint64_t *args,
		uint32_t n, uint64_t *result);
	/* A function without a body. */
	bool (*external)(struct interp *in, void *ctx, const struct ir_sym *sym,
		const uint64_t *args, uint32_t n, uint64_t *result);
	/* Legacy packet loads; false: outside the packet, the program returns 0. */
	bool (*packet)(void *ctx, uint64_t offset, void *to, uint32_t size);
	uint64_t max_steps; /* 0: 100 million */
};

/* The module's data is copied; the module must not change while `in` is used. Arena-owned. */
struct interp *interp_new(struct arena *a, struct ir_module *m, const struct interp_host *host);
/* Memory of the host's: `bytes` stays the caller's and is accessed in place. Returns its address.
 */
uint64_t interp_region(
	struct interp *in, const char *name, void *bytes, uint64_t size, bool writable);
/* The bytes at an address, or NULL when they are not all in one region that permits it. */
uint8_t *interp_at(struct interp *in, uint64_t address, uint64_t size, bool write);
/* The function that has this address; NULL. */
struct ir_fn *interp_fn_at(struct interp *in, uint64_t address);
uint64_t interp_sym_address(struct interp *in, const struct ir_sym *sym);

/* Call a function; also from within a helper (callbacks). `result` may be NULL. */
enum interp_status interp_call(struct interp *in, const struct ir_fn *fn, const uint64_t *args,
	uint32_t n, uint64_t *result);
/* Why the last call did not end with INTERP_OK. */
const char *interp_error(const struct interp *in);
uint64_t interp_steps(const struct interp *in);

/* The function called `name`, with a zeroed context for its first argument and no host. */
enum interp_status interp_program(struct ir_module *m, const char *name, uint64_t *result);

#endif
