/* SPDX-License-Identifier: BSD-2-Clause */
/* Options that several commands of the run time have. */
#ifndef DRIVER_WORDS_H
#define DRIVER_WORDS_H

#include "compile.h"
#include "runtime/runtime.h"

/* The argument behind argv[*i]; false after printing that there is none. */
bool word_value(int argc, char **argv, int *i, const char **out);
/* A decimal number from low to high; false after printing what the option takes. */
bool word_number(const char *option, const char *text, unsigned low, unsigned high, unsigned *out);
/* Seconds with a fraction, as milliseconds; false after printing. */
bool word_seconds(const char *option, const char *text, unsigned *ms);

struct preloads {
	VEC(const char *) words; /* NAME=FILE.json or NAME=JSON */
	VEC(struct run_preload) v;
};
/* Read what the words name. False after a diagnosed error. */
bool preloads_read(struct job *j, struct preloads *p);

#endif
