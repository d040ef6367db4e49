// expect: 531684
#include "exec.h"

struct key {
	u8 a;
	u32 b;
	u16 c;
};
volatile int n = 3;
ENTRY
{
	struct key k = {};
	k.a = n;
	k.c = 9;
	u8 *p = (u8 *)&k;
	int s = 0;
	for (unsigned i = 0; i < sizeof(k); i++)
		s = s * 3 + p[i];
	return s;
}
