/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tc programs: a tcx link where the kernel has tcx (6.6), else, or with --clsact, a filter of the
 * interface's clsact qdisc.
 *
 * A filter is nobody's: the kernel keeps it, so a sweeper (place.h) takes ours away at our end, and
 * the qdisc when we made it and nothing else is in it. A filter in direct-action mode ends what
 * stands behind it in the same direction; so filters of others are not joined but refused, or with
 * --replace removed. Ours stand behind each other, in the order of the object, as tcx links do.
 */
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>

#include "attach.h"
#include "tc_dump.h"

enum { FIRST_PRIORITY = 0xc000, HANDLE = 1 }; /* where the kernel begins itself */

static bool is_ours(const struct attach *t, const struct tc_there *f)
{
	vec_for (ours, &t->filters)
		if (ours->ifindex == f->ifindex && ours->egress == f->egress &&
			ours->priority == f->priority)
			return true;
	return false;
}

/* Made for an earlier program of ours: whose filter goes last takes the qdisc with it. */
static bool made_before(const struct attach *t, int ifindex)
{
	vec_for (ours, &t->filters)
		if (ours->ifindex == ifindex && ours->made_qdisc)
			return true;
	return false;
}

struct others {
	const struct attach *attach;
	struct tc_there first;
	bool any;
};

static void look(void *ctx, const struct tc_there *f)
{
	struct others *o = ctx;

	if (!o->any && !is_ours(o->attach, f)) {
		o->first = *f;
		o->any = true;
	}
}

/* False after a diagnosed error: there are filters, and --replace was not given. */
static bool room(
	struct attach *t, const struct bpf_program *p, const char *what, const struct tc_filter *f)
{
	LIBBPF_OPTS(bpf_tc_hook, hook, .ifindex = f->ifindex,
		.attach_point = f->egress ? BPF_TC_EGRESS : BPF_TC_INGRESS);
	struct others others = {.attach = t};
	int err = tc_dump_filters(f->ifindex, f->egress, look, &others);

	if (err)
		return attach_failed(t, p, what, err);
	if (!others.any)
		return true;
	if (!t->opts->replace) {
		diag(t->ds, DIAG_ATTACHED_FILTER, 0, bpf_program__name(p), what, others.first.kind,
			others.first.priority);
		return false;
	}
	err = bpf_tc_hook_destroy(&hook); /* of one direction: its filters, not the qdisc */
	return !err || attach_failed(t, p, what, err);
}

/* The qdisc is there or is made; false after a diagnosed error. */
static bool qdisc(struct attach *t, const struct bpf_program *p, const char *what,
	const struct tc_filter *f, enum tc_qdisc there)
{
	LIBBPF_OPTS(bpf_tc_hook, hook, .ifindex = f->ifindex, .attach_point = BPF_TC_INGRESS);
	int err = there == TC_NONE ? bpf_tc_hook_create(&hook) : 0;

	if (err == -EEXIST) { /* somebody was quicker, and it is theirs */
		place_sweep_less(&t->place);
		return true;
	}
	return !err || attach_failed(t, p, what, err);
}

static bool attach_filter(
	struct attach *t, const struct bpf_program *p, const struct device *d, bool egress)
{
	struct tc_filter f = {.ifindex = d->ifindex,
		.egress = egress,
		.priority = FIRST_PRIORITY + (uint32_t)t->filters.n,
		.prog_id = attach_prog_id(p)};
	LIBBPF_OPTS(bpf_tc_hook, hook, .ifindex = d->ifindex,
		.attach_point = egress ? BPF_TC_EGRESS : BPF_TC_INGRESS);
	LIBBPF_OPTS(bpf_tc_opts, opts, .prog_fd = bpf_program__fd(p), .handle = HANDLE,
		.priority = f.priority);
	struct attachment a = {.prog = bpf_program__name(p), .fd = -1};
	enum tc_qdisc there = TC_NONE;
	int err;

	a.what = arena_printf(t->arena, "clsact %s of %s", egress ? "egress" : "ingress", d->name);
	if (t->opts->pin_dir) {
		diag(t->ds, DIAG_PIN_FILTER, 0, bpf_program__name(p));
		return false;
	}
	err = tc_find_qdisc(d->ifindex, &there);
	if (err)
		return attach_failed(t, p, a.what, err);
	if (there == TC_INGRESS && egress) {
		diag(t->ds, DIAG_ATTACH, 0, bpf_program__name(p), a.what,
			"there is an ingress qdisc, which has no egress; tc qdisc replace dev DEV "
			"clsact makes it one that has");
		return false;
	}
	f.made_qdisc = there == TC_NONE || made_before(t, d->ifindex);
	f.handle = HANDLE;
	if (!room(t, p, a.what, &f) || !place_sweep_filter(&t->place, &f) ||
		!qdisc(t, p, a.what, &f, there))
		return false;
	err = bpf_tc_attach(&hook, &opts);
	if (err)
		return attach_failed(t, p, a.what, err);
	vec_push(t->arena, &t->filters, f);
	vec_push(t->arena, &t->v, a);
	return true;
}

/* Does this kernel have tcx? One without knows no such attach type. */
static bool has_tcx(int ifindex)
{
	LIBBPF_OPTS(bpf_prog_query_opts, q);

	return bpf_prog_query_opts(ifindex, (enum bpf_attach_type)ATTACH_TCX_INGRESS, &q) !=
	       -EINVAL;
}

bool attach_tc(struct attach *t, const struct bpf_program *p)
{
	bool egress = strstr(bpf_program__section_name(p), "egress");
	struct device d;
	uint32_t type;
	const char *what;

	if (!attach_device(t, p, &d))
		return false;
	if (d.direction)
		egress = !strcmp(d.direction, "egress");
	type = egress ? ATTACH_TCX_EGRESS : ATTACH_TCX_INGRESS;
	what = arena_printf(t->arena, "tcx %s of %s", egress ? "egress" : "ingress", d.name);
	if (d.direction && !egress && strcmp(d.direction, "ingress") != 0)
		return attach_failed(t, p, t->opts->where, -EINVAL);
	if (t->opts->clsact || !has_tcx(d.ifindex))
		return attach_filter(t, p, &d, egress);
	return attach_room(t, p, d.ifindex, type, what, false) &&
	       attach_link_fd(t, p, what,
		       bpf_link_create(
			       bpf_program__fd(p), d.ifindex, (enum bpf_attach_type)type, NULL));
}
