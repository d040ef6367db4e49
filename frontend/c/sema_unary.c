/* SPDX-License-Identifier: BSD-2-Clause */
/* Unary operators on values (C11 6.5.3.3). `*`, `&`: sema_access.c; `++`, `--`: sema_assign.c. */
#include "sema.h"

static struct expr *wrong_type(struct parser *p, struct expr *e, src_loc loc)
{
	diag(p->ds, DIAG_UNARY_TYPE, loc, sema_quoted(p, e->type));
	sema_range(p, e);
	return expr_error(p, loc);
}

static struct expr *node(
	struct parser *p, enum expr_op op, struct expr *e, struct qtype type, src_loc loc)
{
	struct expr *u = expr_unary(p, EX_UNARY, e, type, loc);

	u->op = (uint8_t)op;
	return u;
}

/* -1.5 and !0.5 */
static struct expr *float_op(struct parser *p, enum expr_op op, struct expr *e, src_loc loc)
{
	return sema_fold_float(
		p, node(p, op, e, op == OPR_LNOT ? type_basic(p, TY_INT) : e->type, loc));
}

struct expr *sema_unary(struct parser *p, enum expr_op op, struct expr *e, src_loc loc)
{
	e = sema_rvalue(p, e);
	if (expr_is_error(e))
		return expr_error(p, loc);
	if (op == OPR_LNOT) {
		if (!type_is_scalar(e->type))
			return wrong_type(p, e, loc);
		if (type_is_float(e->type))
			return float_op(p, op, e, loc);
		return sema_fold_int(p, node(p, op, e, type_basic(p, TY_INT), loc));
	}
	if (!type_is_arith(e->type) || (op == OPR_NOT && type_is_float(e->type)))
		return wrong_type(p, e, loc);
	if (type_is_float(e->type))
		return float_op(p, op, e, loc);
	e = sema_promote(p, e);
	return sema_fold_int(p, node(p, op, e, e->type, loc));
}
