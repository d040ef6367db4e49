// expect: 83
#include "exec.h"

volatile int n = 6;
ENTRY
{
	u32 s = 0;
	for (int i = 0; i < 8; i++) {
		if (i == n)
			break;
		int j = 0;
		while (j < 8) {
			j++;
			if (j & 1)
				continue;
			if (j > i)
				break;
			s += i * j;
		}
		do {
			s ^= j;
			if (s & 1)
				continue;
			s += 3;
		} while (j-- > 3);
	}
	return s;
}
