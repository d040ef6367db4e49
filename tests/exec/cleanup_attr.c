// expect: 21349
#include "exec.h"

static int log_;
static void done(int *p)
{
	log_ = log_ * 10 + *p;
}
volatile int n = 1;
ENTRY
{
	{
		int a __attribute__((cleanup(done))) = n;
		int b __attribute__((cleanup(done))) = 2;
		if (n > 5)
			return 0;
	}
	for (int i = 3; i < 6; i++) {
		int c __attribute__((cleanup(done))) = i;
		if (i == 4)
			break;
	}
	{
		int d __attribute__((cleanup(done))) = 9;
		goto out;
	}
out:
	return log_;
}
