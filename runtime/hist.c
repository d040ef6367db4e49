/* SPDX-License-Identifier: BSD-2-Clause */
/* See hist.h. */
#include "hist.h"

#include <inttypes.h>
#include <string.h>

enum { BAR = 40 }; /* columns of the longest bar */

bool hist_named(const char *name)
{
	static const char *const words[] = {"hist", "log2", "slots", "buckets"};

	for (unsigned i = 0; i < ARRAY_LEN(words); i++)
		if (strstr(name, words[i]))
			return true;
	return false;
}

bool hist_is_linear(const char *name)
{
	return strstr(name, "lin");
}

static void print_slot(FILE *out, size_t i, bool linear)
{
	if (linear || i > 63)
		fprintf(out, "  %24zu", i);
	else
		fprintf(out, "  %10" PRIu64 " .. %-10" PRIu64, i ? (uint64_t)1 << i : 0,
			i < 63 ? ((uint64_t)2 << i) - 1 : UINT64_MAX);
}

void hist_print(FILE *out, const uint64_t *counts, size_t n, bool linear)
{
	size_t first = 0, last = n;
	uint64_t most = 0;

	while (last && !counts[last - 1])
		last--;
	while (first < last && !counts[first])
		first++;
	for (size_t i = first; i < last; i++)
		most = max_u64(most, counts[i]);
	if (first == last)
		fputs("  (all slots are zero)\n", out);
	for (size_t i = first; i < last; i++) {
		unsigned bar = (unsigned)((double)counts[i] * BAR / (double)most + 0.5);

		print_slot(out, i, linear);
		fprintf(out, " %10" PRIu64 " |%.*s%*s|\n", counts[i], (int)bar,
			"****************************************", (int)(BAR - bar), "");
	}
}
