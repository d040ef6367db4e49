/* SPDX-License-Identifier: BSD-2-Clause */
#include
#include "nope
#foo
#define
#define 1x
#define F(
#define F(a
#define F(a,
#define F(a,a) x
#define G(x) #y
#define H ## x
#define I x ##
#define defined 1
#undef __VA_ARGS__
#undef
#ifdef
#endif
#else
#elif 1
#endif
#if
#endif
#if 1 +
#endif
#if (1
#endif
#if 1)
#endif
#if 1/0
#endif
#if 1.0
#endif
#if "x"
#endif
#if foo(1)
#endif
#if 08
#endif
#error this is an error
#warning this is a warning
#line x
#line 5 x
#define M 1
#define M 2
#define T(a, b) a b
T(1) T(1,2,3)
#if 1
#else
#else
#elif 1
#endif
#ifdef X junk
#endif junk
#if 0
#if 1
#endif
#elif 2 == 2 && __has_include
#endif
_Pragma(1)
#define CAT(a, b) a ## b
CAT(+, x) CAT(/, /)
#pragma GCC poison printf
printf
__VA_ARGS__
#if 1
T(1,
