// expect: 430521161
#include "exec.h"

volatile u32 seed = 12345;
ENTRY
{
	u16 v[5];
	u32 x = seed, swaps = 0;
	for (int i = 0; i < 5; i++) {
		x = x * 1103515245 + 12345;
		v[i] = x >> 16;
	}
	for (int i = 0; i < 4; i++) {
		_Bool any = 0;
		for (int j = 0; j < 4; j++)
			if (v[j] > v[j + 1]) {
				u16 t = v[j];
				v[j] = v[j + 1];
				v[j + 1] = t;
				any = 1;
				swaps++;
			}
		if (!any)
			break;
	}
	u64 h = swaps;
	for (int i = 0; i < 5; i++)
		MIX(h, v[i]);
	return FOLD(h);
}
