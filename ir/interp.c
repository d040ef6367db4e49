/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A walk over the instructions, one C switch for those that eval.c does not know. A call is a C
 * call (CALLS_MAX deep); its values live in an arena of its own, its slots are regions that are
 * dropped when it returns.
 */
#include <inttypes.h>
#include <stdarg.h>

#include "eval.h"
#include "interp.h"
#include "interp_mem.h"

enum { CALLS_MAX = 128, PHIS_AT_ONCE = 64 };
static const uint64_t default_steps = 100000000;

const char *const interp_status_names[] = {"ok", "fault", "trap", "step limit", "unsupported"};

struct interp {
	struct ir_module *module;
	struct interp_host host;
	struct interp_mem mem;
	uint64_t *symbols; /* by index: address */
	uint64_t steps;
	uint32_t calls;
	enum interp_status status;
	char error[256];
};

/* One active call. */
struct frame {
	struct interp *in;
	const struct ir_fn *fn;
	const uint64_t *args;
	uint32_t n_args;
	uint64_t *values; /* by ref */
	uint64_t *slots;  /* by slot: address */
	struct arena arena;
	ir_bid block;
	uint64_t result;
	bool done;
};

/* The first failure is the one that is reported. */
static bool fail(struct frame *f, ir_ref r, enum interp_status status, const char *fmt, ...)
	PRINTF(4, 5);
static bool fail(struct frame *f, ir_ref r, enum interp_status status, const char *fmt, ...)
{
	struct interp *in = f->in;
	va_list ap;
	int n;

	if (in->status != INTERP_OK)
		return false;
	in->status = status;
	n = snprintf(in->error, sizeof(in->error),
		"%s: %%%u %s: ", f->fn->sym ? f->fn->sym->name : "?", r,
		ir_ops[f->fn->ins.p[r].op].text);
	va_start(ap, fmt);
	vsnprintf(in->error + n, sizeof(in->error) - (size_t)n, fmt, ap);
	va_end(ap);
	return false;
}

/* ---- values ---- */

static uint64_t value(struct frame *f, ir_ref r)
{
	const struct ir_ins *x = &f->fn->ins.p[r];

	switch (x->op) {
	case IR_CONST: return (uint64_t)x->imm;
	case IR_UNDEF: return 0;
	case IR_PARAM:
		return x->imm < f->n_args ? ir_canon((enum ir_type)x->type, f->args[x->imm]) : 0;
	case IR_SLOT: return f->slots[x->imm];
	case IR_GADDR: return f->in->symbols[x->u.sym->index] + (uint64_t)x->imm;
	case IR_CORE:
		return ir_canon(
			(enum ir_type)x->type, (uint64_t)f->in->module->core.p[x->imm].value);
	case IR_COPY: return value(f, ir_resolve(f->fn, r));
	default: return f->values[r];
	}
}

static enum ir_type type_of(const struct frame *f, ir_ref r)
{
	return (enum ir_type)f->fn->ins.p[r].type;
}

static void set(struct frame *f, ir_ref r, uint64_t v)
{
	f->values[r] = ir_canon(type_of(f, r), v);
}

/* ---- memory ---- */

static uint8_t *memory(struct frame *f, ir_ref r, uint64_t address, uint64_t size, bool write)
{
	uint8_t *p = interp_mem_at(&f->in->mem, address, size, write);
	struct interp_mem_region *near = p ? NULL : interp_mem_find(&f->in->mem, address);

	if (!p)
		fail(f, r, INTERP_FAULT, "%s of %" PRIu64 " bytes at %s%s%" PRIu64,
			write ? "write" : "read", size,
			near && near->name ? near->name : "address ",
			near && near->name ? " + " : "",
			near && near->name ? address - near->base : address);
	return p;
}

static bool do_load(struct frame *f, ir_ref r, const struct ir_ins *x)
{
	uint8_t *p = memory(f, r, value(f, x->a) + (uint64_t)x->imm, x->width, false);
	uint64_t v;

	if (!p)
		return false;
	v = interp_mem_load(&f->in->mem, p, x->width);
	set(f, r, x->flags & INSF_SIGNED ? (uint64_t)sign_extend(v, x->width * 8u) : v);
	return true;
}

static bool do_store(struct frame *f, ir_ref r, const struct ir_ins *x)
{
	uint8_t *p = memory(f, r, value(f, x->a) + (uint64_t)x->imm, x->width, true);

	if (p)
		interp_mem_store(&f->in->mem, p, x->width, value(f, x->b));
	return p != NULL;
}

/* memcpy, memmove, memset, memcmp */
static bool do_mem(struct frame *f, ir_ref r, const struct ir_ins *x)
{
	uint64_t size = value(f, x->args[2]);
	uint8_t *a, *b = NULL;

	if (!size) {
		set(f, r, 0);
		return true;
	}
	a = memory(f, r, value(f, x->args[0]), size, x->op != IR_MEMCMP);
	if (x->op != IR_MEMSET)
		b = memory(f, r, value(f, x->args[1]), size, false);
	if (!a || (!b && x->op != IR_MEMSET))
		return false;
	if (x->op == IR_MEMSET) {
		memset(a, (int)value(f, x->args[1]), size);
	} else if (x->op == IR_MEMCMP) {
		int c = memcmp(a, b, size);

		set(f, r, (uint64_t)(int64_t)((c > 0) - (c < 0)));
	} else {
		if (x->op == IR_MEMCPY && a != b && a < b + size && b < a + size)
			return fail(f, r, INTERP_FAULT, "the operands overlap");
		memmove(a, b, size);
	}
	return true;
}

static uint64_t atomic_new(const struct ir_ins *x, uint64_t old, uint64_t v)
{
	switch (x->cc) {
	case IR_ATOMIC_ADD: return old + v;
	case IR_ATOMIC_AND: return old & v;
	case IR_ATOMIC_OR: return old | v;
	case IR_ATOMIC_XOR: return old ^ v;
	default: return v;
	}
}

static bool do_atomic(struct frame *f, ir_ref r, const struct ir_ins *x)
{
	bool loads = x->cc == IR_ATOMIC_LOAD_ACQUIRE;
	uint8_t *p = memory(f, r, value(f, x->args[0]) + (uint64_t)x->imm, x->width, !loads);
	uint64_t old, v = x->nargs > 1 ? value(f, x->args[1]) : 0;

	if (!p)
		return false;
	old = interp_mem_load(&f->in->mem, p, x->width);
	if (x->cc == IR_ATOMIC_CMPXCHG) {
		if (old == (v & low_mask(x->width * 8u)))
			interp_mem_store(&f->in->mem, p, x->width, value(f, x->args[2]));
	} else if (!loads) {
		interp_mem_store(&f->in->mem, p, x->width, atomic_new(x, old, v));
	}
	set(f, r, old);
	return true;
}

static bool do_packet_load(struct frame *f, ir_ref r, const struct ir_ins *x)
{
	uint64_t at = (uint64_t)x->imm + (x->op == IR_LDIND ? value(f, x->b) : 0), v = 0;
	uint8_t bytes[8];

	if (!f->in->host.packet)
		return fail(f, r, INTERP_UNSUPPORTED, "there is no packet");
	if (!f->in->host.packet(f->in->host.ctx, (uint32_t)at, bytes, x->width)) {
		f->done = true; /* the program ends and returns 0 */
		f->result = 0;
		return true;
	}
	for (uint32_t i = 0; i < x->width; i++) /* network order */
		v = v << 8 | bytes[i];
	set(f, r, v);
	return true;
}

/* ---- calls ---- */

static bool do_call(struct frame *f, ir_ref r, const struct ir_ins *x)
{
	struct interp *in = f->in;
	uint64_t *args = arena_array(&f->arena, uint64_t, x->nargs), result = 0;
	uint64_t target = x->op == IR_CALLI ? value(f, x->a) : (uint64_t)x->imm;
	const struct ir_fn *fn = x->op == IR_CALL ? x->u.sym->fn : NULL;
	enum interp_status status;

	for (uint32_t i = 0; i < x->nargs; i++)
		args[i] = value(f, x->args[i]);
	if (x->op == IR_CALLI)
		fn = interp_fn_at(in, target);
	if (fn) {
		status = interp_call(in, fn, args, x->nargs, &result);
		if (status != INTERP_OK)
			return false;
	} else if (x->op == IR_CALL) {
		if (!in->host.external ||
			!in->host.external(in, in->host.ctx, x->u.sym, args, x->nargs, &result))
			return fail(f, r, INTERP_UNSUPPORTED, "%s has no body", x->u.sym->name);
	} else if (!in->host.helper ||
		   !in->host.helper(in, in->host.ctx, (int64_t)target, args, x->nargs, &result)) {
		return fail(f, r, INTERP_UNSUPPORTED, "no helper %" PRIu64, target);
	}
	set(f, r, result);
	return in->status == INTERP_OK;
}

/* Output k of an asm without instructions: the input that is tied to it. */
static uint64_t asm_output(struct frame *f, const struct ir_ins *x, uint32_t k)
{
	uint32_t input = 0;

	vec_for (o, &x->u.assembly->operands) {
		if (o->output)
			continue;
		if (o->tied == (int)k)
			return value(f, x->args[input]);
		input++;
	}
	return 0;
}

static bool do_asm(struct frame *f, ir_ref r, const struct ir_ins *x)
{
	if (x->u.assembly->text[strspn(x->u.assembly->text, " \t\n;")])
		return fail(f, r, INTERP_UNSUPPORTED, "assembly '%s'", x->u.assembly->text);
	if (x->type != IR_VOID)
		set(f, r, asm_output(f, x, 0));
	return true;
}

/* ---- control flow ---- */

/* The phis of `to` take their values at once. */
static void enter(struct frame *f, ir_bid to)
{
	uint64_t few[PHIS_AT_ONCE], *next = few;
	const struct ir_fn *fn = f->fn;
	uint32_t n = 0, edge = 0;

	ir_for_phis (r, fn, to)
		n++;
	if (n)
		edge = ir_pred_index(fn, to, f->block);
	if (n > PHIS_AT_ONCE)
		next = arena_array(&f->arena, uint64_t, n);
	n = 0;
	ir_for_phis (r, fn, to)
		next[n++] = value(f, fn->ins.p[r].args[edge]);
	n = 0;
	ir_for_phis (r, fn, to)
		set(f, r, next[n++]);
	f->block = to;
}

static ir_bid switch_target(struct frame *f, const struct ir_ins *x)
{
	uint64_t v = value(f, x->a);

	for (uint32_t i = 0; i < x->u.sw->n; i++)
		if (x->u.sw->cases[i].lo <= v && v <= x->u.sw->cases[i].hi)
			return x->u.sw->cases[i].to;
	return x->u.sw->other;
}

static bool do_term(struct frame *f, ir_ref r, const struct ir_ins *x)
{
	switch (x->op) {
	case IR_BR: enter(f, x->u.br.then); return true;
	case IR_CBR: enter(f, value(f, x->a) ? x->u.br.then : x->u.br.other); return true;
	case IR_SWITCH: enter(f, switch_target(f, x)); return true;
	case IR_RET:
		f->result = x->a ? value(f, x->a) : 0;
		f->done = true;
		return true;
	case IR_TRAP: return fail(f, r, INTERP_TRAP, "reached");
	case IR_ASM:
		if (!do_asm(f, r, x))
			return false;
		enter(f, x->u.assembly->then);
		return true;
	default: return fail(f, r, INTERP_FAULT, "reached");
	}
}

/* ---- the walk ---- */

static bool do_pure(struct frame *f, ir_ref r, const struct ir_ins *x)
{
	uint64_t v;

	if (x->op == IR_AS_KERN || x->op == IR_AS_USER) /* one view of memory here */
		v = value(f, x->a);
	else if (!ir_eval((enum ir_op)x->op, (enum ir_cc)x->cc, type_of(f, x->a), value(f, x->a),
			 x->b ? value(f, x->b) : 0, &v))
		return fail(f, r, INTERP_UNSUPPORTED, "not known here");
	set(f, r, v);
	return true;
}

static bool step(struct frame *f, ir_ref r)
{
	const struct ir_ins *x = &f->fn->ins.p[r];

	if (f->in->steps++ >= f->in->host.max_steps)
		return fail(f, r, INTERP_STEPS, "%" PRIu64 " steps", f->in->host.max_steps);
	if (ir_is_term(x))
		return do_term(f, r, x);
	switch (x->op) {
	case IR_PHI: return true;
	case IR_LOAD: return do_load(f, r, x);
	case IR_STORE: return do_store(f, r, x);
	case IR_MEMCPY:
	case IR_MEMMOVE:
	case IR_MEMSET:
	case IR_MEMCMP: return do_mem(f, r, x);
	case IR_ATOMIC: return do_atomic(f, r, x);
	case IR_CALL:
	case IR_HELPER:
	case IR_CALLI: return do_call(f, r, x);
	case IR_ASM: return do_asm(f, r, x);
	case IR_ASM_OUT:
		set(f, r, asm_output(f, &f->fn->ins.p[x->a], (uint32_t)x->imm));
		return true;
	case IR_LDABS:
	case IR_LDIND: return do_packet_load(f, r, x);
	case IR_IS_CONST: set(f, r, f->fn->ins.p[x->a].op == IR_CONST); return true;
	default: return do_pure(f, r, x);
	}
}

static void run(struct frame *f)
{
	while (!f->done) {
		ir_bid b = f->block;

		ir_for_ins (r, f->fn, b) {
			if (!step(f, r))
				return;
			if (f->done)
				break;
		}
	}
}

static bool make_slots(struct frame *f)
{
	for (uint32_t i = 0; i < f->fn->slots.n; i++) {
		const struct ir_slot *s = &f->fn->slots.p[i];
		struct interp_mem_region region = {
			.size = s->size, .name = s->name, .writable = true};

		if (s->removed)
			continue;
		region.bytes = arena_alloc(&f->arena, s->size);
		f->slots[i] = interp_mem_add(&f->in->mem, region);
		if (!f->slots[i])
			return fail(f, 0, INTERP_FAULT, "out of addresses");
	}
	return true;
}

enum interp_status interp_call(struct interp *in, const struct ir_fn *fn, const uint64_t *args,
	uint32_t n, uint64_t *result)
{
	struct frame f = {.in = in, .fn = fn, .args = args, .n_args = n};
	uint32_t regions = in->mem.regions.n;

	if (!in->calls)
		in->status = INTERP_OK;
	if (in->calls++ >= CALLS_MAX) {
		fail(&f, 0, INTERP_STEPS, "%d calls deep", CALLS_MAX);
	} else {
		f.values = arena_array(&f.arena, uint64_t, fn->ins.n);
		f.slots = arena_array(&f.arena, uint64_t, fn->slots.n);
		if (make_slots(&f))
			run(&f);
		interp_mem_drop(&in->mem, regions);
	}
	in->calls--;
	if (result)
		*result = fn->ret == IR_VOID ? 0 : ir_canon((enum ir_type)fn->ret, f.result);
	arena_free(&f.arena);
	return in->status;
}

/* ---- making ---- */

/* First all addresses, then the bytes, since data refer to one another. */
static void place_symbols(struct interp *in)
{
	vec_for (s, &in->module->syms) {
		struct ir_data *d = (*s)->data;
		struct interp_mem_region r = {.sym = *s, .name = (*s)->name};

		if (d) {
			r.size = d->size;
			r.writable = !d->is_const;
			r.bytes = arena_alloc(in->mem.arena, d->size);
			if (d->bytes)
				memcpy(r.bytes, d->bytes, d->size);
		}
		in->symbols[(*s)->index] = interp_mem_add(&in->mem, r);
	}
	vec_for (r, &in->mem.regions) {
		if (!r->sym || !r->sym->data)
			continue;
		vec_for (rel, &r->sym->data->relocs)
			interp_mem_store(&in->mem, r->bytes + rel->offset, rel->width,
				in->symbols[rel->sym->index] + (uint64_t)rel->addend);
	}
}

struct interp *interp_new(struct arena *a, struct ir_module *m, const struct interp_host *host)
{
	struct interp *in = arena_new(a, struct interp);

	in->module = m;
	in->mem.arena = a;
	in->mem.big_endian = m->big_endian;
	if (host)
		in->host = *host;
	if (!in->host.max_steps)
		in->host.max_steps = default_steps;
	in->symbols = arena_array(a, uint64_t, m->syms.n);
	place_symbols(in);
	return in;
}

uint64_t interp_region(
	struct interp *in, const char *name, void *bytes, uint64_t size, bool writable)
{
	return interp_mem_add(&in->mem,
		(struct interp_mem_region){
			.bytes = bytes, .size = size, .name = name, .writable = writable});
}

uint8_t *interp_at(struct interp *in, uint64_t address, uint64_t size, bool write)
{
	return interp_mem_at(&in->mem, address, size, write);
}

struct ir_fn *interp_fn_at(struct interp *in, uint64_t address)
{
	const struct interp_mem_region *r = interp_mem_find(&in->mem, address);

	return r && r->sym && r->base == address ? r->sym->fn : NULL;
}

uint64_t interp_sym_address(struct interp *in, const struct ir_sym *sym)
{
	return in->symbols[sym->index];
}

const char *interp_error(const struct interp *in)
{
	return in->error;
}
uint64_t interp_steps(const struct interp *in)
{
	return in->steps;
}

enum interp_status interp_program(struct ir_module *m, const char *name, uint64_t *result)
{
	enum { CTX_SIZE = 1024 };
	struct ir_sym *s = ir_sym_find(m, name);
	struct arena a = {0};
	enum interp_status status;

	if (!s || !s->fn)
		return INTERP_UNSUPPORTED;
	struct interp *in = interp_new(&a, m, NULL);
	uint64_t args[1] = {
		interp_region(in, "context", arena_alloc(&a, CTX_SIZE), CTX_SIZE, true)};

	status = interp_call(in, s->fn, args, 1, result);
	arena_free(&a);
	return status;
}
