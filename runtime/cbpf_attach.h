/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Classic programs handed to the kernel, one function a consumer. Part of the facade runtime.h.
 * Each returns 0 or -errno; -EINVAL is also what the kernel says of a program that cbpf_check would
 * have named the flaw of. A program stays with its socket until that is closed.
 */
#ifndef RUNTIME_CBPF_ATTACH_H
#define RUNTIME_CBPF_ATTACH_H

#include <sys/types.h>

#include "bpf/cbpf.h"

/* SO_ATTACH_FILTER: returns how many bytes of a packet the socket gets, 0: none. */
int cbpf_attach_socket(int fd, const struct cbpf_prog *p);
int cbpf_detach_socket(int fd);
/* SO_LOCK_FILTER: what is attached stays, for whoever has the socket. */
int cbpf_lock_socket(int fd);
/*
 * SO_ATTACH_REUSEPORT_CBPF: returns which socket of a group bound to one port, in the order of
 * binding, gets a datagram or connection. fd is any of the group; it reads from the payload on.
 */
int cbpf_attach_reuseport(int fd, const struct cbpf_prog *p);
/* The packet socket joins a fanout group (made by the first) whose program returns which member,
 * in the order of joining and modulo their number, gets a packet: PACKET_FANOUT_CBPF. */
int cbpf_attach_fanout(int fd, uint16_t group, const struct cbpf_prog *p);
/*
 * Run a command (found by PATH) in a child whose system calls the program filters; it cannot gain
 * privileges. This process is not filtered. *status is as waitpid's. -errno when the filter was
 * refused or the command not found.
 */
int cbpf_seccomp_run(const struct cbpf_prog *p, char *const argv[], int *status);

#endif
