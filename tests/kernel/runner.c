/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Loads each program of each object given into the running kernel, attaches nothing, and prints a
 * line for each object: ok when every program loaded and was JIT-compiled.
 */
#include <libgen.h>
#include <linux/bpf.h>
#include <string.h>

#include "base/diag.h"
#include "runtime/runtime.h"

/* SEC("?..."): loaded when user space asks for it. */
static bool is_optional(const struct bpf_obj *o, const char *prog)
{
	vec_for (s, &o->syms)
		if (s->section != OBJ_UNDEF && !strcmp(s->name, prog))
			return o->sections.p[s->section]->name[0] == '?';
	return false;
}

static bool report(const char *name, struct runner *r, const struct bpf_obj *o)
{
	const struct run_prog *progs;
	size_t n = runner_progs(r, &progs);

	if (!n)
		printf("FAIL kernel/%s: no program in it\n", name);
	for (size_t i = 0; i < n; i++) {
		const struct run_prog *p = &progs[i];

		if (is_optional(o, p->name))
			continue;
		if (!p->loaded || !p->jited_bytes) {
			const char *log = p->log ? p->log : "";
			size_t len = strlen(log);

			printf("FAIL kernel/%s: %s %s: ...%s\n", name, p->name,
				p->loaded ? "is not JIT-compiled" : "does not load",
				log + (len > 300 ? len - 300 : 0));
			return false;
		}
		printf("# kernel/%s: %s: %u instructions, JIT %u bytes\n", name, p->name, p->xlated,
			p->jited_bytes);
	}
	if (n)
		printf("ok kernel/%s\n", name);
	return n > 0;
}

static bool load(const char *path)
{
	struct arena a = {0};
	struct sources ss;
	struct diags ds;
	/* tc's loader takes sections of any name */
	struct run_opts opts = {
		.engine = RUN_KERNEL, .default_type = BPF_PROG_TYPE_SCHED_CLS, .keep_going = true};

	sources_init(&ss, &a);
	diags_init(&ds, &a, &ss, stderr);
	const char *name = basename(arena_strdup(&a, path));
	struct source *s = source_open(&ss, path);
	struct bpf_obj *o = s ? runtime_read(&a, &ds, path, s->text, s->size) : NULL;
	struct runner *r = o ? runner_open(&a, &ds, o, s->text, s->size, &opts) : NULL;
	bool ok = r && report(name, r, o);

	if (!r)
		printf("FAIL kernel/%s: it cannot be opened\n", name);
	diags_finish(&ds);
	if (r)
		runner_close(r);
	if (o)
		bpf_obj_free(o);
	sources_free(&ss);
	arena_free(&a);
	return ok;
}

int main(int argc, char **argv)
{
	bool ok = true;

	for (int i = 1; i < argc; i++)
		ok &= load(argv[i]);
	return !ok;
}
