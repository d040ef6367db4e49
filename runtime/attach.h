/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Attaching the programs of a loaded object (attach.c), and watching them (watch.c).
 *
 * Everything is held by descriptors: bpf links, perf events, sockets. So the kernel lets go of all
 * of it when the process ends in whatever way, and an error half-way leaves nothing either.
 */
#ifndef RUNTIME_ATTACH_H
#define RUNTIME_ATTACH_H

#include "kernel.h"
#include "place.h"
#include "tc_dump.h"

struct bpf_link;
struct bpf_map;
struct bpf_program;

/* What UAPI headers before 6.6 do not have. */
enum {
	ATTACH_TCX_INGRESS = 46,
	ATTACH_TCX_EGRESS = 47,
	ATTACH_STRUCT_OPS = 44,
};

struct attachment {
	const char *prog;
	const char *what;      /* "XDP on eth0" */
	struct bpf_link *link; /* one of both; libbpf's */
	int fd;                /* a link's, socket's; -1 */
	bool is_link;          /* fd is a link's: it can be pinned */
	bool iterator;         /* what it yields is read once */
};

struct attach {
	struct arena *arena;
	struct diags *ds;
	const struct attach_opts *opts;
	struct kernel *kernel;
	struct place place;
	VEC(struct attachment) v;
	VEC(const char *) pins;        /* made by us */
	VEC(struct tc_filter) filters; /* of clsact qdiscs; the sweepers have them too */
};

/* Attach one program; false after a diagnosed error. `type` of run_prog. */
typedef bool attach_fn(struct attach *t, const struct bpf_program *p);
#define A(type, function, place, where) attach_fn attach_##function;
#include "attach.def"
#undef A

/* A struct_ops map; programs of theirs need nothing. */
bool attach_ops_map(struct attach *t, const struct bpf_map *m);

/* Used by the functions above. `what` is in the arena. */
bool attach_failed(struct attach *t, const struct bpf_program *p, const char *what, int err);
/* WHERE is missing or makes no sense: attach.def says what is needed. False. */
bool attach_no_place(struct attach *t, const struct bpf_program *p);
/* Takes the link; a NULL link is an error, by errno. */
bool attach_link(
	struct attach *t, const struct bpf_program *p, const char *what, struct bpf_link *link);
/* Takes the descriptor of a link; below 0: an error, -errno. */
bool attach_link_fd(struct attach *t, const struct bpf_program *p, const char *what, int fd);
/* The part of SEC() behind the first '/'; "" when there is none. */
const char *attach_target(const struct bpf_program *p);
/* That, or else WHERE; "" when neither says anything. */
const char *attach_where(const struct attach *t, const struct bpf_program *p);

/* attach_net.c: WHERE as NAME or NAME:DIRECTION. False after a diagnosed error. */
struct device {
	const char *name;
	int ifindex;
	const char *direction; /* behind the ':'; NULL */
};
bool attach_device(struct attach *t, const struct bpf_program *p, struct device *out);
/* The kernel's number of a loaded program; 0: it does not say. */
uint32_t attach_prog_id(const struct bpf_program *p);

/* attach_query.c: a diagnosed error when something is attached there and --replace was not given;
 * with it, it is detached. */
bool attach_room_xdp(struct attach *t, const struct bpf_program *p, int ifindex);
bool attach_room(struct attach *t, const struct bpf_program *p, int target, uint32_t attach_type,
	const char *what, bool exclusive);

struct attach *attach_open(struct arena *a, struct diags *ds, const struct bpf_obj *obj,
	const void *image, size_t size, const struct attach_opts *opts);
void attach_close(struct attach *t);
/* Until a signal, the time or the command is over. False after a diagnosed error. */
bool attach_watch(struct attach *t, struct attach_result *result);

#endif
