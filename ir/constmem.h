/* SPDX-License-Identifier: BSD-2-Clause */
/* Memory whose contents the compiler knows. */
#ifndef IR_CONSTMEM_H
#define IR_CONSTMEM_H

#include "ir.h"

/* A datum that nobody writes and whose initialiser counts (not volatile, not to be replaced by the
 * linker). */
bool ir_is_const_data(const struct ir_sym *sym);
/*
 * The leaf (const or gaddr) that the load `ins` gives when its address is the leaf `at` (+
 * ins->imm); 0 when that is not known.
 */
ir_ref ir_load_known(struct ir_fn *fn, const struct ir_ins *ins, ir_ref at);

/* The leaf const that is the length of the string at the leaf `at` (or at a constant offset from
 * one); 0 when that is not known. */
ir_ref ir_strlen_known(struct ir_fn *fn, ir_ref at);
/* The leaf const that the strcmp `ins`, whose operands are its own or leaves put in, gives; 0 when
 * a string is not known. */
ir_ref ir_strcmp_known(struct ir_fn *fn, const struct ir_ins *ins);

#endif
