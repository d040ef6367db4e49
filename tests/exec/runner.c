/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Runs each C program given on every engine (IR interpreter, VM, kernel) at every level and cpu,
 * and wants the value that its first line names. --clang DIR: DIR/NAME.o is clang's object of it,
 * run too. --foreign SUITE: names are SUITE/NAME, and the programs were not written for BPF: the
 * kernel is left out, and one that is refused for what BPF does not have is interpreted only, or "#
 * beyond BPF" when nothing ran it. Prints an ok or FAIL line for each. A
 * program is compiled in a child of its own, so that an internal error is that program's failure.
 */
#include <libgen.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "driver/compile.h"
#include "ir/interp.h"
#include "runtime/runtime.h"

struct test {
	const char *path, *name, *suite, *clang_dir;
	uint32_t expect;
	unsigned cpu_min, level_min;
	bool foreign, gnu89;
	bool kernel;    /* bpf(2) is permitted */
	bool beyond;    /* this time it was refused for what BPF does not have */
	bool ran;       /* an engine took it */
	char why[4096]; /* what failed; empty: nothing */
};

static void complain(struct test *t, const char *engine, const struct options *o, const char *what)
{
	size_t n = strlen(t->why);

	snprintf(t->why + n, sizeof(t->why) - n, "%s%s -O%u v%u: %s", n ? "; " : "", engine,
		o->ir.level, o->fe.cpu, what);
}

static void check(
	struct test *t, const char *engine, const struct options *o, bool ran, uint64_t got)
{
	char what[64];

	t->ran |= ran;
	if (ran && (uint32_t)got == t->expect)
		return;
	snprintf(what, sizeof(what), "got %u, expected %u", (uint32_t)got, t->expect);
	complain(t, engine, o, ran ? what : "did not run");
}

static void run_engine(struct test *t, struct job *j, enum run_engine engine, struct bpf_obj *obj,
	const void *image, size_t size, const char *label)
{
	static const uint8_t packet[64];
	struct run_opts opts = {.engine = engine, .prog = "entry"};
	struct runner *r = runner_open(&j->unit, &j->diags, obj, image, size, &opts);
	struct run_input in = {.packet = packet, .packet_len = sizeof(packet)};
	struct run_output out = {0};
	bool ran = r && runner_run(r, "entry", &in, &out);

	/* That the verifier refuses what clang made of it is no failure of ours. */
	if (ran || strncmp(label, "clang", 5) != 0)
		check(t, label, j->opts, ran, out.retval);
	run_output_free(&out);
	if (r)
		runner_close(r);
}

static void run_object(struct test *t, struct job *j, struct bpf_obj *obj)
{
	void *image = NULL;
	size_t size = 0;

	if (!backend_elf_image(&j->diags, obj, &image, &size)) {
		complain(t, "elf", j->opts, "no image");
		return;
	}
	run_engine(t, j, RUN_VM, obj, image, size, "vm");
	if (t->kernel)
		run_engine(t, j, RUN_KERNEL, obj, image, size, "kernel");
	free(image);
}

static void run_ir(struct test *t, struct job *j, struct ir_module *m)
{
	uint64_t result = 0;
	enum interp_status s = interp_program(m, "entry", &result);

	/* What only an engine with helpers can do is not the interpreter's. */
	if (s != INTERP_UNSUPPORTED)
		check(t, "interp", j->opts, s == INTERP_OK, result);
}

static bool is_beyond_bpf(enum diag_id id)
{
	static const enum diag_id beyond[] = {DIAG_STACK_TOO_LARGE, DIAG_STACK_CHAIN,
		DIAG_OBJECT_TOO_LARGE, DIAG_DATA_TOO_LARGE, DIAG_ARRAY_TOO_LARGE, DIAG_PARAMETERS,
		DIAG_TOO_MANY_ARGUMENTS, DIAG_CALL_ARGUMENTS, DIAG_INDIRECT_CALL, DIAG_RECURSION,
		DIAG_TRAP_REACHED, DIAG_MEMOP_VARIABLE, DIAG_MEMOP_SIZE, DIAG_ATOMIC_CPU,
		DIAG_ATOMIC_WIDTH, DIAG_COMPLEX, DIAG_VLA, DIAG_VLA_SCOPE, DIAG_THREAD_LOCAL,
		DIAG_VECTOR_TYPE, DIAG_NESTED_FUNCTION, DIAG_BUILTIN_UNKNOWN, DIAG_COMPUTED_GOTO,
		DIAG_NO_FLOAT, DIAG_NO_DIV128, DIAG_NO_OVERFLOW128, DIAG_NO_LIBRARY,
		DIAG_BUILTIN_REFUSED};

	for (size_t i = 0; i < sizeof(beyond) / sizeof(*beyond); i++)
		if (beyond[i] == id)
			return true;
	return false;
}

/* Keeps what is no error of a foreign program from being shown. */
static void note_diag(void *ctx, struct diags *ds, const struct diag *d)
{
	struct test *t = ctx;

	(void)ds;
	if (is_beyond_bpf(d->id))
		t->beyond = true;
	else if (d->severity >= DIAG_ERROR)
		printf("# %s: %s\n", t->name, d->message);
}

static void run_with(struct test *t, unsigned level, unsigned cpu)
{
	struct options o;
	struct job j;

	options_init(&o);
	o.fe.opt_level = o.ir.level = o.be.opt_level = level;
	o.fe.cpu = o.ir.cpu = o.be.cpu = cpu;
	o.ir.verify = true;
	if (t->gnu89)
		o.fe.std = FE_GNU89;
	job_init(&j, &o);
	t->beyond = false;
	if (t->foreign) {
		j.diags.sink = note_diag;
		j.diags.sink_ctx = t;
	}
	struct ir_module *m = job_module(&j, t->path);
	struct bpf_obj *obj = NULL;

	if (m) {
		if (cpu == 3)
			run_ir(t, &j, m);
		obj = job_object(&j, m);
	}
	diags_flush(&j.diags);
	if (obj) {
		if (!t->beyond)
			run_object(t, &j, obj);
		bpf_obj_free(obj);
	} else if (!t->beyond) {
		complain(t, "compile", &o, "failed");
	}
	job_end(&j);
}

static void run_clang(struct test *t)
{
	struct options o;
	struct job j;

	options_init(&o);
	job_init(&j, &o);
	const char *path = arena_printf(&j.unit, "%s/%s.o", t->clang_dir, t->name);
	struct source *s = source_open(&j.sources, path);
	struct bpf_obj *obj = s ? runtime_read(&j.unit, &j.diags, path, s->text, s->size) : NULL;

	if (obj) {
		run_engine(t, &j, RUN_VM, obj, s->text, s->size, "clang in the vm");
		if (t->kernel)
			run_engine(t, &j, RUN_KERNEL, obj, s->text, s->size, "clang in the kernel");
		bpf_obj_free(obj);
	}
	job_end(&j);
}

/* "// expect: N" and its kin stand at the top of the file. */
static bool read_directives(struct test *t)
{
	FILE *f = fopen(t->path, "r");
	char line[256];
	bool found = false;

	while (f && fgets(line, sizeof(line), f) && !strncmp(line, "//", 2)) {
		if (!strncmp(line, "// expect:", 10)) {
			t->expect = (uint32_t)strtoll(line + 10, NULL, 0);
			found = true;
		} else if (!strncmp(line, "// cpu:", 7)) {
			t->cpu_min = (unsigned)strtoul(line + 7, NULL, 10);
		} else if (!strncmp(line, "// gnu89", 8)) {
			t->gnu89 = true;
		} else if (!strncmp(line, "// level:", 9)) {
			t->level_min = (unsigned)strtoul(line + 9, NULL, 10);
		}
	}
	if (f)
		fclose(f);
	return found;
}

static int run_test(struct test *t)
{
	for (unsigned level = t->level_min; level <= 2; level++)
		for (unsigned cpu = t->cpu_min; cpu <= 4; cpu++)
			run_with(t, level, cpu);
	if (t->clang_dir)
		run_clang(t);
	if (t->why[0])
		printf("FAIL %s/%s: %.600s\n", t->suite, t->name, t->why);
	else if (!t->ran)
		printf("# beyond BPF: %s\n", t->name);
	else
		printf("ok %s/%s\n", t->suite, t->name);
	fflush(stdout);
	return t->why[0] != 0;
}

static bool run_file(const char *path, const char *clang_dir, const char *foreign)
{
	char *base = basename(strdup(path));
	struct test t = {.path = path,
		.suite = foreign ? foreign : "exec",
		.clang_dir = clang_dir,
		.cpu_min = 1,
		.foreign = foreign,
		.kernel = !foreign && runtime_kernel_available()};
	int status;

	base[strlen(base) - 2] = 0;
	t.name = base;
	if (!read_directives(&t)) {
		printf("FAIL %s/%s: its first line is not \"// expect: VALUE\"\n", t.suite, base);
		return false;
	}
	fflush(stdout);
	pid_t pid = fork();

	if (pid == 0) {
		alarm(120);
		_exit(run_test(&t));
	}
	waitpid(pid, &status, 0);
	if (!WIFEXITED(status) || WEXITSTATUS(status) > 1)
		printf("FAIL %s/%s: the compiler or an engine crashed (status %d)\n", t.suite, base,
			status);
	return status == 0;
}

int main(int argc, char **argv)
{
	const char *clang_dir = NULL, *foreign = NULL;
	bool ok = true;

	for (int i = 1; i < argc; i++) {
		if (!strcmp(argv[i], "--clang") && i + 1 < argc)
			clang_dir = argv[++i];
		else if (!strcmp(argv[i], "--foreign") && i + 1 < argc)
			foreign = argv[++i];
		else
			ok &= run_file(argv[i], clang_dir, foreign);
	}
	return !ok;
}
