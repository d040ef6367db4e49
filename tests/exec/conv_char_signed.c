// expect: 1219
#include "exec.h"

volatile char c = (char)0xf0;
ENTRY
{
	int r = c;
	return r + (c < 0) * 1000 + (c >> 2) + '\xff' + (unsigned char)c;
}
