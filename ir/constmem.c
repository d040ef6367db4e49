/* SPDX-License-Identifier: BSD-2-Clause */
/* Loads from constant data (constmem.h). */
#include "constmem.h"
#include "alias.h"

bool ir_is_const_data(const struct ir_sym *sym)
{
	return sym->kind == IR_SYM_DATA && sym->data && sym->data->is_const &&
	       !sym->data->is_volatile && sym->linkage != IR_LINK_WEAK;
}

/* Little or big endian number in the initialiser, which is the target's bytes. */
static uint64_t read_bytes(
	const struct ir_fn *fn, const struct ir_data *d, uint64_t off, unsigned width)
{
	uint64_t v = 0;

	for (unsigned i = 0; d->bytes && i < width; i++) {
		unsigned at = fn->module->big_endian ? width - 1 - i : i;

		v |= (uint64_t)d->bytes[off + at] << 8 * i;
	}
	return v;
}

/* The relocation that is just these bytes; *touched: one overlaps them. */
static const struct ir_reloc *find_reloc(
	const struct ir_data *d, uint64_t off, unsigned width, bool *touched)
{
	vec_for (r, &d->relocs) {
		if (r->offset == off && r->width == width)
			return r;
		*touched |= r->offset < off + width && off < r->offset + r->width;
	}
	return NULL;
}

/* The string at the leaf `at` or a constant offset from one, with its NUL; NULL when it is not
 * known. */
static const char *known_string(const struct ir_fn *fn, ir_ref at)
{
	struct ir_addr address = ir_addr_of(fn, at, 0);
	const struct ir_ins *leaf = ir_get(fn, address.root);
	const struct ir_data *d;
	uint64_t off;

	if (!address.off_known || leaf->op != IR_GADDR || !ir_is_const_data(leaf->u.sym))
		return NULL;
	d = leaf->u.sym->data;
	off = (uint64_t)address.off;
	if (off >= d->size || d->relocs.n)
		return NULL;
	if (!d->bytes) /* all zero */
		return "";
	return memchr(d->bytes + off, 0, d->size - off) ? (const char *)d->bytes + off : NULL;
}

ir_ref ir_strlen_known(struct ir_fn *fn, ir_ref at)
{
	const char *s = known_string(fn, at);

	return s ? ir_const(fn, IR_I64, (int64_t)strlen(s)) : 0;
}

ir_ref ir_strcmp_known(struct ir_fn *fn, const struct ir_ins *ins)
{
	const char *a = known_string(fn, ins->a), *b = known_string(fn, ins->b);
	int c;

	if (!a || !b)
		return 0;
	c = strncmp(a, b, (uint64_t)ins->imm);
	return ir_const(fn, IR_I32, (c > 0) - (c < 0));
}

ir_ref ir_load_known(struct ir_fn *fn, const struct ir_ins *ins, ir_ref at)
{
	const struct ir_ins *leaf = ir_get(fn, at);
	const struct ir_reloc *reloc;
	const struct ir_data *d;
	bool touched = false;
	uint64_t off, v;

	if (leaf->op != IR_GADDR || ins->flags & INSF_VOLATILE || !ir_is_const_data(leaf->u.sym))
		return 0;
	d = leaf->u.sym->data;
	off = (uint64_t)(leaf->imm + ins->imm);
	if (off > d->size || ins->width > d->size - off)
		return 0;
	reloc = find_reloc(d, off, ins->width, &touched);
	if (reloc)
		return ins->type == IR_PTR ? ir_gaddr(fn, reloc->sym, reloc->addend) : 0;
	if (touched)
		return 0;
	v = read_bytes(fn, d, off, ins->width);
	if (ins->flags & INSF_SIGNED)
		v = (uint64_t)sign_extend(v, ins->width * 8u);
	return ir_const(fn, ins->type, (int64_t)v);
}
