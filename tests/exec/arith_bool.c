// expect: 50
#include "exec.h"

volatile int a = 256;
volatile u64 b = 1ull << 40;
volatile u8 c = 2;
int *volatile p;
ENTRY
{
	_Bool x = a, y = b, z = c & 1, w = p;
	_Bool t = x + y;
	t += 5;
	x--;
	return x + y * 2 + z * 4 + w * 8 + t * 16 + (_Bool)a * 32;
}
