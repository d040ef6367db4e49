/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A child of our own calls work() from several places; a uprobe on it counts the stacks. The child
 * is a fork, so its addresses are ours, and a table of functions gives them names.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "common/sample.h"

enum { DEPTH = 16, BAR = 30 };

int step(int n);
int work(int n);
int serve(int n);
int retry(int n);

__attribute__((noinline)) int step(int n)
{
	__asm__ volatile("" : "+r"(n));
	return n + 1;
}

/* It calls something, so it has a frame, and begins with making it: the kernel looks for that. */
__attribute__((noinline)) int work(int n)
{
	n = step(n);
	__asm__ volatile("" : "+r"(n));
	return n;
}

__attribute__((noinline)) int retry(int n)
{
	n = work(n) + work(n);
	__asm__ volatile("" : "+r"(n));
	return n;
}

__attribute__((noinline)) int serve(int n)
{
	n = work(n);
	if (n % 3 == 0)
		n += retry(n);
	__asm__ volatile("" : "+r"(n));
	return n;
}

static int child(int go)
{
	char c;

	if (read(go, &c, 1) != 1)
		return 1;
	for (int i = 0; i < 30; i++)
		serve(i);
	return 0;
}

/* The function whose code is nearest before the address; NULL: child, or none of ours. */
static const char *name_of(uint64_t address)
{
	static const struct {
		const char *name;
		int (*f)(int);
	} functions[] = {{"work", work}, {"retry", retry}, {"serve", serve}, {NULL, child}};
	const char *best = NULL;
	uint64_t at = 0;

	for (unsigned i = 0; i < sizeof(functions) / sizeof(*functions); i++) {
		uint64_t start = (uint64_t)functions[i].f;

		if (start <= address && address - start < 128 && start >= at) {
			best = functions[i].name;
			at = start;
		}
	}
	return best;
}

struct line {
	char text[128];
	uint64_t n;
};

static int by_count(const void *a, const void *b)
{
	const struct line *x = a, *y = b;

	return x->n > y->n ? -1 : x->n < y->n;
}

/* Stacks that differ only in the place within a function are one way. */
static unsigned collect(struct bpf_object *o, struct line *lines, unsigned max)
{
	int stacks = sample_map_fd(o, "stacks"), counts = sample_map_fd(o, "counts");
	uint32_t key = UINT32_MAX, *prev = NULL;
	unsigned used = 0;

	while (!bpf_map_get_next_key(counts, prev, &key) && used < max) {
		uint64_t ip[DEPTH] = {0}, n = 0;
		struct line l = {.n = 0};
		unsigned i;

		prev = &key;
		if (bpf_map_lookup_elem(stacks, &key, ip) || bpf_map_lookup_elem(counts, &key, &n))
			continue;
		for (i = 0; i < DEPTH && name_of(ip[i]); i++)
			snprintf(l.text + strlen(l.text), sizeof(l.text) - strlen(l.text), "%s%s",
				i ? " < " : "", name_of(ip[i]));
		for (i = 0; i < used && strcmp(lines[i].text, l.text) != 0; i++)
			;
		if (i == used)
			lines[used++] = l;
		lines[i].n += n;
	}
	return used;
}

static void print(struct bpf_object *o)
{
	struct line lines[64];
	unsigned used = collect(o, lines, 64);

	qsort(lines, used, sizeof(*lines), by_count);
	for (unsigned i = 0; i < used; i++)
		printf("  %-24s %4llu |%.*s\n", lines[i].text, (unsigned long long)lines[i].n,
			(int)(lines[i].n * BAR / lines[0].n), "******************************");
}

int main(int argc, char **argv)
{
	LIBBPF_OPTS(bpf_uprobe_opts, opts, .func_name = "work");
	struct bpf_object *o = sample_load(argv[argc - 1]);
	struct sample_child c = sample_fork(child);

	sample_watch(bpf_program__attach_uprobe_opts(bpf_object__find_program_by_name(o, "on_call"),
			     c.pid, "/proc/self/exe", 0, &opts),
		c);
	print(o);
	bpf_object__close(o);
	return 0;
}
