/* SPDX-License-Identifier: BSD-2-Clause */
/* A program as a command is given it: C, compiled on the spot, or an object. */
#ifndef DRIVER_PROGRAM_H
#define DRIVER_PROGRAM_H

#include "compile.h"

struct program {
	struct bpf_obj *obj;
	const void *image; /* its ELF form */
	size_t size;
	void *owned; /* the image when it was compiled here */
};

/* False after a diagnosed error. What was opened must be closed before job_end. */
bool program_open(struct job *j, const char *path, struct program *out);
void program_close(struct program *p);

#endif
