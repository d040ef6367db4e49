/* SPDX-License-Identifier: BSD-2-Clause */
/* bpf_conformance's plugin for the embedded VM; see plugin.h. */
#include "asm/asm.h"
#include "plugin.h"
#include "runtime/runtime.h"

static void put_bytes(FILE *f, const uint8_t *p, size_t n)
{
	for (size_t i = 0; i < n; i++)
		fprintf(f, "\t.byte %u\n", p[i]);
}

/* The program as a function, called by one that gives it the memory. */
static char *source(const struct plugin *p, size_t *size)
{
	char *text = NULL;
	FILE *f = open_memstream(&text, size);

	if (!f)
		return NULL;
	fprintf(f,
		"\t.section kprobe,\"ax\",@progbits\n\t.globl prog\n\t.type prog,@function\nprog:\n"
		"\tr1 = %s ll\n\tr2 = %zu\n\tcall main\n\texit\nmain:\n",
		p->memory_len ? "memory" : "0", p->memory_len);
	put_bytes(f, p->program, p->program_len);
	fprintf(f, "\t.size prog, . - prog\n\t.data\n\t.p2align 4\nmemory:\n");
	put_bytes(f, p->memory, p->memory_len);
	return fclose(f) ? NULL : text;
}

static bool run(struct plugin *p, struct diags *ds, struct bpf_obj *obj, uint64_t *result)
{
	struct run_opts opts = {.engine = RUN_VM, .seed = 1, .time_ns = 1};
	struct run_input in = {0};
	struct run_output out = {0};
	struct runner *r = runner_open(&p->arena, ds, obj, NULL, 0, &opts);
	bool ok = r && runner_run(r, "prog", &in, &out);

	*result = out.retval;
	run_output_free(&out);
	runner_close(r);
	return ok;
}

int main(int argc, char **argv)
{
	struct asm_opts as = {.dialect = INSN_LLVM};
	struct sources sources;
	struct diags ds;
	struct plugin p;
	struct bpf_obj *obj;
	uint64_t result = 0;
	size_t size;
	char *text;
	bool ok;

	if (!plugin_input(&p, argc, argv))
		return 1;
	sources_init(&sources, &p.arena);
	diags_init(&ds, &p.arena, &sources, stderr);
	text = source(&p, &size);
	obj = text ? asm_assemble(&p.arena, &ds, source_text(&sources, "program", text, size), &as)
		   : NULL;
	ok = obj && run(&p, &ds, obj, &result);
	diags_flush(&ds);
	if (ok)
		printf("%" PRIx64 "\n", result);
	bpf_obj_free(obj);
	free(text);
	sources_free(&sources);
	arena_free(&p.arena);
	return !ok;
}
