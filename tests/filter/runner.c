/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Filter expressions through tcpdump, as a process, and through kbcc's compiler, in this one.
 *
 *	filter_runner FILE PART PARTS
 *
 * FILE has an expression on each line; of them every PARTS-th from PART on is compiled for each
 * link type, with and without -O, and printed as -d, -dd and -ddd. Standard output, standard error
 * (but for the program's name) and failure must be tcpdump's. A FAIL line for each difference, a
 * "#" line of counts.
 */
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "asm/asm.h"

enum { SHOWN = 10 };

static const char *const links[] = {
	"EN10MB", "RAW", "LINUX_SLL", "NULL", "IEEE802_11_RADIO", "PPP"};
static int runs, errors, differences;

struct result {
	char *out, *err;
	bool ok;
};

static char *slurp(int fd)
{
	struct {
		char *p;
		size_t n, cap;
	} b = {malloc(65536), 0, 65536};
	ssize_t got;

	lseek(fd, 0, SEEK_SET);
	while ((got = read(fd, b.p + b.n, b.cap - b.n - 1)) > 0) {
		b.n += (size_t)got;
		if (b.n + 1 == b.cap)
			b.p = realloc(b.p, b.cap *= 2);
	}
	b.p[b.n] = 0;
	return b.p;
}

static struct result run_tcpdump(const char *expr, const char *link, int level, bool no_optimize)
{
	static const char *const levels[] = {"-d", "-dd", "-ddd"};
	char *argv[8] = {"tcpdump", (char *)levels[level - 1], "-y", (char *)link};
	int n = 4, status, out = memfd_create("out", MFD_CLOEXEC),
	    err = memfd_create("err", MFD_CLOEXEC);
	posix_spawn_file_actions_t acts;
	pid_t pid;

	if (no_optimize)
		argv[n++] = "-O";
	argv[n++] = "--";
	if (*expr)
		argv[n++] = (char *)expr;
	posix_spawn_file_actions_init(&acts);
	posix_spawn_file_actions_adddup2(&acts, out, 1);
	posix_spawn_file_actions_adddup2(&acts, err, 2);
	if (posix_spawnp(&pid, "tcpdump", &acts, NULL, argv, environ)) {
		puts("FAIL filter: tcpdump does not run");
		exit(1);
	}
	posix_spawn_file_actions_destroy(&acts);
	waitpid(pid, &status, 0);
	struct result r = {slurp(out), slurp(err), WIFEXITED(status) && !WEXITSTATUS(status)};

	close(out);
	close(err);
	return r;
}

static struct result run_ours(const char *expr, const char *link, int level, bool no_optimize)
{
	struct result r;
	size_t out_len, err_len;
	FILE *out = open_memstream(&r.out, &out_len), *err = open_memstream(&r.err, &err_len);
	struct arena a = {0};
	struct filter_opts opts = {.expr = expr,
		.link = link,
		.no_optimize = no_optimize,
		.err = err,
		.program = "tcpdump"};
	struct cbpf_prog *p = asm_filter_compile(&a, &opts);

	if (p)
		asm_filter_print(out, p, level);
	r.ok = p != NULL;
	fclose(out);
	fclose(err);
	arena_free(&a);
	return r;
}

static void compare(const char *expr, const char *link, int level, bool no_optimize)
{
	struct result theirs = run_tcpdump(expr, link, level, no_optimize),
		      ours = run_ours(expr, link, level, no_optimize);

	runs++;
	errors += !theirs.ok;
	if (theirs.ok != ours.ok || strcmp(theirs.out, ours.out) != 0 ||
		strcmp(theirs.err, ours.err) != 0) {
		if (differences++ < SHOWN)
			printf("FAIL filter: -%.*s%s -y %s '%s': tcpdump %.300s%.300s, kbcc "
			       "%.300s%.300s\n",
				level, "ddd", no_optimize ? " -O" : "", link, expr, theirs.out,
				theirs.err, ours.out, ours.err);
	}
	free(theirs.out);
	free(theirs.err);
	free(ours.out);
	free(ours.err);
}

int main(int argc, char **argv)
{
	char line[4096];
	int number = 0;
	FILE *f = argc == 4 ? fopen(argv[1], "r") : NULL;

	if (!f)
		return 2;
	while (fgets(line, sizeof(line), f)) {
		line[strcspn(line, "\n")] = 0;
		if (number++ % atoi(argv[3]) != atoi(argv[2]))
			continue;
		for (size_t l = 0; l < ARRAY_LEN(links); l++)
			for (int level = 1; level <= 3; level++) {
				compare(line, links[l], level, false);
				compare(line, links[l], level, true);
			}
	}
	fclose(f);
	printf("# %d runs of tcpdump, %d with an error, %d differences\n", runs, errors,
		differences);
	return differences != 0;
}
