/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * DWARF 4 line tables, for tools that show source beside instructions (llvm-objdump -S, addr2line):
 * what loaders need is in BTF. Made from the object's line records alone, so that -g costs a few
 * bytes a line:
 *
 *	.debug_abbrev  one abbreviation, a compile unit without children
 *	.debug_info    that unit: name, directory, where its lines and ranges are
 *	.debug_ranges  [0, size) of each section with lines, by section symbol
 *	.debug_line    a sequence for each of these sections
 *
 * Types and variables are not described; tools that want them read BTF.
 */
#include <string.h>

#include "backend.h"

enum {
	TAG_COMPILE_UNIT = 0x11,
	AT_NAME = 0x03,
	AT_STMT_LIST = 0x10,
	AT_LOW_PC = 0x11,
	AT_LANGUAGE = 0x13,
	AT_COMP_DIR = 0x1b,
	AT_PRODUCER = 0x25,
	AT_RANGES = 0x55,
	FORM_ADDR = 0x01,
	FORM_DATA2 = 0x05,
	FORM_STRING = 0x08,
	FORM_SEC_OFFSET = 0x17,
	LANG_C99 = 0x0c,

	LNS_COPY = 1,
	LNS_ADVANCE_PC = 2,
	LNS_ADVANCE_LINE = 3,
	LNS_SET_FILE = 4,
	LNS_SET_COLUMN = 5,
	LNE_END_SEQUENCE = 1,
	LNE_SET_ADDRESS = 2,

	/* A special opcode advances both: OPCODE_BASE + (lines - LINE_BASE) + LINE_RANGE * slots.
	 */
	LINE_BASE = -5,
	LINE_RANGE = 14,
	OPCODE_BASE = 13,

	VERSION = 4,
	SLOT = 8, /* bytes of an instruction */
	ADDRESS = 8
};

/* One section in the making. */
struct dwarf {
	struct bpf_obj *o;
	struct arena *a;
	VEC(uint8_t) out;
	VEC(struct obj_reloc) relocs;
	VEC(const char *) files;
	struct map file_of; /* path (the pointer) -> number */
};

/* ---- bytes ---- */

static void put(struct dwarf *d, uint64_t v, unsigned bytes)
{
	for (unsigned i = 0; i < bytes; i++)
		vec_push(d->a, &d->out, (uint8_t)(v >> 8 * (d->o->big_endian ? bytes - 1 - i : i)));
}

static void put_string(struct dwarf *d, const char *s)
{
	do
		vec_push(d->a, &d->out, (uint8_t)*s);
	while (*s++);
}

static void put_uleb(struct dwarf *d, uint64_t v)
{
	for (; v >> 7; v >>= 7)
		vec_push(d->a, &d->out, (uint8_t)(v | 0x80));
	vec_push(d->a, &d->out, (uint8_t)v);
}

static void put_sleb(struct dwarf *d, int64_t v)
{
	for (; v < -64 || v > 63; v >>= 7)
		vec_push(d->a, &d->out, (uint8_t)(v | 0x80));
	vec_push(d->a, &d->out, (uint8_t)(v & 0x7f));
}

/* The length that was left out at `at`. */
static void patch_length(struct dwarf *d, uint32_t at)
{
	uint32_t n = d->out.n - at - 4;

	for (unsigned i = 0; i < 4; i++)
		d->out.p[at + i] = (uint8_t)(n >> 8 * (d->o->big_endian ? 3 - i : i));
}

static uint32_t section_sym(struct bpf_obj *o, uint32_t section)
{
	for (uint32_t i = 0; i < o->syms.n; i++)
		if (o->syms.p[i].type == OBJ_SECTION && o->syms.p[i].section == section)
			return i;
	return bpf_obj_add_sym(o, (struct obj_sym){.name = o->sections.p[section]->name,
					  .section = section,
					  .bind = OBJ_LOCAL,
					  .type = OBJ_SECTION});
}

/* `v` from the beginning of a section on. */
static void put_reloc(struct dwarf *d, uint32_t section, uint64_t v, unsigned bytes)
{
	struct obj_reloc r = {.offset = d->out.n,
		.type = bytes == ADDRESS ? OBJ_R_ABS64 : OBJ_R_ABS32,
		.sym = section_sym(d->o, section)};

	vec_push(d->a, &d->relocs, r);
	put(d, v, bytes);
}

/* The section is complete: its index. */
static uint32_t finish(struct dwarf *d, const char *name)
{
	uint32_t index = bpf_obj_add_section(d->o, name, OBJ_SEC_OTHER);
	struct obj_section *s = d->o->sections.p[index];

	s->data = d->out.p;
	s->size = d->out.n;
	s->align = 1;
	vec_for (r, &d->relocs)
		vec_push(d->a, &s->relocs, *r);
	memset(&d->out, 0, sizeof(d->out));
	memset(&d->relocs, 0, sizeof(d->relocs));
	return index;
}

/* ---- .debug_line ---- */

static uint32_t file_number(struct dwarf *d, const char *path)
{
	uint64_t *n = map_put(d->a, &d->file_of, map_key(path));

	if (!*n) {
		vec_push(d->a, &d->files, path);
		*n = d->files.n;
	}
	return (uint32_t)*n;
}

static void collect_files(struct dwarf *d, uint32_t n)
{
	for (uint32_t i = 0; i < n; i++)
		vec_for (l, &d->o->sections.p[i]->lines)
			file_number(d, l->file);
}

static void line_header(struct dwarf *d)
{
	static const uint8_t operands[OPCODE_BASE - 1] = {0, 1, 1, 1, 1, 0, 0, 0, 1, 0, 0, 1};
	uint32_t length;

	put(d, VERSION, 2);
	length = d->out.n;
	put(d, 0, 4);
	put(d, SLOT, 1); /* minimum instruction length */
	put(d, 1, 1);    /* operations an instruction */
	put(d, 1, 1);    /* default_is_stmt */
	put(d, (uint8_t)LINE_BASE, 1);
	put(d, LINE_RANGE, 1);
	put(d, OPCODE_BASE, 1);
	for (unsigned i = 0; i < OPCODE_BASE - 1; i++)
		put(d, operands[i], 1);
	put(d, 0, 1); /* no directories but the unit's */
	vec_for (f, &d->files) {
		put_string(d, *f);
		put(d, 0, 3); /* directory, time, length */
	}
	put(d, 0, 1);
	patch_length(d, length);
}

/* A row `slots` instructions and `lines` lines further on. */
static void put_row(struct dwarf *d, uint64_t slots, int64_t lines)
{
	int64_t code;

	if (lines < LINE_BASE || lines >= LINE_BASE + LINE_RANGE) {
		put(d, LNS_ADVANCE_LINE, 1);
		put_sleb(d, lines);
		lines = 0;
	}
	code = OPCODE_BASE + (lines - LINE_BASE) + LINE_RANGE * (int64_t)slots;
	if (slots > UINT8_MAX || code > UINT8_MAX) {
		put(d, LNS_ADVANCE_PC, 1);
		put_uleb(d, slots);
		code = OPCODE_BASE + (lines - LINE_BASE);
	}
	put(d, (uint64_t)code, 1);
}

static void line_sequence(struct dwarf *d, uint32_t section)
{
	const struct obj_section *s = d->o->sections.p[section];
	uint32_t file = 1, line = 1, col = 0, offset = 0;

	put(d, 0, 1);
	put_uleb(d, 1 + ADDRESS);
	put(d, LNE_SET_ADDRESS, 1);
	put_reloc(d, section, 0, ADDRESS);
	vec_for (l, &s->lines) {
		uint32_t f = file_number(d, l->file);

		if (f != file) {
			put(d, LNS_SET_FILE, 1);
			put_uleb(d, f);
		}
		if (l->col != col) {
			put(d, LNS_SET_COLUMN, 1);
			put_uleb(d, l->col);
		}
		put_row(d, (l->offset - offset) / SLOT, (int64_t)l->line - line);
		file = f;
		col = l->col;
		line = l->line;
		offset = l->offset;
	}
	put(d, LNS_ADVANCE_PC, 1);
	put_uleb(d, (s->size - offset) / SLOT);
	put(d, 0, 1);
	put_uleb(d, 1);
	put(d, LNE_END_SEQUENCE, 1);
}

/* ---- the unit ---- */

static uint32_t debug_line(struct dwarf *d, uint32_t n)
{
	collect_files(d, n);
	put(d, 0, 4);
	line_header(d);
	for (uint32_t i = 0; i < n; i++)
		if (d->o->sections.p[i]->lines.n)
			line_sequence(d, i);
	patch_length(d, 0);
	return finish(d, ".debug_line");
}

static uint32_t debug_ranges(struct dwarf *d, uint32_t n)
{
	for (uint32_t i = 0; i < n; i++) {
		if (!d->o->sections.p[i]->lines.n)
			continue;
		put_reloc(d, i, 0, ADDRESS);
		put_reloc(d, i, d->o->sections.p[i]->size, ADDRESS);
	}
	put(d, 0, ADDRESS);
	put(d, 0, ADDRESS);
	return finish(d, ".debug_ranges");
}

static uint32_t debug_abbrev(struct dwarf *d)
{
	static const uint8_t bytes[] = {1, TAG_COMPILE_UNIT, false, AT_PRODUCER, FORM_STRING,
		AT_LANGUAGE, FORM_DATA2, AT_NAME, FORM_STRING, AT_STMT_LIST, FORM_SEC_OFFSET,
		AT_COMP_DIR, FORM_STRING, AT_LOW_PC, FORM_ADDR, AT_RANGES, FORM_SEC_OFFSET, 0, 0,
		0};

	for (size_t i = 0; i < sizeof(bytes); i++)
		put(d, bytes[i], 1);
	return finish(d, ".debug_abbrev");
}

static void debug_info(struct dwarf *d, uint32_t abbrev, uint32_t lines, uint32_t ranges,
	const char *producer, const char *dir)
{
	put(d, 0, 4);
	put(d, VERSION, 2);
	put_reloc(d, abbrev, 0, 4);
	put(d, ADDRESS, 1);
	put_uleb(d, 1); /* the abbreviation */
	put_string(d, producer);
	put(d, LANG_C99, 2);
	put_string(d, d->o->file ? d->o->file : "");
	put_reloc(d, lines, 0, 4);
	put_string(d, dir);
	put(d, 0, ADDRESS);
	put_reloc(d, ranges, 0, 4);
	patch_length(d, 0);
	finish(d, ".debug_info");
}

void backend_debug_lines(struct bpf_obj *o, const char *producer, const char *dir)
{
	struct dwarf d = {.o = o, .a = o->arena};
	uint32_t n = o->sections.n, abbrev, lines, ranges;
	bool any = false;

	for (uint32_t i = 0; i < n; i++)
		any |= o->sections.p[i]->lines.n != 0;
	if (!any)
		return;
	abbrev = debug_abbrev(&d);
	lines = debug_line(&d, n);
	ranges = debug_ranges(&d, n);
	debug_info(&d, abbrev, lines, ranges, producer, dir);
}
