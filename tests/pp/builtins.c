/* SPDX-License-Identifier: BSD-2-Clause */
__LINE__ __COUNTER__ __COUNTER__ __INCLUDE_LEVEL__ __COUNTER__
#define L __LINE__
#define LL(x) __LINE__ x __LINE__
L LL(1) LL(
2
) L
__LINE__
#line 100
__LINE__ __FILE__
#line 200 "other.c"
__LINE__ __FILE__ __FILE_NAME__
#define N 300
#line N
__LINE__
# 400 "marker.h" 1 3
__LINE__ __FILE__
#define U(a, b) U_(a, b)
#define U_(a, b) a##b
U(x, __COUNTER__) U(x, __COUNTER__)
__STDC__ __STDC_VERSION__ __bpf__ __BPF__ __clang__ __GNUC__ __clang_major__
