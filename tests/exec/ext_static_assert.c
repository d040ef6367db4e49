// expect: 71
#include "exec.h"

_Static_assert(sizeof(long) == 8, "long");
struct s {
	int a;
	_Static_assert(1, "");
	int b;
};
volatile int n = 3;
ENTRY
{
	_Static_assert(sizeof(struct s) == 8, "s");
	enum { A = sizeof(struct s), B = A * 2 + 1 };
	int a[B] = {n};
	return sizeof(a) + a[0];
}
