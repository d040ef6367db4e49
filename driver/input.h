/* SPDX-License-Identifier: BSD-2-Clause */
/* A command's input: a file that is named, or standard input when none is. */
#ifndef DRIVER_INPUT_H
#define DRIVER_INPUT_H

#include "compile.h"

/* path NULL: standard input, called "<stdin>". NULL after a diagnosed error. */
struct source *input_open(struct job *j, const char *path);

#endif
