// expect: 672717987
#include "exec.h"

int a[2][3] = {1, 2, 3, 4};
struct {
	int x[2];
	struct {
		u8 p, q;
	} y;
	int z;
} b = {1, 2, 3, 4, 5};
char c[3] = "abc", d[] = {"xyz"}, e[2][4] = {"ab", {'c', 'd'}};
ENTRY
{
	u64 h = sizeof(d);
	for (int i = 0; i < 2; i++)
		for (int j = 0; j < 3; j++)
			MIX(h, a[i][j]);
	MIX(h, b.x[1] + b.y.p * 10 + b.y.q * 100 + b.z * 1000);
	MIX(h, c[2] + d[1] * 3 + e[0][1] * 5 + e[1][1] * 7 + e[1][2]);
	return FOLD(h);
}
