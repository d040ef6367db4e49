// expect: 4294966799
#include "exec.h"

volatile u8 a = 0x81;
volatile s8 b = -127;
volatile s16 c = -2;
volatile int n = 3;
ENTRY
{
	return (a << n) + (b >> n) * 100 + (c >> n) + (a >> n) + ((s8)(a << n)) * 7;
}
