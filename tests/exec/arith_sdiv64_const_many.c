// expect: 1233800607
#include "exec.h"

volatile s64 v[6] = {0, 1, -1, 1000000000003ll, -1000000000003ll, -9223372036854775807ll};
ENTRY
{
	u64 h = 0;
	for (int i = 0; i < 6; i++) {
		s64 x = v[i];
		MIX(h, x / 2);
		MIX(h, x % 2);
		MIX(h, x / 7);
		MIX(h, x % 7);
		MIX(h, x / -1024);
		MIX(h, x % 1024);
		MIX(h, x / 1000000000);
		MIX(h, x % 1000000000);
		MIX(h, x / 10000000000ll);
		MIX(h, x % -10000000000ll);
		MIX(h, x / -1);
	}
	return FOLD(h);
}
