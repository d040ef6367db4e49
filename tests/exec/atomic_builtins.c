// expect: 200316
// cpu: 3
#include "exec.h"

int a = 5;
u64 b = 7;
u32 c;
ENTRY
{
	int x = __atomic_fetch_add(&a, 2, __ATOMIC_SEQ_CST);
	u64 y = __atomic_add_fetch(&b, 5, __ATOMIC_RELAXED);
	int e = 7;
	_Bool s = __atomic_compare_exchange_n(&a, &e, 20, 0, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST);
	_Bool f = __atomic_compare_exchange_n(&a, &e, 21, 0, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST);
	u64 o = __atomic_exchange_n(&b, 50, __ATOMIC_SEQ_CST);
	__atomic_store_n(&c, 9, __ATOMIC_RELAXED);
	return x + (int)y * 10 + s * 100 + f * 1000 + e * 10000 + (int)o +
	       __atomic_load_n(&c, __ATOMIC_RELAXED) + a + (int)b;
}
