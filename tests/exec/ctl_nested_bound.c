// expect: 30
// The inner loop's bound is the outer loop's counter: its test is copied while the outer loop waits
// to be turned over.
#include "exec.h"

static volatile u32 table[8] = {5, 1, 2, 3, 4, 5, 6, 7};

static noinline u32 next(u32 i)
{
	return table[(i + 1) & 7];
}

ENTRY
{
	u32 h = 0;

	for (u32 e = table[0] & 7; e > 0; e--) {
		u32 f = next(1);

		for (u32 i = 1; i < e; i++)
			f = next(f);
		h += f & 15;
	}
	return h + 10;
}
