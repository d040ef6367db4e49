// expect: 18
#include "exec.h"

ENTRY
{
	u32 n = 0;
	u64 sieve = ~0ull;
	for (int i = 2; i < 64; i++) {
		if (!(sieve >> i & 1))
			continue;
		n++;
		for (int j = i * 2; j < 64; j += i)
			sieve &= ~(1ull << j);
	}
	return n;
}
