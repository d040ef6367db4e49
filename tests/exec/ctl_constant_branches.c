// expect: 4
#include "exec.h"

volatile int a = 3;
ENTRY
{
	int r = 0;
	if (0)
		r = 1000;
	if (1)
		r += a;
	while (0)
		r = 5;
	if (sizeof(int) == 8)
		r = 77;
	for (;;) {
		r++;
		break;
	}
	return 0 ? r * 9 : r;
}
