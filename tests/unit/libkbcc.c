/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * libkbcc from four threads: 1,000 rounds of compile, load into the kernel where bpf(2) is
 * permitted, run once, unload. Objects are byte-identical, no file descriptor is left; leaks are
 * the sanitizers' to find in the debug tree. Prints the median time of a compilation.
 */
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <dirent.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "kbcc/kbcc.h"
#include "runtime/runtime.h"

enum { THREADS = 4, ROUNDS = 250, LINES = 100 };

static int failures;

#define CHECK_THAT(cond)                                                     \
	((cond) ? (void)0                                                    \
		: (void)(__atomic_add_fetch(&failures, 1, __ATOMIC_RELAXED), \
			  fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, #cond)))

/* A program of about LINES lines: a map, helpers of its own, a chain of tests. */
static char *make_program(void)
{
	char *text = NULL;
	size_t size;
	FILE *f = open_memstream(&text, &size);

	fputs("#include \"defs.h\"\nstatic u32 mix(u32 a, u32 b)\n{\n\ta ^= b << 5;\n\treturn a * "
	      "31 + b;\n}\nSEC(\"socket\") int prog(struct __sk_buff *skb)\n{\n\tu32 h = "
	      "skb->len;\n",
		f);
	for (int i = 0; i < (LINES - 15) / 2; i++)
		fprintf(f, "\tif (h & %d)\n\t\th = mix(h, %d);\n", 1 << i % 20, i);
	fputs("\treturn h & 0xff;\n}\nchar _license[] SEC(\"license\") = \"GPL\";\n", f);
	fclose(f);
	return text;
}

static const char defs[] = "typedef unsigned u32;\nstruct __sk_buff { u32 len; };\n"
			   "#define SEC(n) __attribute__((section(n), used))\n";

struct worker {
	pthread_t thread;
	const char *text;
	bool kernel;
	void *image; /* the first one */
	size_t size;
	double ms[ROUNDS];
};

/* Of CPU time: the machine may be busy with other things. */
static double now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
	return t.tv_sec * 1e3 + t.tv_nsec / 1e6;
}

static void load_and_run(const struct kbcc_result *r)
{
	struct bpf_object *o = kbcc_open(r);
	uint8_t packet[64] = {0};
	struct bpf_test_run_opts run = {.sz = sizeof(run), .data_in = packet, .data_size_in = 64};

	CHECK_THAT(o && !bpf_object__load(o));
	if (o) {
		int fd = bpf_program__fd(bpf_object__find_program_by_name(o, "prog"));

		CHECK_THAT(!bpf_prog_test_run_opts(fd, &run));
	}
	bpf_object__close(o);
}

static void round_of(struct worker *w, int i)
{
	struct kbcc_file files[] = {
		{"prog.bpf.c", w->text, strlen(w->text)}, {"defs.h", defs, sizeof(defs) - 1}};
	const struct kbcc_diag *diags;
	double begin = now_ms();
	struct kbcc_result *r = kbcc_compile(files, 2, NULL, 0);
	size_t size;

	w->ms[i] = now_ms() - begin;
	CHECK_THAT(r && !kbcc_diags(r, &diags));
	const void *image = kbcc_object(r, &size);

	CHECK_THAT(image);
	if (!i && image) {
		w->image = malloc(size);
		w->size = size;
		memcpy(w->image, image, size);
	}
	CHECK_THAT(size == w->size && !memcmp(image, w->image, size));
	if (w->kernel)
		load_and_run(r);
	kbcc_free(r);
}

static void *work(void *arg)
{
	for (int i = 0; i < ROUNDS; i++)
		round_of(arg, i);
	return NULL;
}

static int count_fds(void)
{
	DIR *d = opendir("/proc/self/fd");
	int n = 0;

	while (readdir(d))
		n++;
	closedir(d);
	return n;
}

static int by_value(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return x < y ? -1 : x > y;
}

static void rounds(void)
{
	static struct worker w[THREADS];
	static double all[THREADS * ROUNDS];
	char *text = make_program();
	int fds;

	for (int i = 0; i < THREADS; i++) {
		w[i].text = text;
		w[i].kernel = runtime_kernel_available();
	}
	round_of(&w[0], 0); /* what is opened once and kept is open now */
	free(w[0].image);
	fds = count_fds();
	for (int i = 0; i < THREADS; i++)
		pthread_create(&w[i].thread, NULL, work, &w[i]);
	for (int i = 0; i < THREADS; i++) {
		pthread_join(w[i].thread, NULL);
		CHECK_THAT(w[i].size == w[0].size && !memcmp(w[i].image, w[0].image, w[0].size));
		memcpy(&all[i * ROUNDS], w[i].ms, sizeof(w[i].ms));
	}
	for (int i = 0; i < THREADS; i++)
		free(w[i].image);
	CHECK_THAT(count_fds() == fds);
	free(text);
	qsort(all, THREADS * ROUNDS, sizeof(*all), by_value);
#ifdef NDEBUG /* the promise is the release build's */
	CHECK_THAT(all[THREADS * ROUNDS / 2] < 2);
#endif
	printf("%d rounds on %d threads%s: median of a compilation %.2f ms of CPU time\n",
		THREADS * ROUNDS, THREADS, w[0].kernel ? ", each loaded and run" : "",
		all[THREADS * ROUNDS / 2]);
}

static void diagnostics(void)
{
	static const char bad[] =
		"int f(void)\n{\n\treturn g;\n}\nint unused(void) { int x; return 0; }\n";
	struct kbcc_file prog = {"bad.c", bad, sizeof(bad) - 1};
	const char *options[] = {"-Wall"}, *wrong[] = {"-mcpu=v9"}, *input[] = {"other.c"};
	const struct kbcc_diag *d;
	struct kbcc_result *r = kbcc_compile(&prog, 1, options, 1);
	size_t n = kbcc_diags(r, &d), size;

	CHECK_THAT(n == 2 && d[0].severity == KBCC_ERROR && d[0].line == 3 && d[0].column == 9 &&
		   !strcmp(d[0].file, "bad.c") && strstr(d[0].message, "'g'"));
	CHECK_THAT(n == 2 && d[1].severity == KBCC_WARNING && d[1].flag &&
		   !strcmp(d[1].flag, "unused-variable"));
	CHECK_THAT(!kbcc_object(r, &size) && !size && !kbcc_open(r));
	kbcc_free(r);
	for (int i = 0; i < 2; i++) {
		r = kbcc_compile(&prog, 1, i ? input : wrong, 1);
		CHECK_THAT(kbcc_diags(r, &d) == 1 && d[0].severity == KBCC_ERROR && !d[0].file &&
			   strstr(d[0].message, i ? "other.c" : "v9"));
		kbcc_free(r);
	}
	CHECK_THAT(!kbcc_compile(NULL, 0, NULL, 0));
	kbcc_free(NULL);
}

int main(void)
{
	libbpf_set_print(NULL);
	diagnostics();
	rounds();
	return failures != 0;
}
