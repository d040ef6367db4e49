/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Any bytes as a classic program and a packet: byte 0 is how long the packet is, the packet
 * follows, then 8 bytes an instruction. What the kernel's checker accepts is lifted for sockets,
 * XDP and tc, and the three run in the VM: no fault, no internal error, and the same result where
 * the program does not depend on where the headers are; a socket filter in both ways. --emit-c's
 * text is made, too.
 */
#include <stdio.h>
#include <stdlib.h>

#include "driver/compile.h"
#include "runtime/runtime.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { FRAME_MIN = 14 };

static void ignore(void *ctx, struct diags *ds, const struct diag *d)
{
	/* A frame that needs too much stack is the user's error; a program that faults is ours. */
	if (d->id == DIAG_VM_FAULT)
		abort();
}

/* The opcode is one of the table, offsets and numbers are small more often than not. */
static struct cbpf_insn make(const uint8_t b[8])
{
	uint32_t k = (uint32_t)b[4] << 24 | (uint32_t)b[5] << 16 | b[6] << 8 | b[7];

	return (struct cbpf_insn){.code = cbpf_info((enum cbpf_id)(b[0] % CBPF_COUNT))->opcode,
		.jt = b[1],
		.jf = b[2],
		.k = b[3] & 1 ? k : k & 0x3f};
}

/* Extensions and offsets below 0 have other values in other program types. */
static bool depends_on_type(const struct cbpf_prog *p)
{
	vec_for (i, &p->insns) {
		const struct cbpf_info *d = cbpf_lookup(i->code);

		if (d->mode == CBPF_MODE_IND)
			return true;
		if ((d->mode == CBPF_MODE_ABS || d->mode == CBPF_MODE_MSH) && i->k > INT32_MAX)
			return true;
	}
	return false;
}

static bool run(struct job *j, const struct cbpf_prog *p, enum lift_kind kind, bool portable,
	const uint8_t *packet, size_t n, uint64_t *value)
{
	struct lift_opts o = {
		.kind = kind, .name = "filter", .license = "GPL", .portable = portable};
	struct run_opts opts = {.engine = RUN_VM, .seed = 1, .time_ns = 1};
	struct run_input in = {.packet = packet, .packet_len = n};
	struct run_output out = {0};
	struct bpf_obj *obj = job_lift(j, p, &o);
	struct runner *r = obj ? runner_open(&j->unit, &j->diags, obj, NULL, 0, &opts) : NULL;
	bool ok = r && runner_run(r, "filter", &in, &out);

	*value = (uint32_t)out.retval;
	run_output_free(&out);
	runner_close(r);
	if (obj)
		bpf_obj_free(obj);
	return ok;
}

static void check(struct job *j, const struct cbpf_prog *p, const uint8_t *packet, size_t n)
{
	struct lift_opts c = {.kind = LIFT_XDP, .name = "filter", .license = "GPL"};
	FILE *null = fopen("/dev/null", "w");
	uint64_t value[4];
	bool ran[4];

	for (int kind = 0; kind < 4; kind++)
		ran[kind] = run(j, p, kind < 3 ? (enum lift_kind)kind : LIFT_SOCKET, kind == 3,
			packet, n, &value[kind]);
	if (ran[0] && ran[3] && value[0] != value[3])
		abort();
	for (int kind = 1; kind < 3; kind++)
		if (ran[0] && ran[kind] && value[0] != value[kind] && !depends_on_type(p))
			abort();
	frontend_lift_c(null, &j->diags, p, &c);
	fclose(null);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct options opts;
	struct cbpf_prog p = {0};
	struct job j;
	size_t n;

	if (size < 1 || size < 1u + (n = FRAME_MIN + data[0] % 128))
		return 0;
	options_init(&opts);
	opts.ir.verify = true;
	job_init(&j, &opts);
	j.diags.sink = ignore;
	for (size_t at = 1 + n; at + 8 <= size; at += 8)
		vec_push(&j.unit, &p.insns, make(data + at));
	if (cbpf_check(p.insns.p, p.insns.n, CBPF_SOCKET, NULL, NULL))
		check(&j, &p, data + 1, n);
	job_end(&j);
	return 0;
}
