// expect: 3
// The initialiser of a member without bytes is evaluated all the same.
#include "exec.h"

typedef struct {
} empty;
struct holder {
	empty e;
	int n;
};
static volatile int calls;

static noinline empty make(void)
{
	empty e;

	calls++;
	return e;
}

ENTRY
{
	struct holder a = {.e = make(), .n = 0}, b = (struct holder){make()};

	b.e = make();
	return calls + a.n + b.n;
}
