// expect: 97807520
#include "exec.h"

struct a {
	int x, y[3];
	struct {
		int p, q;
	} z[2];
};
static const struct a g[3] = {
	[2] = {.y[1] = 5, 6, .z[1].q = 7},
	[0] = {1, {2, [2] = 3}, {{4, 5}, 6}},
	[1].z = {{.q = 8}, {9, 10}},
	[1].x = 11,
};
volatile u32 n = 2;
ENTRY
{
	u64 h = 0;
	for (int i = 0; i < 3; i++) {
		MIX(h, g[i].x);
		for (int j = 0; j < 3; j++)
			MIX(h, g[i].y[j]);
		for (int j = 0; j < 2; j++)
			MIX(h, g[i].z[j].p * 100 + g[i].z[j].q);
	}
	u32 k = n & 3;
	if (k < 3)
		MIX(h, g[k].z[1].q);
	struct a l = {.z = {[1].p = n}, .x = n + 1, 4, 5, 6};
	MIX(h, l.x * 3 + l.y[0] + l.y[2] * 5 + l.z[0].p + l.z[1].p);
	return FOLD(h);
}
