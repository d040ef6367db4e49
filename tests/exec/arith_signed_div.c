// expect: 4294964099
#include "exec.h"

volatile s32 a = -7, b = 2, m = -2147483647 - 1;
ENTRY
{
	return (a / b) * 1000 + (a % b) * 100 + (-a / -b) + (m / 3) % 97 + (m % 10);
}
