// expect: 4294737580
#include "exec.h"

volatile u8 a = 250;
volatile s8 b = 120;
volatile u16 c = 65530;
volatile s16 d = 32760;
ENTRY
{
	u8 x = a + 10;
	s8 y = b + 10;
	u16 z = c + 10;
	s16 w = d + 10;
	return x + y * 3 + z * 5 + w * 7;
}
