// expect: 4099329520
#include "exec.h"

struct b {
	u32 a : 3, b : 5, c : 11, d : 13;
	s32 e : 7, f : 25;
	u64 g : 40, h : 24;
	s64 i : 33;
	u8 j : 1, k : 7;
};
struct b g = {5, 17, 1234, 5000, -30, -12345678, 0x123456789aull, 0xabcdef, -4000000000ll, 1, 99};
ENTRY
{
	volatile struct b *p = &g;
	return p->a + p->b * 2 + p->c * 3 + p->d * 5 + p->e * 7 + p->f + (u32)(p->g >> 8) + p->h +
	       (int)(p->i >> 3) + p->j + p->k;
}
