// expect: 320
#include "exec.h"

static inline int f(int x)
{
	return __builtin_constant_p(x) ? x * 2 : x * 3;
}
volatile int n = 5;
enum { K = 7 };
ENTRY
{
	return f(n) + __builtin_constant_p(K) * 100 + __builtin_constant_p("abc") * 200 +
	       __builtin_constant_p(n) * 1000 + (__builtin_constant_p(3 + 4) ? 5 : 6);
}
