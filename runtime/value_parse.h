/* SPDX-License-Identifier: BSD-2-Clause */
/* Values from JSON or from words, by their BTF types: the way back of value_print. */
#ifndef RUNTIME_VALUE_PARSE_H
#define RUNTIME_VALUE_PARSE_H

#include "base/json.h"
#include "base/util.h"

struct btf;

struct value_parser {
	struct arena *arena;
	const struct btf *btf; /* NULL: bytes only */
	bool swap;             /* values are not in the host's byte order */
	/* what went wrong, in the arena, with the path to it: "slots[3]: 300 is not within 8 bits"
	 */
	const char *problem;
};

/*
 * `size` bytes at `out` of this type. Numbers, true and false, names of enumerators, strings for
 * arrays of char, arrays, objects for structs and unions. Members that are not named stay as they
 * are. Without a type: a string of hexadecimal digits, an array of bytes, or a number of up to 8.
 */
bool value_from_json(
	struct value_parser *p, uint32_t type, const struct json *j, uint8_t *out, size_t size);
/*
 * A word of the command line: JSON, or an enumerator's name or a string without its quotes, or
 * key=value,key=value for a struct.
 */
bool value_from_text(
	struct value_parser *p, uint32_t type, const char *text, uint8_t *out, size_t size);

#endif
