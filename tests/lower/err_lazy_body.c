// A mistake in a body that is needed is found there.
// flags: -I tests/lower
// error: lazy.h:7:
#include <lazy.h>
int f(int a) { return unused(a); }
