/* SPDX-License-Identifier: BSD-2-Clause */
/* A map as a table for people: a column a member, CPUs summed, histograms as bars. */
#ifndef RUNTIME_TABLE_H
#define RUNTIME_TABLE_H

#include "kmap.h"

/*
 * Print at most max_rows rows, and how many there are more. Rows of hashes are ordered by their
 * first number, the largest first. A map that is no table (a queue, values without types) is
 * printed as kmap_dump does.
 */
void table_print(FILE *out, const struct kmap *m, uint32_t max_rows);

#endif
