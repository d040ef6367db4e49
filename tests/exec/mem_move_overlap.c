// expect: 37483565
#include "exec.h"

volatile u8 k = 3;
ENTRY
{
	u8 b[48];
	u64 h = 0;
	for (int i = 0; i < 48; i++)
		b[i] = i * k;
	__builtin_memmove(b + 1, b, 15);
	__builtin_memmove(b + 20, b + 23, 17);
	__builtin_memmove(b + 8, b + 4, 8);
	__builtin_memmove(b, b + 40, 8);
	for (int i = 0; i < 48; i++)
		MIX(h, b[i]);
	return FOLD(h);
}
