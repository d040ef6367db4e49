// expect: 481
#include "exec.h"

struct s {
	int a[3];
	const struct {
		u16 x;
	} * p;
};
static const typeof(*((struct s *)0)->p) inner = {500};
volatile s32 n = -2;
ENTRY
{
	typeof(((struct s *)0)->a) v = {n, 2, 3};
	typeof(v[0]) x = v[1];
	__auto_type y = n * 3ll;
	const typeof(y) *p = &y;
	typeof(inner.x + 0u) z = inner.x;
	typeof(int(*)[2]) q = (void *)&v[1];
	return x + *p * 10 + z + (*q)[1] * 7 + sizeof(v) + sizeof(y) + v[0];
}
