/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Local rewriting by fold.rules. rulegen turns the rules into a matcher (build/ir/fold_rules.c)
 * and, for the proof, into SMT-LIB.
 */
#ifndef IR_FOLD_H
#define IR_FOLD_H

#include "ir.h"

/*
 * Try the rules on r, which sits in a block (its operands need not be resolved). Returns the value
 * that r is equal to, which is a leaf, something r was made from, or new instructions inserted
 * right before r; 0 when no rule applies. r itself stays: the caller replaces it. An instruction
 * can also be rewritten in place (its operands exchanged); then r is returned.
 */
ir_ref ir_fold(struct ir_fn *fn, ir_ref r);
/* The same with the number of uses of each ref below n_uses, so that rules that ask for a single
 * use can apply. */
ir_ref ir_fold_uses(struct ir_fn *fn, ir_ref r, const uint32_t *uses, uint32_t n_uses);
/* Only what makes no new instruction: a constant, an operand, or 0. `ins` need not be in the table.
 */
ir_ref ir_simplify(struct ir_fn *fn, const struct ir_ins *ins);

#endif
