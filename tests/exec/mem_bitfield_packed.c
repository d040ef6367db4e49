// expect: 1011751964
#include "exec.h"

struct __attribute__((packed)) b {
	u8 x;
	u32 a : 9;
	u64 b : 50;
	u8 c : 5;
	u16 d;
};
struct b g = {1, 300, 0x2345678912345ull, 21, 0xbeef};
ENTRY
{
	struct b *p = &g;
	int r = p->a + (u32)(p->b >> 9) + p->c * 3 + p->d + sizeof(struct b);
	p->b = 0x1111111111111ull;
	p->a = 511;
	return r + (u32)p->b + p->a + p->c + p->x;
}
