/* SPDX-License-Identifier: BSD-2-Clause */
/* When may several accesses become a wider one? */
#ifndef IR_WIDE_H
#define IR_WIDE_H

#include "pass.h"

/*
 * May the machine and the verifier be asked for `width` bytes at this address at once, all of which
 * the program accesses there anyway? Never in the context (each field has its size), in kernel
 * objects (no access crosses a member) and where nothing is known of the memory. The stack must be
 * aligned; packets, map values and data need not be, unless strict_align is asked for.
 */
static inline bool ir_may_widen(const struct ir_opt_opts *opts, struct ir_addr at, unsigned width)
{
	switch ((enum ir_prov)at.prov) {
	case PROV_STACK: return at.align >= width;
	case PROV_PACKET:
	case PROV_MAP_VALUE:
	case PROV_GLOBAL:
	case PROV_ARENA:
	case PROV_MEM: return at.align >= width || !opts->strict_align;
	default: return false;
	}
}

#endif
