// expect: 2620639325
#include "exec.h"

volatile u32 n = 3;
ENTRY
{
	u8 b[300];
	u64 w[12];
	u32 s = 0;
	for (int i = 0; i < 300; i++)
		b[i] = i * n;
	for (int i = 0; i < 12; i++)
		w[i] = b[i * 20] + (u64)i << 3;
	for (int i = 0; i < 300; i += 7)
		s = s * 3 + b[i];
	for (int i = 0; i < 12; i++)
		s = s * 5 + (u32)w[i];
	return s;
}
