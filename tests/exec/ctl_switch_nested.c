// expect: 2745496765
#include "exec.h"

static noinline int f(int a, int b)
{
	int r = 0;
	switch (a) {
	case 1:
		switch (b) {
		case 1: r = 11; break;
		case 2: r = 12;
		default: r += 100; break;
		}
		break;
	case 2:
		if (b)
		case 3: r += 30; r++;
	}
	return r;
}
volatile int one = 1;
ENTRY
{
	u32 r = 0;
	for (int a = 0; a < 4; a++)
		for (int b = 0; b < 4; b++)
			r = r * 13 + f(a * one, b * one);
	return r;
}
