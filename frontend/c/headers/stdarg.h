/* SPDX-License-Identifier: BSD-2-Clause */
/* C11 7.16, with the __need_ protocol of C libraries. */
#if !defined(__need___va_list) && !defined(__need_va_list) && !defined(__need_va_arg) && \
	!defined(__need___va_copy) && !defined(__need_va_copy)
#define __STDARG_H
#define __need___va_list
#define __need_va_list
#define __need_va_arg
#define __need_va_copy
#endif

#ifdef __need___va_list
#undef __need___va_list
#ifndef __GNUC_VA_LIST
#define __GNUC_VA_LIST
typedef __builtin_va_list __gnuc_va_list;
#endif
#endif

#ifdef __need_va_list
#undef __need_va_list
#ifndef _VA_LIST
#define _VA_LIST
typedef __builtin_va_list va_list;
#endif
#endif

#ifdef __need_va_arg
#undef __need_va_arg
#define va_start(ap, ...)   __builtin_va_start(ap, __VA_ARGS__)
#define va_end(ap)          __builtin_va_end(ap)
#define va_arg(ap, type)    __builtin_va_arg(ap, type)
#define __va_copy(dst, src) __builtin_va_copy(dst, src)
#endif

#undef __need___va_copy

#ifdef __need_va_copy
#undef __need_va_copy
#define va_copy(dst, src) __builtin_va_copy(dst, src)
#endif
