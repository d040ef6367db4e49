// expect: 12332
#include "exec.h"

volatile int v = 5;
ENTRY
{
	int a = v;
	int r = a++ + ++a;
	r = r * 10 + a-- - --a;
	r = r * 100 + a;
	u8 c = 255;
	c++;
	r += c;
	s8 d = -128;
	d--;
	r += d;
	return r;
}
