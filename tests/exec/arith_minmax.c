// expect: 2247573842
#include "exec.h"

#define MIN(a, b)                   \
	({                          \
		typeof(a) _a = (a); \
		typeof(b) _b = (b); \
		_a < _b ? _a : _b;  \
	})
#define MAX(a, b)                   \
	({                          \
		typeof(a) _a = (a); \
		typeof(b) _b = (b); \
		_a > _b ? _a : _b;  \
	})
volatile s32 a = -5, b = 7;
volatile u64 c = -1ull, d = 9;
volatile u8 e = 200;
volatile s8 f = -100;
ENTRY
{
	u64 h = 0;
	MIX(h, MIN(a, b));
	MIX(h, MAX(a, b));
	MIX(h, MIN(c, d));
	MIX(h, MAX(c, d));
	MIX(h, MIN(e, f));
	MIX(h, MAX(e, f));
	MIX(h, MAX(MIN(a, 3), MIN(b, 4)));
	MIX(h, MIN(a, d));
	return FOLD(h);
}
