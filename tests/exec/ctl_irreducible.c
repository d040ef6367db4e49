// expect: 40932
#include "exec.h"

volatile u32 n = 3;
ENTRY
{
	u32 a = n, s = 0, fuel = 20;
	if (a & 1)
		goto odd;
even:
	s += 10 + a;
	a += 3;
	if (!--fuel)
		goto end;
	if (a & 4)
		goto even;
odd:
	s = s * 2 + a;
	a ^= 5;
	if (--fuel > 1)
		goto even;
end:
	return s;
}
