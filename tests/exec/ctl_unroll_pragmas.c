// expect: 64190
#include "exec.h"

volatile u32 n = 3;
ENTRY
{
	u32 a[8], s = 0, m = n;
#pragma unroll
	for (int i = 0; i < 8; i++)
		a[i] = i * m;
#pragma clang loop unroll(full)
	for (int i = 7; i >= 0; i--)
		s = s * 3 + a[i];
#pragma unroll 2
	for (int i = 0; i < 8; i++)
		s += a[i] ^ i;
#pragma clang loop unroll(disable)
	for (int i = 0; i < 5; i++)
		s ^= a[i] << i;
#pragma GCC unroll 4
	for (int i = 0; i < 6; i += 2) {
		if (a[i] == 6)
			continue;
		s += i;
	}
	return s;
}
