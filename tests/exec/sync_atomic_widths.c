// expect: 1821918354
// cpu: 3
#include "exec.h"

static u32 a = 100;
static u64 b = 1ull << 40;
volatile u32 n = 7;
ENTRY
{
	u64 h = 0;
	MIX(h, __sync_fetch_and_add(&a, n));
	MIX(h, __sync_fetch_and_sub(&a, 3));
	MIX(h, __sync_fetch_and_or(&b, n));
	MIX(h, __sync_fetch_and_and(&b, ~1ull));
	MIX(h, __sync_fetch_and_xor(&a, 0xff));
	MIX(h, __sync_add_and_fetch(&b, n));
	MIX(h, __sync_val_compare_and_swap(&a, 1, 2));
	MIX(h, __sync_bool_compare_and_swap(&b, b, 9));
	MIX(h, __sync_lock_test_and_set(&a, 77));
	__sync_fetch_and_add(&b, -5);
	MIX(h, a);
	MIX(h, b);
	return FOLD(h);
}
