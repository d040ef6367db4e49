// expect: 10460606
#include "exec.h"

volatile int n = 2;
ENTRY
{
	int c = 0, m = n;
	u32 r = 0;
	r = r * 2 + (m && ++c);
	r = r * 2 + (!m && ++c);
	r = r * 2 + (m || ++c);
	r = r * 2 + (!m || ++c);
	r = r * 2 + (m == 2 && (c++, m < 3) && c > 1);
	r = r * 2 + ((m > 5 || c++ > 2) && (m < 1 || c-- < 3));
	if (m && (!c || m == c - 1))
		r += 1000;
	while (c < 10 && (m++, m < 6))
		c++;
	return r * 10000 + c * 100 + m;
}
