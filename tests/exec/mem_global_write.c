// expect: 5868
#include "exec.h"

int count;
u64 total = 100;
static u8 flags[4];
struct {
	int a;
	u16 b;
} st;
volatile int n = 3;
static noinline void bump(int k)
{
	count += k;
	total *= k;
	flags[k & 3] |= 0x81;
	st.b += k;
}
ENTRY
{
	bump(n);
	bump(n - 1);
	st.a = count;
	return count * 1000 + (int)total + flags[2] + flags[3] + st.b + st.a;
}
