/* SPDX-License-Identifier: BSD-2-Clause */
/* The program as C, compiled by kbcc and by clang: the same verdicts. */
#include "lift.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct bpf_obj *emitted_object(struct test *t, struct job *j, enum lift_kind kind, bool clang)
{
	struct lift_opts o = {.kind = kind, .name = "filter", .license = "GPL", .title = t->name};
	const char *c = arena_printf(&j->unit, "%s/%d.c", t->c_dir, (int)getpid());
	const char *out = arena_printf(&j->unit, "%s/%d.o", t->c_dir, (int)getpid());
	FILE *f = fopen(c, "w");
	bool ok = f && frontend_lift_c(f, &j->diags, &t->prog, &o);

	if (f)
		fclose(f);
	if (!ok)
		return NULL;
	if (!clang)
		return job_compile(j, c);
	const char *command = arena_printf(&j->unit,
		"clang-19 -target bpf -mcpu=v3 -O2 -g -I/usr/include/$(uname -m)-linux-gnu -c %s "
		"-o "
		"%s 2>%s.err",
		c, out, out);

	if (system(command))
		return NULL;
	struct source *s = source_open(&j->sources, out);

	return s ? runtime_read(&j->unit, &j->diags, out, s->text, s->size) : NULL;
}

/* The same verdicts of the C as of the lifted program, in the VM; and the kernel takes it. */
void compare_c(struct test *t, int kind, bool clang)
{
	struct run_opts run = {.engine = RUN_VM};
	struct lifted c = {.kernel.fd = -1};
	struct options o;
	struct job j;

	options_init(&o);
	job_init(&j, &o);
	j.diags.sink = quiet;
	j.diags.sink_ctx = t;
	c.obj = emitted_object(t, &j, (enum lift_kind)kind, clang);
	c.vm = c.obj ? runner_open(&j.unit, &j.diags, c.obj, NULL, 0, &run) : NULL;
	if (!c.vm)
		broken(t, clang ? "its C and clang" : "its C and kbcc", kind_names[kind]);
	else if (t->kernel)
		close(load(t, kind, c.obj).fd);
	for (uint32_t i = 0; c.vm && i < t->n_packets; i++) {
		const struct packet_bytes *k = &t->packets[i];
		uint32_t want, got;

		if (k->n >= FRAME_MIN && run_vm(t, &t->lifted[kind], k, &want) &&
			run_vm(t, &c, k, &got) && got != want)
			failure(t, clang ? "its C by clang" : "its C by kbcc", i, got, want);
	}
	t->sums.c += c.vm != NULL;
	if (c.vm)
		runner_close(c.vm);
	if (c.obj)
		bpf_obj_free(c.obj);
	job_end(&j);
}
