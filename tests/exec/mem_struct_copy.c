// expect: 176
#include "exec.h"

struct s {
	u8 a;
	u16 b;
	u32 c;
	u64 d;
	u8 e[5];
};
volatile int n = 9;
ENTRY
{
	struct s x = {n, 2, 3, 4, {5, 6, 7, 8, 9}}, y, z[2];
	y = x;
	y.c += 10;
	z[1] = y;
	z[0] = x;
	y.e[4] = 100;
	return x.a + y.b + y.c * 3 + z[1].c + z[1].e[4] + y.e[4] + z[0].d;
}
