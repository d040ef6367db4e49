/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * An object as assembly text. Every place that is referred to has a label: a symbol, or one of our
 * own, .L<section>_<offset>. Operands that a relocation fills are written by name, so that the
 * assembler makes the relocation again.
 */
#include <ctype.h>
#include <inttypes.h>
#include <stdlib.h>

#include "asm.h"
#include "base/map.h"
#include "bpf/insn_text.h"
#include "labels.h"

struct writer {
	FILE *f;
	struct arena arena;
	const struct bpf_obj *o;
	struct labels labels;
	struct map has_place; /* (section, offset) that need a label of our own */
	VEC(uint64_t) places; /* the same, ascending when all are known */
	const struct obj_section *s;
	uint32_t section, reloc, line;
};

static uint64_t place_key(uint32_t section, uint64_t offset)
{
	return (uint64_t)section << 40 | (offset & low_mask(40));
}

/* A name an assembler takes: quoted when it has other characters. */
static const char *quoted(struct writer *w, const char *name)
{
	char *out, *to;
	const char *s = name;

	while (isalnum((unsigned char)*s) || (*s && strchr("_.$", *s)))
		s++;
	if (!*s && *name && !isdigit((unsigned char)*name))
		return name;
	out = to = arena_alloc(&w->arena, strlen(name) * 2 + 3);
	*to++ = '"';
	for (s = name; *s; s++) {
		if (*s == '"' || *s == '\\')
			*to++ = '\\';
		*to++ = *s;
	}
	*to = '"';
	return out;
}

/* A label of our own at a place. */
static const char *own_label(struct writer *w, uint32_t section, uint64_t offset)
{
	uint64_t key = place_key(section, offset), *has = map_put(&w->arena, &w->has_place, key);

	if (!*has)
		vec_push(&w->arena, &w->places, key);
	*has = 1;
	return arena_printf(&w->arena, ".L%u_%" PRIu64, section, offset);
}

/* The name of a place: a symbol's, or ours. */
static const char *name_place(struct writer *w, uint32_t section, uint64_t offset)
{
	const struct obj_sym *s = label_at(&w->labels, section, offset);

	return s ? quoted(w, s->name) : own_label(w, section, offset);
}

/* What a relocation with this addend names: "sym", "sym+8", a place of our own. */
static const char *name_reloc(struct writer *w, const struct obj_reloc *r, int64_t addend)
{
	const struct obj_sym *s = &w->o->syms.p[r->sym];

	if (s->type == OBJ_SECTION && s->section != OBJ_UNDEF)
		return own_label(w, s->section, s->value + (uint64_t)addend);
	if (!addend)
		return quoted(w, s->name);
	return arena_printf(&w->arena, "%s%+" PRId64, quoted(w, s->name), addend);
}

/* ---- operands ---- */

static struct bpf_insn insn_at(const struct writer *w, uint64_t offset)
{
	if (offset + 8 > w->s->size)
		return (struct bpf_insn){0};
	return insn_decode(w->s->data + offset, w->o->big_endian);
}

/* The relocation of the instruction at offset; NULL. */
static const struct obj_reloc *reloc_at(struct writer *w, uint64_t offset)
{
	while (w->reloc < w->s->relocs.n && w->s->relocs.p[w->reloc].offset < offset)
		w->reloc++;
	if (w->reloc == w->s->relocs.n || w->s->relocs.p[w->reloc].offset >= offset + 8)
		return NULL;
	return &w->s->relocs.p[w->reloc];
}

/* The name that stands for the target, callee or immediate; NULL: a number does. */
static const char *operand_name(
	struct writer *w, uint64_t offset, const struct bpf_insn *p, enum insn_id id)
{
	const struct insn_info *info = insn_info(id);
	const struct obj_reloc *r = reloc_at(w, offset);
	int64_t to;

	if (r && r->type == OBJ_R_64_64 && insn_slots(id) == 2)
		return name_reloc(w, r, (int64_t)insn_wide_imm(p));
	if (r && r->type == OBJ_R_64_32)
		return name_reloc(w, r, ((int64_t)p->imm + 1) * 8);
	to = (int64_t)offset + 8;
	if (id == INSN_JA32 || id == INSN_CALL_FN)
		to += 8 * (int64_t)p->imm;
	else if (insn_op_is_jcc((enum insn_op)info->op) || info->op == INSN_OP_JA ||
		 info->op == INSN_OP_JCOND)
		to += 8 * (int64_t)p->off;
	else
		return NULL;
	return to < 0 || (uint64_t)to >= w->s->size ? NULL
						    : name_place(w, w->section, (uint64_t)to);
}

static unsigned reloc_bytes(const struct obj_reloc *r)
{
	return r->type == OBJ_R_ABS64 ? 8 : 4;
}

static uint64_t word_at(const struct writer *w, uint64_t offset, unsigned bytes)
{
	uint64_t v = 0;

	for (unsigned i = 0; i < bytes; i++)
		v |= (uint64_t)w->s->data[offset + (w->o->big_endian ? bytes - 1 - i : i)] << 8 * i;
	return v;
}

/* A first walk over a section, to know which places need labels. */
static void find_places(struct writer *w)
{
	w->reloc = 0;
	if (w->s->kind != OBJ_SEC_PROG) {
		vec_for (r, &w->s->relocs)
			name_reloc(w, r, 0); /* the addend is looked at when it is printed */
		return;
	}
	for (uint64_t off = 0; off < w->s->size;) {
		struct bpf_insn p[2] = {insn_at(w, off), insn_at(w, off + 8)};
		enum insn_id id = insn_id_at(p, (w->s->size - off) / 8);

		if (id != INSN_INVALID)
			operand_name(w, off, p, id);
		off += insn_slots(id) * 8;
	}
}

/* ---- printing ---- */

static void print_sym(struct writer *w, const struct obj_sym *s)
{
	const char *name = quoted(w, s->name);

	if (s->bind != OBJ_LOCAL)
		fprintf(w->f, "\t%s\t%s\n", s->bind == OBJ_WEAK ? ".weak" : ".globl", name);
	if (s->hidden)
		fprintf(w->f, "\t.hidden\t%s\n", name);
	if (s->type == OBJ_FUNC || s->type == OBJ_OBJECT)
		fprintf(w->f, "\t.type\t%s,@%s\n", name,
			s->type == OBJ_FUNC ? "function" : "object");
	if (s->size)
		fprintf(w->f, "\t.size\t%s, %" PRIu64 "\n", name, s->size);
	fprintf(w->f, "%s:\n", name);
}

/* Labels at this place; where the next one stands. */
static uint64_t print_labels(struct writer *w, uint64_t offset)
{
	uint32_t i = labels_from(&w->labels, w->section, offset);

	for (; i < w->labels.v.n; i++) {
		const struct label *l = &w->labels.v.p[i];

		if (l->section != w->section || l->offset != offset)
			break;
		print_sym(w, &w->o->syms.p[l->sym]);
	}
	if (map_get(&w->has_place, place_key(w->section, offset)))
		fprintf(w->f, ".L%u_%" PRIu64 ":\n", w->section, offset);
	if (i < w->labels.v.n && w->labels.v.p[i].section == w->section)
		return w->labels.v.p[i].offset;
	return w->s->size;
}

static void print_source(struct writer *w, uint64_t offset)
{
	const struct obj_line *line = NULL;

	while (w->line < w->s->lines.n && w->s->lines.p[w->line].offset <= offset)
		line = &w->s->lines.p[w->line++];
	if (line)
		fprintf(w->f, "\t\t\t\t\t# %s:%u:%u\n", line->file, line->line, line->col);
}

static void print_code(struct writer *w)
{
	w->reloc = 0;
	for (uint64_t off = 0; off < w->s->size;) {
		struct bpf_insn p[2] = {insn_at(w, off), insn_at(w, off + 8)};
		enum insn_id id = insn_id_at(p, (w->s->size - off) / 8);
		char text[256];

		print_labels(w, off);
		print_source(w, off);
		if (id == INSN_INVALID) {
			fputs("\t.byte\t", w->f);
			for (unsigned i = 0; i < 8; i++)
				fprintf(w->f, "%s%u", i ? ", " : "", w->s->data[off + i]);
			fputc('\n', w->f);
		} else {
			const char *name = operand_name(w, off, p, id);

			if (insn_print(text, sizeof(text), p, INSN_LLVM, 0, name) <
				(int)sizeof(text))
				fprintf(w->f, "\t%s\n", text);
		}
		off += insn_slots(id) * 8;
	}
	print_labels(w, w->s->size);
}

/* Bytes [off, end) without a label or relocation among them. */
static void print_bytes(struct writer *w, uint64_t off, uint64_t end)
{
	if (!w->s->data) {
		fprintf(w->f, "\t.zero\t%" PRIu64 "\n", end - off);
		return;
	}
	while (off < end) {
		uint64_t zeros = off;

		while (zeros < end && !w->s->data[zeros])
			zeros++;
		if (zeros - off > 3 || zeros == end) {
			fprintf(w->f, "\t.zero\t%" PRIu64 "\n", zeros - off);
			off = zeros;
			continue;
		}
		fputs("\t.byte\t", w->f);
		for (unsigned i = 0; i < 16 && off < end; i++, off++)
			fprintf(w->f, "%s%u", i ? ", " : "", w->s->data[off]);
		fputc('\n', w->f);
	}
}

/* The first place after offset where a label of our own stands, or `end`. */
static uint64_t next_place(struct writer *w, uint64_t offset, uint64_t end)
{
	uint64_t key = place_key(w->section, offset), next;
	uint32_t lo = 0, hi = w->places.n;

	while (lo < hi) {
		uint32_t mid = lo + (hi - lo) / 2;

		if (w->places.p[mid] <= key)
			lo = mid + 1;
		else
			hi = mid;
	}
	if (lo == w->places.n || w->places.p[lo] >> 40 != w->section)
		return end;
	next = w->places.p[lo] & low_mask(40);
	return next < end ? next : end;
}

static void print_data(struct writer *w)
{
	w->reloc = 0;
	for (uint64_t off = 0; off < w->s->size;) {
		uint64_t end = next_place(w, off, print_labels(w, off));
		const struct obj_reloc *r = NULL;
		unsigned bytes = 0;

		if (w->reloc < w->s->relocs.n)
			r = &w->s->relocs.p[w->reloc];
		if (r && r->offset == off) {
			bytes = reloc_bytes(r);
			w->reloc++;
		} else if (r && r->offset > off && r->offset < end) {
			end = r->offset;
		}
		if (bytes && off + bytes <= w->s->size) {
			fprintf(w->f, "\t%s\t%s\n", bytes == 8 ? ".quad" : ".long",
				name_reloc(w, r, (int64_t)word_at(w, off, bytes)));
			off += bytes;
		} else {
			print_bytes(w, off, end);
			off = end;
		}
	}
	if (w->s->size)
		print_labels(w, w->s->size);
}

/* "aw",@progbits and what else stands behind a section's name */
static void print_section_flags(struct writer *w)
{
	const struct obj_section *s = w->s;
	const char *flags = s->kind == OBJ_SEC_PROG                 ? "ax"
			    : s->writable || s->kind == OBJ_SEC_BSS ? "aw"
			    : s->merge_strings                      ? "aMS"
			    : !strncmp(s->name, ".rodata.cst", 11)  ? "aM"
								    : "a";

	fprintf(w->f, ",\"%s\",@%s", flags, s->kind == OBJ_SEC_BSS ? "nobits" : "progbits");
	if (!strcmp(flags, "aMS"))
		fputs(",1", w->f);
	if (!strcmp(flags, "aM"))
		fprintf(w->f, ",%s", s->name + 11);
	fputc('\n', w->f);
}

static void print_section(struct writer *w)
{
	const struct obj_section *s = w->s;

	if (!strcmp(s->name, ".text")) {
		fputs("\t.text\n", w->f);
	} else {
		fprintf(w->f, "\t.section\t%s", quoted(w, s->name));
		print_section_flags(w);
	}
	if (s->align > 1)
		fprintf(w->f, "\t.p2align\t%u, 0x0\n", log2_floor(s->align));
	if (s->kind == OBJ_SEC_PROG)
		print_code(w);
	else
		print_data(w);
}

static int by_value(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return x < y ? -1 : x > y;
}

void asm_print_obj(FILE *f, const struct bpf_obj *o)
{
	struct writer w = {.f = f, .o = o};

	w.labels = labels_of(&w.arena, o);
	for (w.section = 0; w.section < o->sections.n; w.section++) {
		w.s = o->sections.p[w.section];
		find_places(&w);
	}
	if (w.places.n)
		qsort(w.places.p, w.places.n, sizeof(*w.places.p), by_value);
	for (w.section = 0; w.section < o->sections.n; w.section++) {
		w.s = o->sections.p[w.section];
		w.line = 0;
		print_section(&w);
	}
	arena_free(&w.arena);
}
