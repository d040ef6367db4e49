// expect: 881091697
#include "exec.h"

volatile int z;
ENTRY
{
	char c = '\xff';
	u64 h = 0;
	MIX(h, c + z);
	MIX(h, c == 255);
	MIX(h, c == -1);
	MIX(h, '\0' + '\n' + '\t' + '\\' + '\'' + '\a' + '\e');
	MIX(h, "\xff"[0]);
	MIX(h, (u8) "\xfe\101"[z & 1]);
	MIX(h, sizeof("a\0b") + sizeof(""));
	return FOLD(h);
}
