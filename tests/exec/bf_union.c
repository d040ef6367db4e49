// expect: 3387774780
#include "exec.h"

union u {
	struct {
		u32 lo : 12, mid : 8, hi : 12;
	};
	u32 word;
	u8 byte[4];
};
volatile u32 n = 0xcafebabe;
ENTRY
{
	union u x = {.word = n};
	u64 h = 0;
	MIX(h, x.lo);
	MIX(h, x.mid);
	MIX(h, x.hi);
	x.mid = x.lo;
	MIX(h, x.word);
	x.byte[1] = 0x5a;
	MIX(h, x.lo);
	MIX(h, x.mid);
	x.lo = x.mid = x.hi;
	MIX(h, x.word);
	return FOLD(h);
}
