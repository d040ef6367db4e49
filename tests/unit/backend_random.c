/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Random modules through the back end at every cpu level, optimized and not, and through the
 *running kernel: all must compute the same. Where bpf(2) is not permitted only compilation is
 *tested.
 *
 *	backend_random [COUNT [FROM]]     DUMP=1: MIR and object of the first that differs
 */
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include "backend/backend.h"
#include "ir/interp.h"
#include "ir/pass.h"
#include "irgen.h"

#define ARG_A 0x123456789abcdefull
#define ARG_B 77

struct args {
	uint64_t a, b, result;
};

/* prog(ctx): ctx->result = entry(ctx->a, ctx->b) */
static void add_program(struct arena *a, struct arena *scratch, struct ir_module *m)
{
	struct ir_access how = {.type = IR_I64, .width = 8, .align = 8};
	struct ir_sym *sym = ir_sym_new(m, IR_SYM_FN, "prog");
	struct ir_fn *fn = ir_fn_new(m, sym, a);
	struct ir_build b;
	ir_ref arg[2];

	sym->linkage = IR_LINK_GLOBAL;
	sym->section = "syscall";
	fn->is_program = true;
	fn->ret = IR_I32;
	vec_push(a, &fn->params, IR_PTR);
	vec_push(a, &fn->param_prov, PROV_CTX);
	ir_build_begin(&b, fn, scratch);
	arg[0] = ir_emit_load(&b, ir_param(fn, 0), 0, how);
	arg[1] = ir_emit_load(&b, ir_param(fn, 0), 8, how);
	ir_emit_store(&b, ir_param(fn, 0), 16,
		ir_emit_call(&b, ir_sym_find(m, "entry"), IR_I64, arg, 2, NULL), how);
	ir_emit_ret(&b, ir_const(fn, IR_I32, 0));
	ir_build_finish(&b);
}

static bool quiet(void)
{
	return !getenv("DUMP");
}

static int print_nothing(enum libbpf_print_level level, const char *fmt, va_list ap)
{
	return quiet() ? 0 : vfprintf(stderr, fmt, ap);
}

/* 0, or 1 when the kernel refuses it */
static int run_kernel(const void *image, size_t size, uint64_t *result)
{
	struct args args = {.a = ARG_A, .b = ARG_B};
	LIBBPF_OPTS(bpf_test_run_opts, opts, .ctx_in = &args, .ctx_size_in = sizeof(args));
	struct bpf_object *o = bpf_object__open_mem(image, size, NULL);
	int err = o ? bpf_object__load(o) : -errno;
	int fd = err ? -1 : bpf_program__fd(bpf_object__find_program_by_name(o, "prog"));

	if (!err)
		err = bpf_prog_test_run_opts(fd, &opts);
	*result = args.result;
	bpf_object__close(o);
	return err != 0;
}

struct outcome {
	bool refused; /* by the compiler or the kernel */
	bool known;   /* before: the interpreter reached the end */
	uint64_t value, before, legalized;
};

/* What the IR's interpreter computes; after compilation this is the legalized IR. */
static bool interpret(struct ir_module *m, uint64_t *value)
{
	struct arena a = {0};
	struct interp_host host = {.max_steps = 2000000};
	const uint64_t args[2] = {ARG_A, ARG_B};
	struct interp *in = interp_new(&a, m, &host);
	enum interp_status st = interp_call(in, ir_sym_find(m, "entry")->fn, args, 2, value);

	arena_free(&a);
	return st == INTERP_OK;
}

static struct outcome build_and_run(uint64_t seed, unsigned level, unsigned cpu, bool kernel)
{
	struct arena a = {0}, scratch = {0};
	struct sources ss;
	struct diags ds;
	struct ir_module *m = irgen_module(&a, &scratch, seed);
	struct ir_opt_opts opt = {.level = level, .cpu = cpu};
	struct backend_opts be = {.cpu = cpu, .opt_level = level, .keep_code = true};
	struct outcome out = {.refused = true};
	struct bpf_obj *o;
	void *image;
	size_t size;

	sources_init(&ss, &a);
	diags_init(&ds, &a, &ss, stderr);
	m->diags = &ds;
	m->sources = &ss;
	add_program(&a, &scratch, m);
	ir_optimize(m, &opt);
	if (!quiet()) {
		ir_print_module(stderr, m);
		be.dump = stderr;
		be.dump_mir = "";
	}
	out.known = interpret(m, &out.before);
	o = backend_compile(&a, &ds, m, &be);
	if (o && !interpret(m, &out.legalized))
		out.legalized = ~out.before;
	if (o && backend_elf_image(&ds, o, &image, &size)) {
		if (!quiet()) {
			char name[64];
			FILE *f;

			snprintf(name, sizeof(name), "random-%llu-O%u-v%u.o",
				(unsigned long long)seed, level, cpu);
			f = fopen(name, "wb");
			fwrite(image, size, 1, f);
			fclose(f);
		}
		out.refused = kernel && run_kernel(image, size, &out.value);
		free(image);
	}
	diags_flush(&ds);
	arena_free(&a);
	arena_free(&scratch);
	return out;
}

/* True when an interpreter or the kernel computed something else than `want`. */
static bool differs(
	uint64_t seed, unsigned level, unsigned cpu, struct outcome o, uint64_t want, bool kernel)
{
	const char *what = o.before != want                          ? "optimized"
			   : o.legalized != want                     ? "legalized"
			   : kernel && !o.refused && o.value != want ? "machine code"
								     : NULL;

	if (what)
		printf("seed %llu -O%u v%u: %s is wrong: %llx %llx %llx, expected %llx\n",
			(unsigned long long)seed, level, cpu, what, (unsigned long long)o.before,
			(unsigned long long)o.legalized, (unsigned long long)o.value,
			(unsigned long long)want);
	return what;
}

int main(int argc, char **argv)
{
	uint64_t n = argc > 1 ? strtoull(argv[1], NULL, 0) : 12,
		 from = argc > 2 ? strtoull(argv[2], NULL, 0) : 0;
	unsigned refused = 0, ran = 0, failed = 0;
	bool kernel = !geteuid();

	libbpf_set_print(print_nothing);
	for (uint64_t seed = from; seed < from + n; seed++) {
		/* the oracle: not optimized, as it was built */
		uint64_t want = 0;
		bool known = false;

		for (unsigned k = 0; k < 8; k++) {
			unsigned level = k & 4 ? 2 : 0, cpu = 4 - (k & 3);
			struct outcome out = build_and_run(seed, level, cpu, kernel);

			refused += out.refused;
			ran += !out.refused;
			if (!k) {
				want = out.before;
				known = out.known;
			}
			failed += known && differs(seed, level, cpu, out, want, kernel);
		}
	}
	printf("%u run, %u refused, %u differ%s\n", ran, refused, failed,
		kernel ? "" : " (not root: interpreted only)");
	return failed != 0;
}
