/* SPDX-License-Identifier: BSD-2-Clause */
/* The builder: SSA construction in loops, joins, dead code; long functions in linear time. */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "ir/build.h"
#include "ir/cfg.h"

static int failed;
#define EXPECT(cond) \
	((cond) ? (void)0 : (void)(failed++, printf("%s:%d: %s\n", __FILE__, __LINE__, #cond)))

struct unit {
	struct arena arena, scratch;
	struct ir_module *m;
	struct ir_fn *fn;
	struct ir_build b;
};

static void begin(struct unit *u, enum ir_type ret, unsigned params)
{
	*u = (struct unit){0};
	u->m = ir_module_new(&u->arena, NULL);
	u->fn = ir_fn_new(u->m, ir_sym_new(u->m, IR_SYM_FN, "f"), &u->arena);
	u->fn->ret = (uint8_t)ret;
	for (unsigned i = 0; i < params; i++)
		vec_push(&u->arena, &u->fn->params, IR_I32);
	ir_build_begin(&u->b, u->fn, &u->scratch);
}

static void end(struct unit *u)
{
	ir_build_finish(&u->b);
	ir_verify_module(u->m, "building");
}

static void release(struct unit *u)
{
	arena_free(&u->arena);
	arena_free(&u->scratch);
}

static uint32_t count(const struct ir_fn *fn, enum ir_op op)
{
	uint32_t n = 0;

	ir_for_blocks (b, fn)
		ir_for_ins (r, fn, b)
			n += fn->ins.p[r].op == op;
	return n;
}

/* for (i = 0, s = 0, k = n; i < n; i++) s += i; return s + k: phis for i and s, none for k. */
static void test_loop(void)
{
	struct unit u;

	begin(&u, IR_I32, 1);
	struct ir_build *b = &u.b;
	ir_var i = ir_var_new(b, IR_I32), s = ir_var_new(b, IR_I32), k = ir_var_new(b, IR_I32);
	ir_bid head = ir_block_new(u.fn, "head"), body = ir_block_new(u.fn, "body"),
	       done = ir_block_new(u.fn, "done");

	ir_var_write(b, i, ir_const(u.fn, IR_I32, 0));
	ir_var_write(b, s, ir_const(u.fn, IR_I32, 0));
	ir_var_write(b, k, ir_param(u.fn, 0));
	ir_emit_br(b, head);
	ir_start(b, head);
	ir_emit_cbr(b, ir_emit_cmp(b, IR_ULT, ir_var_read(b, i), ir_var_read(b, k)), body, done, 0);
	ir_start_sealed(b, body);
	ir_var_write(b, s, ir_emit_binary(b, IR_ADD, ir_var_read(b, s), ir_var_read(b, i)));
	ir_var_write(b, i, ir_emit_add_imm(b, ir_var_read(b, i), 1));
	ir_emit_br(b, head);
	ir_seal(b, head);
	ir_start_sealed(b, done);
	ir_emit_ret(b, ir_emit_binary(b, IR_ADD, ir_var_read(b, s), ir_var_read(b, k)));
	ir_emit_add_imm(b, ir_var_read(b, s), 1); /* dead code */
	end(&u);
	EXPECT(count(u.fn, IR_PHI) == 2);
	EXPECT(count(u.fn, IR_RET) == 1);

	struct ir_cfg *c = ir_cfg_new(&u.arena, u.fn);

	EXPECT(c->loops.n == 1 && c->loops.p[0].header == head && c->loops.p[0].body.n == 2);
	EXPECT(c->loops.p[0].latches.n == 1 && c->loops.p[0].latches.p[0] == body);
	EXPECT(c->loops.p[0].exits.n == 1 && c->loops.p[0].exits.p[0] == done);
	EXPECT(c->loops.p[0].preheader == 0 && c->idom[done] == head && c->idom[body] == head);
	EXPECT(ir_loop_depth(c, body) == 1 && ir_loop_depth(c, done) == 0);
	release(&u);
}

/* Reading what was never written, and in a block that only reaches itself. */
static void test_undef(void)
{
	struct unit u;

	begin(&u, IR_I32, 0);
	ir_var v = ir_var_new(&u.b, IR_I32);
	ir_bid self = ir_block_new(u.fn, "self");
	ir_ref r = ir_var_read(&u.b, v);

	EXPECT(u.fn->ins.p[r].op == IR_UNDEF);
	ir_emit_ret(&u.b, r);
	ir_start(&u.b, self);
	ir_emit_br(&u.b, self);
	ir_seal(&u.b, self);
	EXPECT(u.fn->ins.p[ir_ssa_read(&u.b.ssa, self, v)].op == IR_UNDEF);
	end(&u);
	release(&u);
}

/* n times: if (p) x = x + 1; y is untouched; then return x + y. */
static double long_function(unsigned n, bool early_exit)
{
	struct unit u;
	clock_t start = clock();

	begin(&u, IR_I32, 1);
	struct ir_build *b = &u.b;
	ir_var x = ir_var_new(b, IR_I32), y = ir_var_new(b, IR_I32);
	ir_bid out = ir_block_new(u.fn, "out");

	ir_var_write(b, x, ir_const(u.fn, IR_I32, 0));
	ir_var_write(b, y, ir_param(u.fn, 0));
	for (unsigned i = 0; i < n; i++) {
		ir_bid then = ir_block_new(u.fn, NULL), join = ir_block_new(u.fn, NULL);

		ir_emit_cbr(b, ir_param(u.fn, 0), then, join, 0);
		ir_start_sealed(b, then);
		ir_var_write(b, x, ir_emit_add_imm(b, ir_var_read(b, x), 1));
		ir_emit_br(b, early_exit ? out : join);
		ir_start_sealed(b, join);
	}
	ir_emit_br(b, out);
	ir_start_sealed(b, out);
	ir_emit_ret(b, ir_emit_binary(b, IR_ADD, ir_var_read(b, x), ir_var_read(b, y)));
	end(&u);
	EXPECT(count(u.fn, IR_PHI) == (early_exit ? 1 : n));
	struct ir_cfg *c = ir_cfg_new(&u.arena, u.fn);

	EXPECT(c->n_rpo == 2 * n + 2);
	release(&u);
	return (double)(clock() - start) / CLOCKS_PER_SEC;
}

/* `if` inside `if`, n deep, all of which jump to one place. */
static void test_long(void)
{
	for (int early = 0; early < 2; early++) {
		double small = long_function(10000, early), big = long_function(100000, early);

		printf("10,000 ifs: %.3f s, 100,000: %.3f s\n", small, big);
		EXPECT(big < 30 * small + 0.5);
	}
}

int main(void)
{
	test_loop();
	test_undef();
	test_long();
	return failed != 0;
}
