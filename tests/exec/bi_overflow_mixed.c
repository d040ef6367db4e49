// expect: 2032333678
#include "exec.h"
typedef unsigned long long ull;
volatile int A = -2, B = 3;
volatile unsigned U = 5;
volatile long L = -7;
volatile unsigned long long UL = 1ull << 63;
ENTRY
{
	ull r;
	unsigned u;
	int i;
	long l;
	char c;
	u64 h = 0;
	h = h * 2 + __builtin_mul_overflow(A, B, &r);
	MIX(h, r);
	h = h * 2 + __builtin_mul_overflow(B, B, &r);
	MIX(h, r);
	h = h * 2 + __builtin_mul_overflow(A, A, &r);
	MIX(h, r);
	h = h * 2 + __builtin_mul_overflow(A, A, &c);
	MIX(h, c);
	h = h * 2 + __builtin_mul_overflow(A, U, &i);
	MIX(h, i);
	h = h * 2 + __builtin_mul_overflow(L, U, &u);
	MIX(h, u);
	h = h * 2 + __builtin_add_overflow(L, U, &r);
	MIX(h, r);
	h = h * 2 + __builtin_sub_overflow(B, U, &r);
	MIX(h, r);
	h = h * 2 + __builtin_sub_overflow(U, UL, &l);
	MIX(h, l);
	h = h * 2 + __builtin_mul_overflow(A, UL, &l);
	MIX(h, l);
	h = h * 2 + __builtin_mul_overflow(L, UL, &l);
	MIX(h, l);
	h = h * 2 + __builtin_mul_overflow(L, L, &r);
	MIX(h, r);
	h = h * 2 + __builtin_mul_overflow(L, (long)B, &r);
	MIX(h, r);
	return FOLD(h);
}
