/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The text form, which parse.c reads back. Values and blocks are numbered in the order of printing,
 * so that printing, reading and printing again gives the same text. docs/ir.md describes it:
 *
 *	fn global @count(ptr ctx) -> i32 section "xdp" program {
 *	slot 0 size 4 align 4 "key"
 *	b0 "entry" ():
 *		%0:ptr = load 4 [$0 + 0] align 4 prov packet      # count.c:12
 *		%1:i32 = cmp eq %0, 0p
 *		cbr %1, b1, b2 unlikely
 *
 * Constants are 7 (i64), 7w (i32), 0p (ptr); undef, undefw, undefp; $0 a parameter, slot0 a slot's
 * address, @name+8 a symbol's, core0 or core0w a relocated constant. Places of source are comments.
 */
#include <inttypes.h>

#include "print.h"

struct print {
	FILE *f;
	const struct ir_fn *fn;
	struct arena scratch;
	uint32_t *value, *block; /* ref, block -> number */
};

static const char *const type_names[] = {"void", "i32", "i64", "ptr"};
static const char *const type_suffix[] = {"v", "w", "", "p"};
static const char *const linkage_names[] = {"static", "global", "weak", "extern", "extern_weak"};
static const char *const atomic_names[] = {
	"add", "and", "or", "xor", "xchg", "cmpxchg", "load_acquire", "store_release"};

const char *ir_name_type(unsigned i)
{
	return i < ARRAY_LEN(type_names) ? type_names[i] : NULL;
}
const char *ir_name_linkage(unsigned i)
{
	return i < ARRAY_LEN(linkage_names) ? linkage_names[i] : NULL;
}
const char *ir_name_atomic(unsigned i)
{
	return i < ARRAY_LEN(atomic_names) ? atomic_names[i] : NULL;
}
const char *ir_name_prov(unsigned i)
{
	return i < PROV_COUNT ? ir_prov_names[i] : NULL;
}
const char *ir_name_cc(unsigned i)
{
	return i < IR_CC_COUNT ? ir_cc_names[i] : NULL;
}

/* ---- pieces ---- */

static bool is_plain(const char *s)
{
	for (const char *c = s; *c; c++)
		if (!(*c >= 'a' && *c <= 'z') && !(*c >= 'A' && *c <= 'Z') &&
			!(*c >= '0' && *c <= '9') && *c != '_' && *c != '.' && *c != '$')
			return false;
	return *s;
}

static void put_string(FILE *f, const char *s)
{
	fputc('"', f);
	for (; *s; s++) {
		unsigned char c = (unsigned char)*s;

		if (c < 0x20 || c >= 0x7f || c == '"' || c == '\\')
			fprintf(f, "\\%02x", c);
		else
			fputc(c, f);
	}
	fputc('"', f);
}

static void put_sym(FILE *f, const struct ir_sym *s)
{
	fputc('@', f);
	if (is_plain(s->name))
		fputs(s->name, f);
	else
		put_string(f, s->name);
}

static void put_offset(FILE *f, int64_t off)
{
	if (off < 0)
		fprintf(f, " - %" PRIu64, -(uint64_t)off);
	else
		fprintf(f, " + %" PRIu64, (uint64_t)off);
}

static void put_value(struct print *p, ir_ref r)
{
	const struct ir_ins *x = &p->fn->ins.p[r = ir_resolve(p->fn, r)];
	const char *suffix = type_suffix[x->type & 3];

	switch (x->op) {
	case IR_CONST:
		fprintf(p->f, "%" PRId64 "%s", x->type == IR_I32 ? (int32_t)x->imm : x->imm,
			suffix);
		break;
	case IR_UNDEF: fprintf(p->f, "undef%s", suffix); break;
	case IR_PARAM: fprintf(p->f, "$%" PRId64, x->imm); break;
	case IR_SLOT: fprintf(p->f, "slot%" PRId64, x->imm); break;
	case IR_CORE: fprintf(p->f, "core%" PRId64 "%s", x->imm, suffix); break;
	case IR_GADDR:
		put_sym(p->f, x->u.sym);
		if (x->imm)
			fprintf(p->f, "%+" PRId64, x->imm);
		break;
	default: fprintf(p->f, r ? "%%%u" : "%%none", p->value ? p->value[r] : r);
	}
}

static void put_block(struct print *p, ir_bid b)
{
	fprintf(p->f, "b%u", p->block ? p->block[b] : b);
}

static void put_address(struct print *p, ir_ref a, int64_t off)
{
	fputs(" [", p->f);
	put_value(p, a);
	put_offset(p->f, off);
	fputc(']', p->f);
}

static void put_list(struct print *p, const ir_ref *args, uint32_t n)
{
	for (uint32_t i = 0; i < n; i++) {
		fputs(i ? ", " : "", p->f);
		put_value(p, args[i]);
	}
}

static void put_flag(FILE *f, bool on, const char *name)
{
	if (on)
		fprintf(f, " %s", name);
}

static void put_prov(FILE *f, uint8_t prov)
{
	if (prov != PROV_UNKNOWN)
		fprintf(f, " prov %s", ir_prov_names[prov]);
}

/* ---- instructions ---- */

static void put_effects(FILE *f, const struct ir_effects *e)
{
	if (!e)
		return;
	fprintf(f, " effects (reads %u writes %u keeps %u", e->reads, e->writes, e->keeps);
	put_prov(f, e->prov);
	put_flag(f, e->clobbers_packet, "clobbers_packet");
	put_flag(f, e->pure, "pure");
	fputc(')', f);
}

static void put_call(struct print *p, const struct ir_ins *x)
{
	fputc(' ', p->f);
	if (x->op == IR_CALL)
		put_sym(p->f, x->u.sym);
	else if (x->op == IR_HELPER)
		fprintf(p->f, "%" PRId64, x->imm);
	else
		put_value(p, x->a);
	fputc('(', p->f);
	put_list(p, x->args, x->nargs);
	fputc(')', p->f);
	put_prov(p->f, x->prov);
	put_flag(p->f, x->flags & INSF_TAIL, "tail");
	put_flag(p->f, x->flags & INSF_NORETURN, "noreturn");
	put_effects(p->f, ir_effects_of(p->fn, x));
}

static void put_asm(struct print *p, const struct ir_ins *x)
{
	const struct ir_asm *as = x->u.assembly;
	uint32_t input = 0;

	fputc(' ', p->f);
	put_string(p->f, as->text);
	vec_for (o, &as->operands) {
		fprintf(p->f, " %s %c %s", o->output ? "out" : "in", o->constraint,
			type_names[o->type & 3]);
		put_flag(p->f, o->early, "early");
		put_flag(p->f, o->number, "number");
		if (o->tied >= 0)
			fprintf(p->f, " tied %d", o->tied);
		if (o->fixed >= 0)
			fprintf(p->f, " fixed %d", o->fixed);
		if (!o->output && input < x->nargs) {
			fputc(' ', p->f);
			put_value(p, x->args[input++]);
		}
	}
	if (as->clobbers)
		fprintf(p->f, " clobbers %u", as->clobbers);
	put_flag(p->f, as->clobbers_memory, "memory");
	put_flag(p->f, as->is_volatile, "volatile");
	vec_for (to, &as->targets) {
		fputs(" goto ", p->f);
		put_block(p, *to);
	}
	if (as->targets.n) {
		fputs(" then ", p->f);
		put_block(p, as->then);
	}
}

static void put_access(struct print *p, const struct ir_ins *x)
{
	fprintf(p->f, " %u", x->width);
	put_address(p, ir_ops[x->op].shape == SHAPE_ARGS ? x->args[0] : x->a, x->imm);
	if (x->op == IR_STORE || x->op == IR_LDIND) {
		fputs(", ", p->f);
		put_value(p, x->b);
	}
	for (uint32_t i = 1; x->op == IR_ATOMIC && i < x->nargs; i++) {
		fputs(", ", p->f);
		put_value(p, x->args[i]);
	}
	put_flag(p->f, x->flags & INSF_OPTIONAL, "optional");
	if (x->op == IR_LDABS || x->op == IR_LDIND)
		return;
	fprintf(p->f, " align %u", x->align);
	put_prov(p->f, x->prov);
	put_flag(p->f, x->flags & INSF_VOLATILE, "volatile");
	put_flag(p->f, x->flags & INSF_SIGNED, "signed");
	put_flag(p->f, x->flags & INSF_CONST_MEM, "const_mem");
}

static void put_term(struct print *p, const struct ir_ins *x)
{
	if (x->op == IR_RET ? x->a
			    : x->op != IR_BR && x->op != IR_UNREACHABLE && x->op != IR_TRAP) {
		fputc(' ', p->f);
		put_value(p, x->a);
	}
	if (x->op == IR_BR) {
		fputc(' ', p->f);
		put_block(p, x->u.br.then);
	} else if (x->op == IR_CBR) {
		fputs(", ", p->f);
		put_block(p, x->u.br.then);
		fputs(", ", p->f);
		put_block(p, x->u.br.other);
		put_flag(p->f, x->flags & INSF_LIKELY, "likely");
		put_flag(p->f, x->flags & INSF_UNLIKELY, "unlikely");
	} else if (x->op == IR_SWITCH) {
		for (uint32_t i = 0; i < x->u.sw->n; i++) {
			fprintf(p->f, ", %" PRIu64, x->u.sw->cases[i].lo);
			if (x->u.sw->cases[i].hi != x->u.sw->cases[i].lo)
				fprintf(p->f, "..%" PRIu64, x->u.sw->cases[i].hi);
			fputc(' ', p->f);
			put_block(p, x->u.sw->cases[i].to);
		}
		fputs(", else ", p->f);
		put_block(p, x->u.sw->other);
	}
}

static void put_phi(struct print *p, const struct ir_ins *x)
{
	const struct ir_block *b = x->block < p->fn->blocks.n ? p->fn->blocks.p[x->block] : NULL;

	for (uint32_t i = 0; i < x->nargs; i++) {
		fputs(i ? ", " : " ", p->f);
		if (b && i < b->preds.n)
			put_block(p, b->preds.p[i]);
		fputc(' ', p->f);
		put_value(p, x->args[i]);
	}
}

static void put_operands(struct print *p, const struct ir_ins *x)
{
	switch (x->op) {
	case IR_PHI: put_phi(p, x); return;
	case IR_LOAD:
	case IR_STORE:
	case IR_ATOMIC:
	case IR_LDABS:
	case IR_LDIND: put_access(p, x); return;
	case IR_CALL:
	case IR_HELPER:
	case IR_CALLI: put_call(p, x); return;
	case IR_ASM: put_asm(p, x); return;
	default: break;
	}
	if (ir_ops[x->op].flags & OPF_TERM) {
		put_term(p, x);
		return;
	}
	for (uint32_t i = 0; i < ir_operand_count(x); i++) {
		fputs(i ? ", " : " ", p->f);
		put_value(p, *ir_operand((struct ir_ins *)(uintptr_t)x, i));
	}
	if (ir_ops[x->op].shape == SHAPE_ARGS) /* mem* */
		fprintf(p->f, " align %u", x->align);
	if (x->op == IR_INTTOPTR)
		put_prov(p->f, x->prov);
	if (x->op == IR_ASM_OUT || x->op == IR_STRCMP)
		fprintf(p->f, ", %" PRId64, x->imm);
}

static void put_place(struct print *p, src_loc loc)
{
	struct sources *ss = p->fn->module ? p->fn->module->sources : NULL;

	if (!ss || !loc)
		return;
	struct src_pos pos = source_pos(ss, loc);

	if (pos.source)
		fprintf(p->f, "\t# %s:%u:%u", pos.path, pos.line, pos.col);
}

static void put_ins(struct print *p, ir_ref r)
{
	const struct ir_ins *x = &p->fn->ins.p[r];

	fputc('\t', p->f);
	if (x->type != IR_VOID)
		fprintf(p->f, "%%%u:%s = ", p->value ? p->value[r] : r, type_names[x->type & 3]);
	fputs(ir_ops[x->op].text, p->f);
	if (x->op == IR_CMP)
		fprintf(p->f, " %s", ir_cc_names[x->cc]);
	if (x->op == IR_ATOMIC)
		fprintf(p->f, " %s", atomic_names[x->cc & 7]);
	put_operands(p, x);
	put_place(p, x->loc);
	fputc('\n', p->f);
}

/* ---- functions ---- */

static void number(struct print *p)
{
	uint32_t values = 0, blocks = 0;

	p->value = arena_array(&p->scratch, uint32_t, p->fn->ins.n);
	p->block = arena_array(&p->scratch, uint32_t, p->fn->blocks.n);
	ir_for_blocks (b, p->fn) {
		p->block[b] = blocks++;
		ir_for_ins (r, p->fn, b)
			if (p->fn->ins.p[r].type != IR_VOID)
				p->value[r] = values++;
	}
}

static void put_block_head(struct print *p, ir_bid b)
{
	const struct ir_block *block = p->fn->blocks.p[b];

	put_block(p, b);
	if (block->name) {
		fputc(' ', p->f);
		put_string(p->f, block->name);
	}
	fputs(" (", p->f);
	for (uint32_t i = 0; i < block->preds.n; i++) {
		fputs(i ? ", " : "", p->f);
		put_block(p, block->preds.p[i]);
	}
	fputc(')', p->f);
	if (block->unroll)
		fprintf(p->f, " unroll %u", block->unroll);
	fputs(":\n", p->f);
}

static void put_sym_head(FILE *f, const struct ir_sym *s)
{
	fprintf(f, "%s %s ", s->kind == IR_SYM_FN ? "fn" : "data", linkage_names[s->linkage]);
	put_sym(f, s);
}

static void put_sym_tail(FILE *f, const struct ir_sym *s)
{
	put_flag(f, s->hidden, "hidden");
	put_flag(f, s->used, "used");
	if (s->section) {
		fputs(" section ", f);
		put_string(f, s->section);
	}
}

static void put_fn_head(FILE *f, const struct ir_fn *fn)
{
	put_sym_head(f, fn->sym);
	fputc('(', f);
	for (uint32_t i = 0; i < fn->params.n; i++) {
		fprintf(f, "%s%s", i ? ", " : "", type_names[fn->params.p[i] & 3]);
		if (i < fn->param_prov.n && fn->param_prov.p[i])
			fprintf(f, " %s", ir_prov_names[fn->param_prov.p[i]]);
	}
	fprintf(f, ") -> %s", type_names[fn->ret & 3]);
	put_sym_tail(f, fn->sym);
	put_flag(f, fn->always_inline, "always_inline");
	put_flag(f, fn->no_inline, "no_inline");
	put_flag(f, fn->naked, "naked");
	put_flag(f, fn->noreturn, "noreturn");
	put_flag(f, fn->is_program, "program");
	put_flag(f, fn->address_taken, "address_taken");
	fputs(" {\n", f);
}

static void put_slots(FILE *f, const struct ir_fn *fn)
{
	for (uint32_t i = 0; i < fn->slots.n; i++) {
		const struct ir_slot *s = &fn->slots.p[i];

		fprintf(f, "slot %u size %" PRIu64 " align %u", i, s->size, s->align);
		put_flag(f, s->removed, "removed");
		if (s->name) {
			fputc(' ', f);
			put_string(f, s->name);
		}
		fputc('\n', f);
	}
}

static void put_fn(struct print *p)
{
	put_fn_head(p->f, p->fn);
	put_slots(p->f, p->fn);
	ir_for_blocks (b, p->fn) {
		put_block_head(p, b);
		ir_for_ins (r, p->fn, b)
			put_ins(p, r);
	}
	fputs("}\n", p->f);
	arena_free(&p->scratch);
}

void ir_print_fn(FILE *f, const struct ir_fn *fn)
{
	struct print p = {.f = f, .fn = fn};

	number(&p);
	put_fn(&p);
}

void ir_print_fn_raw(FILE *f, const struct ir_fn *fn)
{
	struct print p = {.f = f, .fn = fn};

	put_fn(&p);
}

/* ---- data, module ---- */

static void put_data(FILE *f, const struct ir_sym *s)
{
	const struct ir_data *d = s->data;

	put_sym_head(f, s);
	put_sym_tail(f, s);
	if (!d) {
		fputs(";\n", f);
		return;
	}
	fprintf(f, " size %" PRIu64 " align %u", d->size, d->align);
	put_flag(f, d->is_const, "const");
	put_flag(f, d->is_volatile, "volatile");
	put_flag(f, d->string, "string");
	fputs(" {\n", f);
	for (uint64_t i = 0; d->bytes && i < d->size; i += 32) {
		fputs("\thex ", f);
		for (uint64_t k = i; k < i + 32 && k < d->size; k++)
			fprintf(f, "%02x", d->bytes[k]);
		fputc('\n', f);
	}
	vec_for (r, &d->relocs) {
		fprintf(f, "\treloc %u width %u ", r->offset, r->width);
		put_sym(f, r->sym);
		put_offset(f, r->addend);
		fputc('\n', f);
	}
	fputs("}\n", f);
}

void ir_print_module(FILE *f, const struct ir_module *m)
{
	fputs("module ", f);
	put_string(f, m->file ? m->file : "");
	put_flag(f, m->big_endian, "big_endian");
	fputc('\n', f);
	for (uint32_t i = 0; i < m->core.n; i++) {
		const struct ir_core *c = &m->core.p[i];

		fprintf(f, "core %u kind %u type %u value %" PRId64 " access ", i, c->kind,
			c->type_id, c->value);
		put_string(f, c->access ? c->access : "");
		fputc('\n', f);
	}
	vec_for (s, &m->syms) {
		if ((*s)->fn) {
			ir_print_fn(f, (*s)->fn);
		} else if ((*s)->kind == IR_SYM_FN) {
			put_sym_head(f, *s);
			put_sym_tail(f, *s);
			fputs(";\n", f);
		} else {
			put_data(f, *s);
		}
	}
}
