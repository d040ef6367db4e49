// expect: 211313
#include "exec.h"

static const volatile u32 k = 5;
static volatile const u8 t[3] = {1, 2, 3};
struct s {
	volatile u16 a;
	const u32 b;
} g = {7, 8};
volatile u32 *volatile p;
ENTRY
{
	const u32 x = k + k;
	volatile u32 y = x;
	volatile u32 *q = &y;
	*q += t[1];
	(*q)++;
	g.a = *q;
	g.a += g.b;
	return x + y * 100 + g.a * 10000 + t[2];
}
