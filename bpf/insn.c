/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * isa.def expanded: the rows as data, and a decoder that is one switch over (opcode, discriminating
 * value), so that two rows which cannot be told apart are a compile error.
 */
#include "insn.h"

enum { N = 0, D = INSN_DST, S = INSN_SRC, O = INSN_OFF, IM = INSN_IMM };
enum {
	SHAPE_N = 0,
	SHAPE_D = D,
	SHAPE_O = O,
	SHAPE_I = IM,
	SHAPE_DS = D | S,
	SHAPE_DI = D | IM,
	SHAPE_SI = S | IM,
	SHAPE_OI = O | IM,
	SHAPE_DSO = D | S | O,
	SHAPE_DOI = D | O | IM,
	SHAPE_DSI = D | S | IM,
	SHAPE_DIW = D | IM | INSN_WIDE,
};

/* The field that tells apart the rows of an opcode, in terms of the encoding's classes. */
#define OP_CLASS(c)  ((c)&7)
#define OP_CODE(c)   ((c)&0xf0)
#define OP_IS_ALU(c) (OP_CLASS(c) == BPF_ALU || OP_CLASS(c) == BPF_ALU64)
#define OP_HAS_OFF(c)                                                       \
	(OP_IS_ALU(c) && (OP_CODE(c) == BPF_DIV || OP_CODE(c) == BPF_MOD || \
				 ((c)&0xf8) == (BPF_MOV | BPF_X)))
#define OP_HAS_IMM(c) \
	((OP_IS_ALU(c) && OP_CODE(c) == BPF_END) || ((c)&0xe7) == (BPF_STX | BPF_ATOMIC))
#define OP_HAS_SRC(c) ((c) == (BPF_LD | BPF_IMM | BPF_DW) || (c) == (BPF_JMP | BPF_CALL))
#define OP_FIELD(c)                              \
	(OP_HAS_OFF(c)          ? INSN_FIELD_OFF \
		: OP_HAS_IMM(c) ? INSN_FIELD_IMM \
		: OP_HAS_SRC(c) ? INSN_FIELD_SRC \
				: INSN_FIELD_NO)

#define I(name, opcode, field, value, shape, op, bits, cpu, text)                               \
	_Static_assert(OP_FIELD(opcode) == INSN_FIELD_##field, #name ": discriminating field"); \
	_Static_assert(INSN_FIELD_##field != INSN_FIELD_NO || (value) == 0, #name ": value");   \
	_Static_assert(!(INSN_FIELD_##field == INSN_FIELD_OFF && SHAPE_##shape & O) &&          \
			       !(INSN_FIELD_##field == INSN_FIELD_IMM && SHAPE_##shape & IM) && \
			       !(INSN_FIELD_##field == INSN_FIELD_SRC && SHAPE_##shape & S),    \
		#name ": a discriminating field is not free");                                  \
	_Static_assert((cpu) >= 1 && (cpu) <= 4, #name ": cpu");                                \
	_Static_assert((bits) == 8 || (bits) == 16 || (bits) == 32 || (bits) == 64, #name ": "  \
											  "bits");
#include "isa.def"
#undef I

static const struct insn_info infos[INSN_COUNT] = {
#define I(name, opcode, field, value, shape, op, bits, cpu, text) \
	{#name, text, value, opcode, INSN_FIELD_##field, SHAPE_##shape, INSN_OP_##op, bits, cpu},
#include "isa.def"
#undef I
};

const struct insn_info *insn_info(enum insn_id id)
{
	CHECK((unsigned)id < INSN_COUNT);
	return &infos[id];
}

struct bpf_insn insn_make(enum insn_id id, unsigned dst, unsigned src, int off, int32_t imm)
{
	const struct insn_info *info = insn_info(id);
	struct bpf_insn insn = {.code = info->opcode};

	CHECK(dst <= 15 && src <= 15 && off >= INT16_MIN && off <= INT16_MAX);
	CHECK(info->shape & INSN_DST || !dst);
	CHECK(info->shape & INSN_SRC || !src);
	CHECK(info->shape & INSN_OFF || !off);
	CHECK(info->shape & INSN_IMM || !imm);
	insn.dst_reg = dst & 15;
	insn.src_reg = (info->field == INSN_FIELD_SRC ? (unsigned)info->value : src) & 15;
	insn.off = (int16_t)(info->field == INSN_FIELD_OFF ? info->value : off);
	insn.imm = info->field == INSN_FIELD_IMM ? info->value : imm;
	return insn;
}

void insn_make_wide(enum insn_id id, unsigned dst, uint64_t imm, struct bpf_insn out[2])
{
	CHECK(insn_info(id)->shape & INSN_WIDE);
	out[0] = insn_make(id, dst, 0, 0, (int32_t)(uint32_t)imm);
	out[1] = (struct bpf_insn){.imm = (int32_t)(uint32_t)(imm >> 32)};
}

/* The row that opcode and discriminator name; its other fields are not looked at. */
static enum insn_id row_of(struct bpf_insn insn)
{
	int64_t value = 0;

	switch ((enum insn_field)OP_FIELD(insn.code)) {
	case INSN_FIELD_NO: break;
	case INSN_FIELD_OFF: value = insn.off; break;
	case INSN_FIELD_IMM: value = insn.imm; break;
	case INSN_FIELD_SRC: value = insn.src_reg; break;
	}
#define KEY(opcode, value) ((int64_t)(value)*256 + (opcode))
	switch (KEY(insn.code, value)) {
#define I(name, opcode, field, value, shape, op, bits, cpu, text) \
	case KEY(opcode, value):                                  \
		return INSN_##name;
#include "isa.def"
#undef I
	}
	return INSN_INVALID;
}

enum insn_id insn_id(struct bpf_insn insn)
{
	enum insn_id id = row_of(insn);
	const struct insn_info *info;

	if (id == INSN_INVALID)
		return INSN_INVALID;
	info = &infos[id];
	if (info->shape & INSN_DST ? insn.dst_reg > 10 : insn.dst_reg)
		return INSN_INVALID;
	if (info->shape & INSN_SRC ? insn.src_reg > 10
				   : insn.src_reg && info->field != INSN_FIELD_SRC)
		return INSN_INVALID;
	if (insn.off && !(info->shape & INSN_OFF) && info->field != INSN_FIELD_OFF)
		return INSN_INVALID;
	if (insn.imm && !(info->shape & INSN_IMM) && info->field != INSN_FIELD_IMM)
		return INSN_INVALID;
	return id;
}

enum insn_id insn_id_at(const struct bpf_insn *p, size_t n)
{
	enum insn_id id = n ? insn_id(p[0]) : INSN_INVALID;

	if (insn_slots(id) == 1)
		return id;
	if (n < 2 || p[1].code || p[1].dst_reg || p[1].src_reg || p[1].off)
		return INSN_INVALID;
	return id;
}

unsigned insn_slots(enum insn_id id)
{
	return id != INSN_INVALID && infos[id].shape & INSN_WIDE ? 2 : 1;
}

static void put(uint8_t *out, uint32_t v, unsigned bytes, bool big_endian)
{
	for (unsigned i = 0; i < bytes; i++)
		out[big_endian ? bytes - 1 - i : i] = (uint8_t)(v >> 8 * i);
}

static uint32_t get(const uint8_t *in, unsigned bytes, bool big_endian)
{
	uint32_t v = 0;

	for (unsigned i = 0; i < bytes; i++)
		v |= (uint32_t)in[big_endian ? bytes - 1 - i : i] << 8 * i;
	return v;
}

void insn_encode(struct bpf_insn insn, bool big_endian, uint8_t out[8])
{
	unsigned hi = big_endian ? insn.dst_reg : insn.src_reg;
	unsigned lo = big_endian ? insn.src_reg : insn.dst_reg;

	out[0] = insn.code;
	out[1] = (uint8_t)(hi << 4 | lo);
	put(out + 2, (uint16_t)insn.off, 2, big_endian);
	put(out + 4, (uint32_t)insn.imm, 4, big_endian);
}

struct bpf_insn insn_decode(const uint8_t in[8], bool big_endian)
{
	unsigned hi = in[1] >> 4, lo = in[1] & 15;

	return (struct bpf_insn){
		.code = in[0],
		.dst_reg = (uint8_t)((big_endian ? hi : lo) & 15),
		.src_reg = (uint8_t)((big_endian ? lo : hi) & 15),
		.off = (int16_t)get(in + 2, 2, big_endian),
		.imm = (int32_t)get(in + 4, 4, big_endian),
	};
}
