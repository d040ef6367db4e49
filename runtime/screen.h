/* SPDX-License-Identifier: BSD-2-Clause */
/* A terminal that is drawn anew: what does not fit on it is left out, and counted. */
#ifndef RUNTIME_SCREEN_H
#define RUNTIME_SCREEN_H

#include <stdio.h>

struct screen {
	unsigned rows, columns;
};

/* As large as the terminal is now; 24 x 80 where it does not say. */
struct screen screen_of(int fd);
/* Clears it and writes the lines of `text`, cut at its width; what it has no row for is told in the
 * last one, which otherwise stays free for the cursor. */
void screen_draw(FILE *out, struct screen s, const char *text);

#endif
