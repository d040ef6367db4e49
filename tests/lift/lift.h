/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the parts of lift_runner share: a classic program under test (struct test), lifted for each
 * program type, and its two sockets.
 *
 *	runner.c    where programs come from; each as everybody runs it
 *	kernel.c    what the kernel holds of them: loaded, attached, measured
 *	emitted.c   the program as C
 *	special.c   extensions, and packets that are not in one piece
 *	payload.c   where the payload begins
 *	speed.c     ns a packet
 */
#ifndef LIFT_LIFT_H
#define LIFT_LIFT_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "driver/compile.h"
#include "runtime/runtime.h"

/* How a program is lifted: enum lift_kind, and a socket filter of helpers alone. */
enum { PORTABLE = LIFT_TC + 1, KINDS, FRAME_MIN = 14 };

enum { PACKET_MAX = 512 };
struct packet_bytes {
	uint32_t n;
	uint8_t p[PACKET_MAX];
};

struct kernel_prog {
	int fd; /* -1: none */
	uint32_t insns, jited, verified;
};

struct lifted {
	struct bpf_obj *obj; /* NULL: cannot be expressed in this kind */
	struct runner *vm;
	struct kernel_prog kernel;
};

struct sums {
	unsigned programs, packets, skipped[KINDS], no_libpcap, wraps, c, failures;
	uint64_t values; /* extensions: lengths seen, a bit each */
};

struct test {
	const char *name;
	struct cbpf_prog prog;
	struct job job;
	struct lifted lifted[KINDS];
	int pair[2][2]; /* [0]: the kernel's own conversion, [1]: ours; [.][0] has the filter */
	bool attached;
	const struct options *opts;
	const char *c_dir; /* --c: where the C is written; NULL */
	uint32_t c_every;  /* of so many programs one is compiled by kbcc, of four times as many by
			      clang */
	int iter;          /* link; -1: none */
	struct packet_bytes *packets;
	uint32_t n_packets;
	struct sums sums;
	struct place *place; /* speed.c's */
	bool kernel;
	bool libpcap;  /* its interpreter has the same rules for this program */
	bool indexed;  /* there is a load by X */
	bool negative; /* loads from headers, which are elsewhere for everybody */
};

/* runner.c */
extern const char *const kind_names[KINDS];
/* Print a failure, at most FAILURES_MAX of them. */
void failure(struct test *t, const char *what, uint32_t packet, uint32_t got, uint32_t want);
void broken(struct test *t, const char *what, const char *why);
void quiet(
	void *ctx, struct diags *ds, const struct diag *d); /* a struct diags sink; ctx: the test */
void add_insns(struct test *t, struct arena *a, const void *insns, uint32_t n);
bool run_vm(struct test *t, struct lifted *l, const struct packet_bytes *k, uint32_t *value);
/* The object of t->prog for programs of this kind; NULL: it cannot be expressed. */
struct bpf_obj *lift(struct test *t, int kind);

/* kernel.c. -1 in fd after a failure, which is printed. */
struct kernel_prog load(struct test *t, int kind, const struct bpf_obj *obj);
struct kernel_prog load_by_libbpf(struct test *t, const struct bpf_obj *obj);
/* The classic program to one pair, the lifted one to the other. */
void attach(struct test *t);
void figures(struct test *t);
int attach_iter(const char *path);
bool open_sockets(struct test *t);

/* emitted.c: the object of the program as C, by kbcc or clang; NULL. */
struct bpf_obj *emitted_object(struct test *t, struct job *j, enum lift_kind kind, bool clang);
/* The same verdicts of the C as of the lifted program, in the VM; and the kernel takes
 * it. */
void compare_c(struct test *t, int kind, bool clang);
/* special.c */
void run_extensions(struct test *t);
/* The test of t->prog is over: the object, which may be NULL, the job, and the program, in `a`. */
void end_program(struct test *t, struct bpf_obj *obj, struct arena *a);
/* payload.c: "poff" by everybody. Takes t->c_dir. */
void run_payload(struct test *t);
/* speed.c: the sockets; then ns a packet of the program, printed. */
bool open_place(struct test *t);
void measure_speed(struct test *t);

#endif
