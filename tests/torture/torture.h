/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A program of gcc's torture suite as a function: main() returns 0 or does not return, abort() is
 * the failure. Nothing here stops a program, so what comes behind abort() and exit() runs too.
 */
#include "exec.h"

static int torture_aborted;
static int torture_exited;

static void torture_abort(void)
{
	torture_aborted |= !torture_exited;
}

static void torture_exit(int status)
{
	torture_aborted |= !torture_exited && status;
	torture_exited = 1;
}

#define abort torture_abort
#define exit  torture_exit
#define main  torture_main

#define TORTURE_ENTRY                            \
	ENTRY                                    \
	{                                        \
		((int (*)(void))torture_main)(); \
		return torture_aborted ? 1 : 42; \
	}
