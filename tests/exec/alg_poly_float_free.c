// expect: 24305244
#include "exec.h"

volatile s32 x = 12345;
ENTRY
{
	s64 a = x, r = 65536;
	r = r * a / 65536 + 3 * 65536;
	r = r * a / 65536 - 7 * 65536;
	r = (r * a >> 16) + 11;
	s32 q = r >> 4;
	s16 w = q;
	return (u32)r ^ (u32)(r >> 32) ^ w * q;
}
