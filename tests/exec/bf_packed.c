// expect: 1142301378
#include "exec.h"

struct __attribute__((packed)) b {
	u8 x;
	u32 a : 5, b : 30;
	s64 c : 50;
	u16 d : 3;
	u8 y;
};
volatile u64 n = 0x123456789abcdef;
ENTRY
{
	struct b v = {.x = 1, .y = 2};
	u64 h = 0;
	v.a = n;
	v.b = n >> 3;
	v.c = n >> 5;
	v.d = n >> 1;
	MIX(h, v.a);
	MIX(h, v.b);
	MIX(h, v.c);
	MIX(h, v.d);
	v.b += 12345;
	v.c -= 999999999;
	v.d ^= 7;
	MIX(h, v.a);
	MIX(h, v.b);
	MIX(h, v.c);
	MIX(h, v.d);
	MIX(h, v.x + v.y * 3 + sizeof(v) * 5);
	return FOLD(h);
}
