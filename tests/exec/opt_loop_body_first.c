// expect: 26855
#include "exec.h"

/* Loops whose test is made before them, too: once, never, many times, one in another, left in the
 * middle. */
volatile int zero = 0, ten = 10, minus = -3;
volatile u32 table[8] = {3, 1, 4, 1, 5, 9, 2, 6};

static noinline int nested(int n)
{
	int sum = 0;

	for (int i = 0; i < n; i++)
		for (int j = 0; j < i; j++) {
			if ((i ^ j) == 6)
				break;
			sum += i * j + 1;
		}
	return sum;
}

static noinline int counted(int from, int to)
{
	int n = 0, last = from;

	for (int i = from; i < to && n < 30; i++, n++)
		last = i;
	return n * 30 + last;
}

static noinline u32 scan(u32 want)
{
	_Bool found = table[0] == 0;

	for (int i = 0; i < 8 && table[i]; i++) {
		found = table[i] == want;
		if (found)
			return (u32)i;
	}
	return found ? 50 : 100;
}

ENTRY
{
	int z = zero & 15, t = ten & 15, s = nested(z) + nested(t) * 10;

	/* bounds that the kernel's verifier sees */
	s += counted(z, t) + counted(t, z) + counted((minus & 3) - 4, t) + counted(z, 1);
	for (int i = t; i > z; i -= 3)
		s += i;
	return s + (int)scan(9) * 3 + (int)scan(7) * 200;
}
