/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the two plugins share: the suite's command line.
 *
 *   PLUGIN [MEMORY] < PROGRAM           both in hexadecimal; the program's first line is read
 *   PLUGIN --program PROGRAM [MEMORY]
 *
 * The program is called with the memory's address and length in r1 and r2; its r0 is printed in
 * hexadecimal. What goes wrong is said on standard error, with exit status 1.
 */
#ifndef TESTS_CONFORMANCE_PLUGIN_H
#define TESTS_CONFORMANCE_PLUGIN_H

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "driver/hex.h"

struct plugin {
	struct arena arena;
	uint8_t *program, *memory;
	size_t program_len, memory_len; /* bytes; the program's a multiple of 8 */
};

static inline bool plugin_bytes(
	struct plugin *p, const char *what, const char *hex, uint8_t **out, size_t *len)
{
	*out = hex_parse(&p->arena, hex, len);
	if (!*out)
		fprintf(stderr, "the %s is not in hexadecimal\n", what);
	return *out;
}

/* False after saying why. */
static inline bool plugin_input(struct plugin *p, int argc, char **argv)
{
	char *line = NULL;
	size_t cap = 0;
	bool ok;

	*p = (struct plugin){0};
	if (argc > 2 && !strcmp(argv[1], "--program")) {
		ok = plugin_bytes(p, "program", argv[2], &p->program, &p->program_len);
		argc -= 2;
		argv += 2;
	} else {
		ok = getline(&line, &cap, stdin) > 0 &&
		     plugin_bytes(p, "program", line, &p->program, &p->program_len);
	}
	free(line);
	if (ok && argc > 1)
		ok = plugin_bytes(p, "memory", argv[1], &p->memory, &p->memory_len);
	if (ok && (!p->program_len || p->program_len % 8)) {
		fprintf(stderr, "the program is no whole number of instructions\n");
		ok = false;
	}
	return ok;
}

#endif
