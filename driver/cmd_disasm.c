/* SPDX-License-Identifier: BSD-2-Clause */
/* kbcc disasm: an object's instructions. */
#include <stdio.h>
#include <string.h>

#include "asm/asm.h"
#include "cmd.h"
#include "compile.h"
#include "runtime/runtime.h"

static const char usage[] = "usage: kbcc disasm prog.o ...\n\n"
			    "Lists instructions with their source lines and relocations.\n";

static bool disasm(const char *path)
{
	struct options o;
	struct job j;

	options_init(&o);
	job_init(&j, &o);
	struct bpf_obj *obj = runtime_read_file(&j.unit, &j.diags, path);

	if (obj) {
		asm_list_obj(stdout, obj);
		bpf_obj_free(obj);
	}
	job_end(&j);
	return obj != NULL;
}

int cmd_disasm(int argc, char **argv)
{
	int status = EXIT_OK;

	if (argc < 2 || !strcmp(argv[1], "--help")) {
		fputs(usage, argc < 2 ? stderr : stdout);
		return argc < 2 ? EXIT_USAGE : EXIT_OK;
	}
	for (int i = 1; i < argc; i++)
		if (!disasm(argv[i]))
			status = EXIT_ERROR;
	return status;
}
