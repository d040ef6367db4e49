// expect: 1497390200
#include "exec.h"

volatile s32 a = -1000001;
volatile u32 u = 4000000000u;
volatile s64 l = -123456789012345ll;
ENTRY
{
	return a / 7 + a % 7 + a / 8 + a % 8 + (s32)(u / 10) + (s32)(u % 10) + (s32)(l / 1000) +
	       (s32)(l % 1000) + a / -3 + a / -16;
}
