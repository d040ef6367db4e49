/* SPDX-License-Identifier: BSD-2-Clause */
/* Directives that put data: numbers, strings, LEB128, zeros, alignment. */
#include "assembler.h"
#include "bpf/dwarf_line.h"
#include "bpf/elf_bpf.h"

bool directive_DATA(struct assembler *as, struct atext_reader *r, int bytes)
{
	if (asm_at_end(r))
		return true;
	do {
		struct asm_fixup f = {
			.place = asm_place_now(as), .kind = ASM_DATA, .bytes = (uint8_t)bytes};

		if (!asm_expr(as, r, &f.e))
			return false;
		vec_push(as->arena, &asm_here(as)->fixups, f);
		if (!asm_put(as, NULL, (uint64_t)bytes))
			return false;
	} while (asm_take(r, ','));
	return asm_finish_line(as, r);
}

bool directive_STRING(struct assembler *as, struct atext_reader *r, int zeros)
{
	struct asm_bytes s = {0};

	if (asm_at_end(r))
		return true;
	do {
		if (!asm_read_string(as, r, &s) || !asm_put(as, s.v.p, s.v.n) ||
			!asm_put(as, NULL, (uint64_t)zeros))
			return false;
	} while (asm_take(r, ',') || !asm_at_end(r));
	return true;
}

bool directive_LEB(struct assembler *as, struct atext_reader *r, int is_signed)
{
	struct asm_section *s = asm_here(as);

	do {
		struct asm_part p = {
			.at = s->bytes, .kind = is_signed ? ASM_SLEB : ASM_ULEB, .size = 1};
		uint8_t bytes[10];

		if (!asm_expr(as, r, &p.e))
			return false;
		if (s->nobits)
			return asm_refuse(as, r, "a section without bytes gets bytes");
		if (p.e.sym)
			vec_push(as->arena, &s->parts, p);
		else if (!asm_put(as, bytes, leb128(p.e.v, is_signed, bytes)))
			return false;
	} while (asm_take(r, ','));
	return asm_finish_line(as, r);
}

static bool put_repeated(
	struct assembler *as, uint64_t times, int64_t value, unsigned bytes, struct atext_reader *r)
{
	uint8_t unit[8];

	if (times * bytes > ASM_MAX_SECTION && !asm_here(as)->nobits)
		return asm_refuse(as, r, "more bytes than a section can have");
	if (!value)
		return asm_put(as, NULL, times * bytes);
	for (unsigned i = 0; i < bytes; i++)
		unit[as->big_endian ? bytes - 1 - i : i] = (uint8_t)((uint64_t)value >> 8 * i);
	for (uint64_t i = 0; i < times; i++)
		if (!asm_put(as, unit, bytes))
			return false;
	return true;
}

/* .zero n [, value] */
bool directive_SPACE(struct assembler *as, struct atext_reader *r, int arg)
{
	int64_t n, value = 0;

	if (!asm_read_number(as, r, 0, UINT32_MAX, &n) ||
		(asm_take(r, ',') && !asm_read_number(as, r, -128, 255, &value)))
		return false;
	return asm_finish_line(as, r) && put_repeated(as, (uint64_t)n, value, 1, r);
}

/* .fill n [, bytes [, value]] */
bool directive_FILL(struct assembler *as, struct atext_reader *r, int arg)
{
	int64_t n, bytes = 1, value = 0;

	if (!asm_read_number(as, r, 0, UINT32_MAX, &n) ||
		(asm_take(r, ',') && !asm_read_number(as, r, 0, 8, &bytes)) ||
		(asm_take(r, ',') && !asm_read_number(as, r, INT64_MIN, INT64_MAX, &value)))
		return false;
	return asm_finish_line(as, r) && put_repeated(as, (uint64_t)n, value, (unsigned)bytes, r);
}

/* .p2align log2 [, [fill] [, max]] */
bool directive_ALIGN(struct assembler *as, struct atext_reader *r, int log2)
{
	struct asm_section *s = asm_here(as);
	struct asm_part p = {.at = s->bytes, .kind = ASM_ALIGN};
	int64_t n, fill = 0, max = 0;
	bool has_fill = false;

	if (!asm_read_number(as, r, 0, log2 ? ASM_MAX_ALIGN : 1 << ASM_MAX_ALIGN, &n))
		return false;
	if (!log2 && n && !is_pow2((uint64_t)n))
		return asm_refuse(as, r, "not a power of two");
	if (asm_take(r, ',')) {
		atext_blanks(r);
		if (r->at < r->end && *r->at != ',') {
			has_fill = true;
			if (!asm_read_number(as, r, -128, 255, &fill))
				return false;
		}
	}
	if (asm_take(r, ',') && !asm_read_number(as, r, 0, 1 << ASM_MAX_ALIGN, &max))
		return false;
	p.log2 = (uint8_t)(log2 ? n : n ? log2_floor((uint64_t)n) : 0);
	p.fill = (uint8_t)fill;
	p.nops = !has_fill && s->flags & SHF_EXECINSTR;
	p.max = (uint64_t)max;
	if (p.log2 > s->log2_align)
		s->log2_align = p.log2;
	if (p.log2)
		vec_push(as->arena, &s->parts, p);
	return asm_finish_line(as, r);
}
