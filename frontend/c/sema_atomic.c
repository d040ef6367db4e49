/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The atomic builtins, GNU's __sync_* and __atomic_* and C11's: typed by the object that their
 * first argument points to, and rewritten to the few forms that builtins.def documents. Operands
 * that come through pointers become values, results that go through pointers become assignments.
 */
#include "sema_builtin.h"

enum { SEQ_CST = 5, RELEASE = 3, RELAXED = 0 };

static struct expr *order(struct builtin_call *c, uint64_t value)
{
	return expr_int(c->p, value, type_basic(c->p, TY_INT), c->loc);
}

static struct expr **list(struct builtin_call *c, uint32_t n)
{
	return arena_array(c->p->arena, struct expr *, n);
}

/* The type of the object that arguments[i] points to; TY_ERROR: diagnosed. */
static struct qtype object_type(struct builtin_call *c, bool written)
{
	struct parser *p = c->p;
	struct qtype q = c->args[0]->type, to;
	uint64_t size;
	enum diag_id id;

	if (!type_is_pointer(q)) {
		diag(p->ds, DIAG_ATOMIC_NOT_POINTER, c->loc, sema_quoted(p, q));
		return type_basic(p, TY_ERROR);
	}
	to = type_strip(type_pointee(q));
	size = type_size(&p->types, to);
	if (!type_is_integer(to) && to.t->kind != TY_PTR)
		id = DIAG_ATOMIC_POINTEE;
	else if (written && to.quals & QUAL_CONST)
		id = DIAG_ATOMIC_CONST;
	else if (size > 8)
		id = DIAG_ATOMIC_SIZE;
	else
		return sema_value_type(type_pointee(q));
	diag(p->ds, id, c->loc, sema_quoted(p, q));
	sema_range(p, c->args[0]);
	return type_basic(p, TY_ERROR);
}

static bool is_error(struct qtype q)
{
	return type_strip(q).t->kind == TY_ERROR;
}

/* Argument i as a value of the object's type. __atomic_* add bytes to pointers. */
static bool to_value(struct builtin_call *c, uint32_t i, struct qtype t)
{
	bool counts = c->row->check == BC_ATOMIC_RMW && type_is_pointer(t) &&
		      type_is_integer(c->args[i]->type);

	c->args[i] =
		counts ? sema_convert(c->p, c->args[i], t) : sema_pass(c->p, t, c->args[i], NULL);
	return !expr_is_error(c->args[i]);
}

static bool to_order(struct builtin_call *c, uint32_t i)
{
	c->args[i] = sema_pass(c->p, type_basic(c->p, TY_INT), c->args[i], NULL);
	return !expr_is_error(c->args[i]);
}

/* *args[i], read */
static struct expr *through(struct builtin_call *c, uint32_t i)
{
	return sema_rvalue(c->p, sema_deref(c->p, c->args[i], c->loc));
}

/* *args[i] = value, as a void expression */
static struct expr *store_to(struct builtin_call *c, uint32_t i, struct expr *value)
{
	struct parser *p = c->p;
	struct expr *place = sema_deref(p, c->args[i], c->loc);

	if (expr_is_error(place))
		return place;
	return sema_convert(
		p, sema_assign(p, OPR_NONE, place, value, c->loc), type_basic(p, TY_VOID));
}

static struct expr *fail(struct builtin_call *c)
{
	return expr_error(c->p, c->loc);
}

/* ---- loads and stores ---- */

static struct expr *load(struct builtin_call *c, bool into)
{
	struct qtype t;
	struct expr **args = list(c, 2), *e;

	if (!builtin_count(c, into ? 3 : 2) || !builtin_values(c, 0))
		return fail(c);
	t = object_type(c, false);
	if (is_error(t) || !to_order(c, into ? 2 : 1))
		return fail(c);
	args[0] = c->args[0];
	args[1] = c->args[into ? 2 : 1];
	e = builtin_node(c, BI_ATOMIC_LOAD, args, 2, t);
	return into ? store_to(c, 1, e) : e;
}

static struct expr *store(struct builtin_call *c, bool from, uint32_t n_args)
{
	struct qtype t;

	if (!builtin_count(c, n_args) || !builtin_values(c, 0))
		return fail(c);
	t = object_type(c, true);
	if (is_error(t))
		return fail(c);
	struct expr **args = list(c, 3);

	if (from)
		c->args[1] = through(c, 1);
	if (expr_is_error(c->args[1]) || !to_value(c, 1, t))
		return fail(c);
	if (n_args == 3 && !to_order(c, 2))
		return fail(c);
	args[0] = c->args[0];
	args[1] = c->args[1];
	args[2] = n_args == 3 ? c->args[2] : order(c, RELAXED);
	return builtin_node(c, BI_ATOMIC_STORE, args, 3, type_basic(c->p, TY_VOID));
}

/* __sync_lock_release(p): *p = 0; __atomic_clear(p, order) */
static struct expr *clear(struct builtin_call *c, bool sync)
{
	struct parser *p = c->p;
	struct qtype t;
	struct expr **args = list(c, 3);

	if (!builtin_count(c, sync ? 1 : 2) || !builtin_values(c, 0))
		return fail(c);
	if (!sync && type_is_pointer(c->args[0]->type))
		c->args[0] = sema_convert(
			p, c->args[0], type_q(type_pointer(&p->types, type_basic(p, TY_BOOL))));
	t = object_type(c, true);
	if (is_error(t) || (!sync && !to_order(c, 1)))
		return fail(c);
	args[0] = c->args[0];
	args[1] = sema_convert(p, expr_int(p, 0, type_basic(p, TY_INT), c->loc), t);
	args[2] = sync ? order(c, RELEASE) : c->args[1];
	return builtin_node(c, BI_ATOMIC_STORE, args, 3, type_basic(p, TY_VOID));
}

/* ---- read, modify, write ---- */

static struct expr *modify(struct builtin_call *c, bool sync)
{
	struct qtype t;
	struct expr **args = list(c, 3);

	if (sync && c->n > 2) /* any further arguments name what is protected, and mean nothing */
		c->n = 2;
	if (!builtin_count(c, sync ? 2 : 3) || !builtin_values(c, 0))
		return fail(c);
	t = object_type(c, true);
	if (is_error(t) || !to_value(c, 1, t) || (!sync && !to_order(c, 2)))
		return fail(c);
	args[0] = c->args[0];
	args[1] = c->args[1];
	args[2] = sync ? order(c, SEQ_CST) : c->args[2];
	return builtin_node(c, c->row->id, args, 3, t);
}

/* __atomic_exchange(p, value *, result *, order) */
static struct expr *exchange_to(struct builtin_call *c)
{
	struct qtype t;
	struct expr **args = list(c, 3);

	if (!builtin_count(c, 4) || !builtin_values(c, 0))
		return fail(c);
	t = object_type(c, true);
	c->args[1] = through(c, 1);
	if (is_error(t) || expr_is_error(c->args[1]) || !to_value(c, 1, t) || !to_order(c, 3))
		return fail(c);
	args[0] = c->args[0];
	args[1] = c->args[1];
	args[2] = c->args[3];
	return store_to(c, 2, builtin_node(c, BI_ATOMIC_EXCHANGE, args, 3, t));
}

/* __atomic_test_and_set(p, order): the byte becomes 1; was it not 0? */
static struct expr *test_and_set(struct builtin_call *c)
{
	struct parser *p = c->p;
	struct qtype byte = type_basic(p, TY_UCHAR);
	struct expr **args = list(c, 3);

	if (!builtin_count(c, 2) || !builtin_values(c, 0) || !to_order(c, 1))
		return fail(c);
	if (!type_is_pointer(c->args[0]->type)) {
		object_type(c, true);
		return fail(c);
	}
	args[0] = sema_convert(p, c->args[0], type_q(type_pointer(&p->types, byte)));
	args[1] = expr_int(p, 1, byte, c->loc);
	args[2] = c->args[1];
	return sema_convert(
		p, builtin_node(c, BI_ATOMIC_EXCHANGE, args, 3, byte), type_basic(p, TY_BOOL));
}

/* ---- compare and exchange ---- */

/* The pointer to the expected value, of the object's type. */
static bool to_expected(struct builtin_call *c, struct qtype t)
{
	struct qtype ptr = type_q(type_pointer(&c->p->types, t));

	c->args[1] = sema_pass(c->p, ptr, c->args[1], NULL);
	return !expr_is_error(c->args[1]);
}

/* (p, expected *, desired, weak, success, failure); C11 has no `weak` */
static struct expr *compare_exchange(struct builtin_call *c, bool from, bool c11)
{
	struct parser *p = c->p;
	struct qtype t;
	struct expr **args = list(c, 6);
	uint32_t orders = c11 ? 3 : 4;

	if (!builtin_count(c, orders + 2) || !builtin_values(c, 0))
		return fail(c);
	t = object_type(c, true);
	if (is_error(t) || !to_expected(c, t))
		return fail(c);
	if (from)
		c->args[2] = through(c, 2);
	if (expr_is_error(c->args[2]) || !to_value(c, 2, t) || !to_order(c, orders) ||
		!to_order(c, orders + 1))
		return fail(c);
	memcpy(args, c->args, 3 * sizeof(*args));
	args[3] = c11 ? expr_int(p, 0, type_basic(p, TY_BOOL), c->loc)
		      : sema_pass(p, type_basic(p, TY_BOOL), c->args[3], NULL);
	args[4] = c->args[orders];
	args[5] = c->args[orders + 1];
	if (expr_is_error(args[3]))
		return fail(c);
	return builtin_node(c, BI_ATOMIC_CMPXCHG, args, 6, type_basic(p, TY_BOOL));
}

static struct expr *sync_cas(struct builtin_call *c)
{
	struct qtype t;
	bool is_bool = c->row->id == BI_SYNC_BOOL_CAS;

	if (c->n > 3)
		c->n = 3;
	if (!builtin_count(c, 3) || !builtin_values(c, 0))
		return fail(c);
	t = object_type(c, true);
	if (is_error(t) || !to_value(c, 1, t) || !to_value(c, 2, t))
		return fail(c);
	return builtin_node(c, c->row->id, c->args, 3, is_bool ? type_basic(c->p, TY_BOOL) : t);
}

static struct expr *sync_fence(struct builtin_call *c)
{
	struct expr **args = list(c, 1);

	args[0] = order(c, SEQ_CST);
	return builtin_node(c, BI_ATOMIC_FENCE, args, 1, type_basic(c->p, TY_VOID));
}

struct expr *sema_atomic_call(struct builtin_call *c)
{
	switch (c->row->check) {
	case BC_ATOMIC_LOAD: return load(c, false);
	case BC_ATOMIC_LOAD_TO: return load(c, true);
	case BC_ATOMIC_STORE: return store(c, false, 3);
	case BC_ATOMIC_STORE_FROM: return store(c, true, 3);
	case BC_ATOMIC_INIT: return store(c, false, 2);
	case BC_ATOMIC_CLEAR: return clear(c, false);
	case BC_SYNC_RELEASE: return clear(c, true);
	case BC_ATOMIC_RMW: return modify(c, false);
	case BC_SYNC_RMW: return modify(c, true);
	case BC_ATOMIC_EXCHANGE_TO: return exchange_to(c);
	case BC_ATOMIC_TAS: return test_and_set(c);
	case BC_ATOMIC_CMPXCHG: return compare_exchange(c, false, false);
	case BC_ATOMIC_CMPXCHG_FROM: return compare_exchange(c, true, false);
	case BC_C11_CMPXCHG: return compare_exchange(c, false, true);
	case BC_SYNC_CAS: return sync_cas(c);
	case BC_SYNC_FENCE: return sync_fence(c);
	default: ICE("builtin '%s': no check %d", c->row->name, c->row->check);
	}
}
