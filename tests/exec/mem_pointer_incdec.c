// expect: 1643
#include "exec.h"

static u32 t[8] = {1, 2, 4, 8, 16, 32, 64, 128};
ENTRY
{
	u32 *p = t, r = 0;
	r += *p++;
	r += *++p * 3;
	r += (*p)++ * 5;
	r += ++*p * 7;
	p += 3;
	r += *p-- * 11;
	r += *--p * 13;
	r += p[1] + p[-1] + *(p + 2) + 1 [p];
	p -= 2;
	r += *p + (p - t) * 1000;
	const u8 *b = (const u8 *)t;
	b += 4;
	r += *b++ * 17;
	r += b[3];
	return r;
}
