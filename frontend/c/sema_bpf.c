/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What BPF asks of a function's definition beyond C. Functions that are never called, as headers
 * have them, are left alone.
 */
#include "decl.h"

void sema_bpf_check(struct parser *p, const struct decl *d)
{
	const struct type *t = type_strip(d->type).t;

	if (d->is_static && !d->referenced)
		return;
	if (t->u.func.variadic)
		diag(p->ds, DIAG_VARIADIC_DEFINITION, d->loc);
}
