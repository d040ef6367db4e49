// expect: 3547526620
#include "exec.h"

static u32 trace;
static void put(int *p)
{
	trace = trace * 10 + *p;
}
static noinline u32 f(int k)
{
	int a __attribute__((cleanup(put))) = 1;
	for (int i = 0; i < 3; i++) {
		int b __attribute__((cleanup(put))) = 2 + i;
		if (i == k)
			break;
		if (k == 7)
			continue;
		b = 5;
	}
	if (k == 1) {
		int c __attribute__((cleanup(put))) = 6;
		return trace;
	}
	int d __attribute__((cleanup(put))) = 7;
	return 0;
}
volatile int one = 1;
ENTRY
{
	u32 r = f(one);
	r += f(one * 7) + f(0);
	return r + trace;
}
