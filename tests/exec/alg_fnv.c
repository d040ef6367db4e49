// expect: 1383495318
#include "exec.h"

const char text[] = "the quick brown fox";
ENTRY
{
	u64 h = 14695981039346656037ull;
	for (unsigned i = 0; i < sizeof(text) - 1; i++) {
		h ^= (u8)text[i];
		h *= 1099511628211ull;
	}
	return (u32)(h ^ h >> 32);
}
