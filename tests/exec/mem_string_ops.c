// expect: 550929
#include "exec.h"

static always_inline u32 len(const char *s)
{
	u32 n = 0;
	for (; n < 16 && s[n]; n++)
		;
	return n;
}
static const char *const names[3] = {"one", "three", "seventeen"};
static const char fixed[4][8] = {"zero", "one", "two", "three"};
volatile u32 n = 3;
ENTRY
{
	char b[16] = "hello";
	u32 r = len(b), k = n & 3;
	b[5] = '!';
	r = r * 17 + len(b);
	r = r * 17 + len(fixed[1]) + fixed[k][2] * 3;
	r = r * 17 + sizeof(fixed) + names[2][4] + "literal"[k];
	r = r * 17 + __builtin_strlen("abcd") + sizeof(__func__);
	return r;
}
