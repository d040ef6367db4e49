// expect: 563474741
#include "exec.h"

volatile u32 n = 0x12345678;
ENTRY
{
	u64 h = 0;
	u64 x = n;
	u8 *p = (u8 *)&x;
	p[0] = 1;
	MIX(h, x);
	*(u16 *)(p + 4) = 0xabcd;
	MIX(h, x);
	*(u32 *)p = n;
	p[7] = 9;
	MIX(h, *(u16 *)(p + 6));
	MIX(h, *(u32 *)(p + 4));
	MIX(h, (s8)p[4]);
	MIX(h, *(s16 *)(p + 2));
	return FOLD(h);
}
