// expect: 8574
#include "exec.h"

u8 buf[16] = {3, 1, 4, 1, 5, 9, 2, 6};
ENTRY
{
	u8 *p = buf, *end = buf + 8;
	int s = 0;
	for (int i = 0; i < 16 && p < end; i++)
		s = s * 3 + *p++;
	return s + (p == end) + (p != buf) * 2 + !p;
}
