// expect: 1705038431
#include "exec.h"

volatile int a = -5;
volatile s64 b = -6000000000ll;
ENTRY
{
	return __builtin_abs(a) + (int)(__builtin_llabs(b) >> 20) + (int)__builtin_labs(b) +
	       __builtin_object_size(&a, 0) * 0;
}
