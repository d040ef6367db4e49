/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Any bytes as commands of the debugger, over a capture of three packets and a program: "load bpf"
 * with code in the line, stepping there and back, breakpoints. Files are not loaded but the
 * capture.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "driver/dbg.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { PACKETS = 3, ROOM = 60, MOST_COMMANDS = 200 };

static const char beginning[] =
	"load bpf 6,40 0 0 12,21 0 3 2048,177 0 0 14,80 0 0 14,22 0 0 0,6 0 0 0,\n";

/* A capture for as long as the process runs; its name. */
static const char *capture(void)
{
	static char path[] = "/tmp/kbcc_fuzz_dbg.XXXXXX";
	static const uint32_t head[] = {0xa1b2c3d4, 0x40002, 0, 0, 65535, 1};
	static bool made;
	uint8_t packet[ROOM] = {0};
	int fd;

	if (made)
		return path;
	made = true;
	fd = mkstemp(path);
	if (fd < 0 || write(fd, head, sizeof(head)) != sizeof(head))
		abort();
	for (uint32_t i = 0; i < PACKETS; i++) {
		uint32_t record[] = {i, 0, ROOM, ROOM + i};

		packet[12] = i == 1 ? 0x86 : 8;
		packet[14] = 0x45;
		if (write(fd, record, sizeof(record)) != sizeof(record) ||
			write(fd, packet, ROOM) != ROOM)
			abort();
	}
	close(fd);
	return path;
}

/* A line that loads code, or no line of load: files, and the compiler, have targets of their own.
 */
static bool harmless(const char *line, size_t n)
{
	const char *end = line + n;

	while (line < end && (*line == ' ' || *line == '\t'))
		line++;
	if (line == end || *line != 'l')
		return true;
	line = memchr(line, ' ', (size_t)(end - line));
	while (line && line < end && *line == ' ')
		line++;
	if (!line || line == end || *line != 'b')
		return false;
	line = memchr(line, ' ', (size_t)(end - line));
	while (line && line < end && *line == ' ')
		line++;
	return line && line < end && *line >= '0' && *line <= '9' &&
	       memchr(line, ',', (size_t)(end - line));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *p = (const char *)data, *end = p + size;
	char *commands = NULL;
	size_t n = 0;
	FILE *f = open_memstream(&commands, &n), *in;
	struct dbg d = {.out = fopen("/dev/null", "w")};

	fprintf(f, "load pcap %s\n%s", capture(), beginning);
	for (int i = 0; p < end && i < MOST_COMMANDS; i++) {
		const char *stop = memchr(p, '\n', (size_t)(end - p));
		size_t len = (size_t)((stop ? stop : end) - p);

		if (harmless(p, len) && !memchr(p, 0, len))
			fprintf(f, "%.*s\n", (int)len, p);
		p += len + 1;
	}
	fclose(f);
	in = fmemopen(commands, n, "r");
	options_init(&d.opts);
	d.opts.no_warnings = true;
	dbg_session(&d, in);
	fclose(in);
	fclose(d.out);
	free(commands);
	return 0;
}
