// expect: 568
#include "exec.h"

struct s {
	int a;
	int b[3];
	int c;
};
volatile int n = 1;
ENTRY
{
	struct s base = {1, {2, 3, 4}, 5};
	struct s s = {.b = {9, 9, 9}, .b[1] = n, .c = 7, .a = 8, .a = n + 1};
	struct s t[2] = {[0 ... 1] = {1, {2, 3, 4}, 5}};
	return s.a + s.b[0] * 2 + s.b[1] * 3 + s.c * 5 + base.c + t[1].c * 100 + t[1].a + t[0].b[2];
}
