/* SPDX-License-Identifier: BSD-2-Clause */
/* The table of classic instructions, from opcode to row and from load to extension. */
#include "cbpf.h"

enum { WHO_NONE = 0, WHO_SOCK = 1, WHO_ALL = 3 };

static const struct cbpf_info infos[CBPF_COUNT] = {
#define C(name, opcode, op, mode, bytes, who, text)                                        \
	{#name, text, opcode, CBPF_OP_##op, CBPF_MODE_##mode, bytes, (WHO_##who & 1) != 0, \
		(WHO_##who & 2) != 0},
#include "cbpf.def"
};

/* Opcode to id + 1. Two rows of one opcode are a compile error (-Woverride-init is in -Wextra). */
static const uint8_t ids[256] = {
#define C(name, opcode, op, mode, bytes, who, text) [opcode] = CBPF_##name + 1,
#include "cbpf.def"
};

static const struct cbpf_ext_info exts[CBPF_EXT_COUNT] = {
#define E(name, offset, text) {#name, text, offset},
#include "cbpf.def"
};

/* cbpf_ext() divides by 4 instead of searching. */
#define E(name, offset, text) \
	_Static_assert((offset) == 4 * CBPF_EXT_##name, "extensions ascend by 4");
#include "cbpf.def"

enum cbpf_id cbpf_id(uint16_t code)
{
	return code < ARRAY_LEN(ids) && ids[code] ? (enum cbpf_id)(ids[code] - 1) : CBPF_INVALID;
}

const struct cbpf_info *cbpf_info(enum cbpf_id id)
{
	CHECK(id < CBPF_COUNT);
	return &infos[id];
}

const struct cbpf_info *cbpf_lookup(uint16_t code)
{
	enum cbpf_id id = cbpf_id(code);

	return id == CBPF_INVALID ? NULL : &infos[id];
}

enum cbpf_ext cbpf_ext(struct cbpf_insn insn)
{
	const struct cbpf_info *d = cbpf_lookup(insn.code);
	uint32_t off = insn.k - CBPF_AD_OFF;

	if (!d || d->mode != CBPF_MODE_ABS || insn.k < CBPF_AD_OFF || off % 4 ||
		off / 4 >= CBPF_EXT_COUNT)
		return CBPF_EXT_NONE;
	return (enum cbpf_ext)(off / 4);
}

const struct cbpf_ext_info *cbpf_ext_info(enum cbpf_ext ext)
{
	CHECK(ext < CBPF_EXT_COUNT);
	return &exts[ext];
}
