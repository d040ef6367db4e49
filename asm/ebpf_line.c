/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Source lines: .file and .loc, and the DWARF 5 line table that an assembler makes of them. BTF's
 * line information is not of this: a compiler writes it out as data.
 */
#include <ctype.h>

#include "assembler.h"
#include "bpf/dwarf_line.h"

static bool read_md5(struct assembler *as, struct atext_reader *r, struct asm_file *f)
{
	atext_blanks(r);
	if (r->end - r->at < 34 || r->at[0] != '0' || (r->at[1] | 32) != 'x')
		return asm_refuse(as, r, "expected an MD5 sum");
	r->at += 2;
	for (unsigned i = 0; i < 32; i++, r->at++) {
		unsigned char c = (unsigned char)*r->at;

		if (!isxdigit(c))
			return asm_refuse(as, r, "expected an MD5 sum");
		f->md5[i / 2] = (uint8_t)(f->md5[i / 2] << 4 |
					  (isdigit(c) ? c - '0' : (c | 32) - 'a' + 10));
	}
	f->has_md5 = true;
	return true;
}

static bool read_file_name(struct assembler *as, struct atext_reader *r, const char **out)
{
	struct asm_bytes s = {0};

	if (!asm_read_string(as, r, &s))
		return false;
	vec_push(as->arena, &s.v, 0);
	*out = (const char *)s.v.p;
	return true;
}

/* .file "name", of no meaning; .file n "dir" "name" [md5 0x...] */
bool directive_FILE(struct assembler *as, struct atext_reader *r, int arg)
{
	struct asm_file f = {0};
	int64_t n;

	atext_blanks(r);
	if (r->at < r->end && *r->at == '"')
		return read_file_name(as, r, &f.name) && asm_finish_line(as, r);
	if (!asm_read_number(as, r, 0, 1 << 16, &n) || !read_file_name(as, r, &f.name))
		return false;
	atext_blanks(r);
	if (r->at < r->end && *r->at == '"') {
		f.dir = f.name;
		if (!read_file_name(as, r, &f.name))
			return false;
	}
	atext_blanks(r);
	if (r->end - r->at > 3 && !memcmp(r->at, "md5", 3)) {
		r->at += 3;
		if (!read_md5(as, r, &f))
			return false;
	}
	while (as->files.n <= n)
		vec_push(as->arena, &as->files, ((struct asm_file){0}));
	as->files.p[n] = f;
	return asm_finish_line(as, r);
}

/* What may follow a .loc's numbers. */
static bool read_loc_word(struct assembler *as, struct atext_reader *r, struct asm_row *row)
{
	static const struct {
		const char *name;
		uint8_t flag;
	} words[] = {{"prologue_end", ROW_PROLOGUE_END}, {"epilogue_begin", ROW_EPILOGUE},
		{"basic_block", ROW_BASIC_BLOCK}};
	size_t n = atext_name(r);
	const char *word = r->at;
	int64_t v = 0;

	for (unsigned i = 0; i < ARRAY_LEN(words); i++)
		if (n == strlen(words[i].name) && !memcmp(word, words[i].name, n)) {
			row->flags |= words[i].flag;
			r->at += n;
			return true;
		}
	r->at += n;
	if (n == 7 && !memcmp(word, "is_stmt", n)) {
		if (!asm_read_number(as, r, 0, 1, &v))
			return false;
		row->flags = (uint8_t)((row->flags & ~ROW_IS_STMT) | (v ? ROW_IS_STMT : 0));
		return true;
	}
	if (n == 13 && !memcmp(word, "discriminator", n)) {
		if (!asm_read_number(as, r, 0, UINT32_MAX, &v))
			return false;
		row->discriminator = (uint32_t)v;
		return true;
	}
	if (n == 3 && !memcmp(word, "isa", n))
		return asm_read_number(as, r, 0, UINT32_MAX, &v);
	r->at = word;
	return asm_refuse(as, r, "unknown word in .loc");
}

/* .loc file line [column] words */
bool directive_LOC(struct assembler *as, struct atext_reader *r, int arg)
{
	struct asm_row row = {.flags = as->row.flags & ROW_IS_STMT};
	int64_t file, line, col = 0;
	const char *at;

	atext_blanks(r);
	at = r->at;
	if (!asm_read_number(as, r, 0, 1 << 16, &file) ||
		!asm_read_number(as, r, 0, INT32_MAX, &line))
		return false;
	atext_blanks(r);
	if (r->at < r->end && isdigit((unsigned char)*r->at) &&
		!asm_read_number(as, r, 0, INT32_MAX, &col))
		return false;
	if (file >= as->files.n || !as->files.p[file].name) {
		r->at = at;
		return asm_refuse(as, r, "no .file with this number");
	}
	row.file = (uint32_t)file;
	row.line = (uint32_t)line;
	row.col = (uint32_t)col;
	while (!asm_at_end(r))
		if (!read_loc_word(as, r, &row))
			return false;
	as->row = row;
	as->row_pending = true;
	return true;
}

/* ---- the table ---- */

void asm_line_row(struct assembler *as)
{
	if (!as->row_pending)
		return;
	as->row.section = as->section;
	as->row.place = asm_place_now(as);
	vec_push(as->arena, &as->rows, as->row);
	as->row.flags &= ROW_IS_STMT;
	as->row.discriminator = 0;
	as->row_pending = false;
}

enum {
	LNCT_PATH = 1,
	LNCT_DIRECTORY_INDEX,
	LNCT_MD5 = 5,
	FORM_STRING = 8,
	FORM_UDATA = 15,
	FORM_DATA16 = 30,
	DWARF_VERSION = 5
};

static void put_leb(struct assembler *as, int64_t v, bool is_signed)
{
	uint8_t b[10];

	asm_put(as, b, leb128(v, is_signed, b));
}

static void put_byte(struct assembler *as, unsigned v)
{
	asm_put_value(as, v, 1);
}

static void put_string(struct assembler *as, const char *s)
{
	asm_put(as, s, strlen(s) + 1);
}

static struct asm_sym *place_sym(struct assembler *as, uint32_t section, struct asm_place place)
{
	struct asm_sym *s = asm_sym_here(as);

	s->section = section;
	s->place = place;
	return s;
}

/* A 4-byte length: from `begin` (made later) to `end` */
static void put_length(struct assembler *as, struct asm_sym *begin, struct asm_sym *end)
{
	struct asm_fixup f = {.place = asm_place_now(as), .kind = ASM_DATA, .bytes = 4};

	f.e = (struct asm_expr){.sym = end, .sub = begin};
	vec_push(as->arena, &asm_here(as)->fixups, f);
	asm_put(as, NULL, 4);
}

static uint32_t dir_index(struct assembler *as, const char *dir, uint32_t file)
{
	for (uint32_t i = 0; i < file; i++)
		if (as->files.p[i].dir && !strcmp(as->files.p[i].dir, dir))
			return dir_index(as, dir, i);
	uint32_t n = 0;

	for (uint32_t i = 0; i < file; i++) {
		const char *d = as->files.p[i].dir;
		bool first = d != NULL;

		for (uint32_t k = 0; d && k < i; k++)
			first &= !as->files.p[k].dir || strcmp(as->files.p[k].dir, d);
		n += first;
	}
	return n;
}

/* Directories and files of a version 5 header: number 0 is the unit's own. */
static void put_files(struct assembler *as)
{
	static const uint8_t file_forms[] = {
		LNCT_PATH, FORM_STRING, LNCT_DIRECTORY_INDEX, FORM_UDATA, LNCT_MD5, FORM_DATA16};
	uint32_t dirs = 0;
	bool md5 = true;

	vec_for (f, &as->files)
		if (!f->dir)
			f->dir = as->files.p[0].dir ? as->files.p[0].dir : ".";
	for (uint32_t i = 0; i < as->files.n; i++) {
		dirs += dir_index(as, as->files.p[i].dir, i) == dirs;
		md5 &= as->files.p[i].has_md5;
	}
	put_byte(as, 1);
	put_byte(as, LNCT_PATH);
	put_byte(as, FORM_STRING);
	put_leb(as, dirs, false);
	for (uint32_t i = 0, next = 0; i < as->files.n; i++)
		if (dir_index(as, as->files.p[i].dir, i) == next) {
			put_string(as, as->files.p[i].dir);
			next++;
		}
	put_byte(as, md5 ? 3 : 2);
	asm_put(as, file_forms, md5 ? 6 : 4);
	put_leb(as, as->files.n, false);
	for (uint32_t i = 0; i < as->files.n; i++) {
		const struct asm_file *f = &as->files.p[i];

		put_string(as, f->name ? f->name : "");
		put_leb(as, dir_index(as, f->dir, i), false);
		if (md5)
			asm_put(as, f->md5, 16);
	}
}

static void put_header(struct assembler *as, struct asm_sym *begin, struct asm_sym *end)
{
	uint8_t head[DWARF_LINE_HEAD];
	struct asm_sym *program = asm_sym_here(as), *rest;

	put_length(as, begin, end);
	begin->place = asm_place_now(as);
	asm_put_value(as, DWARF_VERSION, 2);
	put_byte(as, 8); /* bytes of an address */
	put_byte(as, 0); /* of a segment */
	rest = asm_sym_here(as);
	put_length(as, rest, program);
	rest->place = asm_place_now(as);
	/* addresses advance by bytes; special opcodes are not used */
	dwarf_line_head(head, 1);
	asm_put(as, head, sizeof(head));
	put_files(as);
	program->place = asm_place_now(as);
}

struct line_state {
	uint32_t section;
	struct asm_sym *address;
	uint32_t file, line, col;
	bool is_stmt;
};

static void put_extended(struct assembler *as, unsigned op, unsigned operand_bytes)
{
	put_byte(as, 0);
	put_leb(as, 1 + operand_bytes, false);
	put_byte(as, op);
}

/* Advance to a place of the same section. */
static void put_advance(struct assembler *as, struct line_state *st, struct asm_sym *to)
{
	struct asm_section *s = asm_here(as);
	struct asm_part p = {.kind = ASM_ULEB, .size = 1};

	put_byte(as, LNS_ADVANCE_PC);
	p.at = s->bytes;
	p.e = (struct asm_expr){.sym = to, .sub = st->address};
	vec_push(as->arena, &s->parts, p);
	st->address = to;
}

static void end_sequence(struct assembler *as, struct line_state *st)
{
	struct asm_section *s = as->sections.p[st->section];

	if (!st->address)
		return;
	put_advance(as, st, place_sym(as, st->section, (struct asm_place){s->bytes, s->parts.n}));
	put_extended(as, LNE_END_SEQUENCE, 0);
	*st = (struct line_state){.file = 1, .line = 1, .is_stmt = true};
}

static void begin_sequence(struct assembler *as, struct line_state *st, const struct asm_row *r)
{
	struct asm_fixup f = {.kind = ASM_DATA, .bytes = 8};

	st->section = r->section;
	st->address = place_sym(as, r->section, r->place);
	put_extended(as, LNE_SET_ADDRESS, 8);
	f.place = asm_place_now(as);
	f.e.sym = st->address;
	vec_push(as->arena, &asm_here(as)->fixups, f);
	asm_put(as, NULL, 8);
}

static void put_row(struct assembler *as, struct line_state *st, const struct asm_row *r)
{
	uint8_t b[10];

	if (st->address && st->section != r->section)
		end_sequence(as, st);
	if (!st->address)
		begin_sequence(as, st, r);
	else
		put_advance(as, st, place_sym(as, r->section, r->place));
	if (r->file != st->file) {
		put_byte(as, LNS_SET_FILE);
		put_leb(as, r->file, false);
	}
	if (r->col != st->col) {
		put_byte(as, LNS_SET_COLUMN);
		put_leb(as, r->col, false);
	}
	if (r->discriminator) {
		put_extended(as, LNE_SET_DISCRIMINATOR, leb128(r->discriminator, false, b));
		put_leb(as, r->discriminator, false);
	}
	if (st->is_stmt != !!(r->flags & ROW_IS_STMT))
		put_byte(as, LNS_NEGATE_STMT);
	if (r->flags & ROW_BASIC_BLOCK)
		put_byte(as, LNS_SET_BASIC_BLOCK);
	if (r->flags & ROW_PROLOGUE_END)
		put_byte(as, LNS_SET_PROLOGUE_END);
	if (r->flags & ROW_EPILOGUE)
		put_byte(as, LNS_SET_EPILOGUE_BEGIN);
	put_byte(as, LNS_ADVANCE_LINE);
	put_leb(as, (int64_t)r->line - st->line, true);
	put_byte(as, LNS_COPY);
	st->file = r->file;
	st->line = r->line;
	st->col = r->col;
	st->is_stmt = r->flags & ROW_IS_STMT;
}

void asm_line_table(struct assembler *as)
{
	struct line_state st = {.file = 1, .line = 1, .is_stmt = true};
	struct asm_sym *begin, *end;

	if (!as->rows.n)
		return;
	as->section = asm_section_get(as, ".debug_line");
	begin = asm_sym_here(as);
	end = asm_sym_here(as);
	put_header(as, begin, end);
	/* a section's rows together: sequences are of one section each */
	for (uint32_t s = 0; s < as->sections.n; s++) {
		vec_for (r, &as->rows)
			if (r->section == s)
				put_row(as, &st, r);
		end_sequence(as, &st);
	}
	end->place = asm_place_now(as);
}
