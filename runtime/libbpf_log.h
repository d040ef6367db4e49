/* SPDX-License-Identifier: BSD-2-Clause */
/* What libbpf has to say during a call, as a string instead of on stderr. */
#ifndef RUNTIME_LIBBPF_LOG_H
#define RUNTIME_LIBBPF_LOG_H

#include <stddef.h>

struct libbpf_log {
	char *text; /* malloc'ed, its lines end in newlines; NULL: none. The owner frees it. */
	size_t n;
	void *old; /* the print function that was set before */
};

/* Between begin and end libbpf's warnings of this thread are added to the log. Not nested. */
void libbpf_log_begin(struct libbpf_log *log);
void libbpf_log_end(struct libbpf_log *log);

#endif
