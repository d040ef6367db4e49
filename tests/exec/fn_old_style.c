// expect: 44
// Old-style definitions: parameters declared apart, in any order, promoted by calls ahead of them.
#include "exec.h"

static int early();

static volatile int big = 300;

static noinline int later(a, p, b)
short b;
int a, *p;
{
	return a + *p + b;
}

static noinline int none()
{
	return -2;
}

ENTRY
{
	int four = 4;

	return early(big) + later(1, &four, 65536 + 3) + none() + (four - 4) - 6;
}

static noinline int early(c)
char c;
{
	return c;
}
