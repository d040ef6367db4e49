// expect: 2959547640
#include "exec.h"

#define T(x)                                                                                     \
	_Generic((x), s8 : 1, u8 : 2, s16 : 3, u16 : 4, s32 : 5, u32 : 6, long : 7,              \
		unsigned long : 8, s64 : 9, u64 : 10, char : 11, char * : 12, const char * : 13, \
		void * : 14, _Bool : 15, default : 16)
volatile u8 z;
ENTRY
{
	u64 h = 0;
	u8 a = z;
	s16 b = z;
	_Bool f = z;
	char c = z;
	struct {
		int i;
	} s;
	MIX(h, T(a));
	MIX(h, T(+a));
	MIX(h, T(b));
	MIX(h, T(b << 1ll));
	MIX(h, T(a ? 1u : -1));
	MIX(h, T(1l + 1u));
	MIX(h, T(1ull * a));
	MIX(h, T(f));
	MIX(h, T(!f));
	MIX(h, T(c));
	MIX(h, T("x"));
	MIX(h, T((const char *)0));
	MIX(h, T((void *)0));
	MIX(h, T(s));
	MIX(h, T('a'));
	MIX(h, T(sizeof(int)));
	MIX(h, T((u16)1));
	MIX(h, T(1 ? (long)1 : 1ll));
	return FOLD(h);
}
