/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * MIR as text, for dumps: the machine's templates with vN for virtual registers, blocks with their
 * successors.
 */
#include <stdarg.h>

#include "bpf/insn_text.h"
#include "mir.h"

static void print_reg(FILE *out, mreg r, char letter)
{
	if (r == MREG_NONE)
		fputs("_", out);
	else if (mreg_is_virtual(r))
		fprintf(out, "v%u", r - MREG_FIRST);
	else
		fprintf(out, "%c%u", letter, r);
}

static void print_leaf(FILE *out, const struct mir_leaf *l)
{
	switch ((enum mir_leaf_kind)l->kind) {
	case LEAF_CONST: fprintf(out, "%lld", (long long)l->imm); return;
	case LEAF_SLOT: fprintf(out, "&slot%u + %lld", l->index, (long long)l->imm); return;
	case LEAF_SYM: fprintf(out, "&%s + %lld", l->sym->name, (long long)l->imm); return;
	case LEAF_CORE: fprintf(out, "core%u", l->index); return;
	case LEAF_FILL: fprintf(out, "[slot%u]", l->index); return;
	}
}

static void print_off(FILE *out, const struct mir_insn *i)
{
	if (i->slot)
		fprintf(out, "+ slot%u ", i->slot - 1);
	fprintf(out, "%c %d", i->off < 0 ? '-' : '+', i->off < 0 ? -i->off : i->off);
}

static void print_machine(FILE *out, const struct mir_insn *i)
{
	for (const char *t = insn_template(INSN_LLVM, (enum insn_id)i->op); *t; t++) {
		if (*t != '%') {
			putc(*t, out);
			continue;
		}
		switch (*++t) {
		case 'D': print_reg(out, i->dst, 'r'); break;
		case 'd': print_reg(out, i->dst, 'w'); break;
		case 'e': print_reg(out, i->dst, 'w'); break;
		case 'S': print_reg(out, i->src, 'r'); break;
		case 's':
		case 't': print_reg(out, i->src, 'w'); break;
		case 'i':
		case 'I': fprintf(out, "%lld", (long long)i->imm); break;
		case 'o': print_off(out, i); break;
		case 'j':
		case 'J': fputs("->", out); break;
		case 'c':
			if (i->u.sym)
				fputs(i->u.sym->name, out);
			else
				fprintf(out, "%lld", (long long)i->imm);
			break;
		case '%': putc('%', out); break;
		default: break;
		}
	}
	if (i->core)
		fprintf(out, " ; core%u", i->core - 1);
}

static void print_pcopy(FILE *out, const struct mir_insn *i)
{
	for (uint32_t k = 0; k < i->n; k++) {
		fputs(k ? ", " : "copy ", out);
		print_reg(out, i->u.copies[k].dst, 'r');
		fputs(" = ", out);
		if (i->u.copies[k].leaf)
			print_leaf(out, i->u.copies[k].leaf);
		else
			print_reg(out, i->u.copies[k].src, 'r');
	}
}

static void print_insn(FILE *out, const struct mir_insn *i)
{
	putc('\t', out);
	if (i->op == MIR_PCOPY) {
		print_pcopy(out, i);
	} else if (i->op == MIR_LEAF) {
		print_reg(out, i->dst, 'r');
		fputs(" = ", out);
		print_leaf(out, i->u.leaf);
	} else if (i->op == MIR_ASM) {
		fprintf(out, "asm \"%s\"", i->u.assembly->as->text);
		for (uint32_t k = 0; k < i->u.assembly->n; k++) {
			fprintf(out, " %s", i->u.assembly->how[k] & MIR_DEF ? "=" : "");
			print_reg(out, i->u.assembly->regs[k], 'r');
		}
	} else {
		print_machine(out, i);
	}
	putc('\n', out);
}

void mir_print(FILE *out, const struct mir_fn *f, const char *stage)
{
	bool ordered = f->order.n != 0;
	uint32_t n = ordered ? f->order.n : f->blocks.n;

	fprintf(out, "; %s: %s, %u bytes of stack\n", f->ir->sym->name, stage, f->frame);
	for (uint32_t k = 0; k < n; k++) {
		const struct mir_block *b = ordered ? f->order.p[k] : f->blocks.p[k];

		if (b->removed)
			continue;
		fprintf(out, "b%u:", b->id);
		for (uint32_t s = 0; s < b->succs.n; s++)
			fprintf(out, " ->b%u", b->succs.p[s]);
		fprintf(out, "  ; depth %u\n", b->depth);
		mir_for_insns(i, b) print_insn(out, i);
	}
}
