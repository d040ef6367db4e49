/* SPDX-License-Identifier: BSD-2-Clause */
/* Histograms as bars. */
#ifndef RUNTIME_HIST_H
#define RUNTIME_HIST_H

#include <stdio.h>

#include "base/util.h"

/*
 * By the name of a map, variable or member: does it count in slots? "hist", "log2", "slots" and
 * "buckets" somewhere in it say so.
 */
bool hist_named(const char *name);
/* Slot i counts 2^i .. 2^(i+1)-1, or, where the name has "lin" in it, i alone. */
bool hist_is_linear(const char *name);
/* A line a slot, from the first to the last that is not zero. */
void hist_print(FILE *out, const uint64_t *counts, size_t n, bool linear);

#endif
