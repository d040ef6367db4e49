// expect: 1252645
#include "exec.h"

volatile u64 v[16] = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16};
ENTRY
{
	u64 a = v[0], b = v[1], c = v[2], d = v[3], e = v[4], f = v[5], g = v[6], h = v[7],
	    i = v[8], j = v[9], k = v[10], l = v[11], m = v[12], n = v[13], o = v[14], p = v[15];
	u64 r = 0;
	for (int q = 0; q < 4; q++) {
		r += a * p + b * o + c * n + d * m + e * l + f * k + g * j + h * i;
		a += b;
		b += c;
		c += d;
		d += e;
		e += f;
		f += g;
		g += h;
		h += i;
		i += j;
		j += k;
		k += l;
		l += m;
		m += n;
		n += o;
		o += p;
		p += r;
	}
	return (u32)(r ^ r >> 32);
}
