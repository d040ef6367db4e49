/* SPDX-License-Identifier: BSD-2-Clause */
/* The built-in headers, from the folder headers/ by way of frontend/generate.cmake. */
#include <string.h>

#include "pp_impl.h"

static const struct {
	const char *name;
	size_t size;
	const char *text;
} headers[] = {
#include "c_headers.inc"
};

const char *pp_builtin_header(const char *name, size_t *size)
{
	for (size_t i = 0; i < ARRAY_LEN(headers); i++) {
		if (!strcmp(headers[i].name, name)) {
			*size = headers[i].size;
			return headers[i].text;
		}
	}
	return NULL;
}
