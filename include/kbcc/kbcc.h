/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * libkbcc: C text in memory to an eBPF object in memory, in this process, without LLVM.
 *
 *	struct kbcc_file prog = {"prog.bpf.c", text, strlen(text)};
 *	struct kbcc_result *r = kbcc_compile(&prog, 1, NULL, 0);
 *	struct bpf_object *o = kbcc_open(r);	// libbpf's from here on: bpf_object__load(o), ...
 *
 * There is no global state: any number of threads compile at the same time, and equal input gives
 * equal bytes. Loading and attaching are libbpf's; link with -lkbcc -lbpf.
 */
#ifndef KBCC_KBCC_H
#define KBCC_KBCC_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#if defined(__GNUC__)
#define KBCC_API __attribute__((visibility("default")))
#else
#define KBCC_API
#endif

struct bpf_object; /* libbpf's */

/* "0.1.0": what the library was built as. */
KBCC_API const char *kbcc_version(void);

/* A source: the program, or a header that an #include of this name finds before the disk. The
 * bytes need not end in NUL; they and the name are only read during kbcc_compile. */
struct kbcc_file {
	const char *name;
	const char *text;
	size_t size; /* bytes, below 1 GiB */
};

enum kbcc_severity { KBCC_NOTE = 1, KBCC_WARNING, KBCC_ERROR };

/* One diagnostic. Notes belong to the warning or error before them. */
struct kbcc_diag {
	enum kbcc_severity severity;
	const char *file;      /* NULL: no place, as for an unknown option */
	uint32_t line, column; /* from 1; columns count bytes; 0 without a file */
	const char *message;
	const char *flag; /* the -W name that switches it, "unused-variable"; NULL */
};

struct kbcc_result;

/*
 * Compile files[0]; the others are headers. `options` are those of the command line ("-O1",
 * "-mcpu=v4", "-DX=1", "-Wall", "-I/usr/include", ...); NULL when there are none. Returns a result
 * to be freed by kbcc_free, also after errors, which are in its diagnostics; NULL with errno set
 * (EINVAL: no file; ENOMEM) when nothing could be tried.
 */
KBCC_API struct kbcc_result *kbcc_compile(const struct kbcc_file *files, size_t n_files,
	const char *const *options, size_t n_options);
/* NULL is allowed. What the result returned is gone then; a bpf_object is not. */
KBCC_API void kbcc_free(struct kbcc_result *r);

/* The object's ELF image, `size` bytes of it; NULL with size 0 when there were errors. */
KBCC_API const void *kbcc_object(const struct kbcc_result *r, size_t *size);
/* The diagnostics in order; their number. */
KBCC_API size_t kbcc_diags(const struct kbcc_result *r, const struct kbcc_diag **diags);

/* The object opened by libbpf (bpf_object__open_mem), to be loaded and closed by the caller. NULL
 * with errno set (EINVAL: there is no object). */
KBCC_API struct bpf_object *kbcc_open(const struct kbcc_result *r);

#ifdef __cplusplus
}
#endif

#endif
