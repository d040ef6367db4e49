// expect: 2309114590
#include "exec.h"

struct a1 {
	u8 b[21];
};
struct a4 {
	u32 w[6];
};
struct a8 {
	u64 d[4];
};
static struct a1 g1 = {"abcdefghijklmnopqrst"};
static struct a4 g4 = {{1, 2, 3, 4, 5, 6}};
static struct a8 g8 = {{10, 20, 30, 40}};
volatile u32 n = 3;
ENTRY
{
	struct a1 l1 = g1;
	struct a4 l4;
	struct a8 l8;
	__builtin_memcpy(&l4, &g4, sizeof(l4));
	__builtin_memcpy(&l8, &g8, 24);
	l8.d[3] = n;
	__builtin_memcpy(&l1.b[3], &l4.w[1], 8);
	__builtin_memcpy(&l4.w[3], &l1.b[5], 7);
	__builtin_memcpy(&g8, &l4, 24);
	u64 h = 0;
	for (int i = 0; i < 21; i++)
		MIX(h, l1.b[i]);
	for (int i = 0; i < 6; i++)
		MIX(h, l4.w[i]);
	for (int i = 0; i < 4; i++)
		MIX(h, l8.d[i] + g8.d[i]);
	return FOLD(h);
}
