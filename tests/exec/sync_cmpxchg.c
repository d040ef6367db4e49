// expect: 200504
// cpu: 3
#include "exec.h"

int a = 5;
u64 b = 100;
ENTRY
{
	int x = __sync_val_compare_and_swap(&a, 5, 9);
	int y = __sync_val_compare_and_swap(&a, 5, 11);
	_Bool z = __sync_bool_compare_and_swap(&b, 100, 200);
	u64 w = __sync_lock_test_and_set(&b, 300);
	return x + y * 10 + z * 100 + (int)w * 1000 + a + (int)b;
}
