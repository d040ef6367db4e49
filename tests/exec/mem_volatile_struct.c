// expect: 35425
#include "exec.h"

struct s {
	u8 a;
	u32 b;
	u16 c : 5, d : 11;
};
static volatile struct s g = {1, 2, 3, 4};
ENTRY
{
	g.a = g.a + 1;
	g.b += g.a;
	g.c ^= 6;
	g.d--;
	volatile u32 x = g.b;
	x;
	x++;
	x = x = 5;
	struct s l = *(struct s *)&g;
	return x + l.a * 10 + l.b * 100 + l.c * 1000 + l.d * 10000;
}
