/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a program that csmith generates includes, in place of csmith's own header, which wants libc.
 * The safe arithmetic is csmith's. main() returns the checksum.
 */
#ifndef CSMITH_H
#define CSMITH_H

typedef signed char int8_t;
typedef unsigned char uint8_t;
typedef short int16_t;
typedef unsigned short uint16_t;
typedef int int32_t;
typedef unsigned int uint32_t;
typedef long int64_t;
typedef unsigned long uint64_t;

#define INT8_MIN   (-128)
#define INT8_MAX   127
#define UINT8_MAX  255
#define INT16_MIN  (-32768)
#define INT16_MAX  32767
#define UINT16_MAX 65535
#define INT32_MIN  (-2147483647 - 1)
#define INT32_MAX  2147483647
#define UINT32_MAX 4294967295u
#define INT64_MIN  (-9223372036854775807L - 1)
#define INT64_MAX  9223372036854775807L
#define UINT64_MAX 18446744073709551615ul

#define STATIC         static
#define FUNC_NAME(x)   (safe_##x)
#define UNDEFINED(val) (val)
#define LOG_INDEX
#define LOG_EXEC
#define INT_MAX INT32_MAX
#include "safe_math.h"

static uint32_t crc32_context = 0xffffffff;

static void crc32_gentab(void) {}

static noinline void transparent_crc(uint64_t value, const char *name, int flag)
{
	crc32_context = (crc32_context << 5 | crc32_context >> 27) * 0x01000193 ^
			(uint32_t)(value ^ value >> 32);
}

static noinline void transparent_crc_bytes(const void *p, int n, const char *name, int flag)
{
	for (int i = 0; i < n; i++)
		transparent_crc(((const uint8_t *)p)[i], name, flag);
}

#define platform_main_begin()
#define platform_main_end(checksum, flag) return (int)(checksum)

#endif
