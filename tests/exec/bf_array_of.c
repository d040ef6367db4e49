// expect: 2953618661
#include "exec.h"

struct b {
	u16 a : 5, b : 6, c : 5;
};
static struct b t[4] = {{1, 2, 3}, {4, 5, 6}, {7, 8, 9}, {31, 63, 31}};
volatile u32 n = 2;
ENTRY
{
	u64 h = 0;
	u32 k = n & 3;
	t[k].b += 60;
	t[k].c = t[3].a - 1;
	for (int i = 0; i < 4; i++) {
		MIX(h, t[i].a);
		MIX(h, t[i].b);
		MIX(h, t[i].c);
	}
	return FOLD(h);
}
