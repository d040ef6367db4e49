// expect: 1023
#include "exec.h"

volatile u8 a = 200;
#define max(x, y)                       \
	({                              \
		typeof(x) _x = (x);     \
		__typeof__(y) _y = (y); \
		_x > _y ? _x : _y;      \
	})
ENTRY
{
	__auto_type b = a + 1;
	typeof(a) c = b;
	typeof(int[3]) d = {1, 2, 3};
	return max(a, 100) + b + c + d[2] + max(max(1, 2), b) * 2 + sizeof(typeof(d)) + sizeof(b);
}
