// expect: 22875
#include "exec.h"

volatile s64 v[6] = {-5000000000ll, 17, 1000000, 5000000000ll, -1, 0x7fffffffffffffffll};
static int f(s64 x)
{
	switch (x) {
	case -5000000000ll: return 1;
	case 17: return 2;
	case 1000000 ... 2000000: return 3;
	case 5000000000ll: return 4;
	case -10 ... - 1: return 5;
	}
	return 6;
}
ENTRY
{
	int s = 0;
	for (int i = 0; i < 6; i++)
		s = s * 7 + f(v[i]);
	return s;
}
