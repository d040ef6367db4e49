// expect: 65
#include "exec.h"

volatile int a = 3;
ENTRY
{
	int r = 0;
	if (__builtin_expect(a == 3, 1))
		r = 5;
	if (__builtin_expect(!!(a > 10), 0))
		r = 100;
	r += __builtin_choose_expr(sizeof(int) == 4, 20, "x");
	r += __builtin_types_compatible_p(typeof(a), volatile int) * 40 +
	     __builtin_types_compatible_p(int, long) * 80;
	if (a > 100)
		__builtin_unreachable();
	return r;
}
