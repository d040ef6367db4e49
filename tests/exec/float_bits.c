// expect: 0x9f0
// Floating point is moved, stored and passed as the bits it is; nothing computes with it.
#include "exec.h"

struct s {
	double d, e;
	float f;
};
static volatile struct s v = {.d = 2.0, .e = -0.5};
static struct s table[2] = {{1.5, 0x1p-3, 3.25f}, {.f = 1e10f}};

static noinline double pass(double a, float *out, float b)
{
	*out = b;
	return a;
}

static u64 bits(const double *d)
{
	u64 u;
	__builtin_memcpy(&u, d, 8);
	return u;
}

static u32 low_bits(const float *f)
{
	u32 u;
	__builtin_memcpy(&u, f, 4);
	return u;
}

ENTRY
{
	struct s t;
	double copy;
	float one;

	t.d = v.d;
	t.e = v.e;
	copy = pass(t.d, &one, 1.0f);
	t.f = one;
	v.d = copy;
	copy = v.d;
	return (bits(&copy) == 0x4000000000000000ull) << 4 |
	       (bits(&t.e) == 0xbfe0000000000000ull) << 5 | (low_bits(&t.f) == 0x3f800000u) << 6 |
	       (bits(&table[0].e) == 0x3fc0000000000000ull) << 7 |
	       (low_bits(&table[1].f) == 0x501502f9u) << 8 |
	       (sizeof(long double) == 8 || sizeof(void *) == 8) << 11;
}
