/* SPDX-License-Identifier: BSD-2-Clause */
/* What the files that improve allocated code share. */
#ifndef BACKEND_PEEP_H
#define BACKEND_PEEP_H

#include "mir.h"

struct peep {
	struct mir_fn *f;
	struct arena *a;
	uint32_t n_blocks;
	uint16_t *live_in; /* by block id: machine registers */
};

void peep_liveness(struct peep *p);
uint16_t peep_live_out(const struct peep *p, const struct mir_block *b);
uint16_t peep_live_before(struct mir_insn *i, uint16_t live);

#endif
