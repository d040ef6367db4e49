// expect: 20241003
#include "exec.h"

volatile u32 days = 19999;
ENTRY
{
	s32 z = days + 719468, era = (z >= 0 ? z : z - 146096) / 146097;
	u32 doe = z - era * 146097, yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
	s32 y = (s32)yoe + era * 400;
	u32 doy = doe - (365 * yoe + yoe / 4 - yoe / 100), mp = (5 * doy + 2) / 153;
	u32 d = doy - (153 * mp + 2) / 5 + 1, m = mp < 10 ? mp + 3 : mp - 9;
	return (y + (m <= 2)) * 10000 + m * 100 + d;
}
