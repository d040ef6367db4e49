// expect: 6359321
#include "exec.h"

struct s {
	u32 a, b, c;
};
volatile int n = 3;
ENTRY
{
	struct s x = {1, 2, 3}, y = {4, 5, 6}, z;
	z = n > 2 ? x : y;
	u32 r = z.a + z.b * 10 + z.c * 100;
	z = (x.a = 9, n < 2) ? x : y;
	r += (n & 1 ? x : y).a * 1000;
	r += (n, z).b * 10000;
	r += ({
		z = x;
		z;
	}).c *
	     100000;
	struct s w = z = y;
	return r + w.c * 1000000;
}
