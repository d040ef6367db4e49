// expect: 91554321
#include "exec.h"

#define kind(x)                                                                               \
	_Generic((x), int : 1, unsigned : 2, long : 3, u64 : 4, char * : 5, const char * : 6, \
		default : 9)
volatile int n = 0;
ENTRY
{
	u64 l = 0;
	char *s = 0;
	u8 c = 0;
	short h = 0;
	return kind(n) + kind(1u) * 10 + kind(1l) * 100 + kind(l) * 1000 + kind(s) * 10000 +
	       kind("x") * 100000 + kind(c + 1) * 1000000 + kind(h) * 10000000;
}
