// expect: 32
#include "exec.h"

u8 a[16] = "hello world 123", b[16] = "hello world 129";
volatile int n = 1;
ENTRY
{
	int r = __builtin_memcmp(a, b, 14), q = __builtin_memcmp(a, b, 15),
	    p = __builtin_memcmp(b, a, 16);
	return (r == 0) + (q < 0) * 2 + (p > 0) * 4 + (__builtin_memcmp(a, b, 15) != 0) * 8 +
	       !__builtin_memcmp(a, b, 8) * 16 + n;
}
