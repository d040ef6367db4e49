/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * JSON (RFC 8259) as a tree. Numbers keep their spelling, so that 64-bit integers lose nothing;
 * 0x1f and 'NaN' are not JSON, but hexadecimal integers are taken too: the values of maps are
 * often masks and addresses.
 */
#ifndef BASE_JSON_H
#define BASE_JSON_H

#include "arena.h"

enum json_kind { JSON_NULL, JSON_BOOL, JSON_NUMBER, JSON_STRING, JSON_ARRAY, JSON_OBJECT };

enum { JSON_DEPTH = 64 }; /* arrays and objects within each other */

struct json {
	enum json_kind kind;
	bool truth;       /* BOOL */
	const char *text; /* NUMBER: as spelled; STRING: UTF-8, NUL-terminated, `len` bytes */
	size_t len;
	const char *name;          /* in an OBJECT: the member's */
	struct json *first, *next; /* ARRAY, OBJECT: items in order, chained by next */
};

/*
 * NULL when the text is not one JSON value: *error says why, *at is the offset of the first byte
 * that is wrong. The tree is in the arena and does not point into the text.
 */
struct json *json_parse(
	struct arena *a, const char *text, size_t size, const char **error, size_t *at);
/* A member of an object; NULL when there is none, or it is no object. The first of equal names. */
const struct json *json_get(const struct json *object, const char *name);
/*
 * An integer: decimal with a sign, or hexadecimal. False when the number is none, or outside of
 * -2^63 .. 2^64-1. *negative tells how *out is meant.
 */
bool json_integer(const struct json *number, uint64_t *out, bool *negative);

#endif
