// expect: 13
// An in-out operand of inline assembly is one lvalue: its address is computed once.
#include "exec.h"

static int count, value = 12;

static noinline int *where(void)
{
	count++;
	return &value;
}

ENTRY
{
	asm volatile("" : "+r"(*where()));
	return value + count;
}
