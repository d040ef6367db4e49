// expect: 3953
#include "exec.h"

struct s {
	int a, b[6];
	struct {
		u8 x, y;
	} c;
};
volatile int n = 3;
ENTRY
{
	struct s s = {.b = {[1 ... 3] = 5, [5] = n}, .c.y = 9, .a = 1};
	struct s t = {1, {2, 3}, {4}};
	int u[] = {[4] = 1, 2, [0] = 3};
	return s.a + s.b[0] + s.b[2] * 2 + s.b[5] * 3 + s.c.y * 100 + t.b[1] * 1000 + t.c.x +
	       t.c.y + u[5] + u[0] + sizeof(u);
}
