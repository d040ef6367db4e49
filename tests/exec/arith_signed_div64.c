// expect: 4259967302
#include "exec.h"

volatile s64 a = -70000000007ll, b = 2000;
ENTRY
{
	s64 q = a / b, r = a % b;
	return (u32)(q ^ r ^ (q >> 32));
}
