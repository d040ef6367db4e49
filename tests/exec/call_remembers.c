// expect: 3227030915
// Functions of this file that go back from a pointer or hand it on: the caller's variables change.
#include "exec.h"

struct pair {
	u32 a, b;
};
volatile u32 five = 5;
static u32 sum;
static noinline void add_to(u32 *p, u32 v)
{
	*p += v;
}
static noinline void hand_on(u32 *p)
{
	add_to(p, five);
	add_to(p + 1, 2 * five);
}
static noinline u32 before(const u32 *b)
{
	return ((const struct pair *)((const char *)b - 4))->a;
}
static noinline void loop(u32 *p, u32 n)
{
	for (u32 i = 0; i < (n & 3); i++)
		p[i] = p[i] * 3 + i;
}
ENTRY
{
	struct pair x = {1, 2}, y = {3, 4};
	u32 w[4] = {1, 2, 3, 4};
	u64 h = 0;

	hand_on(&x.a);
	MIX(h, x.a * 100 + x.b);
	x.a = 77;
	MIX(h, before(&x.b));
	y.a = five;
	MIX(h, before(&y.b));
	loop(w, five + 2);
	for (int i = 0; i < 4; i++)
		MIX(h, w[i]);
	w[0] = 9;
	loop(w, five - 3);
	MIX(h, w[0] + w[1]);
	add_to(&sum, 3);
	MIX(h, sum);
	return FOLD(h);
}
