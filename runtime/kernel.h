/* SPDX-License-Identifier: BSD-2-Clause */
/* The kernel as an engine: an object loaded through libbpf (load.c), run and looked at (run.c). */
#ifndef RUNTIME_KERNEL_H
#define RUNTIME_KERNEL_H

#include "runtime.h"

struct bpf_object;
struct bpf_program;

struct kernel_record { /* of a perf buffer */
	const char *map;
	const void *data; /* in the arena */
	size_t size;
};

struct kernel {
	struct arena *arena;
	struct diags *ds;
	const struct bpf_obj *obj;
	const void *image;
	size_t size;
	struct run_opts opts;
	struct bpf_object *object;
	VEC(struct run_prog) progs;        /* in libbpf's order */
	VEC(struct bpf_program *) handles; /* the same */
	struct streams *streams;           /* perf buffers of a test run; NULL: none */
	VEC(struct kernel_record) records; /* what they gave */
	struct printk *printk;             /* of a test run; NULL: none */
	bool watched;                      /* both were tried */
	VEC(bool) refused;                 /* the same: the verifier did not take it */
};

/* As runner_*. */
struct kernel *kernel_open(struct arena *a, struct diags *ds, const struct bpf_obj *obj,
	const void *image, size_t size, const struct run_opts *opts);
/* The last lines of a log, as notes to the diagnostic before. */
void kernel_note_log(struct kernel *k, const char *log);
void kernel_close(struct kernel *k);
/* Open the object anew: handles are set, nothing is loaded. False after a diagnosed error. */
bool kernel_open_object(struct kernel *k);
/* What there is to say of a program, loaded or not. Names are the object's. */
void kernel_describe(const struct kernel *k, uint32_t index, struct run_prog *out);
/* Has the object a program, and the one that is asked for (NULL: any)? False after an error. */
bool runner_has_progs(struct diags *ds, const struct bpf_obj *obj, const char *name);
size_t kernel_progs(const struct kernel *k, const struct run_prog **progs);
bool kernel_run(
	struct kernel *k, const char *prog, const struct run_input *in, struct run_output *out);
bool kernel_jit(struct kernel *k, const char *prog, struct jit_image *out);
/* Closes what kernel_run opened for perf buffers and bpf_trace_printk. */
void kernel_unwatch(struct kernel *k);
void kernel_dump_maps(struct kernel *k, FILE *f, bool json);
int kernel_map_get(struct kernel *k, const char *map, const void *key, void *value);
int kernel_map_set(struct kernel *k, const char *map, const void *key, const void *value);
size_t kernel_map_value_size(struct kernel *k, const char *map);

#endif
