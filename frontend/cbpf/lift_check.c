/* SPDX-License-Identifier: BSD-2-Clause */
/* What can be lifted, and what a classic program's parts are in each program type. */
#include "lift.h"

#include <linux/bpf.h>

static const struct {
	const char *section, *ctx, *what;
} kinds[] = {
	[LIFT_SOCKET] = {"socket", "__sk_buff", "a socket filter"},
	[LIFT_XDP] = {"xdp", "xdp_md", "XDP"},
	[LIFT_TC] = {"tc", "__sk_buff", "tc"},
};

const char *lift_section(enum lift_kind kind)
{
	return kinds[kind].section;
}

const char *lift_ctx_struct(enum lift_kind kind)
{
	return kinds[kind].ctx;
}

uint32_t lift_verdict(const struct lift_opts *o, uint32_t value)
{
	if (!o->verdict)
		return value;
	return value ? o->match : o->miss;
}

struct ext_way lift_ext_way(enum lift_kind kind, enum cbpf_ext ext)
{
	static const struct {
		uint8_t how;
		int skb, xdp;
		const char *skb_name, *xdp_name;
	} ways[CBPF_EXT_COUNT] = {
#define X(name, how, skb, xdp) [CBPF_EXT_##name] = {EXT_##how, skb, xdp, #skb, #xdp},
#include "ext.def"
	};
	bool xdp = kind == LIFT_XDP;
	int at = xdp ? ways[ext].xdp : ways[ext].skb;

	return (struct ext_way){.how = at < 0 ? EXT_NONE : ways[ext].how,
		.at = at,
		.member = xdp ? ways[ext].xdp_name : ways[ext].skb_name};
}

/* Functions of the kernel are for programs whose license is the GPL's friend. */
static bool gpl_compatible(const char *license)
{
	static const char *const names[] = {"GPL", "GPL v2", "GPL and additional rights",
		"Dual BSD/GPL", "Dual MIT/GPL", "Dual MPL/GPL"};

	for (size_t i = 0; i < ARRAY_LEN(names); i++)
		if (!strcmp(license, names[i]))
			return true;
	return false;
}

bool lift_has_kernel(const struct lift_opts *o)
{
	return !o->portable && gpl_compatible(o->license);
}

struct check {
	struct arena *arena;
	struct diags *ds;
	const struct cbpf_prog *prog;
	const struct lift_opts *opts;
	bool bad;
};

static void complain(struct check *c, uint32_t pc, const char *what)
{
	c->bad = true;
	diag(c->ds, DIAG_LIFT, c->prog->locs ? c->prog->locs[pc] : 0, pc, what);
}

static void flaw(void *ctx, enum cbpf_flaw flaw, uint32_t pc, uint32_t number)
{
	struct check *c = ctx;

	diag(c->ds, cbpf_flaw_diag(flaw), c->prog->locs ? c->prog->locs[pc] : 0, number);
	complain(c, pc, "what the kernel refuses cannot be lifted");
}

static void check_load(struct check *c, uint32_t pc, const struct cbpf_info *d)
{
	struct cbpf_insn f = c->prog->insns.p[pc];
	enum cbpf_ext ext = cbpf_ext(f);
	bool fixed = d->mode == CBPF_MODE_ABS || d->mode == CBPF_MODE_MSH;

	if (ext != CBPF_EXT_NONE && lift_ext_way(c->opts->kind, ext).how == EXT_NONE)
		complain(c, pc,
			arena_printf(c->arena, "the extension '%s' cannot be expressed in %s",
				*cbpf_ext_info(ext)->text ? cbpf_ext_info(ext)->text
							  : cbpf_ext_info(ext)->name,
				kinds[c->opts->kind].what));
	else if (ext != CBPF_EXT_NONE && ext_needs_kernel(lift_ext_way(c->opts->kind, ext)) &&
		 !lift_has_kernel(c->opts))
		complain(c, pc,
			arena_printf(c->arena,
				"the extension '%s' takes functions of the kernel, which a "
				"portable program, or "
				"one whose license is not the GPL's friend, does not have",
				cbpf_ext_info(ext)->text));
	else if (ext == CBPF_EXT_NONE && fixed && f.k >= CBPF_NET_OFF && c->opts->kind == LIFT_XDP)
		complain(c, pc,
			"a load from the network header (SKF_NET_OFF) cannot be expressed in XDP, "
			"which does not know where that is");
}

bool lift_check(
	struct arena *a, struct diags *ds, const struct cbpf_prog *p, const struct lift_opts *o)
{
	struct check c = {.arena = a, .ds = ds, .prog = p, .opts = o};

	if (!cbpf_check(p->insns.p, p->insns.n, CBPF_SOCKET, flaw, &c))
		return false;
	for (uint32_t pc = 0; pc < p->insns.n; pc++)
		check_load(&c, pc, cbpf_lookup(p->insns.p[pc].code));
	return !c.bad;
}
