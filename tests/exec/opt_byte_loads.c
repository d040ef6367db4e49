// expect: 1784832872
#include "exec.h"

u8 p[16] = {0x12, 0x34, 0x56, 0x78, 0x9a, 0xbc, 0xde, 0xf0, 1, 2, 3, 4};
ENTRY
{
	u32 be = (u32)p[0] << 24 | (u32)p[1] << 16 | (u32)p[2] << 8 | p[3];
	u32 le = p[4] | p[5] << 8 | p[6] << 16 | (u32)p[7] << 24;
	u64 q = 0;
	for (int i = 0; i < 8; i++)
		q |= (u64)p[i] << (i * 8);
	u16 h = p[8] << 8 | p[9];
	return be ^ le ^ (u32)q ^ (u32)(q >> 32) ^ h;
}
