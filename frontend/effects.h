/* SPDX-License-Identifier: BSD-2-Clause */
/* What the kernel's helpers do to memory (bpf/helpers.def), in the IR's terms: for every front end.
 */
#ifndef FRONTEND_EFFECTS_H
#define FRONTEND_EFFECTS_H

#include "ir/ir.h"

/* enum ir_prov of an enum bpf_prov: what a helper's result or a context's field points to. */
uint8_t prov_of_bpf(uint8_t bpf_prov);
/* Made in the arena; NULL: there is no such helper. */
struct ir_effects *helper_effects_new(struct arena *a, int64_t number);

#endif
