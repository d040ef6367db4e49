/* SPDX-License-Identifier: BSD-2-Clause */
/* builtins.def as a table, and finding a name in it. To add a builtin, add a row there. */
#include "builtins.h"

#include <string.h>

static const struct builtin_row rows[] = {
#define B(id, name, signature, check, flags) {name, signature, BI_##id, BC_##check, flags},
#define A(id, name, signature, check, flags) {name, signature, BI_##id, BC_##check, flags},
#include "builtins.def"
};

enum { N_ROWS = sizeof(rows) / sizeof(rows[0]), PREFIX = sizeof("__builtin_") - 1 };

static bool is_row_of(const struct builtin_row *row, const char *name)
{
	if (name[0] == '_' && name[1] == '_')
		return !strcmp(row->name, name);
	return (row->flags & BF_LIB) && !strcmp(row->name + PREFIX, name);
}

const struct builtin_row *builtin_find(const char *name)
{
	for (unsigned i = 0; i < N_ROWS; i++)
		if (is_row_of(&rows[i], name))
			return &rows[i];
	return NULL;
}

const struct builtin_row *builtin_row(enum builtin id)
{
	for (unsigned i = 0; i < N_ROWS; i++)
		if (rows[i].id == id)
			return &rows[i];
	return NULL;
}

bool builtin_known(const char *name)
{
	return builtin_find(name) != NULL;
}
