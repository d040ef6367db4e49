/* SPDX-License-Identifier: BSD-2-Clause */
/* What printer and parser share: the names of closed lists by number; NULL behind the last. */
#ifndef IR_PRINT_H
#define IR_PRINT_H

#include "ir.h"

const char *ir_name_type(unsigned i);
const char *ir_name_linkage(unsigned i);
const char *ir_name_atomic(unsigned i);
const char *ir_name_prov(unsigned i);
const char *ir_name_cc(unsigned i);

/* With refs and block ids as they are, for who debugs a pass. Cannot be read back. */
void ir_print_fn_raw(FILE *f, const struct ir_fn *fn);

#endif
