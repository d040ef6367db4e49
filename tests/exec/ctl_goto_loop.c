// expect: 3812
#include "exec.h"

volatile u32 n = 12;
ENTRY
{
	u32 i = 0, s = 0, m = n & 15;
again:
	if (i >= m)
		goto out;
	if (i % 3 == 0)
		goto skip;
	s += i * i;
skip:
	i++;
	if (i < 20)
		goto again;
out:
	return s * 10 + i;
}
