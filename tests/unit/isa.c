/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The instruction table, swept: every opcode with every discriminator and the values around it.
 * What decodes is what exactly one row allows, survives both byte orders, prints, and parses back
 * to the same bytes; everything else is rejected.
 */
#include <stdio.h>
#include <string.h>

#include "bpf/insn_text.h"

static int failures;

static void expect(bool ok, const char *what, struct bpf_insn i)
{
	if (ok)
		return;
	failures++;
	printf("%s: code %02x dst %u src %u off %d imm %d\n", what, i.code, i.dst_reg, i.src_reg,
		i.off, i.imm);
}

/* The row that allows this instruction, by the table's legend alone. */
static enum insn_id by_legend(struct bpf_insn i)
{
	enum insn_id found = INSN_INVALID;

	for (unsigned id = 0; id < INSN_COUNT; id++) {
		const struct insn_info *info = insn_info((enum insn_id)id);
		int want[3] = {0, 0, 0};

		if (info->field)
			want[info->field - 1] = info->value;
		if (info->opcode != i.code || (!(info->shape & INSN_OFF) && i.off != want[0]) ||
			(!(info->shape & INSN_IMM) && i.imm != want[1]) ||
			(!(info->shape & INSN_SRC) && i.src_reg != want[2]) ||
			i.dst_reg > (info->shape & INSN_DST ? 10 : 0) ||
			(info->shape & INSN_SRC && i.src_reg > 10))
			continue;
		expect(found == INSN_INVALID, "two rows", i);
		found = (enum insn_id)id;
	}
	return found;
}

static void check_bytes(struct bpf_insn i)
{
	for (int big = 0; big < 2; big++) {
		uint8_t b[8];
		struct bpf_insn back;

		insn_encode(i, big, b);
		back = insn_decode(b, big);
		expect(!memcmp(&back, &i, sizeof(i)), "encode and decode", i);
	}
}

/* Texts do not tell what a call or a 64-bit immediate is of: those rows come back as the first. */
static bool same_text_row(enum insn_dialect dialect, enum insn_id a, enum insn_id b)
{
	return a == b || !strcmp(insn_template(dialect, a), insn_template(dialect, b));
}

/* Text of rows that others are written like: the bytes may not come back. */
static bool tells_all(enum insn_dialect dialect, enum insn_id id)
{
	return id != INSN_CALL_KFUNC &&
	       (dialect != INSN_LLVM || insn_info(id)->text != insn_info(INSN_CALL_KFUNC)->text);
}

static void check_dialect(
	struct bpf_insn i, enum insn_id id, enum insn_dialect dialect, unsigned flags)
{
	const struct insn_parser parser = {.dialect = dialect};
	struct bpf_insn two[2] = {i, {.imm = 0x1234567}};
	char text[100], again[100];
	struct insn_parsed out;
	struct insn_error err;
	int n = insn_print(text, sizeof(text), two, dialect, flags, NULL);

	if (!insn_template(dialect, id))
		return;
	if (!insn_parse(&parser, text, (size_t)n, &out, &err)) {
		expect(false, err.message, i);
		return;
	}
	expect(same_text_row(dialect, out.id, id), "parsed as another row", i);
	insn_print(again, sizeof(again), out.insn, dialect, flags, NULL);
	expect(!strcmp(text, again), text, i);
	if (out.id == id && tells_all(dialect, id))
		expect(!memcmp(&out.insn, two, 8 * out.slots), text, i);
}

static void check_text(struct bpf_insn i, enum insn_id id)
{
	for (unsigned dialect = 0; dialect < INSN_DIALECT_COUNT; dialect++)
		for (unsigned flags = 0; flags < 4; flags++)
			check_dialect(i, id, (enum insn_dialect)dialect, flags);
}

static void check(struct bpf_insn i)
{
	enum insn_id id = insn_id(i);

	expect(id == by_legend(i), "decoded otherwise than the legend says", i);
	check_bytes(i);
	if (id != INSN_INVALID)
		check_text(i, id);
}

static void sweep(void)
{
	static const int offs[] = {
		0, 1, 2, 7, 8, 9, 15, 16, 17, 31, 32, 33, 64, -1, -8, 32767, -32768};
	static const int imms[] = {0, 1, 2, 16, 17, 32, 63, 64, 65, 80, 81, 160, 161, 225, 241, 224,
		240, 255, 256, 257, 272, 273, -1, 0x7fffffff, -0x7fffffff - 1};

	for (unsigned code = 0; code < 256; code++)
		for (unsigned src = 0; src < 12; src++)
			for (unsigned o = 0; o < ARRAY_LEN(offs); o++)
				for (unsigned k = 0; k < ARRAY_LEN(imms); k++)
					check((struct bpf_insn){(uint8_t)code,
						(src * 3 + o + k) % 12 & 15, src & 15,
						(int16_t)offs[o], imms[k]});
}

static void rows(void)
{
	for (unsigned id = 0; id < INSN_COUNT; id++) {
		const struct insn_info *info = insn_info((enum insn_id)id);
		struct bpf_insn i = insn_make((enum insn_id)id, info->shape & INSN_DST ? 3 : 0,
			info->shape & INSN_SRC ? 4 : 0, info->shape & INSN_OFF ? -5 : 0,
			info->shape & INSN_IMM ? 6 : 0);
		struct bpf_insn two[2] = {i, {0}};

		expect(insn_id(i) == id, info->name, i);
		expect(insn_id_at(two, 2) == id, "two slots", i);
		if (info->shape & INSN_WIDE) {
			expect(insn_id_at(two, 1) == INSN_INVALID, "second slot missing", i);
			two[1].off = 1;
			expect(insn_id_at(two, 2) == INSN_INVALID, "second slot not empty", i);
		}
	}
}

static void negation(void)
{
	struct bpf_insn none = {0};

	expect(insn_op_negate(INSN_OP_JEQ) == INSN_OP_JNE, "negate", none);
	expect(insn_op_negate(INSN_OP_JNE) == INSN_OP_JEQ, "negate", none);
	expect(insn_op_negate(INSN_OP_JGT) == INSN_OP_JLE, "negate", none);
	expect(insn_op_negate(INSN_OP_JLT) == INSN_OP_JGE, "negate", none);
	expect(insn_op_negate(INSN_OP_JSLT) == INSN_OP_JSGE, "negate", none);
	expect(insn_op_negate(INSN_OP_JSLE) == INSN_OP_JSGT, "negate", none);
}

int main(void)
{
	rows();
	sweep();
	negation();
	printf("isa: %d failures\n", failures);
	return failures != 0;
}
