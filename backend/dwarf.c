/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * DWARF 4 line tables, for tools that show source beside instructions (llvm-objdump -S, addr2line),
 * and types, for those that prefer them to BTF (pahole). Made of the object's line records and BTF:
 *
 *	.debug_abbrev  the forms of what is in .debug_info (dwarf.def)
 *	.debug_info    one unit: name, directory, where its lines and ranges are; the types
 *	.debug_ranges  [0, size) of each section with lines, by section symbol
 *	.debug_line    a sequence for each of these sections
 *
 * Variables and functions are not described: debuggers do not step through BPF.
 */
#include <string.h>

#include "dwarf.h"

#include "bpf/dwarf_line.h"

enum {
	LANG_C99 = 0x0c,

	VERSION = 4,
	SLOT = 8, /* bytes of an instruction */
	ADDRESS = 8
};

/* ---- bytes ---- */

void dwarf_put(struct dwarf *d, uint64_t v, unsigned bytes)
{
	for (unsigned i = 0; i < bytes; i++)
		vec_push(d->a, &d->out, (uint8_t)(v >> 8 * (d->o->big_endian ? bytes - 1 - i : i)));
}

void dwarf_string(struct dwarf *d, const char *s)
{
	do
		vec_push(d->a, &d->out, (uint8_t)*s);
	while (*s++);
}

static void put_leb(struct dwarf *d, int64_t v, bool is_signed)
{
	uint8_t bytes[10];
	unsigned n = leb128(v, is_signed, bytes);

	for (unsigned i = 0; i < n; i++)
		vec_push(d->a, &d->out, bytes[i]);
}

void dwarf_uleb(struct dwarf *d, uint64_t v)
{
	put_leb(d, (int64_t)v, false);
}

void dwarf_sleb(struct dwarf *d, int64_t v)
{
	put_leb(d, v, true);
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
	dwarf_put(d, v, bytes);
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
	uint8_t head[DWARF_LINE_HEAD];
	uint32_t length;

	dwarf_put(d, VERSION, 2);
	length = d->out.n;
	dwarf_put(d, 0, 4);
	dwarf_line_head(head, SLOT); /* addresses advance by instructions */
	for (unsigned i = 0; i < DWARF_LINE_HEAD; i++)
		dwarf_put(d, head[i], 1);
	dwarf_put(d, 0, 1); /* no directories but the unit's */
	vec_for (f, &d->files) {
		dwarf_string(d, *f);
		dwarf_put(d, 0, 3); /* directory, time, length */
	}
	dwarf_put(d, 0, 1);
	patch_length(d, length);
}

/* A row `slots` instructions and `lines` lines further on. */
static void put_row(struct dwarf *d, uint64_t slots, int64_t lines)
{
	int64_t code;

	if (lines < LINE_BASE || lines >= LINE_BASE + LINE_RANGE) {
		dwarf_put(d, LNS_ADVANCE_LINE, 1);
		dwarf_sleb(d, lines);
		lines = 0;
	}
	code = OPCODE_BASE + (lines - LINE_BASE) + LINE_RANGE * (int64_t)slots;
	if (slots > UINT8_MAX || code > UINT8_MAX) {
		dwarf_put(d, LNS_ADVANCE_PC, 1);
		dwarf_uleb(d, slots);
		code = OPCODE_BASE + (lines - LINE_BASE);
	}
	dwarf_put(d, (uint64_t)code, 1);
}

static void line_sequence(struct dwarf *d, uint32_t section)
{
	const struct obj_section *s = d->o->sections.p[section];
	uint32_t file = 1, line = 1, col = 0, offset = 0;

	dwarf_put(d, 0, 1);
	dwarf_uleb(d, 1 + ADDRESS);
	dwarf_put(d, LNE_SET_ADDRESS, 1);
	put_reloc(d, section, 0, ADDRESS);
	vec_for (l, &s->lines) {
		uint32_t f = file_number(d, l->file);

		if (f != file) {
			dwarf_put(d, LNS_SET_FILE, 1);
			dwarf_uleb(d, f);
		}
		if (l->col != col) {
			dwarf_put(d, LNS_SET_COLUMN, 1);
			dwarf_uleb(d, l->col);
		}
		put_row(d, (l->offset - offset) / SLOT, (int64_t)l->line - line);
		file = f;
		col = l->col;
		line = l->line;
		offset = l->offset;
	}
	dwarf_put(d, LNS_ADVANCE_PC, 1);
	dwarf_uleb(d, (s->size - offset) / SLOT);
	dwarf_put(d, 0, 1);
	dwarf_uleb(d, 1);
	dwarf_put(d, LNE_END_SEQUENCE, 1);
}

/* ---- the unit ---- */

static uint32_t debug_line(struct dwarf *d, uint32_t n)
{
	collect_files(d, n);
	dwarf_put(d, 0, 4);
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
	dwarf_put(d, 0, ADDRESS);
	dwarf_put(d, 0, ADDRESS);
	return finish(d, ".debug_ranges");
}

static uint32_t debug_abbrev(struct dwarf *d)
{
	static const uint8_t bytes[] = {
#define DIE(name, tag, children, ...) DIE_##name, tag, children, __VA_ARGS__, 0, 0,
#include "dwarf.def"
#undef DIE
		0};

	for (size_t i = 0; i < sizeof(bytes); i++)
		dwarf_put(d, bytes[i], 1);
	return finish(d, ".debug_abbrev");
}

static void debug_info(struct dwarf *d, uint32_t abbrev, uint32_t lines, uint32_t ranges,
	const char *producer, const char *dir)
{
	dwarf_put(d, 0, 4);
	dwarf_put(d, VERSION, 2);
	put_reloc(d, abbrev, 0, 4);
	dwarf_put(d, ADDRESS, 1);
	dwarf_uleb(d, DIE_UNIT);
	dwarf_string(d, producer);
	dwarf_put(d, LANG_C99, 2);
	dwarf_string(d, d->o->file ? d->o->file : "");
	put_reloc(d, lines, 0, 4);
	dwarf_string(d, dir);
	dwarf_put(d, 0, ADDRESS);
	put_reloc(d, ranges, 0, 4);
	dwarf_types(d);
	dwarf_put(d, 0, 1);
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
