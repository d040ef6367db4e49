// expect: 1258
// cpu: 3
/* <stdatomic.h> */
#include "exec.h"

#include <stdatomic.h>

atomic_ulong counter = ATOMIC_VAR_INIT(5);
_Atomic unsigned int bits;
atomic_flag flag = ATOMIC_FLAG_INIT;

ENTRY
{
	unsigned long sum = atomic_fetch_add(&counter, 7), expected = 12;
	unsigned int old = 3;

	sum += atomic_fetch_sub_explicit(&counter, 2, memory_order_relaxed);
	sum += atomic_exchange(&counter, 1000);
	sum += atomic_load(&counter);
	if (atomic_compare_exchange_strong(&counter, &expected, 1))
		return -1;
	sum += expected == 1000;
	atomic_store(&bits, 0x70);
	sum += atomic_fetch_or(&bits, 3);
	sum += atomic_fetch_and(&bits, 0x0f);
	sum += atomic_fetch_xor(&bits, 1) == old;
	sum += atomic_flag_test_and_set(&flag) + 2 * atomic_flag_test_and_set(&flag);
	atomic_flag_clear(&flag);
	atomic_thread_fence(memory_order_seq_cst);
	return sum + atomic_flag_test_and_set_explicit(&flag, memory_order_acquire);
}
