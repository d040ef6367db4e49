// expect: 4384
#include "exec.h"

struct in {
	int a, b;
};
struct out {
	struct in i[3];
	struct {
		int x;
		union {
			int u;
			u8 c[4];
		};
	};
};
volatile int n = 1;
ENTRY
{
	struct out o = {.i[1].b = 7, .x = 3, .u = 0x01020304};
	o.i[n & 1].a = 9;
	struct in *p = &o.i[2];
	p->a = 5;
	return o.i[1].a + o.i[1].b * 10 + o.x * 100 + o.c[0] * 1000 + p->a + o.i[0].a;
}
