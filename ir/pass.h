/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The pass manager. pass.def lists the passes (what each needs and keeps) and the pipeline (which
 *of them run at which level, in order). To add a pass: write opt_NAME.c with
 *
 *	bool opt_NAME(struct ir_pass *p)      true when it changed something
 *
 * and add its row. The manager makes the analyses that it needs before it, drops those that it does
 * not keep when it says that it changed something, resolves copies (ir_resolve_all) after it,
 * verifies and dumps.
 */
#ifndef IR_PASS_H
#define IR_PASS_H

#include "alias.h"
#include "cfg.h"
#include "ir.h"

struct ir_opt_opts {
	unsigned level; /* 0, 1, 2 */
	unsigned cpu;   /* 1..4: what the back end has cheaply (sdiv, movsx, bswap from 4 on) */
	FILE *dump;     /* where dumps go; NULL: stderr */
	const char *dump_ir; /* -fdump-ir: "" after each pass that changed something; "NAME": after
				this one; NULL: none */
	const char *passes;  /* run these instead of the pipeline: "fold,dce"; NULL */
	bool verify;         /* between passes; debug builds always do */
	bool time;           /* report time by pass to stderr */
	bool strict_align;   /* the machine refuses unaligned access: never widen past the known
				alignment */
	uint32_t inline_limit, unroll_limit; /* instructions; 0: the default */
	/* What a helper does, for calls whose number shows only after folding; NULL: anything. */
	const struct ir_effects *(*helper_effects)(void *ctx, int64_t number);
	void *effects_ctx;
};

/* Needs and keeps. */
enum {
	IR_NEED_CFG = 1 << 0, /* p->cfg */
	IR_NEED_ESC = 1 << 1, /* p->esc */
	IR_KEEP_ALL = 0xff,
	IR_KEEP_CFG = IR_NEED_CFG,
	IR_KEEP_NONE = 0,
};

/* What a pass is given. */
struct ir_pass {
	struct ir_module *m;
	struct ir_fn *fn;      /* NULL in a module pass */
	struct arena *scratch; /* gone after the pass */
	const struct ir_opt_opts *opts;
	struct ir_cfg *cfg;     /* NULL unless needed */
	struct ir_escapes *esc; /* NULL unless needed */
};

/* clang-format off */
#define PASS(name, scope, needs, keeps) bool opt_##name(struct ir_pass *p);
#define STEP(name, level)
#include "pass.def"
#undef PASS
#undef STEP
/* clang-format on */

/* Run the pipeline (or opts->passes) over the module. False when a pass reported an error. */
bool ir_optimize(struct ir_module *m, const struct ir_opt_opts *opts);
/* For a module pass that wants its functions tidied, and for tests: one pass over one function. */
bool ir_run_pass(
	struct ir_module *m, struct ir_fn *fn, const char *name, const struct ir_opt_opts *opts);
bool ir_pass_exists(const char *name);
/* "NAME scope" a line. */
void ir_list_passes(FILE *f);

#endif
