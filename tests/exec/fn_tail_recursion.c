// expect: 484707517
#include "exec.h"
/* Recursion in tail position is a loop: the kernel takes it, and always_inline can be kept. */
#ifdef NATIVE
#define inlined /* gcc cannot */
#else
#define inlined always_inline
#endif
static inlined u32 hash(const u8 *p, u32 n, u32 h)
{
	return n >= 4  ? hash(p + 4, n - 4, h * 31 + p[0] + p[3])
	       : n > 0 ? hash(p + 1, n - 1, h * 7 + *p)
		       : h;
}
static u32 swap(u32 a, u32 b, u32 n)
{
	if (n == 0)
		return a * 100 + b;
	return swap(b, a, n - 1);
}
static u32 gcd(u32 a, u32 b, u32 fuel)
{
	if (!b || !fuel)
		return a;
	return gcd(b, a % b, fuel - 1);
}
static u32 steps;
static void count(u32 n)
{
	if (!n)
		return;
	steps += n;
	count(n - 1);
}
volatile u32 n = 11;
static const u8 data[16] = "tail recursion!";
ENTRY
{
	u64 h = 0;

	count(n & 15);
	MIX(h, hash(data, n & 15, 1));
	MIX(h, swap(3, 4, n & 15));
	MIX(h, swap(3, 4, (n + 1) & 15));
	MIX(h, gcd(n * 12, n * 18, 12));
	MIX(h, steps);
	return FOLD(h);
}
