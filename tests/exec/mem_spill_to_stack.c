// expect: 1931929933
#include "exec.h"

volatile u64 v[14] = {3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5, 8, 9, 7};
static noinline u64 mix(u64 a, u64 b)
{
	return a * 31 + b;
}
ENTRY
{
	u64 a = v[0], b = v[1], c = v[2], d = v[3], e = v[4], f = v[5], g = v[6], i = v[7],
	    j = v[8], k = v[9], l = v[10], m = v[11];
	u64 h = mix(a, b);
	h = mix(h, c * d);
	h = mix(h, e - f);
	h = mix(h, g ^ i);
	h = mix(h, j + k * l);
	h = mix(h, a + b + c + d + e + f + g + i + j + k + l + m);
	h = mix(h, a * l + b * k + c * j + d * i);
	return FOLD(h);
}
