/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Calls, parameters, results. Records travel as lower_abi() says. A call through a pointer variable
 * that is a constant number is a kernel helper, as libbpf declares them:
 *	static long (*bpf_xxx)(...) = (void *)N;
 */
#include "frontend/effects.h"
#include "lower.h"

/* ---- what helpers do ---- */

const struct ir_effects *frontend_helper_effects(struct frontend *fe, int64_t number)
{
	return helper_effects_new(fe->arena, number);
}

static struct ir_effects *helper_effects(struct lower *L, int64_t number)
{
	uint64_t *cached = map_put(L->arena, &L->effects, (uint64_t)number);

	if (!*cached)
		*cached = map_key(helper_effects_new(L->arena, number));
	return (struct ir_effects *)(uintptr_t)*cached;
}

/*
 * A kernel function remembers no address of the frame: what it writes there are numbers to the
 * verifier. One that returns a pointer may return an argument; an iterator's lives until it is
 * destroyed, whatever is returned.
 */
static struct ir_effects *kfunc_effects(struct lower *L, const struct decl *d)
{
	const char *section = d->attrs ? d->attrs->section : NULL;
	struct ir_effects *e;

	if (!section || strcmp(section, ".ksyms"))
		return NULL;
	if (type_is_pointer(type_strip(d->type).t->u.func.ret) &&
		strncmp(d->name->name, "bpf_iter_", 9))
		return NULL;
	e = arena_new(L->arena, struct ir_effects);
	e->reads = e->writes = UINT16_MAX;
	e->clobbers_packet = true;
	return e;
}

/* ---- signatures ---- */

static const struct type *func_type(struct qtype t)
{
	t = type_strip(t);
	if (type_is_pointer(t))
		t = type_strip(type_pointee(t));
	return t.t;
}

static void add_param(struct ir_fn *fn, enum ir_type t)
{
	vec_push(fn->arena, &fn->params, (uint8_t)t);
	vec_push(fn->arena, &fn->param_prov, PROV_UNKNOWN);
}

static enum ir_type ret_type(struct lower *L, struct qtype t)
{
	switch (lower_abi(L, t, true)) {
	case ABI_SCALAR: return lower_type(L, t);
	case ABI_ONE: return IR_I64;
	default: return IR_VOID;
	}
}

void lower_signature(struct lower *L, struct ir_fn *fn, struct qtype type)
{
	const struct type *t = func_type(type);

	fn->ret = (uint8_t)ret_type(L, t->u.func.ret);
	if (lower_abi(L, t->u.func.ret, true) == ABI_PTR)
		add_param(fn, IR_PTR);
	for (uint32_t i = 0; i < t->u.func.n; i++) {
		struct qtype p = t->u.func.params[i].type;
		enum abi_kind abi = lower_abi(L, p, false);

		if (abi == ABI_NONE)
			continue;
		if (abi == ABI_SCALAR)
			add_param(fn, lower_type(L, p));
		else
			add_param(fn, abi == ABI_PTR ? IR_PTR : IR_I64);
		if (abi == ABI_TWO)
			add_param(fn, IR_I64);
	}
	if (fn->is_program && fn->params.n && fn->params.p[0] == IR_PTR)
		fn->param_prov.p[0] = PROV_CTX;
}

/* ---- records in registers ---- */

static struct ir_access chunk_access(uint64_t size, uint32_t align)
{
	return (struct ir_access){
		.type = IR_I64, .width = (uint8_t)size, .align = (uint8_t)min_u64(align, size)};
}

/* Sizes that are no power of two go through memory of whole registers. */
static ir_ref whole_registers(struct lower *L, ir_ref p, uint64_t size, uint32_t align)
{
	ir_ref tmp = lower_temp(L, align_up(size, 8), 8, NULL, B(L)->loc);

	ir_emit_memcpy(B(L), tmp, p, size, align);
	return tmp;
}

static ir_ref load_chunk(struct lower *L, ir_ref p, int64_t off, uint64_t size, uint32_t align)
{
	return ir_emit_load(B(L), p, off, chunk_access(size, align));
}

static bool in_registers(uint64_t size)
{
	uint64_t last = size % 8 ? size % 8 : 8;

	return is_pow2(last);
}

/* The record at p as one or two i64. */
static struct value pack(struct lower *L, ir_ref p, struct qtype t)
{
	uint64_t size = type_size(L->ts, t);
	uint32_t align = type_align(L->ts, t);

	if (!in_registers(size)) {
		p = whole_registers(L, p, size, align);
		size = align_up(size, 8);
		align = 8;
	}
	if (size <= 8)
		return value_of(load_chunk(L, p, 0, size, align));
	return (struct value){load_chunk(L, p, 0, 8, align), load_chunk(L, p, 8, size - 8, align)};
}

/* The opposite: into new memory, whose address is returned. */
static ir_ref unpack(struct lower *L, struct value v, struct qtype t)
{
	uint64_t size = type_size(L->ts, t);
	ir_ref p;

	if (!in_registers(size))
		size = align_up(size, 8);
	p = lower_temp(L, size, 8, NULL, B(L)->loc);
	ir_emit_store(B(L), p, 0, v.r, chunk_access(min_u64(size, 8), 8));
	if (size > 8)
		ir_emit_store(B(L), p, 8, v.hi, chunk_access(size - 8, 8));
	return p;
}

static ir_ref copy_of(struct lower *L, ir_ref p, struct qtype t)
{
	uint64_t size = type_size(L->ts, t);
	uint32_t align = type_align(L->ts, t);
	ir_ref tmp = lower_temp(L, size, align, NULL, B(L)->loc);

	ir_emit_memcpy(B(L), tmp, p, size, align > 8 ? 8 : align);
	return tmp;
}

/* ---- parameters ---- */

static struct value take_param(struct lower *L, struct qtype t, uint32_t *index)
{
	enum abi_kind abi = lower_abi(L, t, false);
	struct value v = {0};

	if (abi == ABI_NONE)
		return lower_undef(L, t);
	v.r = ir_param(FN(L), (*index)++);
	if (abi == ABI_TWO)
		v.hi = ir_param(FN(L), (*index)++);
	if ((abi == ABI_ONE || abi == ABI_TWO) && !lower_is_128(t))
		return value_of(unpack(L, v, t));
	return v;
}

void lower_params(struct lower *L, struct decl *d)
{
	const struct type *t = func_type(d->type);
	uint32_t index = 0;

	if (lower_abi(L, t->u.func.ret, true) == ABI_PTR)
		L->f->ret_ptr = ir_param(FN(L), index++);
	for (uint32_t i = 0; i < d->u.func.n_params; i++) {
		struct decl *param = d->u.func.params[i];
		struct value v = take_param(L, param->type, &index);
		struct local *l;
		struct place p;

		if (type_is_record(param->type)) { /* memory of its own already */
			l = arena_new(L->scratch, struct local);
			*l = (struct local){.kind = LOCAL_MEM,
				.addr = v.r,
				.align = type_align(L->ts, param->type),
				.reg = -1};
			param->lowered = l;
			continue;
		}
		if (d->u.func.old_style && type_is_integer(param->type) &&
			type_size(L->ts, param->type) < 4)
			v = lower_convert(L, v, type_q(L->ts->basic[TY_INT]), param->type);
		lower_local(L, param);
		p = lower_decl_place(L, param);
		lower_store(L, &p, param->type, v);
	}
}

void lower_return(struct lower *L, struct expr *e, src_loc loc)
{
	enum abi_kind abi = lower_abi(L, L->f->ret, true);
	struct value v = {0};

	if (e && type_is_void(e->type)) { /* return f(); in a void function */
		lower_effect(L, e);
		e = NULL;
	}
	if (e)
		v = lower_expr(L, e);
	else if (abi == ABI_SCALAR || abi == ABI_ONE)
		v = value_of(ir_const(FN(L), (enum ir_type)FN(L)->ret, 0));
	B(L)->loc = loc;
	if (e && abi == ABI_PTR) {
		struct place p = lower_place_at(L->f->ret_ptr, type_align(L->ts, L->f->ret));

		lower_store(L, &p, L->f->ret, v);
	} else if (e && abi == ABI_ONE) {
		v = pack(L, v.r, L->f->ret);
	}
	lower_cleanups(L, NULL);
	B(L)->loc = loc;
	ir_emit_ret(B(L), abi == ABI_SCALAR || abi == ABI_ONE ? v.r : 0);
}

/* ---- calls ---- */

struct args {
	VEC(ir_ref) v;
};

static void add_arg(struct lower *L, struct args *out, struct value v, struct qtype t)
{
	enum abi_kind abi = lower_abi(L, t, false);

	if (abi == ABI_NONE)
		return;
	if ((abi == ABI_ONE || abi == ABI_TWO) && !lower_is_128(t))
		v = pack(L, v.r, t);
	else if (abi == ABI_PTR)
		v.r = copy_of(L, v.r, t);
	vec_push(L->scratch, &out->v, v.r);
	if (abi == ABI_TWO)
		vec_push(L->scratch, &out->v, v.hi);
}

struct callee {
	struct decl *fn; /* direct */
	int64_t helper;  /* not 0: this helper */
	ir_ref pointer;  /* otherwise */
};

/* A function pointer that is never assigned after its initialisation to a number. */
static int64_t helper_number(struct lower *L, struct expr *e)
{
	int64_t n;

	while (e->kind == EX_CAST && e->u.cast.kind == CAST_NONE)
		e = e->u.cast.a;
	if (e->kind == EX_CAST && e->u.cast.kind == CAST_LVALUE && e->u.cast.a->kind == EX_DECL) {
		struct decl *d = e->u.cast.a->u.decl->canonical;

		if (d->kind != DECL_VAR || !d->is_global || !d->u.var.init ||
			d->u.var.init->items.n != 1)
			return 0;
		if (!(type_strip(d->type).quals & QUAL_CONST) && (!d->is_static || d->assigned))
			return 0;
		e = d->u.var.init->items.p[0].value;
	}
	return lower_constant(L, e, &n) ? n : 0;
}

/* ---- records of ring buffers and perf buffers ---- */

/* enum bpf_func_id */
enum {
	PERF_EVENT_OUTPUT = 25,
	SKB_OUTPUT = 111,
	XDP_OUTPUT = 121,
	RINGBUF_OUTPUT = 130,
	RINGBUF_RESERVE = 131
};

static void note_record(struct lower *L, struct qtype pointer)
{
	struct qtype to;

	if (!type_is_pointer(pointer))
		return;
	to = type_pointee(pointer);
	if (type_is_record(type_strip(to)) && type_size(L->ts, to))
		vec_push(L->fe->arena, &L->fe->records, to);
}

/* The argument that is the record, as it was before it became a void *. */
static void note_output(struct lower *L, const struct expr *call, int64_t helper)
{
	bool ring = helper == RINGBUF_OUTPUT;
	uint32_t index = ring ? 1 : 3;
	const struct expr *e;

	if ((!ring && helper != PERF_EVENT_OUTPUT && helper != SKB_OUTPUT &&
		    helper != XDP_OUTPUT) ||
		index >= call->u.call.n)
		return;
	e = call->u.call.args[index];
	while (e->kind == EX_CAST && e->u.cast.kind == CAST_NONE && e->implicit)
		e = e->u.cast.a;
	note_record(L, e->type);
}

void lower_note_reserved(struct lower *L, const struct expr *cast)
{
	const struct expr *call = cast->u.cast.a;

	while (call->kind == EX_CAST && call->u.cast.kind == CAST_NONE)
		call = call->u.cast.a;
	if (call->kind == EX_CALL && helper_number(L, call->u.call.fn) == RINGBUF_RESERVE)
		note_record(L, cast->type);
}

static struct callee find_callee(struct lower *L, struct expr *e)
{
	struct callee c = {0};
	struct expr *fn = e;

	while (fn->kind == EX_CAST && fn->u.cast.kind == CAST_NONE)
		fn = fn->u.cast.a;
	/* (*f)(), (&f)() and f() are the same. */
	while ((fn->kind == EX_CAST && fn->u.cast.kind == CAST_FUNC) || fn->kind == EX_ADDR) {
		fn = fn->kind == EX_CAST ? fn->u.cast.a : fn->u.a;
		while (fn->kind == EX_DEREF)
			fn = fn->u.a;
	}
	if (fn->kind == EX_DECL && fn->u.decl->kind == DECL_FUNC) {
		c.fn = fn->u.decl->canonical;
		return c;
	}
	c.helper = helper_number(L, fn);
	if (!c.helper)
		c.pointer = lower_scalar(L, fn);
	return c;
}

/* asm("llvm.bpf.load.byte") and its like: the packet loads of classic BPF. To C they are functions
 * that only read: a call whose value is not used need not be made, and so LLVM has it. */
static ir_ref legacy_load(struct lower *L, const struct decl *d, const struct args *args)
{
	static const char prefix[] = "llvm.bpf.load.";
	const char *name = d->attrs ? d->attrs->asm_name : NULL;
	struct ir_ins ins = {.type = IR_I32, .flags = INSF_OPTIONAL};
	int64_t off;

	if (!name || strncmp(name, prefix, sizeof(prefix) - 1) || args->v.n != 2)
		return 0;
	name += sizeof(prefix) - 1;
	ins.width = !strcmp(name, "byte") ? 1 : !strcmp(name, "half") ? 2 : 4;
	ins.a = args->v.p[0];
	if (ir_is_const(FN(L), args->v.p[1], &off)) {
		ins.op = IR_LDABS;
		ins.imm = off;
	} else {
		ins.op = IR_LDIND;
		ins.b = ir_emit_convert(B(L), IR_I64, args->v.p[1], false);
	}
	return ir_emit_convert(B(L), IR_I64, ir_emit(B(L), ins), false);
}

static void mark_call(struct lower *L, ir_ref call, const struct callee *c)
{
	const struct attrs *a = c->fn ? c->fn->attrs : NULL;

	if (c->helper == 12)
		ir_get(FN(L), call)->flags |= INSF_TAIL;
	if (a && a->noreturn) {
		ir_get(FN(L), call)->flags |= INSF_NORETURN;
		ir_emit_unreachable(B(L));
	}
}

static ir_ref emit(struct lower *L, struct callee *c, enum ir_type ret, const struct args *args)
{
	ir_ref r;

	if (c->fn)
		r = ir_emit_call(B(L), lower_sym(L, c->fn), ret, args->v.p, args->v.n,
			kfunc_effects(L, c->fn));
	else if (c->helper)
		r = ir_emit_helper(
			B(L), c->helper, ret, args->v.p, args->v.n, helper_effects(L, c->helper));
	else
		r = ir_emit_calli(B(L), c->pointer, ret, args->v.p, args->v.n, NULL);
	mark_call(L, r, c);
	return r;
}

/* What comes from outside is not extended to 32 bits by our rules. */
static struct value narrow(struct lower *L, const struct callee *c, ir_ref r, struct qtype t)
{
	if (c->fn && c->fn->u.func.body)
		return value_of(r);
	if (type_is_integer(t) && type_size(L->ts, t) < 4)
		r = ir_emit_extend(B(L), r, type_bits(L->ts, t), type_is_signed(t));
	return value_of(r);
}

/* Variable arguments of a function defined here are evaluated, but never read: there is no
 * va_start. */
static uint32_t args_taken(const struct callee *c, const struct expr *e)
{
	const struct type *t = c->fn ? type_strip(c->fn->type).t : NULL;

	return t && t->u.func.variadic && c->fn->u.func.body ? t->u.func.n : e->u.call.n;
}

struct value lower_call(struct lower *L, struct expr *e)
{
	struct callee c = find_callee(L, e->u.call.fn);
	enum abi_kind abi = lower_abi(L, e->type, true);
	struct args args = {0};
	struct value result = {0};
	uint32_t taken = args_taken(&c, e);
	ir_ref r;

	if (abi == ABI_PTR) {
		result.r = lower_temp(
			L, type_size(L->ts, e->type), type_align(L->ts, e->type), NULL, e->loc);
		vec_push(L->scratch, &args.v, result.r);
	}
	for (uint32_t i = 0; i < e->u.call.n; i++) {
		struct expr *a = e->u.call.args[i];
		struct value v = lower_expr(L, a);

		B(L)->loc = e->loc;
		if (i < taken)
			add_arg(L, &args, v, a->type);
	}
	note_output(L, e, c.helper);
	B(L)->loc = e->loc;
	if (c.fn && (r = legacy_load(L, c.fn, &args)))
		return value_of(ir_emit_convert(B(L), lower_type(L, e->type), r, false));
	r = emit(L, &c, ret_type(L, e->type), &args);
	if (abi == ABI_SCALAR)
		return narrow(L, &c, r, e->type);
	if (abi == ABI_ONE)
		return value_of(unpack(L, value_of(r), e->type));
	if (abi == ABI_PTR && lower_is_128(e->type)) {
		struct place p = lower_place_at(result.r, 8);

		return lower_load(L, &p, e->type);
	}
	return abi == ABI_NONE && !type_is_void(e->type) ? lower_undef(L, e->type) : result;
}
