/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * glibc on x86 asks for this file wherever __x86_64__ is not defined, and few systems have it. It
 * lists functions that do nothing; an empty list is right for a program that calls none.
 */
