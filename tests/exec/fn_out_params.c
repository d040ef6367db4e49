// expect: 72873
#include "exec.h"

static always_inline void split(u32 v, u16 *hi, u16 *lo)
{
	*hi = v >> 16;
	*lo = v;
}
static always_inline int parse(const u8 *p, u32 *at, u32 end)
{
	if (*at + 2 > end)
		return -1;
	int v = p[*at] << 8 | p[*at + 1];
	*at += 2;
	return v;
}
volatile u32 v = 0x12345678;
u8 buf[5] = {1, 2, 3, 4, 5};
ENTRY
{
	u16 h, l;
	split(v, &h, &l);
	u32 at = 0;
	int a = parse(buf, &at, 5), b = parse(buf, &at, 5), c = parse(buf, &at, 5);
	return h + l * 3 + a + b * 2 + c + at;
}
