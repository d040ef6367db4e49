// expect: 3246372761
#include "exec.h"

static const u8 t[16] = {[0 ... 3] = 1, [4 ... 9] = 2, [12 ... 15] = 9, [13] = 7};
volatile u32 n = 13;
ENTRY
{
	u16 l[10] = {[1 ... 8] = n, [5] = 1};
	u32 s = 0, k = n & 15;
	for (int i = 0; i < 16; i++)
		s = s * 3 + t[i];
	for (int i = 0; i < 10; i++)
		s = s * 5 + l[i];
	return s + t[k];
}
