// expect: 1839026037
#include "exec.h"

volatile u8 a = 250, b = 10;
volatile s8 c = -120, d = 20;
volatile u16 e = 65530, f = 10;
ENTRY
{
	u64 h = 0;
	u8 x = a + b;
	s8 y = c - d;
	u16 z = e + f;
	u8 w = a * b;
	MIX(h, x);
	MIX(h, y);
	MIX(h, z);
	MIX(h, w);
	MIX(h, (u8)(a + b) < b);
	MIX(h, a + b < b);
	MIX(h, (u8)~a == 5);
	MIX(h, ~a == 5);
	MIX(h, (u8)-a);
	MIX(h, (s8)(c * 2));
	MIX(h, (u16)(e * f) >> 3);
	MIX(h, (u8)(a << 1) >> 1);
	MIX(h, (a << 1) >> 1);
	MIX(h, a - b > 0 ? a / b : b / a);
	return FOLD(h);
}
