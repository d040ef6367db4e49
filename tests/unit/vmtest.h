/* SPDX-License-Identifier: BSD-2-Clause */
/* For the VM's tests: a program of assembly text as an object; the same in the VM and the kernel.
 */
#ifndef TESTS_UNIT_VMTEST_H
#define TESTS_UNIT_VMTEST_H

#include <bpf/bpf.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "bpf/insn_text.h"
#include "runtime/runtime.h"

enum { VMTEST_SLOTS = 4096 };

struct vmtest {
	struct arena arena;
	struct sources sources;
	struct diags diags;
	struct bpf_obj *obj;
	struct bpf_insn code[VMTEST_SLOTS];
	uint32_t n;
	char error[512]; /* the last diagnostic's message */
};

static inline void vmtest_sink(void *ctx, struct diags *ds, const struct diag *d)
{
	struct vmtest *t = ctx;

	if (d->severity >= DIAG_ERROR)
		snprintf(t->error, sizeof(t->error), "%s", d->message);
}

static inline void vmtest_init(struct vmtest *t)
{
	*t = (struct vmtest){0};
	sources_init(&t->sources, &t->arena);
	diags_init(&t->diags, &t->arena, &t->sources, stderr);
	t->diags.sink = vmtest_sink;
	t->diags.sink_ctx = t;
}

static inline void vmtest_free(struct vmtest *t)
{
	sources_free(&t->sources);
	arena_free(&t->arena);
}

struct vmtest_label {
	const char *name;
	size_t len;
	uint32_t slot;
};

static inline int vmtest_find(
	const struct vmtest_label *labels, uint32_t n, const char *name, size_t len)
{
	for (uint32_t i = 0; i < n; i++)
		if (labels[i].len == len && !memcmp(labels[i].name, name, len))
			return (int)labels[i].slot;
	printf("no label '%.*s'\n", (int)len, name);
	exit(1);
}

/* Statements and labels to instructions; a test with a mistake in it ends here. */
static inline void vmtest_assemble(struct vmtest *t, const char *text)
{
	static const struct insn_parser parser;
	struct vmtest_label labels[64], uses[256];
	enum insn_sym_kind kinds[256];
	uint32_t n_labels = 0, n_uses = 0;
	const char *p = text;
	struct insn_statement st;

	t->n = 0;
	while (insn_next_statement(&p, text + strlen(text), &st)) {
		struct insn_parsed out;
		struct insn_error err;

		if (st.label)
			labels[n_labels++] = (struct vmtest_label){st.label, st.label_len, t->n};
		if (!st.len)
			continue;
		if (!insn_parse(&parser, st.text, st.len, &out, &err)) {
			printf("'%.*s' at %zu: %s\n", (int)st.len, st.text, err.offset,
				err.message);
			exit(1);
		}
		if (out.sym_kind) {
			kinds[n_uses] = out.sym_kind;
			uses[n_uses++] = (struct vmtest_label){out.sym, out.sym_len, t->n};
		}
		for (unsigned i = 0; i < out.slots; i++)
			t->code[t->n++] = out.insn[i];
	}
	for (uint32_t i = 0; i < n_uses; i++) {
		struct bpf_insn *insn = &t->code[uses[i].slot];
		int to = vmtest_find(labels, n_labels, uses[i].name, uses[i].len);
		int rel = to - (int)uses[i].slot - 1;

		if (kinds[i] == INSN_SYM_JUMP)
			insn->off = (int16_t)rel;
		else
			insn->imm = rel;
	}
}

/* The code as the one program, "prog", of an object. */
static inline void vmtest_object(struct vmtest *t, const char *section)
{
	struct obj_section *s;
	uint32_t index;

	t->obj = bpf_obj_new(&t->arena);
	index = bpf_obj_add_section(t->obj, section, OBJ_SEC_PROG);
	s = t->obj->sections.p[index];
	s->size = t->n * 8ull;
	s->data = arena_alloc(&t->arena, s->size + 8);
	for (uint32_t i = 0; i < t->n; i++)
		insn_encode(t->code[i], false, s->data + i * 8);
	bpf_obj_add_sym(t->obj, (struct obj_sym){.name = "prog",
					.section = index,
					.size = s->size,
					.bind = OBJ_GLOBAL,
					.type = OBJ_FUNC});
}

static const uint8_t vmtest_packet[64] = {0x02, 1, 2, 3, 4, 5, 0x02, 7, 8, 9, 10, 11, 0x08, 0x00,
	0x45, 17, 18, 19, 20, 0xfe, 0xdc, 0xba};

/* False: it failed; t->error says why. */
static inline bool vmtest_run_vm(struct vmtest *t, uint64_t *result)
{
	struct run_opts opts = {.engine = RUN_VM, .seed = 1, .time_ns = 1};
	struct run_input in = {.packet = vmtest_packet, .packet_len = sizeof(vmtest_packet)};
	struct run_output out = {0};
	struct runner *r;
	bool ok;

	t->error[0] = 0;
	r = runner_open(&t->arena, &t->diags, t->obj, NULL, 0, &opts);
	ok = r && runner_run(r, "prog", &in, &out);
	*result = out.retval;
	run_output_free(&out);
	runner_close(r);
	diags_flush(&t->diags);
	return ok;
}

/* The low 32 bits of what a tc program returns. False: the kernel refuses it. */
static inline bool vmtest_run_kernel(struct vmtest *t, uint32_t *result)
{
	static char log[65536];
	LIBBPF_OPTS(bpf_prog_load_opts, opts, .log_buf = log, .log_size = sizeof(log));
	LIBBPF_OPTS(bpf_test_run_opts, run, .data_in = vmtest_packet,
		.data_size_in = sizeof(vmtest_packet), .repeat = 1);
	int fd = bpf_prog_load(BPF_PROG_TYPE_SCHED_CLS, "prog", "GPL", t->code, t->n, &opts);
	int err;

	log[0] = 0;
	if (fd < 0) {
		opts.log_level = 1;
		fd = bpf_prog_load(BPF_PROG_TYPE_SCHED_CLS, "prog", "GPL", t->code, t->n, &opts);
		snprintf(t->error, sizeof(t->error), "%.*s", 500,
			strlen(log) > 500 ? log + strlen(log) - 500 : log);
		if (fd >= 0)
			close(fd);
		return false;
	}
	err = bpf_prog_test_run_opts(fd, &run);
	close(fd);
	*result = run.retval;
	if (err)
		snprintf(t->error, sizeof(t->error), "BPF_PROG_TEST_RUN: %d", err);
	return !err;
}

#endif
