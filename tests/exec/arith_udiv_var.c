// expect: 907677709
#include "exec.h"

volatile u32 a[3] = {0xffffffff, 100, 0x80000000}, b[3] = {3, 0xfffffffe, 7};
volatile u64 c[3] = {-1ull, 1ull << 63, 12345678901234ull}, d[3] = {3, -2ull, 10000000000ull};
ENTRY
{
	u64 h = 0;
	for (int i = 0; i < 3; i++)
		for (int j = 0; j < 3; j++) {
			MIX(h, a[i] / b[j]);
			MIX(h, a[i] % b[j]);
			MIX(h, c[i] / d[j]);
			MIX(h, c[i] % d[j]);
			MIX(h, c[i] / a[j]);
			MIX(h, a[i] / (u16)(b[j] | 1));
		}
	return FOLD(h);
}
