// expect: 1482643451
#include "exec.h"

volatile u8 seed = 17;
static always_inline u16 fold(u32 s)
{
	s = (s & 0xffff) + (s >> 16);
	s = (s & 0xffff) + (s >> 16);
	return ~s;
}
ENTRY
{
	u16 h[10];
	u32 s = 0;
	for (int i = 0; i < 10; i++)
		h[i] = (i * 0x1357 + seed) ^ 0xa5a5;
	h[5] = 0;
	for (int i = 0; i < 10; i++)
		s += h[i];
	h[5] = fold(s);
	u16 old = h[8];
	h[8] = old + 100;
	u16 inc = fold((u32)(u16)~h[5] + (u16)~old + h[8]);
	return h[5] << 16 | inc;
}
