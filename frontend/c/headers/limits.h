/* SPDX-License-Identifier: BSD-2-Clause */
/* C11 5.2.4.2.1. Where there is a C library its own limits.h comes first, for the POSIX limits. */
#ifndef __CLANG_LIMITS_H
#define __CLANG_LIMITS_H

#ifndef _GCC_LIMITS_H_
#define _GCC_LIMITS_H_
#endif
#if __STDC_HOSTED__ && __has_include_next(<limits.h>)
#include_next <limits.h>
#endif

#undef SCHAR_MIN
#undef SCHAR_MAX
#undef UCHAR_MAX
#undef CHAR_BIT
#undef CHAR_MIN
#undef CHAR_MAX
#undef SHRT_MIN
#undef SHRT_MAX
#undef USHRT_MAX
#undef INT_MIN
#undef INT_MAX
#undef UINT_MAX
#undef LONG_MIN
#undef LONG_MAX
#undef ULONG_MAX
#undef LLONG_MIN
#undef LLONG_MAX
#undef ULLONG_MAX
#undef LONG_LONG_MIN
#undef LONG_LONG_MAX
#undef ULONG_LONG_MAX

#define CHAR_BIT  __CHAR_BIT__
#define SCHAR_MAX __SCHAR_MAX__
#define SCHAR_MIN (-__SCHAR_MAX__ - 1)
#define UCHAR_MAX (__SCHAR_MAX__ * 2 + 1)
#ifdef __CHAR_UNSIGNED__
#define CHAR_MIN 0
#define CHAR_MAX UCHAR_MAX
#else
#define CHAR_MIN SCHAR_MIN
#define CHAR_MAX __SCHAR_MAX__
#endif
#define SHRT_MAX       __SHRT_MAX__
#define SHRT_MIN       (-__SHRT_MAX__ - 1)
#define USHRT_MAX      (__SHRT_MAX__ * 2 + 1)
#define INT_MAX        __INT_MAX__
#define INT_MIN        (-__INT_MAX__ - 1)
#define UINT_MAX       (__INT_MAX__ * 2U + 1U)
#define LONG_MAX       __LONG_MAX__
#define LONG_MIN       (-__LONG_MAX__ - 1L)
#define ULONG_MAX      (__LONG_MAX__ * 2UL + 1UL)
#define LLONG_MAX      __LONG_LONG_MAX__
#define LLONG_MIN      (-__LONG_LONG_MAX__ - 1LL)
#define ULLONG_MAX     (__LONG_LONG_MAX__ * 2ULL + 1ULL)
#define LONG_LONG_MAX  __LONG_LONG_MAX__
#define LONG_LONG_MIN  (-__LONG_LONG_MAX__ - 1LL)
#define ULONG_LONG_MAX (__LONG_LONG_MAX__ * 2ULL + 1ULL)
#ifndef MB_LEN_MAX
#define MB_LEN_MAX 1
#endif

#if defined(__STDC_VERSION__) && __STDC_VERSION__ >= 202311L
#undef BOOL_WIDTH
#undef CHAR_WIDTH
#undef SCHAR_WIDTH
#undef UCHAR_WIDTH
#undef SHRT_WIDTH
#undef USHRT_WIDTH
#undef INT_WIDTH
#undef UINT_WIDTH
#undef LONG_WIDTH
#undef ULONG_WIDTH
#undef LLONG_WIDTH
#undef ULLONG_WIDTH
#define BOOL_WIDTH   __BOOL_WIDTH__
#define CHAR_WIDTH   CHAR_BIT
#define SCHAR_WIDTH  CHAR_BIT
#define UCHAR_WIDTH  CHAR_BIT
#define SHRT_WIDTH   __SHRT_WIDTH__
#define USHRT_WIDTH  __SHRT_WIDTH__
#define INT_WIDTH    __INT_WIDTH__
#define UINT_WIDTH   __INT_WIDTH__
#define LONG_WIDTH   __LONG_WIDTH__
#define ULONG_WIDTH  __LONG_WIDTH__
#define LLONG_WIDTH  __LLONG_WIDTH__
#define ULLONG_WIDTH __LLONG_WIDTH__
#endif

#endif
