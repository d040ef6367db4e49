/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Any bytes as a program of valid instructions (8 bytes each choose row and operands), run in the
 * VM in each kind of context: it ends, and nothing outside its memory is touched.
 */
#include <stdlib.h>

#include "bpf/insn.h"
#include "runtime/runtime.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void ignore(void *ctx, struct diags *ds, const struct diag *d) {}

/* Numbers are small more often than not, so that jumps and offsets land somewhere. */
static struct bpf_insn make(const uint8_t b[8])
{
	enum insn_id id = (enum insn_id)(b[0] % INSN_COUNT);
	unsigned shape = insn_info(id)->shape;
	int off = b[2] & 1 ? (int8_t)b[3] : (int16_t)(b[3] << 8 | b[4]);
	int32_t imm = b[2] & 2 ? (int8_t)b[5] : (int32_t)((uint32_t)b[5] << 24 | b[6] << 8 | b[7]);

	return insn_make(id, shape & INSN_DST ? b[1] % 11 : 0,
		shape & INSN_SRC ? (b[1] >> 4) % 11 : 0, shape & INSN_OFF ? off : 0,
		shape & INSN_IMM ? imm : 0);
}

static uint32_t add_code(struct bpf_obj *o, const char *section, const uint8_t *data, size_t n)
{
	uint32_t index = bpf_obj_add_section(o, section, OBJ_SEC_PROG);
	struct obj_section *s = o->sections.p[index];

	s->size = n * 8;
	s->data = arena_alloc(o->arena, n * 8 + 8);
	for (size_t i = 0; i < n; i++) {
		struct bpf_insn insn = make(data + i * 8);

		insn_encode(insn, false, s->data + i * 8);
		if (insn_slots(insn_id(insn)) == 2 && i + 1 < n) {
			i++;
			insn_encode((struct bpf_insn){.imm = data[i * 8]}, false, s->data + i * 8);
		}
	}
	bpf_obj_add_sym(o, (struct obj_sym){.name = section,
				   .section = index,
				   .size = s->size,
				   .bind = OBJ_GLOBAL,
				   .type = OBJ_FUNC});
	return index;
}

/* struct bpf_map_def of each kind in the section "maps", loaded by the first instructions. */
static void add_maps(struct bpf_obj *o, uint32_t code)
{
	static const uint32_t defs[][5] = {{1, 4, 8, 4, 0}, {2, 4, 16, 3, 0}, {3, 4, 4, 2, 0},
		{9, 8, 8, 2, 0}, {11, 8, 8, 4, 0}, {22, 0, 8, 2, 0}, {23, 0, 8, 2, 0},
		{27, 0, 0, 4096, 0}, {4, 4, 4, 1, 0}};
	uint32_t index = bpf_obj_add_section(o, "maps", OBJ_SEC_DATA);
	struct obj_section *s = o->sections.p[index];

	s->size = sizeof(defs);
	s->data = arena_dup(o->arena, defs, sizeof(defs));
	for (unsigned i = 0; i < ARRAY_LEN(defs); i++) {
		uint32_t sym = bpf_obj_add_sym(
			o, (struct obj_sym){.name = arena_printf(o->arena, "m%u", i),
				   .section = index,
				   .value = i * 20u,
				   .size = 20,
				   .bind = OBJ_GLOBAL,
				   .type = OBJ_OBJECT});
		struct obj_section *c = o->sections.p[code];

		for (uint64_t off = i * 8u; off + 16 <= c->size; off += 8 * ARRAY_LEN(defs))
			if (c->data[off] == 0x18)
				vec_push(o->arena, &c->relocs,
					((struct obj_reloc){off, OBJ_R_64_64, sym}));
	}
}

static void run(struct arena *a, struct diags *ds, struct bpf_obj *o, const char *prog)
{
	static const uint8_t packet[64] = {[12] = 8, [14] = 0x45};
	struct run_opts opts = {.engine = RUN_VM, .max_insns = 20000, .seed = 1, .time_ns = 1};
	struct run_input in = {.packet = packet, .packet_len = sizeof(packet), .repeat = 2};
	struct run_output out = {0};
	struct runner *r = runner_open(a, ds, o, NULL, 0, &opts);

	if (r)
		runner_run(r, prog, &in, &out);
	run_output_free(&out);
	runner_close(r);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const sections[] = {"xdp", "tc", "socket", "kprobe"};
	struct arena a = {0};
	struct sources ss;
	struct diags ds;
	struct bpf_obj *o;
	const char *section;

	if (size < 9)
		return 0;
	section = sections[data[0] % ARRAY_LEN(sections)];
	sources_init(&ss, &a);
	diags_init(&ds, &a, &ss, stderr);
	ds.sink = ignore;
	o = bpf_obj_new(&a);
	add_maps(o, add_code(o, section, data + 1, (size - 1) / 8));
	run(&a, &ds, o, section);
	diags_flush(&ds);
	bpf_obj_free(o);
	sources_free(&ss);
	arena_free(&a);
	return 0;
}
