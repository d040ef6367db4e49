// expect: 2284360977
#include "exec.h"

volatile s32 a[4] = {100, -100, 7, -2147483647}, b[4] = {7, -7, 3, -2};
ENTRY
{
	u64 h = 0;
	for (int i = 0; i < 4; i++)
		for (int j = 0; j < 4; j++) {
			MIX(h, a[i] / b[j]);
			MIX(h, a[i] % b[j]);
		}
	return FOLD(h);
}
