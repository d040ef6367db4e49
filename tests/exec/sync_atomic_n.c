// expect: 1518702636
// cpu: 3
#include "exec.h"

struct s {
	u32 pad, c;
	u64 d;
};
static struct s g = {1, 2, 3};
volatile s32 n = -4;
ENTRY
{
	u64 h = 0;
	MIX(h, __atomic_fetch_sub(&g.c, n, __ATOMIC_RELAXED));
	MIX(h, __atomic_sub_fetch(&g.d, n, __ATOMIC_SEQ_CST));
	MIX(h, __atomic_fetch_or(&g.c, 0x100, __ATOMIC_ACQ_REL));
	MIX(h, __atomic_and_fetch(&g.c, 0x102, __ATOMIC_SEQ_CST));
	MIX(h, __atomic_fetch_xor(&g.d, 0xf0, __ATOMIC_SEQ_CST));
	MIX(h, __atomic_xor_fetch(&g.d, 0x0f, __ATOMIC_SEQ_CST));
	MIX(h, __atomic_exchange_n(&g.pad, 55, __ATOMIC_SEQ_CST));
	MIX(h, g.pad + g.c + g.d);
	return FOLD(h);
}
