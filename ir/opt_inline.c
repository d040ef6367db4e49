/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Inlining: which calls? Bottom-up over the call graph, so that a body is complete and tidy when it
 * is copied.
 *
 *   always_inline                                a promise: an error when recursion breaks it
 *   more than five arguments                     a BPF call has no room for them: always, an error
 * if not static, this is the only reference           always: the function disappears small (-O2:
 * up to inline_limit instructions) constant and slot-address arguments weigh against the size
 *   noinline, weak, naked, programs              never
 *
 * -O0 and -O1 keep the promises only; -O1 inlines the only reference, too.
 *
 * Calls through pointers: when the pointer turned out to be a function it is a call, when it is a
 * number it is a helper (what it does comes from opts->helper_effects). That can happen only after
 * the function that has the pointer as a parameter is inlined and folded, so a function is looked
 * at again as long as this makes new calls.
 */
#include "inline.h"
#include "pass.h"

#define DEFAULT_LIMIT  45    /* instructions, about clang's threshold of 225 at 5 each */
#define ARGUMENT_BONUS 6     /* instructions that a known argument is presumed to save */
#define MAX_SIZE       50000 /* functions of more instructions grow by promises only */
#define MAX_ROUNDS     8     /* of new calls through pointers */
#define MAX_REG_ARGS   5

enum state { UNSEEN, OPEN, DONE };

struct callee {
	uint32_t references; /* calls and addresses of it in functions and data */
	uint32_t size;       /* instructions, when DONE */
	uint8_t state;
};
struct frame {
	struct ir_fn *fn;
	uint32_t next; /* index of the next call to look at */
	VEC(struct ir_fn *) calls;
};
struct inliner {
	struct ir_module *m;
	const struct ir_opt_opts *opts;
	struct arena *scratch;
	struct callee *info; /* by symbol index */
	VEC(struct frame) stack;
	bool changed;
};

static struct callee *info_of(const struct inliner *in, const struct ir_fn *fn)
{
	return &in->info[fn->sym->index];
}

/* ---- calls through pointers ---- */

static void to_helper(const struct inliner *in, struct ir_ins *call, int64_t number)
{
	call->op = IR_HELPER;
	call->imm = number;
	call->a = 0;
	if (!call->effects && in->opts->helper_effects)
		call->effects = ir_effects_add(
			in->m, in->opts->helper_effects(in->opts->effects_ctx, number));
}

/* The function or number behind a constant pointer, through inttoptr. */
static bool resolve_calli(const struct inliner *in, struct ir_fn *fn, struct ir_ins *call)
{
	ir_ref p = ir_resolve(fn, call->a);
	const struct ir_ins *to = ir_get(fn, p);
	int64_t number;

	if (to->op == IR_INTTOPTR)
		to = ir_get(fn, p = ir_resolve(fn, to->a));
	if (ir_is_const(fn, p, &number)) {
		to_helper(in, call, number);
		return true;
	}
	if (to->op != IR_GADDR || to->imm || to->u.sym->kind != IR_SYM_FN)
		return false;
	call->op = IR_CALL;
	call->u.sym = to->u.sym;
	call->a = 0;
	return true;
}

static bool resolve_callis(struct inliner *in, struct ir_fn *fn)
{
	bool any = false;

	ir_for_blocks (b, fn)
		ir_for_ins (r, fn, b)
			if (ir_get(fn, r)->op == IR_CALLI)
				any |= resolve_calli(in, fn, ir_get(fn, r));
	return any;
}

/* ---- counting ---- */

static uint32_t size_of(const struct ir_fn *fn)
{
	uint32_t n = 0;

	ir_for_blocks (b, fn)
		ir_for_ins (r, fn, b) {
			const struct ir_ins *ins = ir_get(fn, r);

			n += ins->op != IR_PHI && ins->op != IR_BR;
			if (ins->op == IR_CALL || ins->op == IR_HELPER)
				n += ins->nargs;
		}
	return n;
}

static void count_symbol(struct inliner *in, const struct ir_sym *sym)
{
	if (sym->kind == IR_SYM_FN)
		in->info[sym->index].references++;
}

/* The references of a function's code: leaves count when an instruction uses them. */
static void count_references(struct inliner *in, const struct ir_fn *fn)
{
	ir_for_blocks (b, fn)
		ir_for_ins (r, fn, b) {
			struct ir_ins *ins = ir_get(fn, r);

			if (ins->op == IR_CALL)
				count_symbol(in, ins->u.sym);
			for (uint32_t i = 0, n = ir_operand_count(ins); i < n; i++) {
				const struct ir_ins *o =
					ir_get(fn, ir_resolve(fn, *ir_operand(ins, i)));

				if (o->op == IR_GADDR)
					count_symbol(in, o->u.sym);
			}
		}
}

static void count_all(struct inliner *in)
{
	vec_for (s, &in->m->syms) {
		if ((*s)->fn)
			count_references(in, (*s)->fn);
		if ((*s)->data)
			vec_for (r, &(*s)->data->relocs)
				count_symbol(in, r->sym);
	}
}

/* ---- deciding ---- */

/* Does the call give the definition what it takes? One without a prototype need not. */
static bool fits(const struct ir_fn *fn, const struct ir_fn *callee, const struct ir_ins *call)
{
	if (call->nargs != callee->params.n)
		return false;
	for (uint32_t i = 0; i < call->nargs; i++)
		if (ir_get(fn, ir_resolve(fn, call->args[i]))->type != callee->params.p[i])
			return false;
	return true;
}

/* Not recursive as far as is seen from here, and a call that fits the definition. */
static bool can_inline(const struct inliner *in, const struct ir_fn *fn, const struct ir_ins *call)
{
	const struct ir_fn *callee = call->u.sym->fn;

	return callee != fn && info_of(in, callee)->state == DONE && !callee->naked &&
	       fits(fn, callee, call);
}

static bool must_inline(const struct ir_ins *call)
{
	return call->nargs > MAX_REG_ARGS || (call->u.sym->fn && call->u.sym->fn->always_inline);
}

static uint32_t bonus(const struct ir_fn *fn, const struct ir_ins *call)
{
	uint32_t n = 2 + call->nargs; /* the call itself */

	for (uint32_t i = 0; i < call->nargs; i++) {
		uint8_t op = ir_get(fn, ir_resolve(fn, call->args[i]))->op;

		if (op == IR_CONST || op == IR_SLOT || op == IR_GADDR)
			n += ARGUMENT_BONUS;
	}
	return n;
}

static bool wants_inline(
	const struct inliner *in, const struct ir_fn *fn, const struct ir_ins *call)
{
	const struct ir_fn *callee = call->u.sym->fn;
	const struct callee *info = info_of(in, callee);
	uint32_t limit = in->opts->inline_limit ? in->opts->inline_limit : DEFAULT_LIMIT;

	if (must_inline(call))
		return true;
	if (callee->no_inline || callee->is_program || call->u.sym->linkage == IR_LINK_WEAK ||
		in->opts->level == 0 || info_of(in, fn)->size > MAX_SIZE)
		return false;
	if (call->u.sym->linkage == IR_LINK_STATIC && info->references == 1)
		return true;
	return in->opts->level > 1 && info->size <= limit + bonus(fn, call);
}

static void complain(const struct inliner *in, const struct ir_ins *call)
{
	const struct ir_sym *sym = call->u.sym;

	if (sym->fn && sym->fn->always_inline)
		diag(in->m->diags, DIAG_ALWAYS_INLINE_RECURSIVE, call->loc, sym->name);
	else
		diag(in->m->diags, DIAG_TOO_MANY_ARGUMENTS, call->loc, sym->name, call->nargs);
}

/* ---- doing ---- */

static void inline_one(struct inliner *in, struct ir_fn *fn, ir_ref call)
{
	const struct ir_fn *callee = ir_get(fn, call)->u.sym->fn;
	struct arena copying = arena_beside(fn->arena);

	ir_inline_call(fn, call, callee, &copying);
	arena_free(&copying);
	count_references(in, callee); /* there is one more copy of them */
	info_of(in, callee)->references--;
	info_of(in, fn)->size += info_of(in, callee)->size;
}

/* One sweep over the calls there are now; the last of each block first (inline.h). */
static bool inline_calls(struct inliner *in, struct ir_fn *fn)
{
	VEC(ir_ref) calls = {0};
	bool any = false;

	ir_for_blocks (b, fn)
		ir_for_ins (r, fn, b)
			if (ir_get(fn, r)->op == IR_CALL && ir_get(fn, r)->u.sym->fn)
				vec_push(in->scratch, &calls, r);
	while (calls.n) {
		ir_ref r = vec_pop(&calls);
		const struct ir_ins *call = ir_get(fn, r);

		if (!wants_inline(in, fn, call) || !can_inline(in, fn, call))
			continue;
		inline_one(in, fn, r);
		any = true;
	}
	return any;
}

/* Enough to find what pointers are called, and how large the function really is. */
static void tidy(const struct inliner *in, struct ir_fn *fn)
{
	static const char *const passes[] = {"cfg", "sroa", "fold", "sccp", "cfg", "dce"};

	ir_resolve_all(fn);
	ir_remove_unreachable(fn);
	for (size_t i = 0; i < ARRAY_LEN(passes); i++)
		ir_run_pass(in->m, fn, passes[i], in->opts);
}

static void finish(struct inliner *in, struct ir_fn *fn)
{
	struct callee *info = info_of(in, fn);
	bool resolved = resolve_callis(in, fn), any = resolved;

	info->size = size_of(fn);
	for (int round = 0; round < MAX_ROUNDS; round++) {
		bool inlined = inline_calls(in, fn);

		any |= inlined;
		if (!inlined && !resolved)
			break;
		if (inlined)
			tidy(in, fn);
		resolved = resolve_callis(in, fn);
	}
	info->size = size_of(fn);
	info->state = DONE;
	in->changed |= any;
}

/* What had to be inlined and is still a call. */
static void check_promises(const struct inliner *in, const struct ir_fn *fn)
{
	ir_for_blocks (b, fn)
		ir_for_ins (r, fn, b) {
			const struct ir_ins *ins = ir_get(fn, r);

			if (ins->op == IR_CALL && must_inline(ins))
				complain(in, ins);
		}
}

/* ---- bottom-up ---- */

static void open_fn(struct inliner *in, struct ir_fn *fn)
{
	struct frame f = {.fn = fn};

	if (info_of(in, fn)->state != UNSEEN)
		return;
	info_of(in, fn)->state = OPEN;
	ir_for_blocks (b, fn)
		ir_for_ins (r, fn, b) {
			struct ir_ins *ins = ir_get(fn, r);

			if (ins->op == IR_CALL && ins->u.sym->fn)
				vec_push(in->scratch, &f.calls, ins->u.sym->fn);
			/* a function whose address is used may turn out to be called */
			for (uint32_t i = 0, n = ir_operand_count(ins); i < n; i++) {
				const struct ir_ins *o =
					ir_get(fn, ir_resolve(fn, *ir_operand(ins, i)));

				if (o->op == IR_GADDR && o->u.sym->fn)
					vec_push(in->scratch, &f.calls, o->u.sym->fn);
			}
		}
	vec_push(in->scratch, &in->stack, f);
}

static void visit(struct inliner *in, struct ir_fn *root)
{
	open_fn(in, root);
	while (in->stack.n) {
		struct frame *f = &vec_last(&in->stack);

		if (f->next < f->calls.n) {
			open_fn(in, f->calls.p[f->next++]);
		} else {
			struct ir_fn *fn = f->fn;

			finish(in, fn);
			check_promises(in, fn);
			in->stack.n--;
		}
	}
}

bool opt_inline(struct ir_pass *p)
{
	struct inliner in = {.m = p->m, .opts = p->opts, .scratch = p->scratch};
	uint32_t n = 0;

	vec_for (s, &p->m->syms)
		(*s)->index = n++;
	in.info = arena_array(p->scratch, struct callee, n + 1);
	count_all(&in);
	for (uint32_t i = 0; i < p->m->syms.n; i++)
		if (p->m->syms.p[i]->fn)
			visit(&in, p->m->syms.p[i]->fn);
	return in.changed;
}
