// expect: 14
#include "exec.h"

volatile int n = 2;
ENTRY
{
	__label__ l;
	int r = 0;
	switch (n) {
		int k;
	case 1:
		k = 5;
		r = k;
		break;
	case 2: k = 7; r = k * 2;
	}
	if (r > 10)
		goto l;
	r = 0;
l:
	return r;
}
