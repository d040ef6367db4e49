/* SPDX-License-Identifier: BSD-2-Clause */
/* The listing: byte for byte what llvm-objdump -d -r -S prints, so that the two can be compared. */
#include <inttypes.h>

#include "asm.h"
#include "bpf/core_text.h"
#include "bpf/insn_text.h"
#include "labels.h"

struct lister {
	FILE *f;
	const struct bpf_obj *o;
	enum insn_dialect dialect;
	struct arena arena;
	struct labels labels;
	const struct obj_section *s; /* being listed */
	uint32_t section;
	uint32_t reloc, line, core; /* the next ones of s */
	const char *last_line;
};

static const char *reloc_name(uint32_t type)
{
	switch ((enum obj_reloc_type)type) {
	case OBJ_R_64_64: return "R_BPF_64_64";
	case OBJ_R_ABS64: return "R_BPF_64_ABS64";
	case OBJ_R_ABS32: return "R_BPF_64_ABS32";
	case OBJ_R_NODYLD32: return "R_BPF_64_NODYLD32";
	case OBJ_R_64_32: return "R_BPF_64_32";
	}
	return "Unknown";
}

static void print_labels(struct lister *l, uint64_t offset)
{
	const struct obj_sym *s = label_at(&l->labels, l->section, offset);

	if (s)
		fprintf(l->f, "\n%016" PRIx64 " <%s>:\n", offset, s->name);
	else if (!offset)
		fprintf(l->f, "\n%016" PRIx64 " <%s>:\n", offset, l->s->name);
}

/* The source lines that begin here; a line without text is left out. */
static void print_lines(struct lister *l, uint64_t offset)
{
	while (l->line < l->s->lines.n && l->s->lines.p[l->line].offset <= offset) {
		const struct obj_line *line = &l->s->lines.p[l->line++];

		if (*line->text && (!l->last_line || strcmp(l->last_line, line->text)))
			fprintf(l->f, "; %s\n", line->text);
		l->last_line = line->text;
	}
}

static void print_relocs(struct lister *l, uint64_t end)
{
	while (l->reloc < l->s->relocs.n && l->s->relocs.p[l->reloc].offset < end) {
		const struct obj_reloc *r = &l->s->relocs.p[l->reloc++];

		fprintf(l->f, "\t\t%016" PRIx64 ":  %s\t%s\n", r->offset, reloc_name(r->type),
			l->o->syms.p[r->sym].name);
	}
}

static void print_cores(struct lister *l, uint64_t end)
{
	while (l->core < l->s->cores.n && l->s->cores.p[l->core].offset < end && l->o->btf) {
		const struct obj_core *c = &l->s->cores.p[l->core++];

		fprintf(l->f, "\t\t%016x:  CO-RE %s\n", c->offset,
			core_text(&l->arena, l->o->btf, c));
	}
}

/* " <prog+0x18>" behind a jump */
static void print_target(
	struct lister *l, uint64_t offset, const struct bpf_insn *p, enum insn_id id)
{
	const struct insn_info *info = insn_info(id);
	const struct obj_sym *s;
	int64_t to;

	if (!insn_op_is_jcc((enum insn_op)info->op) && info->op != INSN_OP_JA &&
		info->op != INSN_OP_JCOND)
		return;
	to = (int64_t)offset + 8 + 8 * (int64_t)(id == INSN_JA32 ? p->imm : p->off);
	s = to >= 0 ? label_before(&l->labels, l->section, (uint64_t)to) : NULL;
	fprintf(l->f, " <%s", s ? s->name : l->s->name);
	if ((uint64_t)to != (s ? s->value : 0))
		fprintf(l->f, "+0x%" PRIx64, (uint64_t)to - (s ? s->value : 0));
	fputc('>', l->f);
}

/* One instruction at `offset`; its bytes. */
static uint64_t print_insn(struct lister *l, uint64_t offset)
{
	struct bpf_insn p[2] = {{0}};
	uint64_t left = (l->s->size - offset) / 8, n;
	enum insn_id id;
	char text[128];

	p[0] = insn_decode(l->s->data + offset, l->o->big_endian);
	if (left > 1)
		p[1] = insn_decode(l->s->data + offset + 8, l->o->big_endian);
	id = insn_id_at(p, left);
	n = insn_slots(id) * 8;
	fprintf(l->f, "%8" PRIu64 ":\t", offset / 8);
	for (uint64_t i = 0; i < n; i++)
		fprintf(l->f, "%s%02x", i ? " " : "", l->s->data[offset + i]);
	if (id == INSN_INVALID) {
		fprintf(l->f, "\t<unknown>\n");
		return n;
	}
	insn_print(text, sizeof(text), p, l->dialect, l->dialect == INSN_LLVM ? INSN_HEX : 0, NULL);
	fprintf(l->f, "\t%s", text);
	print_target(l, offset, p, id);
	fputc('\n', l->f);
	return n;
}

static void list_section(struct lister *l, uint32_t index)
{
	l->section = index;
	l->s = l->o->sections.p[index];
	l->reloc = l->line = l->core = 0;
	fprintf(l->f, "\nDisassembly of section %s:\n", l->s->name);
	for (uint64_t offset = 0; offset < l->s->size;) {
		print_labels(l, offset);
		print_lines(l, offset);
		offset += print_insn(l, offset);
		print_cores(l, offset);
		print_relocs(l, offset);
	}
}

void asm_list_obj(FILE *f, const struct bpf_obj *o, enum insn_dialect dialect)
{
	struct lister l = {.f = f, .o = o, .dialect = dialect};

	l.labels = labels_of(&l.arena, o);
	if (o->file)
		fprintf(f, "\n%s:\tfile format elf64-bpf\n", o->file);
	for (uint32_t i = 0; i < o->sections.n; i++)
		if (o->sections.p[i]->kind == OBJ_SEC_PROG && o->sections.p[i]->size)
			list_section(&l, i);
	arena_free(&l.arena);
}

struct bpf_obj *asm_raw_obj(struct arena *a, const uint8_t *bytes, size_t n, bool big_endian)
{
	struct bpf_obj *o = bpf_obj_new(a);
	uint32_t text = bpf_obj_add_section(o, ".text", OBJ_SEC_PROG);
	struct obj_section *s = o->sections.p[text];

	o->big_endian = big_endian;
	s->data = (uint8_t *)bytes;
	s->size = n;
	return n % 8 ? NULL : o;
}
