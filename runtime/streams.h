/* SPDX-License-Identifier: BSD-2-Clause */
/* What programs send to user space: ring buffers, perf buffers, and bpf_trace_printk's lines. */
#ifndef RUNTIME_STREAMS_H
#define RUNTIME_STREAMS_H

#include "kernel.h"
#include "kmap.h"

struct streams;

struct stream_sink {
	void *ctx;
	void (*record)(void *ctx, const struct kmap *m, const void *data, size_t size);
	/* Records that did not fit the buffer; may be NULL. */
	void (*lost)(void *ctx, const struct kmap *m, uint64_t n);
};

/*
 * Open the perf event arrays and, with `rings`, the ring buffers of a loaded object. NULL after a
 * diagnosed error. The kernel and the sink's ctx outlive it.
 */
struct streams *streams_open(struct kernel *k, bool rings, struct stream_sink sink);
/* Each record that is there now goes to the sink, map by map. */
void streams_drain(struct streams *s);
/* Becomes readable with records: an epoll descriptor, its owner's is `s`. */
int streams_fd(const struct streams *s);
void streams_close(struct streams *s);

/* Lines of bpf_trace_printk, by one of two ways: */
struct printk;
/* Does a loaded program call bpf_trace_printk or bpf_trace_vprintk? */
bool printk_is_used(const struct kernel *k);
/*
 * Those of a thread, in programs that it runs itself (BPF_PROG_TEST_RUN): by perf events, so that
 * there is nothing to clean up. Programs that a perf event runs (tracepoints, probes) print nothing
 * there: the kernel does not nest perf events. NULL where that is not possible; *why says why.
 */
struct printk *printk_of_thread(struct arena *a, int tid, void (*line)(void *ctx, const char *text),
	void *ctx, const char **why);
struct place;
/* Those of all programs of the machine: by a trace instance of our own, which goes with us. */
struct printk *printk_of_all(struct arena *a, struct place *place,
	void (*line)(void *ctx, const char *text), void *ctx, const char **why);
void printk_drain(struct printk *p);
int printk_fd(const struct printk *p);
void printk_close(struct printk *p);

#endif
