/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the samples' user sides share: a network of their own, loading with a report of what the
 * kernel made of the program, traffic, and tables.
 *
 * Every function ends the process with a message when it cannot do its work: a sample has nothing
 * better to do. All that is made here belongs to the process and goes with it.
 */
#ifndef SAMPLE_H
#define SAMPLE_H

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <stdbool.h>
#include <stdint.h>

_Noreturn void sample_die(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/*
 * Two network namespaces joined by a veth pair: "near" (10.77.0.1) in ours, "far" (10.77.0.2) in
 * the other one. Our process is moved out of the namespace that it was started in.
 */
struct sample_net {
	int home, away; /* namespace descriptors */
};
struct sample_net sample_net_new(void);
void sample_net_enter(int ns);

/* Load every program of the object, print what they were compiled to, return the object. */
struct bpf_object *sample_load(const char *path);
/* The same for an object that was opened and adjusted by the caller. */
void sample_load_opened(struct bpf_object *o);
int sample_prog_fd(struct bpf_object *o, const char *name);
int sample_map_fd(struct bpf_object *o, const char *name);

/* Traffic out of the namespace we are in: n datagrams of `size` bytes of payload. */
void sample_send_udp(const char *to, uint16_t port, unsigned n, size_t size);
/* n pings of `size` bytes of payload. */
void sample_send_icmp(const char *to, unsigned n, size_t size);
/* A child of ours that calls `work` with a pipe's end, on which sample_let_go writes a byte. */
struct sample_child {
	int pid, go;
};
struct sample_child sample_fork(int (*work)(int go));
/* Lets it go, and waits: it must end with status 0. */
void sample_let_go(struct sample_child c);
/* The same while `link`, NULL with errno set when attaching failed, is attached. */
void sample_watch(struct bpf_link *link, struct sample_child c);

/* Make [text] of a command of iproute2; it must succeed. */
void sample_ip(const char *command);

#endif
