// expect: 2681171540
#include "exec.h"

volatile u32 one = 1;
ENTRY
{
	u64 h = 0;
	MIX(h, sizeof(2147483647) + sizeof(2147483648) * 16);
	MIX(h, sizeof(0xffffffff) + sizeof(0x100000000) * 16);
	MIX(h, -1 < 0xffffffff);
	MIX(h, -2147483648 < 0);
	MIX(h, 0x7fffffff + one > 0);
	MIX(h, 0xffffffff + one);
	MIX(h, 4294967295 + one);
	MIX(h, 'a' + '\377' + '\x80');
	MIX(h, sizeof('a') + sizeof(1ul) + sizeof(1ull));
	MIX(h, 010 + 0b101);
	return FOLD(h);
}
