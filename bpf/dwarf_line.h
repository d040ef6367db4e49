/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * DWARF's line number program (DWARF 5, section 6.2), as far as two writers have it in common: the
 * compiler's, which knows every address, and the assembler's, which knows them when it has laid all
 * out. And LEB128.
 */
#ifndef BPF_DWARF_LINE_H
#define BPF_DWARF_LINE_H

#include <stdbool.h>
#include <stdint.h>

enum dwarf_line_opcode {
	LNS_COPY = 1,
	LNS_ADVANCE_PC,
	LNS_ADVANCE_LINE,
	LNS_SET_FILE,
	LNS_SET_COLUMN,
	LNS_NEGATE_STMT,
	LNS_SET_BASIC_BLOCK,
	LNS_SET_PROLOGUE_END = 10,
	LNS_SET_EPILOGUE_BEGIN,
	/* behind a 0 and the length */
	LNE_END_SEQUENCE = 1,
	LNE_SET_ADDRESS,
	LNE_SET_DISCRIMINATOR = 4,
};
/* A special opcode advances both: OPCODE_BASE + (lines - LINE_BASE) + LINE_RANGE * addresses. */
enum { LINE_BASE = -5, LINE_RANGE = 14, OPCODE_BASE = 13 };

/* The header from the least instruction length on, up to its tables of directories and files. */
enum { DWARF_LINE_HEAD = 6 + OPCODE_BASE - 1 };
static inline void dwarf_line_head(uint8_t out[DWARF_LINE_HEAD], uint8_t address_unit)
{
	/* unit; operations an instruction; is_stmt at first; special opcodes; operands of the
	 * others */
	static const uint8_t head[DWARF_LINE_HEAD] = {0, 1, 1, (uint8_t)LINE_BASE, LINE_RANGE,
		OPCODE_BASE, 0, 1, 1, 1, 1, 0, 0, 0, 1, 0, 0, 1};

	for (int i = 0; i < DWARF_LINE_HEAD; i++)
		out[i] = head[i];
	out[0] = address_unit;
}

/* v's LEB128 in out; its bytes. */
static inline unsigned leb128(int64_t v, bool is_signed, uint8_t out[10])
{
	uint64_t u = (uint64_t)v;
	unsigned n = 0;

	for (;;) {
		uint8_t b = u & 0x7f;
		bool done;

		u = is_signed ? (uint64_t)((int64_t)u >> 7) : u >> 7;
		done = is_signed ? (!u && !(b & 0x40)) || (!~u && b & 0x40) : !u;
		out[n++] = done ? b : b | 0x80;
		if (done)
			return n;
	}
}

#endif
