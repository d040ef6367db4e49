/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * bench_runner ROUNDS SECONDS COMMAND...: run a command and print what it cost:
 *
 *	status microseconds KiB
 *
 * the exit status (128 + signal when killed), the least CPU time (user + system) of the rounds and
 * the least peak of resident memory. Its standard output is dropped, standard error passes through.
 * A round may use SECONDS of CPU time.
 *
 * Why a program of its own: the kernel counts the image a process had before exec into its peak, so
 * a child of a Python of 17 MiB can never be seen to use less.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

struct cost {
	int status;
	long us, kib;
};

static struct cost run(char **argv, rlim_t seconds)
{
	struct rlimit limit = {seconds, seconds};
	struct rusage u;
	struct cost c = {.status = 127};
	int status;
	pid_t pid = vfork();

	if (pid == 0) {
		int null = open("/dev/null", O_WRONLY);

		if (null < 0 || dup2(null, 1) < 0 || setrlimit(RLIMIT_CPU, &limit))
			_exit(126);
		execvp(argv[0], argv);
		_exit(127);
	}
	if (pid < 0 || wait4(pid, &status, 0, &u) != pid)
		return c;
	c.status = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
	c.us = (u.ru_utime.tv_sec + u.ru_stime.tv_sec) * 1000000 + u.ru_utime.tv_usec +
	       u.ru_stime.tv_usec;
	c.kib = u.ru_maxrss;
	return c;
}

int main(int argc, char **argv)
{
	if (argc < 4) {
		fprintf(stderr, "usage: bench_runner ROUNDS SECONDS COMMAND...\n");
		return 2;
	}
	struct cost best = run(argv + 3, strtoul(argv[2], NULL, 10));

	for (long i = strtol(argv[1], NULL, 10); i > 1 && best.status == 0; i--) {
		struct cost c = run(argv + 3, strtoul(argv[2], NULL, 10));

		best.status = c.status;
		best.us = c.us < best.us ? c.us : best.us;
		best.kib = c.kib < best.kib ? c.kib : best.kib;
	}
	printf("%d %ld %ld\n", best.status, best.us, best.kib);
	return 0;
}
