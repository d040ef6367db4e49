/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What is attached already at a place. Where the kernel lets programs stand beside each other they
 * do; where one would push the other out, --replace must be said.
 */
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <linux/if_link.h>
#include <sys/stat.h>
#include <unistd.h>

#include "attach.h"

enum { MAX_THERE = 64, LINK_TCX = 11 };

struct there {
	uint32_t ids[MAX_THERE], n;
	uint64_t target; /* interface, inode of the cgroup or network namespace */
	uint32_t attach_type;
};

static bool has_id(const struct there *w, uint32_t id)
{
	for (uint32_t i = 0; i < w->n; i++)
		if (w->ids[i] == id)
			return true;
	return false;
}

static const char *prog_name(struct arena *a, uint32_t id)
{
	struct bpf_prog_info info = {0};
	uint32_t len = sizeof(info);
	int fd = bpf_prog_get_fd_by_id(id);

	if (fd < 0)
		return "?";
	if (bpf_obj_get_info_by_fd(fd, &info, &len))
		info.name[0] = 0;
	close(fd);
	return arena_strdup(a, info.name);
}

/* Is this link the one that holds a program of `w` in its place? */
static bool holds(const struct bpf_link_info *i, const struct there *w)
{
	if (!has_id(w, i->prog_id))
		return false;
	switch ((unsigned)i->type) {
	case BPF_LINK_TYPE_XDP: return i->xdp.ifindex == w->target && !w->attach_type;
	case LINK_TCX: /* its info: interface, attach type */
		return i->netns.netns_ino == w->target && i->netns.attach_type == w->attach_type;
	case BPF_LINK_TYPE_CGROUP:
		return i->cgroup.cgroup_id == w->target && i->cgroup.attach_type == w->attach_type;
	case BPF_LINK_TYPE_NETNS:
		return i->netns.netns_ino == w->target && i->netns.attach_type == w->attach_type;
	}
	return false;
}

static void detach_links(const struct there *w)
{
	for (uint32_t id = 0; !bpf_link_get_next_id(id, &id);) {
		struct bpf_link_info info = {0};
		uint32_t len = sizeof(info);
		int fd = bpf_link_get_fd_by_id(id);

		if (fd < 0)
			continue;
		if (!bpf_obj_get_info_by_fd(fd, &info, &len) && holds(&info, w))
			bpf_link_detach(fd);
		close(fd);
	}
}

static bool refuse(struct attach *t, const struct bpf_program *p, const char *what, uint32_t id)
{
	diag(t->ds, DIAG_ATTACHED, 0, bpf_program__name(p), what, id, prog_name(t->arena, id));
	return false;
}

bool attach_room_xdp(struct attach *t, const struct bpf_program *p, int ifindex)
{
	LIBBPF_OPTS(bpf_xdp_query_opts, q);
	struct there w = {.target = (uint64_t)ifindex};

	if (bpf_xdp_query(ifindex, 0, &q))
		return true; /* what is wrong, attaching will say */
	w.ids[w.n++] = q.prog_id;
	w.ids[w.n++] = q.drv_prog_id;
	w.ids[w.n++] = q.skb_prog_id;
	w.ids[w.n++] = q.hw_prog_id;
	for (uint32_t i = 0; i < w.n; i++) {
		if (!w.ids[i])
			continue;
		if (!t->opts->replace)
			return refuse(t, p, "this interface", w.ids[i]);
		detach_links(&w);
		/* What netlink attached has no link. */
		bpf_xdp_detach(ifindex, XDP_FLAGS_DRV_MODE, NULL);
		bpf_xdp_detach(ifindex, XDP_FLAGS_SKB_MODE, NULL);
		return true;
	}
	return true;
}

static void detach_plain(const struct there *w, int target)
{
	for (uint32_t i = 0; i < w->n; i++) {
		int fd = bpf_prog_get_fd_by_id(w->ids[i]);

		if (fd >= 0) {
			bpf_prog_detach2(fd, target, (enum bpf_attach_type)w->attach_type);
			close(fd);
		}
	}
}

bool attach_room(struct attach *t, const struct bpf_program *p, int target, uint32_t attach_type,
	const char *what, bool exclusive)
{
	struct there w = {.attach_type = attach_type};
	LIBBPF_OPTS(bpf_prog_query_opts, q, .prog_ids = w.ids, .prog_cnt = MAX_THERE);
	bool tcx = attach_type == ATTACH_TCX_INGRESS || attach_type == ATTACH_TCX_EGRESS;
	struct stat st;

	if (bpf_prog_query_opts(target, (enum bpf_attach_type)attach_type, &q) || !q.prog_cnt)
		return true;
	w.n = (uint32_t)min_u64(q.prog_cnt, MAX_THERE);
	w.target = tcx ? (uint64_t)target : fstat(target, &st) ? 0 : st.st_ino;
	/* A cgroup's program without BPF_F_ALLOW_MULTI stands alone. */
	exclusive |= !tcx && !(q.attach_flags & BPF_F_ALLOW_MULTI) && attach_type != BPF_SK_LOOKUP;
	if (!t->opts->replace)
		return exclusive ? refuse(t, p, what, w.ids[0]) : true;
	detach_links(&w);
	detach_plain(&w, target);
	return true;
}
