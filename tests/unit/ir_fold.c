/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Every rule of fold.rules at full width: its pattern is built over and over from awkward constants
 * and values, folded, and both run by the interpreter on awkward inputs. A rule that never applied
 * is reported: it can be shadowed by another one, or its condition is never true.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "ir/eval.h"
#include "ir/fold.h"
#include "ir/interp.h"
#include "ir/pass.h"

enum { SAMPLES = 1000, NAMES = 8, INPUTS = 12, ENOUGH = 60 };

struct sample {
	struct arena arena;
	struct ir_module *m;
	struct ir_fn *fn;
	enum ir_cc cc;
	struct {
		const char *name;
		ir_ref ref;
	} names[NAMES];
	int n;
};

struct rule_test {
	int line;
	bool generic; /* for i32 and i64; else t is not used */
	uint8_t cc_first, cc_last;
	ir_ref (*pattern)(struct sample *s, enum ir_type t);
};

static uint64_t seed = 1;

static uint64_t rnd(void)
{
	seed ^= seed << 13;
	seed ^= seed >> 7;
	seed ^= seed << 17;
	return seed;
}

/* Powers of two, masks, their neighbours, small numbers, anything. */
static uint64_t awkward(void)
{
	uint64_t p = 1ull << (rnd() & 63);

	switch (rnd() % 12) {
	case 0: return p;
	case 1: return p - 1;
	case 2: return ~(p - 1);
	case 3: return -p - 1;
	case 4: return rnd() % 65;
	case 5: return -(rnd() % 9);
	case 6: return rnd() & 1 ? 0xffff : 0xff;
	case 7: return rnd() & 1 ? UINT32_MAX : 0;
	case 8: return rnd() & 0xffff;
	case 9: return (uint64_t)(int64_t)(int32_t)rnd();
	case 10: return rnd() % 16 * 8;
	default: return rnd();
	}
}

static ir_ref append(struct sample *s, struct ir_ins ins)
{
	return ir_append(s->fn, 0, ins);
}

static ir_ref op(struct sample *s, enum ir_op o, enum ir_cc cc, enum ir_type t, ir_ref a, ir_ref b)
{
	return append(s, (struct ir_ins){.op = (uint8_t)o,
				 .cc = (uint8_t)cc,
				 .type = o == IR_CMP ? IR_I32 : (uint8_t)t,
				 .a = a,
				 .b = b});
}

static ir_ref named(struct sample *s, const char *name,
	ir_ref (*make)(struct sample *, enum ir_type), enum ir_type t)
{
	for (int i = 0; i < s->n; i++)
		if (!strcmp(s->names[i].name, name))
			return s->names[i].ref;
	s->names[s->n].name = name;
	return s->names[s->n++].ref = make(s, t);
}

/* A parameter; now and then with bits that are known. */
static ir_ref make_value(struct sample *s, enum ir_type t)
{
	uint32_t index = s->fn->params.n;

	vec_push(&s->arena, &s->fn->params, (uint8_t)t);
	ir_ref p = ir_param(s->fn, index);

	if (t == IR_PTR || rnd() & 1)
		return p;
	ir_ref c = ir_const(s->fn, t, (int64_t)awkward());

	return op(s, rnd() % 4 ? IR_AND : IR_OR, IR_EQ, t, p, c);
}

static ir_ref make_constant(struct sample *s, enum ir_type t)
{
	return ir_const(s->fn, t, (int64_t)awkward());
}

static ir_ref value(struct sample *s, const char *name, enum ir_type t)
{
	return named(s, name, make_value, t);
}

static ir_ref constant(struct sample *s, const char *name, enum ir_type t)
{
	return named(s, name, make_constant, t);
}

static ir_ref number(struct sample *s, int64_t n, enum ir_type t)
{
	return ir_const(s->fn, t, n);
}

#include "ir/fold_rules_test.inc"

static uint64_t run(struct sample *s, const uint64_t *args)
{
	struct arena a = {0};
	struct interp *in = interp_new(&a, s->m, NULL);
	uint64_t result = 0;

	if (interp_call(in, s->fn, args, s->fn->params.n, &result) != INTERP_OK)
		printf("%s\n", interp_error(in));
	arena_free(&a);
	return result;
}

static void make_pattern(struct sample *s, const struct rule_test *t, enum ir_type type)
{
	*s = (struct sample){
		.cc = (enum ir_cc)(t->cc_first + rnd() % (t->cc_last - t->cc_first + 1u))};
	s->m = ir_module_new(&s->arena, NULL);
	s->fn = ir_fn_new(s->m, ir_sym_new(s->m, IR_SYM_FN, "f"), &s->arena);
	ir_block_new(s->fn, NULL);
	ir_ref r = t->pattern(s, type);

	s->fn->ret = s->fn->ins.p[r].type;
	append(s, (struct ir_ins){.op = IR_RET, .a = r});
}

/* One sample: -1 when folding changed the value, 1 when the root was rewritten, 0 otherwise. */
static int try_rule(const struct rule_test *t, enum ir_type type)
{
	struct ir_opt_opts opts = {.verify = true};
	uint64_t args[INPUTS][NAMES], want[INPUTS];
	struct sample s;
	int rewritten, wrong = 0;

	make_pattern(&s, t, type);
	for (int i = 0; i < INPUTS; i++) {
		for (int k = 0; k < NAMES; k++)
			args[i][k] = awkward();
		want[i] = run(&s, args[i]);
	}
	ir_ref root = s.fn->ins.p[s.fn->blocks.p[0]->last].a;

	ir_run_pass(s.m, s.fn, "fold", &opts);
	rewritten = s.fn->ins.p[root].op == IR_COPY;
	for (int i = 0; i < INPUTS; i++)
		wrong += run(&s, args[i]) != want[i];
	if (wrong) {
		printf("fold.rules:%d, i%u: the value changed\n", t->line, ir_type_bits(type));
		ir_print_fn(stdout, s.fn);
	}
	arena_free(&s.arena);
	return wrong ? -1 : rewritten;
}

int main(void)
{
	int failed = 0, idle = 0;

	for (size_t i = 0; i < ARRAY_LEN(rule_tests); i++)
		for (enum ir_type t = IR_I32; t <= (rule_tests[i].generic ? IR_I64 : IR_I32); t++) {
			int applied = 0, bad = 0;

			for (int k = 0; k < SAMPLES && applied < ENOUGH && !bad; k++) {
				int r = try_rule(&rule_tests[i], t);

				applied += r > 0;
				bad += r < 0;
			}
			failed += bad;
			if (!applied && !bad) {
				idle++;
				printf("fold.rules:%d never applied at i%u\n", rule_tests[i].line,
					ir_type_bits(t));
			}
		}
	printf("%zu patterns, %d wrong, %d never applied\n", ARRAY_LEN(rule_tests), failed, idle);
	return failed || idle;
}
