/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * libbpf reports through one callback of the whole process, which gets no context. So here stands
 * the one variable with state in kbcc: the log of this thread's current call, set between begin and
 * end and NULL otherwise. tests/lint knows it by name.
 */
#include "libbpf_log.h"

#include <bpf/libbpf.h>
#include <stdio.h>
#include <stdlib.h>

static _Thread_local struct libbpf_log *libbpf_log_current;

static int capture(enum libbpf_print_level level, const char *fmt, va_list ap)
{
	struct libbpf_log *log = libbpf_log_current;
	char *line, *grown;
	int n;

	if (!log || level != LIBBPF_WARN)
		return 0;
	n = vasprintf(&line, fmt, ap);
	if (n < 0)
		return 0;
	grown = realloc(log->text, log->n + (size_t)n + 1);
	if (grown) {
		log->text = grown;
		for (int i = 0; i <= n; i++)
			grown[log->n + (size_t)i] = line[i];
		log->n += (size_t)n;
	}
	free(line);
	return n;
}

void libbpf_log_begin(struct libbpf_log *log)
{
	*log = (struct libbpf_log){0};
	libbpf_log_current = log;
	log->old = (void *)libbpf_set_print(capture);
}

void libbpf_log_end(struct libbpf_log *log)
{
	libbpf_set_print((libbpf_print_fn_t)log->old);
	libbpf_log_current = NULL;
}
