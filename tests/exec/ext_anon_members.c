// expect: 4460
#include "exec.h"

struct a {
	int t;
	union {
		struct {
			int x, y;
		};
		s64 both;
	};
	struct {
		u8 c;
	};
};
volatile int n = 5;
ENTRY
{
	struct a a = {1, {{n, 3}}, {9}};
	a.y++;
	return a.t + a.x * 10 + a.y * 100 + (int)(a.both >> 32) * 1000 + a.c;
}
