/* SPDX-License-Identifier: BSD-2-Clause */
/* See tc_dump.h. */
#include "tc_dump.h"

#include <bpf/libbpf.h>
#include <errno.h>
#include <linux/pkt_sched.h>
#include <linux/rtnetlink.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { ANSWER = 32768 };

#ifndef TC_H_MIN_INGRESS
#define TC_H_MIN_INGRESS 0xfff2u
#define TC_H_MIN_EGRESS  0xfff3u
#endif

typedef void message_fn(void *ctx, const struct nlmsghdr *h, const struct tcmsg *tc);

/* One datagram of an answer: 1 it goes on, 0 it was the last, -errno. */
static int take(const struct nlmsghdr *h, size_t n, uint16_t type, message_fn *each, void *ctx)
{
	for (; NLMSG_OK(h, n); h = NLMSG_NEXT(h, n)) {
		if (h->nlmsg_type == NLMSG_DONE)
			return 0;
		if (h->nlmsg_type == NLMSG_ERROR)
			return ((const struct nlmsgerr *)NLMSG_DATA(h))->error;
		if (h->nlmsg_type == type && h->nlmsg_len >= NLMSG_LENGTH(sizeof(struct tcmsg)))
			each(ctx, h, NLMSG_DATA(h));
	}
	return 1;
}

/* Ask for all that is like `tc`; `type` RTM_GET...; an answer's type is one of RTM_NEW... */
static int dump(uint16_t type, uint16_t answer, const struct tcmsg *tc, message_fn *each, void *ctx)
{
	struct {
		struct nlmsghdr h;
		struct tcmsg tc;
	} ask = {{.nlmsg_len = sizeof(ask),
			 .nlmsg_type = type,
			 .nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP},
		*tc};
	union {
		struct nlmsghdr h;
		char bytes[ANSWER];
	} got;
	int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE), status = 1;

	if (fd < 0)
		return -errno;
	if (send(fd, &ask, sizeof(ask), 0) < 0)
		status = -errno;
	while (status > 0) {
		ssize_t n = recv(fd, &got, sizeof(got), 0);

		if (n > 0)
			status = take(&got.h, (size_t)n, answer, each, ctx);
		else if (!n || errno != EINTR)
			status = n ? -errno : -EIO;
	}
	close(fd);
	return status;
}

/* TCA_KIND of a message; "" */
static void kind_of(const struct nlmsghdr *h, char *out)
{
	const struct rtattr *a =
		(const void *)((const char *)NLMSG_DATA(h) + NLMSG_ALIGN(sizeof(struct tcmsg)));
	size_t n = h->nlmsg_len - NLMSG_LENGTH(sizeof(struct tcmsg));

	*out = 0;
	for (; RTA_OK(a, n); a = RTA_NEXT(a, n)) {
		if (a->rta_type != TCA_KIND)
			continue;
		strncpy(out, RTA_DATA(a), RTA_PAYLOAD(a) < TC_KIND ? RTA_PAYLOAD(a) : TC_KIND - 1);
		out[TC_KIND - 1] = 0;
		return;
	}
}

/* ---- filters ---- */

struct filters {
	bool egress;
	tc_filter_fn *each;
	void *ctx;
};

static void filter_message(void *ctx, const struct nlmsghdr *h, const struct tcmsg *tc)
{
	const struct filters *f = ctx;
	struct tc_there out = {.ifindex = tc->tcm_ifindex,
		.egress = f->egress,
		.priority = TC_H_MAJ(tc->tcm_info) >> 16};

	kind_of(h, out.kind);
	f->each(f->ctx, &out);
}

int tc_dump_filters(int ifindex, bool egress, tc_filter_fn *each, void *ctx)
{
	struct tcmsg tc = {.tcm_ifindex = ifindex,
		.tcm_parent = TC_H_MAKE(TC_H_CLSACT, egress ? TC_H_MIN_EGRESS : TC_H_MIN_INGRESS)};
	struct filters f = {egress, each, ctx};

	return dump(RTM_GETTFILTER, RTM_NEWTFILTER, &tc, filter_message, &f);
}

/* ---- qdiscs ---- */

struct qdisc_search {
	int ifindex;
	enum tc_qdisc found;
};

static void qdisc_message(void *ctx, const struct nlmsghdr *h, const struct tcmsg *tc)
{
	struct qdisc_search *s = ctx;
	char kind[TC_KIND];

	if (tc->tcm_ifindex != s->ifindex || tc->tcm_parent != TC_H_CLSACT)
		return;
	kind_of(h, kind);
	s->found = strcmp(kind, "clsact") ? TC_INGRESS : TC_CLSACT;
}

int tc_find_qdisc(int ifindex, enum tc_qdisc *out)
{
	struct tcmsg tc = {.tcm_ifindex = ifindex};
	struct qdisc_search s = {ifindex, TC_NONE};
	int err = dump(RTM_GETQDISC, RTM_NEWQDISC, &tc, qdisc_message, &s);

	*out = s.found;
	return err;
}

/* ---- removal ---- */

static void count(void *ctx, const struct tc_there *f)
{
	++*(unsigned *)ctx;
}

void tc_remove(const struct tc_filter *f)
{
	LIBBPF_OPTS(bpf_tc_hook, hook, .ifindex = f->ifindex,
		.attach_point = f->egress ? BPF_TC_EGRESS : BPF_TC_INGRESS);
	LIBBPF_OPTS(bpf_tc_opts, at, .handle = f->handle, .priority = f->priority);
	unsigned others = 0;

	if (!bpf_tc_query(&hook, &at) && at.prog_id == f->prog_id) {
		at.prog_fd = 0;
		at.prog_id = 0;
		at.flags = 0;
		bpf_tc_detach(&hook, &at);
	}
	if (!f->made_qdisc || tc_dump_filters(f->ifindex, false, count, &others) ||
		tc_dump_filters(f->ifindex, true, count, &others) || others)
		return;
	hook.attach_point = BPF_TC_INGRESS | BPF_TC_EGRESS;
	bpf_tc_hook_destroy(&hook);
}
