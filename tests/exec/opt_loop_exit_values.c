// expect: 15948
#include "exec.h"

volatile u32 n = 10;
ENTRY
{
	u32 m = n & 31, i, j = 100, k = 0, last = 0;
	for (i = 0; i < m && i < 31; i++) {
		j -= 3;
		k += j;
		if (k & 1)
			last = i;
	}
	u32 z = i * 1000 + j;
	for (i = 0; i < 0; i++)
		z = 0;
	while (i < 5)
		i += 2;
	return z + k * 7 + last * 3 + i;
}
