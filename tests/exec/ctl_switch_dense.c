// expect: 1233119
#include "exec.h"

volatile int v[8] = {0, 1, 2, 3, 4, 5, 6, -7};
static int f(int x)
{
	switch (x) {
	case 0: return 10;
	case 1: return 21;
	case 2:
	case 3: return 32;
	case 4: x += 5;
	case 5: return x * 3;
	default: return -1;
	}
}
ENTRY
{
	int s = 0;
	for (int i = 0; i < 8; i++)
		s = s * 5 + f(v[i]);
	return s;
}
