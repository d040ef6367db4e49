// expect: 123179
#include "exec.h"

int x = 1;
volatile int n = 2;
ENTRY
{
	int r = x;
	int x = n;
	r = r * 10 + x;
	{
		int x = 3;
		r = r * 10 + x;
		{
			extern int x;
			r = r * 10 + x;
		}
	}
	for (int x = 7; x < 8; x++)
		r = r * 10 + x;
	struct x {
		int x;
	} y = {9};
	return r * 10 + y.x;
}
