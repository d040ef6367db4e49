// expect: 1116
#include "exec.h"

int a = 5;
static int b[4] = {1, [2] = 7, 9};
struct {
	u8 c;
	int *p;
	const char *s;
} s = {3, &b[2], "xyz"};
static const u16 t[] = {10, 20, 30};
long z;
char name[8] = "hello";
ENTRY
{
	return a + b[0] + b[1] + b[2] * 10 + b[3] * 100 + s.c + t[2] + z + name[1] + name[6] +
	       sizeof(t);
}
