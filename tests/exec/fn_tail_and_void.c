// expect: 147
#include "exec.h"

static int log_;
static noinline void note(int x)
{
	if (x > 3) {
		log_ = log_ * 10 + x;
		return;
	}
	log_++;
}
volatile int n = 2;
ENTRY
{
	note(n);
	note(n + 2);
	note(n + 5);
	return log_;
}
