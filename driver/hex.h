/* SPDX-License-Identifier: BSD-2-Clause */
/* Bytes on the command line: packets, programs. */
#ifndef DRIVER_HEX_H
#define DRIVER_HEX_H

#include "base/arena.h"

/* Hexadecimal digits, blanks and colons between them; NULL when there is anything else or half a
 * byte. */
uint8_t *hex_parse(struct arena *a, const char *s, size_t *len);

#endif
