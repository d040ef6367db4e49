/* SPDX-License-Identifier: BSD-2-Clause */
/* Programs on interfaces, cgroups and network namespaces: by links. */
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/if_link.h>
#include <net/if.h>
#include <unistd.h>

#include "attach.h"

bool attach_device(struct attach *t, const struct bpf_program *p, struct device *out)
{
	const char *where = t->opts->where, *colon = where ? strchr(where, ':') : NULL;

	if (!where) {
		attach_no_place(t, p);
		return false;
	}
	out->name = colon ? arena_strndup(t->arena, where, (size_t)(colon - where)) : where;
	out->direction = colon ? colon + 1 : NULL;
	out->ifindex = (int)if_nametoindex(out->name);
	if (!out->ifindex)
		return attach_failed(t, p, out->name, -ENODEV);
	return true;
}

bool attach_xdp(struct attach *t, const struct bpf_program *p)
{
	LIBBPF_OPTS(bpf_link_create_opts, opts, .flags = t->opts->generic ? XDP_FLAGS_SKB_MODE : 0);
	struct device d;
	const char *what;

	if (!attach_device(t, p, &d))
		return false;
	if (d.direction) {
		diag(t->ds, DIAG_ATTACH, 0, bpf_program__name(p), t->opts->where,
			"XDP sees what arrives, and no other direction");
		return false;
	}
	if (!attach_room_xdp(t, p, d.ifindex))
		return false;
	what = arena_printf(t->arena, "XDP on %s", d.name);
	return attach_link_fd(
		t, p, what, bpf_link_create(bpf_program__fd(p), d.ifindex, BPF_XDP, &opts));
}

bool attach_cgroup(struct attach *t, const struct bpf_program *p)
{
	uint32_t type = bpf_program__expected_attach_type(p);
	const char *what;

	if (t->place.cgroup < 0) {
		attach_no_place(t, p);
		return false;
	}
	if (bpf_program__type(p) == BPF_PROG_TYPE_SOCK_OPS)
		type = BPF_CGROUP_SOCK_OPS;
	if (bpf_program__type(p) == BPF_PROG_TYPE_CGROUP_DEVICE)
		type = BPF_CGROUP_DEVICE;
	if (bpf_program__type(p) == BPF_PROG_TYPE_CGROUP_SYSCTL)
		type = BPF_CGROUP_SYSCTL;
	what = arena_printf(t->arena, "cgroup %s", t->place.cgroup_path);
	if (!attach_room(t, p, t->place.cgroup, type, what, false))
		return false;
	return attach_link_fd(t, p, what,
		bpf_link_create(
			bpf_program__fd(p), t->place.cgroup, (enum bpf_attach_type)type, NULL));
}

bool attach_netns(struct attach *t, const struct bpf_program *p)
{
	uint32_t type = bpf_program__type(p) == BPF_PROG_TYPE_SK_LOOKUP ? BPF_SK_LOOKUP
									: BPF_FLOW_DISSECTOR;
	const char *what = t->opts->netns
				   ? arena_printf(t->arena, "network namespace %s", t->opts->netns)
				   : "this network namespace";
	int ns = open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC), fd;

	if (ns < 0)
		return attach_failed(t, p, what, -errno);
	if (!attach_room(t, p, ns, type, what, type == BPF_FLOW_DISSECTOR)) {
		close(ns);
		return false;
	}
	fd = bpf_link_create(bpf_program__fd(p), ns, (enum bpf_attach_type)type, NULL);
	close(ns);
	return attach_link_fd(t, p, what, fd);
}
