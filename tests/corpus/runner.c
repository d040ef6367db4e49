/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * corpus_runner OBJECT...: opens each object with libbpf and loads each of its programs on its own
 * into the running kernel; attaches nothing. Prints a line a program, tab-separated:
 *
 *	object  program  section  loaded|refused  xlated  verified  jited  seconds  source  log
 *
 * xlated: instructions after the kernel's rewriting; verified: instructions the verifier walked;
 * jited: bytes; source: the last source line the verifier names, log: its last lines. An object
 * that cannot be opened has "-" for its program. A load that takes longer than LOAD_SECONDS is
 * interrupted and is refused.
 */
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/time.h>
#include <time.h>

#include "prepare.h"

enum { LOG_SIZE = 1 << 20, TAIL = 400, LOAD_SECONDS = 60 };

/* libbpf's own words, for objects that fail before the verifier sees them. */
struct words {
	char text[4096];
	size_t n;
};
static _Thread_local struct words words;

static int keep(enum libbpf_print_level level, const char *fmt, va_list ap)
{
	if (level == LIBBPF_WARN && words.n < sizeof(words.text) - 1) {
		int n = vsnprintf(words.text + words.n, sizeof(words.text) - words.n, fmt, ap);

		words.n += n > 0 ? (size_t)n : 0;
		if (words.n >= sizeof(words.text))
			words.n = sizeof(words.text) - 1;
	}
	return 0;
}

/* The first n characters of s, on one line. */
static void print_flat(const char *s, size_t n)
{
	for (; n && *s; s++, n--)
		putchar(*s == '\n' ? '|' : *s == '\t' ? ' ' : *s);
}

/* The last source line in the verifier's log ("; text @ file:line"), a tab, the end of the log. */
static void print_refused(const char *log)
{
	const char *source = NULL, *end = log + strlen(log);

	for (const char *s = log; s; s = strchr(s, '\n'), s += s != NULL)
		if (s[0] == ';' && s[1] == ' ')
			source = s + 2;
	if (source)
		print_flat(source, strcspn(source, "\n"));
	putchar('\t');
	print_flat(end - log > TAIL ? end - TAIL : log, TAIL);
	putchar('\n');
}

/* A load that is interrupted ends with EAGAIN; libbpf tries again some times. */
static void interrupt(int number)
{
	(void)number;
}

static void set_alarm(unsigned seconds)
{
	struct itimerval t = {.it_interval.tv_sec = seconds ? 1 : 0, .it_value.tv_sec = seconds};

	setitimer(ITIMER_REAL, &t, NULL);
}

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static void print_loaded(int fd, double seconds)
{
	struct bpf_prog_info info = {0};
	uint32_t len = sizeof(info);

	bpf_obj_get_info_by_fd(fd, &info, &len);
	printf("loaded\t%u\t%u\t%u\t%.3f\t\t\n", info.xlated_prog_len / 8, info.verified_insns,
		info.jited_prog_len, seconds);
}

/* The object opened anew with the index-th program alone. False when there is none. */
static bool load_one(const char *path, int index)
{
	char *log = calloc(1, LOG_SIZE);
	struct bpf_object *o = bpf_object__open_file(path, NULL);
	struct bpf_program *p, *chosen = NULL;
	int i = 0;

	words.n = 0;
	words.text[0] = 0;
	if (o) {
		bpf_object__for_each_program(p, o)
		{
			bpf_program__set_autoload(p, i == index);
			if (i++ == index)
				chosen = p;
		}
	}
	if (chosen) {
		bpf_program__set_log_buf(chosen, log, LOG_SIZE);
		double begun = now();

		prepare_object(o);
		set_alarm(LOAD_SECONDS);
		int err = bpf_object__load(o);

		set_alarm(0);
		printf("%s\t%s\t%s\t", path, bpf_program__name(chosen),
			bpf_program__section_name(chosen));
		if (!err && bpf_program__fd(chosen) >= 0) {
			print_loaded(bpf_program__fd(chosen), now() - begun);
		} else {
			printf("refused\t0\t0\t0\t%.3f\t", now() - begun);
			print_refused(err == -EAGAIN ? "interrupted: it took too long"
				      : log[0]       ? log
						     : words.text);
		}
	} else if (!o) {
		printf("%s\t-\t-\trefused\t0\t0\t0\t0\t", path);
		print_refused(words.text[0] ? words.text : strerror(errno));
	}
	bpf_object__close(o);
	free(log);
	fflush(stdout);
	return chosen != NULL;
}

int main(int argc, char **argv)
{
	struct sigaction act = {.sa_handler = interrupt, .sa_flags = SA_RESTART};

	sigaction(SIGALRM, &act, NULL);
	libbpf_set_print(keep);
	for (int i = 1; i < argc; i++)
		for (int k = 0; load_one(argv[i], k); k++)
			;
	return 0;
}
