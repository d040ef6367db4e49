/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * An object as assembly text. Every place that is referred to has a label: a symbol, or one of our
 * own, .L<section>_<offset>. Operands that a relocation fills are written by name, so that the
 * assembler makes the relocation again.
 */
#include <ctype.h>
#include <inttypes.h>
#include <stdlib.h>

#include "printer.h"

static uint64_t place_key(uint32_t section, uint64_t offset)
{
	return (uint64_t)section << 40 | (offset & low_mask(40));
}

static bool is_register(const char *name)
{
	return (strchr("rRwW", *name) && isdigit((unsigned char)name[1])) ||
	       !strcasecmp(name, "fp") || (*name == '.' && !name[1]);
}

/* A name an assembler takes: quoted when it has other characters. */
static const char *quoted(struct printer *w, const char *name)
{
	char *out, *to;
	const char *s = name;

	while (isalnum((unsigned char)*s) || (*s && strchr("_.$", *s)))
		s++;
	if (!*s && *name && !isdigit((unsigned char)*name) && !is_register(name))
		return name;
	out = to = arena_alloc(&w->arena, strlen(name) * 2 + 3);
	*to++ = '"';
	for (s = name; *s; s++) {
		if (*s == '"' || *s == '\\' || *s == '\n')
			*to++ = '\\';
		*to++ = *s == '\n' ? 'n' : *s;
	}
	*to = '"';
	return out;
}

/* The place's byte of w->starts, NULL when it has none. */
static uint8_t *byte_of(const struct printer *w, uint32_t section, uint64_t offset)
{
	uint8_t *starts = w->starts[section];

	return starts && offset <= w->o->sections.p[section]->size ? &starts[offset] : NULL;
}

static bool has_place(const struct printer *w, uint32_t section, uint64_t offset)
{
	const uint8_t *byte = byte_of(w, section, offset);

	return byte ? *byte & PRINT_LABEL
		    : map_get(&w->has_place, place_key(section, offset)) != NULL;
}

static void note_place(struct printer *w, uint32_t section, uint64_t offset)
{
	uint8_t *byte = byte_of(w, section, offset);

	if (has_place(w, section, offset))
		return;
	if (byte)
		*byte |= PRINT_LABEL;
	else
		*map_put(&w->arena, &w->has_place, place_key(section, offset)) = 1;
	vec_push(&w->arena, &w->places, place_key(section, offset));
}

const char *print_own_label(struct printer *w, uint32_t section, uint64_t offset)
{
	note_place(w, section, offset);
	return arena_printf(&w->arena, ".L%u_%" PRIu64, section, offset);
}

bool print_is_start(const struct printer *w, uint32_t section, uint64_t offset)
{
	const uint8_t *starts = w->starts[section];

	return offset <= w->o->sections.p[section]->size &&
	       (!starts || starts[offset] & PRINT_START);
}

/* A place that may be anywhere, by a label of ours. */
static const char *name_offset(struct printer *w, uint32_t section, uint64_t offset)
{
	if (print_is_start(w, section, offset))
		return print_own_label(w, section, offset);
	return arena_printf(
		&w->arena, "%s%+" PRId64, print_own_label(w, section, 0), (int64_t)offset);
}

/* The name of a place: a symbol's, or ours. */
static const char *name_place(struct printer *w, uint32_t section, uint64_t offset)
{
	const struct obj_sym *s = label_at(&w->labels, section, offset);

	return s ? quoted(w, s->name) : print_own_label(w, section, offset);
}

/* What a relocation with this addend names: "sym", "sym+8", a place of our own. */
static const char *name_reloc(struct printer *w, const struct obj_reloc *r, int64_t addend)
{
	const struct obj_sym *s = &w->o->syms.p[r->sym];

	if (s->type == OBJ_SECTION && s->section != OBJ_UNDEF)
		return name_offset(w, s->section, s->value + (uint64_t)addend);
	if (!addend)
		return quoted(w, s->name);
	return arena_printf(&w->arena, "%s%+" PRId64, quoted(w, s->name), addend);
}

/* ---- operands ---- */

static struct bpf_insn insn_at(const struct printer *w, uint64_t offset)
{
	if (offset + 8 > w->s->size)
		return (struct bpf_insn){0};
	return insn_decode(w->s->data + offset, w->o->big_endian);
}

/* The relocation of the instruction at offset; NULL. */
static const struct obj_reloc *reloc_at(struct printer *w, uint64_t offset)
{
	while (w->reloc < w->s->relocs.n && w->s->relocs.p[w->reloc].offset < offset)
		w->reloc++;
	if (w->reloc == w->s->relocs.n || w->s->relocs.p[w->reloc].offset >= offset + 8)
		return NULL;
	return &w->s->relocs.p[w->reloc];
}

/* The name that stands for the target, callee or immediate; NULL: a number does. */
static const char *operand_name(
	struct printer *w, uint64_t offset, const struct bpf_insn *p, enum insn_id id)
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
	return to < 0 || !print_is_start(w, w->section, (uint64_t)to)
		       ? NULL
		       : name_place(w, w->section, (uint64_t)to);
}

static unsigned reloc_bytes(const struct obj_reloc *r)
{
	return r->type == OBJ_R_ABS64 ? 8 : 4;
}

static uint64_t word_at(const struct printer *w, uint64_t offset, unsigned bytes)
{
	uint64_t v = 0;

	for (unsigned i = 0; i < bytes; i++)
		v |= (uint64_t)w->s->data[offset + (w->o->big_endian ? bytes - 1 - i : i)] << 8 * i;
	return v;
}

/* A function's size is to its end, wherever that moves when the text is changed. */
static bool has_end_label(const struct printer *w, const struct obj_sym *s)
{
	return s->type == OBJ_FUNC && s->section != OBJ_UNDEF && s->size &&
	       print_is_start(w, s->section, s->value) &&
	       print_is_start(w, s->section, s->value + s->size);
}

static const char *end_label(struct printer *w, const struct obj_sym *s)
{
	return print_own_label(w, s->section, s->value + s->size);
}

/* Where labels can stand in a section with bytes. */
static uint8_t *find_starts(struct printer *w)
{
	const struct obj_section *s = w->s;
	uint8_t *starts = NULL;

	if (!s->data)
		return NULL;
	starts = arena_alloc(&w->arena, s->size + 1);
	starts[s->size] = PRINT_START;
	if (s->kind == OBJ_SEC_PROG) {
		for (uint64_t off = 0; off < s->size;) {
			struct bpf_insn p[2] = {insn_at(w, off), insn_at(w, off + 8)};

			starts[off] = PRINT_START;
			off += insn_slots(insn_id_at(p, (s->size - off) / 8)) * 8;
		}
		return starts;
	}
	memset(starts, PRINT_START, s->size);
	vec_for (r, &s->relocs)
		for (unsigned i = 1; i < reloc_bytes(r) && r->offset + i < s->size; i++)
			starts[r->offset + i] = 0;
	return starts;
}

/* A first walk over a section, to know which places need labels. */
static void find_places(struct printer *w)
{
	w->reloc = 0;
	vec_for (s, &w->o->syms)
		if (s->section == w->section && has_end_label(w, s))
			end_label(w, s);
		else if (s->section == w->section && !print_is_start(w, s->section, s->value))
			print_own_label(w, s->section, 0);
	if (w->s->kind != OBJ_SEC_PROG) {
		vec_for (r, &w->s->relocs)
			if (reloc_bytes(r) <= w->s->size - r->offset && w->s->data)
				name_reloc(w, r, (int64_t)word_at(w, r->offset, reloc_bytes(r)));
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

/* A name's attributes. */
static void print_attributes(struct printer *w, const struct obj_sym *s)
{
	const char *name = quoted(w, s->name);

	if (s->bind != OBJ_LOCAL)
		fprintf(w->f, "\t%s\t%s\n", s->bind == OBJ_WEAK ? ".weak" : ".globl", name);
	if (s->hidden)
		fprintf(w->f, "\t.hidden\t%s\n", name);
	if (s->type == OBJ_FUNC || s->type == OBJ_OBJECT)
		fprintf(w->f, "\t.type\t%s,@%s\n", name,
			s->type == OBJ_FUNC ? "function" : "object");
	if (has_end_label(w, s))
		fprintf(w->f, "\t.size\t%s, %s-%s\n", name, end_label(w, s), name);
	else if (s->size)
		fprintf(w->f, "\t.size\t%s, %" PRIu64 "\n", name, s->size);
}

static void print_sym(struct printer *w, const struct obj_sym *s)
{
	print_attributes(w, s);
	fprintf(w->f, "%s:\n", quoted(w, s->name));
}

/* Labels at this place; where the next one stands. */
static uint64_t print_labels(struct printer *w, uint64_t offset)
{
	uint32_t i = labels_from(&w->labels, w->section, offset);

	for (; i < w->labels.v.n; i++) {
		const struct label *l = &w->labels.v.p[i];

		if (l->section != w->section || l->offset != offset)
			break;
		print_sym(w, &w->o->syms.p[l->sym]);
	}
	if (has_place(w, w->section, offset))
		fprintf(w->f, ".L%u_%" PRIu64 ":\n", w->section, offset);
	if (i < w->labels.v.n && w->labels.v.p[i].section == w->section)
		return w->labels.v.p[i].offset;
	return w->s->size;
}

static void print_source(struct printer *w, uint64_t offset)
{
	const struct obj_line *line = NULL;

	while (w->line < w->s->lines.n && w->s->lines.p[w->line].offset <= offset)
		line = &w->s->lines.p[w->line++];
	if (line && !strchr(line->file, '\n'))
		fprintf(w->f, "\t\t\t\t\t# %s:%u:%u\n", line->file, line->line, line->col);
}

/* The text is read as these bytes, but for what `name` stands for. */
static bool is_faithful(
	struct printer *w, const struct bpf_insn *p, enum insn_id id, const char *text, bool name)
{
	struct insn_parser parser = {.dialect = w->dialect};
	struct insn_parsed out;
	struct insn_error err;

	if (!insn_template(w->dialect, id) ||
		!insn_parse(&parser, text, strlen(text), &out, &err) || out.id != id)
		return false;
	if (name)
		return out.sym && out.insn[0].dst_reg == p->dst_reg &&
		       (id != INSN_CALL_KFUNC || !p->off);
	return !out.sym && !memcmp(out.insn, p, sizeof(*p) * out.slots);
}

static void print_insn(struct printer *w, uint64_t off, const struct bpf_insn *p, enum insn_id id)
{
	const char *name = id == INSN_INVALID ? NULL : operand_name(w, off, p, id);
	char *text = NULL;

	if (id != INSN_INVALID) {
		int n = insn_print(NULL, 0, p, w->dialect, 0, name) + 1;

		text = arena_alloc(&w->arena, (size_t)n);
		insn_print(text, (size_t)n, p, w->dialect, 0, name);
	}
	if (text && is_faithful(w, p, id, text, name != NULL)) {
		fprintf(w->f, "\t%s\n", text);
		return;
	}
	for (unsigned k = 0; k < insn_slots(id); k++) {
		fputs("\t.byte\t", w->f);
		for (unsigned i = 0; i < 8; i++)
			fprintf(w->f, "%s%u", i ? ", " : "", w->s->data[off + 8 * k + i]);
		fprintf(w->f, "%s%s\n", text && !k ? "\t# " : "", text && !k ? text : "");
	}
}

static void print_code(struct printer *w)
{
	w->reloc = 0;
	for (uint64_t off = 0; off < w->s->size;) {
		struct bpf_insn p[2] = {insn_at(w, off), insn_at(w, off + 8)};
		enum insn_id id = insn_id_at(p, (w->s->size - off) / 8);

		print_labels(w, off);
		print_source(w, off);
		print_insn(w, off, p, id);
		off += insn_slots(id) * 8;
	}
	print_labels(w, w->s->size);
}

/* Bytes [off, end) without a label or relocation among them. */
static void print_bytes(struct printer *w, uint64_t off, uint64_t end)
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
static uint64_t next_place(struct printer *w, uint64_t offset, uint64_t end)
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

static void print_data(struct printer *w)
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
	print_labels(w, w->s->size);
}

/* "aw",@progbits and what else stands behind a section's name */
static void print_section_flags(struct printer *w)
{
	const struct obj_section *s = w->s;

	fprintf(w->f, ",\"%s%s%s%s%s\",@%s", s->kind == OBJ_SEC_OTHER ? "" : "a",
		s->writable ? "w" : "", s->kind == OBJ_SEC_PROG ? "x" : "", s->entsize ? "M" : "",
		s->merge_strings ? "S" : "", s->kind == OBJ_SEC_BSS ? "nobits" : "progbits");
	if (s->entsize)
		fprintf(w->f, ",%u", s->entsize);
	fputc('\n', w->f);
}

/* Names of places where no label can stand. */
static void print_other_names(struct printer *w)
{
	vec_for (s, &w->o->syms) {
		if (s->section != w->section || s->type == OBJ_SECTION || !*s->name ||
			print_is_start(w, s->section, s->value))
			continue;
		print_attributes(w, s);
		fprintf(w->f, "\t.set\t%s, %s\n", quoted(w, s->name),
			name_offset(w, s->section, s->value));
	}
}

static void print_section(struct printer *w)
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
	print_other_names(w);
}

static int by_value(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return x < y ? -1 : x > y;
}

/* Names that the object only refers to. */
static void print_undefined(struct printer *w)
{
	vec_for (s, &w->o->syms)
		if (s->section == OBJ_UNDEF && *s->name)
			print_attributes(w, s);
}

void asm_print_obj(FILE *f, const struct bpf_obj *o, enum insn_dialect dialect)
{
	struct printer w = {.f = f, .arena = arena_beside(o->arena), .o = o, .dialect = dialect};

	w.labels = labels_of(&w.arena, o);
	w.starts = arena_array(&w.arena, uint8_t *, o->sections.n);
	for (w.section = 0; w.section < o->sections.n; w.section++) {
		w.s = o->sections.p[w.section];
		w.starts[w.section] = find_starts(&w);
	}
	for (w.section = 0; w.section < o->sections.n; w.section++) {
		w.s = o->sections.p[w.section];
		find_places(&w);
	}
	print_find_btf(&w);
	if (w.places.n)
		qsort(w.places.p, w.places.n, sizeof(*w.places.p), by_value);
	for (w.section = 0; w.section < o->sections.n; w.section++) {
		w.s = o->sections.p[w.section];
		w.line = 0;
		print_section(&w);
	}
	print_undefined(&w);
	print_btf(&w);
	arena_free(&w.arena);
}
