// expect: 2798581300
#include "exec.h"

struct b {
	u32 a : 3;
	s32 b : 6;
	u64 c : 37;
	u8 d : 1;
	u8 e : 5;
} __attribute__((aligned(8)));
struct b g = {5, -17, 0x1234567890, 1, 21};
static const struct b t[2] = {[1] = {.c = 99, .b = -1}, [0].e = 3};
volatile u32 n = 1;
ENTRY
{
	u64 h = 0;
	u32 k = n & 1;
	MIX(h, g.a);
	MIX(h, g.b);
	MIX(h, g.c);
	MIX(h, g.d + g.e);
	MIX(h, t[k].b);
	MIX(h, t[k].c);
	MIX(h, t[1 - k].e);
	return FOLD(h);
}
