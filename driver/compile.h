/* SPDX-License-Identifier: BSD-2-Clause */
/* One compilation: a source file through the whole pipeline. What every command that takes C uses.
 */
#ifndef DRIVER_COMPILE_H
#define DRIVER_COMPILE_H

#include "options.h"

struct job {
	struct arena_pool pool; /* what the arenas of one phase give up, those of the next take */
	struct arena unit;
	struct sources sources;
	struct diags diags;
	const struct options *opts;
	struct frontend *fe;
};

/* The options outlive the job. */
void job_init(struct job *j, const struct options *o);
/* Prints what is pending of the diagnostics; frees all that came of the job but the object's btf.
 */
void job_end(struct job *j);
/* C to optimized IR, IR to object, and both in one. NULL after diagnosed errors. */
struct ir_module *job_module(struct job *j, const char *path);
struct bpf_obj *job_object(struct job *j, struct ir_module *m);
struct bpf_obj *job_compile(struct job *j, const char *path);
/* A classic BPF program to an object. NULL after diagnosed errors. */
struct bpf_obj *job_lift(struct job *j, const struct cbpf_prog *p, const struct lift_opts *o);
/* The dependency rule of the files read, for an object of this name. */
bool job_write_deps(struct job *j, const char *input, const char *output);

#endif
