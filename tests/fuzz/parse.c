/* SPDX-License-Identifier: BSD-2-Clause */
/* libFuzzer target: any bytes through the parser, and the tree printed. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "frontend/frontend.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char path[] = "/dev/shm/kbcc-fuzz-XXXXXX";
	int fd = mkstemp(path);
	FILE *null = fopen("/dev/null", "w");
	struct arena a = {0};
	struct sources ss;
	struct diags ds;
	struct frontend_opts o = {.std = FE_GNU17, .cpu = 3, .opt_level = 2, .no_std_inc = true};
	struct frontend *fe;

	if (fd < 0 || !null || write(fd, data, size) != (ssize_t)size)
		abort();
	close(fd);
	sources_init(&ss, &a);
	diags_init(&ds, &a, &ss, null);
	diags_flag(&ds, "everything");
	fe = frontend_new(&a, &ds, &o);
	frontend_parse(fe, path);
	frontend_dump_ast(fe, null);
	frontend_dump_layouts(fe, null);
	diags_finish(&ds);
	frontend_free(fe);
	sources_free(&ss);
	arena_free(&a);
	unlink(path);
	fclose(null);
	return 0;
}
