// expect: 264858
#include "exec.h"

static const u32 primes[8] = {2, 3, 5, 7, 11, 13, 17, 19};
static const struct {
	const u8 k;
	s16 v;
} map[4] = {{1, -1}, {2, 200}, {3, -300}, {4, 4000}};
volatile u32 n = 3;
ENTRY
{
	u32 s = primes[0] * primes[7], k = n & 7;
	for (int i = 0; i < 8; i++)
		s = s * 3 + primes[i];
	for (int i = 0; i < 4; i++)
		if (map[i].k == k)
			s += map[i].v;
	const u32 local[4] = {9, 8, 7, 6};
	return s + primes[k] * 1000 + local[2] + local[k & 3];
}
