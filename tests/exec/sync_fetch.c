// expect: 1712
// cpu: 3
#include "exec.h"

int a = 5;
u64 b = 100;
u32 c = 0xff;
ENTRY
{
	int x = __sync_fetch_and_add(&a, 3);
	u64 y = __sync_fetch_and_or(&b, 3);
	u32 z = __sync_fetch_and_and(&c, 0x3c);
	u32 w = __sync_fetch_and_xor(&c, 0x11);
	int v = __sync_add_and_fetch(&a, 10);
	int u = __sync_sub_and_fetch(&a, 4);
	return x + (int)y * 2 + z * 3 + w * 5 + v * 7 + u * 11 + a + (int)b + c;
}
