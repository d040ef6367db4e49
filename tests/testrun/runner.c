/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Damaged objects through the reader, libbpf and the kernel's loader: each argument is an object
 * that loads; every prefix of it, and copies with some bytes changed, must be refused or load, and
 * no more. Damage that ends the process is seen by the parent, which names it. Prints ok and FAIL
 * lines; the number of changed copies is the first argument.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/diag.h"
#include "runtime/runtime.h"

enum { BATCH = 64, CHANGES = 4 };

static void ignore(void *ctx, struct diags *ds, const struct diag *d) {}

/* Read, and load into the kernel what can be read. */
static void try(const uint8_t *bytes, size_t size)
{
	struct arena a = {0};
	struct sources ss;
	struct diags ds;
	struct run_opts opts = {.engine = RUN_KERNEL, .keep_going = true};
	struct bpf_obj *o;
	struct runner *r;

	sources_init(&ss, &a);
	diags_init(&ds, &a, &ss, stderr);
	ds.sink = ignore;
	o = runtime_read(&a, &ds, "damaged.o", bytes, size);
	r = o ? runner_open(&a, &ds, o, bytes, size, &opts) : NULL;
	runner_close(r);
	if (o)
		bpf_obj_free(o);
	else if (!ds.errors)
		exit(3);
	sources_free(&ss);
	arena_free(&a);
}

static uint32_t next(uint32_t *state)
{
	return *state = *state * 1664525 + 1013904223;
}

/* Copy number n: the same in every run. */
static void change(uint8_t *bytes, size_t size, unsigned n)
{
	uint32_t state = n * 2654435761u + 1;

	for (unsigned i = 0; i < 1 + n % CHANGES; i++) {
		size_t at = (next(&state) >> 4) % size;

		bytes[at] = (uint8_t)(next(&state) >> 16);
	}
}

static void one(const uint8_t *object, size_t size, unsigned n, bool prefix)
{
	uint8_t *copy = malloc(size);

	memcpy(copy, object, size);
	if (prefix) {
		try(copy, n);
	} else {
		change(copy, size, n);
		try(copy, size);
	}
	free(copy);
}

/* From first on, in a child; how far it came is in the pipe. */
static int batch(const uint8_t *object, size_t size, unsigned first, unsigned last, bool prefix,
	unsigned *at)
{
	int fds[2], status = -1;
	pid_t pid;

	if (pipe(fds))
		return -1;
	pid = fork();
	if (pid == 0) {
		for (unsigned i = first; i < last; i++) {
			if (write(fds[1], &i, sizeof(i)) != sizeof(i))
				_exit(4);
			one(object, size, i, prefix);
		}
		_exit(0);
	}
	close(fds[1]);
	while (read(fds[0], at, sizeof(*at)) == sizeof(*at))
		;
	close(fds[0]);
	waitpid(pid, &status, 0);
	return status;
}

static bool all(const char *name, const uint8_t *object, size_t size, unsigned n, bool prefix)
{
	const char *what = prefix ? "prefixes" : "changed";

	for (unsigned i = 0; i < n; i += BATCH) {
		unsigned at = i, last = i + BATCH < n ? i + BATCH : n;
		int status = batch(object, size, i, last, prefix, &at);

		if (status) {
			printf("FAIL testrun/damaged/%s/%s: number %u ends the process, status "
			       "%d\n",
				name, what, at, status);
			return false;
		}
	}
	printf("ok testrun/damaged/%s/%s\n# testrun/damaged/%s: %u %s\n", name, what, name, n,
		what);
	return true;
}

static bool run(const char *path, unsigned changes)
{
	FILE *f = fopen(path, "rb");
	const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path;
	static uint8_t object[1 << 20];
	size_t size = f ? fread(object, 1, sizeof(object), f) : 0;

	if (f)
		fclose(f);
	if (!size) {
		printf("FAIL testrun/damaged/%s: cannot be read\n", name);
		return false;
	}
	bool prefixes = all(name, object, size, (unsigned)size, true);

	return all(name, object, size, changes, false) && prefixes;
}

int main(int argc, char **argv)
{
	bool ok = argc > 2;

	setvbuf(stdout, NULL, _IONBF, 0);
	for (int i = 2; i < argc; i++)
		ok &= run(argv[i], (unsigned)atoi(argv[1]));
	return !ok;
}
