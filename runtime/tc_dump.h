/* SPDX-License-Identifier: BSD-2-Clause */
/* What tc has on an interface, by rtnetlink: libbpf adds and removes filters, but lists none. */
#ifndef RUNTIME_TC_DUMP_H
#define RUNTIME_TC_DUMP_H

#include <stdbool.h>
#include <stdint.h>

enum { TC_KIND = 16 };

struct tc_there { /* a filter */
	int ifindex;
	bool egress;
	uint32_t priority;
	char kind[TC_KIND]; /* "bpf", "u32", ... */
};

typedef void tc_filter_fn(void *ctx, const struct tc_there *f);

/* The filters of one direction of a clsact (or ingress) qdisc; none where there is no such qdisc.
 * -errno. */
int tc_dump_filters(int ifindex, bool egress, tc_filter_fn *each, void *ctx);

/* The qdisc that a clsact would stand in the place of. -errno. */
enum tc_qdisc { TC_NONE, TC_INGRESS, TC_CLSACT };
int tc_find_qdisc(int ifindex, enum tc_qdisc *out);

/* A filter of ours. */
struct tc_filter {
	int ifindex;
	bool egress, made_qdisc;
	uint32_t handle, priority, prog_id;
};

/* Removes the filter when it is still the program's; then the qdisc, when it was made for it and
 * nothing is left in it. */
void tc_remove(const struct tc_filter *f);

#endif
