/* SPDX-License-Identifier: BSD-2-Clause */
/* See screen.h. */
#include "screen.h"

#include <string.h>
#include <sys/ioctl.h>

enum { ROWS = 24, COLUMNS = 80 };

struct screen screen_of(int fd)
{
	struct winsize w = {0};

	if (ioctl(fd, TIOCGWINSZ, &w) || !w.ws_row || !w.ws_col)
		return (struct screen){ROWS, COLUMNS};
	return (struct screen){w.ws_row, w.ws_col};
}

static unsigned lines_in(const char *text)
{
	unsigned n = 0;

	for (; *text; text++)
		n += *text == '\n';
	return n;
}

void screen_draw(FILE *out, struct screen s, const char *text)
{
	unsigned n = lines_in(text), room = s.rows > 1 ? s.rows - 1 : 1;

	fputs("\033[H\033[2J", out);
	for (unsigned i = 0; i < n && i < room; i++) {
		size_t len = strcspn(text, "\n");

		fwrite(text, 1, len < s.columns ? len : s.columns, out);
		fputc('\n', out);
		text += len + 1;
	}
	if (n > room)
		fprintf(out, "(%u lines more)", n - room);
	fflush(out);
}
