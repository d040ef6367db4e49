/* SPDX-License-Identifier: BSD-2-Clause */
/* Any bytes as an object: read, listed, printed, linked in the VM, each program run shortly. */
#include <stdlib.h>

#include "asm/asm.h"
#include "runtime/runtime.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void ignore(void *ctx, struct diags *ds, const struct diag *d) {}

static void run_all(struct arena *a, struct diags *ds, struct bpf_obj *o, FILE *null)
{
	static const uint8_t packet[64];
	struct run_opts opts = {.engine = RUN_VM, .max_insns = 10000, .seed = 1, .time_ns = 1};
	struct runner *r = runner_open(a, ds, o, NULL, 0, &opts);
	const struct run_prog *progs;
	size_t n = r ? runner_progs(r, &progs) : 0;

	for (size_t i = 0; i < n && i < 16; i++) {
		struct run_input in = {.packet = packet, .packet_len = sizeof(packet)};
		struct run_output out = {0};

		runner_run(r, progs[i].name, &in, &out);
		run_output_free(&out);
	}
	if (r)
		runner_dump_maps(r, null, false);
	runner_close(r);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena a = {0};
	struct sources ss;
	struct diags ds;
	FILE *null = fopen("/dev/null", "w");
	struct bpf_obj *o;

	sources_init(&ss, &a);
	diags_init(&ds, &a, &ss, null);
	ds.sink = ignore;
	o = runtime_read(&a, &ds, "fuzz", data, size);
	if (o) {
		asm_list_obj(null, o, INSN_LLVM);
		asm_print_obj(null, o, (enum insn_dialect)(size % INSN_DIALECT_COUNT));
		run_all(&a, &ds, o, null);
		bpf_obj_free(o);
	}
	diags_flush(&ds);
	sources_free(&ss);
	arena_free(&a);
	fclose(null);
	return 0;
}
