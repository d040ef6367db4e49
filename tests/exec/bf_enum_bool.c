// expect: 4583
#include "exec.h"

enum color { RED, GREEN = 3, BLUE };
struct b {
	enum color c : 3;
	_Bool f : 1, g : 1;
	u8 pad : 3;
};
volatile u32 n = 4;
ENTRY
{
	struct b x = {.c = BLUE, .f = n, .g = n == 3};
	u32 r = x.c == BLUE;
	x.c = GREEN;
	x.g = x.c & 2;
	x.pad = -1;
	x.f = 0;
	return r + x.c * 2 + x.f * 16 + x.g * 32 + x.pad * 64 + sizeof(x) * 1024;
}
