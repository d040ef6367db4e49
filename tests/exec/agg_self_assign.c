// expect: 423577293
#include "exec.h"

struct s {
	u32 a;
	u8 b[5];
	u64 c;
};
volatile u32 n = 1;
ENTRY
{
	struct s v[2] = {{1, {2, 3, 4, 5, 6}, 7}, {8, {9, 10, 11, 12, 13}, 14}};
	u32 k = n & 1;
	v[0] = v[0];
	struct s t = v[k];
	v[k] = v[1 - k];
	v[1 - k] = t;
	u64 h = 0;
	for (int i = 0; i < 2; i++) {
		MIX(h, v[i].a);
		MIX(h, v[i].c);
		for (int j = 0; j < 5; j++)
			MIX(h, v[i].b[j]);
	}
	return FOLD(h);
}
