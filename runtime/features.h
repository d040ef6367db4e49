/* SPDX-License-Identifier: BSD-2-Clause */
/* Which kernel has what: features.def. */
#ifndef RUNTIME_FEATURES_H
#define RUNTIME_FEATURES_H

#include "base/util.h"

struct feature {
	const char *name, *since, *config; /* "ringbuf", "5.8", "" */
};

/* NULL when the table does not know the number. */
const struct feature *feature_prog(uint32_t type);
const struct feature *feature_map(int64_t type);
/* The first kernel with helper `number`, among those since 5.8; NULL: not known. */
const char *feature_helper_since(int64_t number);

#endif
