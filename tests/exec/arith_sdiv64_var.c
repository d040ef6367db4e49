// expect: 164467400
#include "exec.h"

volatile s64 a[4] = {100, -100000000000, 7, -9223372036854775807ll}, b[4] = {7, -7, 3000000000, -2};
ENTRY
{
	u64 h = 0;
	for (int i = 0; i < 4; i++)
		for (int j = 0; j < 4; j++) {
			MIX(h, a[i] / b[j]);
			MIX(h, a[i] % b[j]);
		}
	return FOLD(h);
}
