// expect: 799
#include "exec.h"

volatile int v = 1;
int g;
ENTRY
{
	volatile int l = 5;
	v = v + 1;
	v = v + l;
	l = v;
	l += 2;
	g = l;
	return v * 100 + l * 10 + g;
}
