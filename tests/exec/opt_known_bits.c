// expect: 38181131
#include "exec.h"

volatile u8 a = 0xab;
volatile u16 b = 0xcdef;
volatile u32 c = 0x12345678;
ENTRY
{
	u32 x = (a & 0xff) + ((b & 0xffff) >> 4) + (((u64)c & 0xffffffff) >> 3);
	if ((a | 0x100) > 0xff)
		x += 1;
	if ((b >> 8) > 0xff)
		x += 1000;
	return x + ((c & 0xf0) >> 4 & 0xf) + (a % 256) + (b / 65536);
}
