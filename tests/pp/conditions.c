/* SPDX-License-Identifier: BSD-2-Clause */
#define YES 1
#define NO 0
#if YES && !NO
ok 1
#else
bad
#endif
#if NO
bad
#elif YES
ok 2
#elif 1/0
bad
#else
bad
#endif
#if 0
# if 1
# else
# endif
don't look " at this
/* #endif */
'
#elifdef YES
ok 3
#endif
#ifndef NOPE
ok 4
#elifndef YES
bad
#endif
#if defined YES && defined(NO) && !defined NOPE && !defined ( NOPE2 )
ok 5
#endif
#if (2 || 1/0) && (0 && 1/0) == 0 && (1 ? 2 : 1/0) == 2
ok 6
#endif
#if -1 < 0 && -1 > 0u && 0xffffffffffffffff == -1 && ~0u == -1
ok 7
#endif
#if (-7) / 2 == -3 && -7 % 3 == -1 && -8 >> 1 == -4 && 1 << 63 >> 63 == -1
ok 8
#endif
#if 'a' == 97 && '\377' < 0 && '\x41' == 'A' && L'\xff' == 255 && 'ab' == 24930 && '\0' == 0
ok 9
#endif
#if 0b101 == 5 && 010 == 8 && 0x10 == 16 && 1000000000000LL > 1 && 18446744073709551615U > 1
ok 10
#endif
#if undefined_name == 0
ok 11
#endif
#if 5 - 3 - 1 == 1 && 2 + 3 * 4 == 14 && (1 | 2 ^ 3 & 4) == 3 && 3 > 2 > 1 == 0 && !!7 == 1
ok 12
#endif
#define DEF defined(YES)
#if DEF
ok 13
#endif
#if 1 ? 0 ? 1 : 2 : 3
ok 14
#endif
#if 0
#else
ok 15
#endif
%: if 1
ok 16
%: endif
#if 1 /* comment
over lines */ && 1 // and this
ok 17
#endif
#
# /* nothing */
	#	if 1
  ok 18
	# endif
#if 1 \
 && \
 1
ok 19
#endif
#if __has_include("inc/guard.h") && __has_include(<stddef.h>) && !__has_include("nope.h") && !__has_include(<nope.h>)
ok 20
#endif
#define HDR <stddef.h>
#if __has_include(HDR)
ok 21
#endif
#if defined __has_include && defined(__has_attribute) && defined __COUNTER__ && defined _Pragma
ok 22
#endif
#if __has_attribute(always_inline) && __has_attribute(__packed__) && !__has_attribute(nope) && __has_attribute(preserve_access_index)
ok 23
#endif
#if __has_builtin(__builtin_expect) && !__has_builtin(__builtin_nope)
ok 24
#endif
#if __has_feature(c_static_assert) && __has_extension(gnu_asm) && !__has_feature(gnu_asm)
ok 25
#endif
#if __is_identifier(foo) && !__is_identifier(int)
ok 26
#endif
