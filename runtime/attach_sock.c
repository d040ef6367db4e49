/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Programs on sockets. A socket of ours goes with us; of a process' socket we get a copy
 * (pidfd_getfd), and a sweeper (place.h) takes the program off it, for the process keeps it.
 */
#include <arpa/inet.h>
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <net/if.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "attach.h"

#ifndef SO_ATTACH_REUSEPORT_EBPF
#define SO_ATTACH_REUSEPORT_EBPF 52
#endif
#ifndef SO_DETACH_REUSEPORT_BPF
#define SO_DETACH_REUSEPORT_BPF 68
#endif

static bool hold(struct attach *t, const struct bpf_program *p, const char *what, int fd)
{
	struct attachment a = {.prog = bpf_program__name(p), .what = what, .fd = fd};

	vec_push(t->arena, &t->v, a);
	return true;
}

/* "fd:NUMBER" of --pid; -1 when WHERE is something else, -2 after a diagnosed error. */
static int foreign_socket(struct attach *t, const struct bpf_program *p)
{
	const char *where = t->opts->where;
	int pidfd, fd;

	if (!where || strncmp(where, "fd:", 3) != 0)
		return -1;
	pidfd = (int)syscall(SYS_pidfd_open, t->opts->pid, 0);
	fd = pidfd < 0 ? -1 : (int)syscall(SYS_pidfd_getfd, pidfd, atoi(where + 3), 0);
	if (fd < 0)
		attach_failed(t, p, arena_printf(t->arena, "%s of process %d", where, t->opts->pid),
			-errno);
	if (pidfd >= 0)
		close(pidfd);
	return fd < 0 ? -2 : fd;
}

static bool attach_foreign(struct attach *t, const struct bpf_program *p, int fd, int set, int undo)
{
	const char *what =
		arena_printf(t->arena, "socket %s of process %d", t->opts->where + 3, t->opts->pid);
	int prog = bpf_program__fd(p), err = 0;

	if (!place_sweep_socket(&t->place, fd, undo)) {
		close(fd);
		return false;
	}
	if (setsockopt(fd, SOL_SOCKET, set, &prog, sizeof(prog)))
		err = -errno;
	if (!err)
		return hold(t, p, what, fd);
	close(fd);
	return attach_failed(t, p, what, err);
}

/* SO_GET_FILTER: how long the classic filter is; of an eBPF one it says only EACCES. */
static bool has_filter(int fd)
{
	socklen_t n = 0;

	return getsockopt(fd, SOL_SOCKET, SO_GET_FILTER, NULL, &n) ? errno == EACCES : n > 0;
}

/* A packet socket of ours on the interface. */
static bool attach_packet(struct attach *t, const struct bpf_program *p)
{
	struct sockaddr_ll sa = {.sll_family = AF_PACKET,
		.sll_protocol = htons(ETH_P_ALL),
		.sll_ifindex = (int)if_nametoindex(t->opts->where)};
	const char *what = arena_printf(t->arena, "a packet socket on %s", t->opts->where);
	int prog = bpf_program__fd(p), err, fd;

	if (!sa.sll_ifindex)
		return attach_failed(t, p, t->opts->where, -ENODEV);
	/* Protocol 0: no packet before the filter is there. */
	fd = socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (fd < 0)
		return attach_failed(t, p, what, -errno);
	if (!setsockopt(fd, SOL_SOCKET, SO_ATTACH_BPF, &prog, sizeof(prog)) &&
		!bind(fd, (struct sockaddr *)&sa, sizeof(sa)))
		return hold(t, p, what, fd);
	err = -errno;
	close(fd);
	return attach_failed(t, p, what, err);
}

bool attach_socket(struct attach *t, const struct bpf_program *p)
{
	int fd = foreign_socket(t, p);

	if (fd == -2)
		return false;
	if (fd < 0 && t->opts->where)
		return attach_packet(t, p);
	if (fd < 0) {
		attach_no_place(t, p);
		return false;
	}
	if (has_filter(fd) && !t->opts->replace) {
		diag(t->ds, DIAG_ATTACHED, 0, bpf_program__name(p), "this socket", 0, "?");
		close(fd);
		return false;
	}
	return attach_foreign(t, p, fd, SO_ATTACH_BPF, SO_DETACH_BPF);
}

/* The kernel does not tell whether a group of sockets has a program already. */
bool attach_reuseport(struct attach *t, const struct bpf_program *p)
{
	int fd = foreign_socket(t, p);

	if (fd == -1)
		attach_no_place(t, p);
	return fd >= 0 &&
	       attach_foreign(t, p, fd, SO_ATTACH_REUSEPORT_EBPF, SO_DETACH_REUSEPORT_BPF);
}

/* The one sockmap, or the one that WHERE names. */
static const struct bpf_map *sockmap(const struct attach *t)
{
	const struct bpf_map *found = NULL;
	struct bpf_map *m;

	bpf_object__for_each_map(m, t->kernel->object)
	{
		if (bpf_map__type(m) != BPF_MAP_TYPE_SOCKMAP &&
			bpf_map__type(m) != BPF_MAP_TYPE_SOCKHASH)
			continue;
		if (t->opts->where && !strcmp(t->opts->where, bpf_map__name(m)))
			return m;
		if (found)
			return NULL;
		found = m;
	}
	return found;
}

/* The map is ours and takes the program with it. */
bool attach_sockmap(struct attach *t, const struct bpf_program *p)
{
	const struct bpf_map *m = sockmap(t);
	const char *what;
	int err;

	if (!m) {
		attach_no_place(t, p);
		return false;
	}
	what = arena_printf(t->arena, "sockmap %s", bpf_map__name(m));
	err = bpf_prog_attach(
		bpf_program__fd(p), bpf_map__fd(m), bpf_program__expected_attach_type(p), 0);
	return err ? attach_failed(t, p, what, err) : hold(t, p, what, -1);
}
