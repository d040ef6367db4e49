/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the kernel refuses in a classic program, the same in kind and number: bpf_check_classic for
 * all, seccomp_check_filter and xt_bpf's limit besides. All flaws are reported, not the first.
 */
#include "cbpf.h"

struct check {
	const struct cbpf_insn *p;
	uint32_t n;
	enum cbpf_taker who;
	cbpf_flaw_fn *each;
	void *ctx;
	bool bad, lost; /* lost: jumps or M[] are out of range, so no flow can be followed */
};

static const struct {
	uint16_t diag;
	uint8_t taker;
} flaws[CBPF_FLAW_COUNT] = {
#define F(name, who) {DIAG_CBPF_##name, CBPF_##who},
#include "cbpf_flaw.def"
};

enum diag_id cbpf_flaw_diag(enum cbpf_flaw flaw)
{
	CHECK(flaw < CBPF_FLAW_COUNT);
	return (enum diag_id)flaws[flaw].diag;
}

enum cbpf_taker cbpf_flaw_taker(enum cbpf_flaw flaw)
{
	CHECK(flaw < CBPF_FLAW_COUNT);
	return (enum cbpf_taker)flaws[flaw].taker;
}

static void found(struct check *c, enum cbpf_flaw flaw, uint32_t insn, uint32_t number)
{
	c->bad = true;
	if (c->each)
		c->each(c->ctx, flaw, insn, number);
}

static void check_target(struct check *c, uint32_t pc, uint64_t target)
{
	if (target < c->n)
		return;
	c->lost = true;
	found(c, CBPF_FLAW_JUMP_RANGE, pc, (uint32_t)target);
}

static void check_jump(struct check *c, uint32_t pc, const struct cbpf_info *d)
{
	struct cbpf_insn f = c->p[pc];

	if (d->op != CBPF_OP_JA) {
		check_target(c, pc, (uint64_t)pc + 1 + f.jt);
		if (f.jf != f.jt)
			check_target(c, pc, (uint64_t)pc + 1 + f.jf);
	} else if (f.k > INT32_MAX) { /* bpf_asm wrote a distance below 0 */
		c->lost = true;
		found(c, CBPF_FLAW_JUMP_BACK, pc, 0);
	} else {
		check_target(c, pc, (uint64_t)pc + 1 + f.k);
	}
}

static void check_seccomp(struct check *c, uint32_t pc, const struct cbpf_info *d)
{
	if (!d->seccomp)
		found(c, CBPF_FLAW_SECCOMP_INSN, pc, 0);
	else if (d->mode == CBPF_MODE_ABS && (c->p[pc].k % 4 || c->p[pc].k >= CBPF_SECCOMP_DATA))
		found(c, CBPF_FLAW_SECCOMP_LOAD, pc, c->p[pc].k);
}

static void check_insn(struct check *c, uint32_t pc)
{
	struct cbpf_insn f = c->p[pc];
	const struct cbpf_info *d = cbpf_lookup(f.code);

	if (!d) {
		found(c, CBPF_FLAW_OPCODE, pc, f.code);
		return;
	}
	if (!d->kernel)
		found(c, CBPF_FLAW_RET_X, pc, 0);
	if (d->mode == CBPF_MODE_MEM && f.k >= CBPF_MEM_WORDS) {
		c->lost = true;
		found(c, CBPF_FLAW_MEM_RANGE, pc, f.k);
	}
	if (d->mode == CBPF_MODE_K && (d->op == CBPF_OP_DIV || d->op == CBPF_OP_MOD) && !f.k)
		found(c, CBPF_FLAW_DIV_ZERO, pc, 0);
	if (d->mode == CBPF_MODE_K && (d->op == CBPF_OP_LSH || d->op == CBPF_OP_RSH) && f.k > 31)
		found(c, CBPF_FLAW_SHIFT, pc, f.k);
	if (d->mode == CBPF_MODE_ABS && f.k >= CBPF_AD_OFF && cbpf_ext(f) == CBPF_EXT_NONE)
		found(c, CBPF_FLAW_EXTENSION, pc, f.k - CBPF_AD_OFF);
	if (d->op == CBPF_OP_JA || cbpf_is_jcc(d->op))
		check_jump(c, pc, d);
	if (c->who == CBPF_SECCOMP && d->kernel)
		check_seccomp(c, pc, d);
}

/*
 * Words of M that every way to an instruction has stored to, as the kernel counts them: code behind
 * a jump that nothing reaches may read any, code behind a return what was valid before it.
 */
static void check_memory(struct check *c)
{
	uint16_t valid[CBPF_MAX_INSNS], now = 0;

	memset(valid, 0xff, c->n * sizeof(valid[0]));
	for (uint32_t pc = 0; pc < c->n; pc++) {
		struct cbpf_insn f = c->p[pc];
		const struct cbpf_info *d = cbpf_lookup(f.code);

		now &= valid[pc];
		if (!d)
			continue;
		if (d->op == CBPF_OP_ST || d->op == CBPF_OP_STX) {
			now |= (uint16_t)(1u << f.k);
		} else if (d->mode == CBPF_MODE_MEM && !(now >> f.k & 1)) {
			found(c, CBPF_FLAW_MEM_UNSET, pc, f.k);
		} else if (d->op == CBPF_OP_JA) {
			valid[pc + 1 + f.k] &= now;
			now = 0xffff;
		} else if (cbpf_is_jcc(d->op)) {
			valid[pc + 1 + f.jt] &= now;
			valid[pc + 1 + f.jf] &= now;
			now = 0xffff;
		}
	}
}

bool cbpf_check(
	const struct cbpf_insn *p, uint32_t n, enum cbpf_taker who, cbpf_flaw_fn *each, void *ctx)
{
	struct check c = {.p = p, .n = n, .who = who, .each = each, .ctx = ctx};

	if (!n || n > CBPF_MAX_INSNS) {
		found(&c, n ? CBPF_FLAW_TOO_LONG : CBPF_FLAW_EMPTY, 0, n);
		return false;
	}
	if (who == CBPF_XT_BPF && n > CBPF_XT_MAX)
		found(&c, CBPF_FLAW_XT_LONG, 0, n);
	for (uint32_t pc = 0; pc < n; pc++)
		check_insn(&c, pc);
	const struct cbpf_info *last = cbpf_lookup(p[n - 1].code);

	if (last && last->op != CBPF_OP_RET)
		found(&c, CBPF_FLAW_NO_RET, n - 1, 0);
	if (!c.lost)
		check_memory(&c);
	return !c.bad;
}
