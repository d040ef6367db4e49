/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Where a program is attached: a network namespace, a cgroup, and a command that runs in both.
 *
 * What is made here ends with this process however it ends. A network namespace has no name, so the
 * kernel frees it; the command gets a SIGKILL from the kernel; a cgroup is a directory, which the
 * kernel keeps, so a process of its own (the sweeper) waits for our end and removes it. So do tc's
 * filters.
 */
#ifndef RUNTIME_PLACE_H
#define RUNTIME_PLACE_H

#include <sys/types.h>

#include "runtime.h"
#include "tc_dump.h"

/* A process that cleans up when `end`, the pipe's, is closed: at the latest by our death. */
struct sweeper {
	int end;
	pid_t pid;
};

struct place {
	struct diags *ds;
	struct arena *arena;
	int old_netns; /* to return to; -1: not left */
	int netns;     /* the one we are in; -1: not asked for */
	int cgroup;    /* directory; -1: none */
	const char *cgroup_path;
	bool cgroup_new;
	VEC(struct sweeper) sweepers;
	pid_t command; /* 0: none. Waits until place_go */
	int go;        /* -1: no command, or it was let go */
};

/* Make or enter what the options name. False after a diagnosed error, and nothing is left. */
bool place_enter(struct place *p, struct arena *a, struct diags *ds, const struct attach_opts *o);
/* The command starts. */
void place_go(struct place *p);
/* Ends the command, removes what was made, returns to where we were. May be called twice. */
void place_leave(struct place *p);

/* At our end this directory below `dir` is removed. False after a diagnosed error. */
bool place_sweep_dir(struct place *p, int dir, const char *path);
/* At our end the option (SO_DETACH_FILTER, SO_DETACH_REUSEPORT_BPF) is set on a socket that others
 * have too. False after a diagnosed error. */
bool place_sweep_socket(struct place *p, int socket, int option);

/* At our end the filter is removed: tc_remove. False after a diagnosed error. */
bool place_sweep_filter(struct place *p, const struct tc_filter *f);
/* The qdisc of the latest filter turned out to be somebody else's: its sweeper leaves it. */
void place_sweep_less(struct place *p);

/* Where cgroup v2 is mounted; "": nowhere. */
const char *place_cgroup_root(struct arena *a);

#endif
