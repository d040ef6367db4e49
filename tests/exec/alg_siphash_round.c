// expect: 4097123959
#include "exec.h"

volatile u64 key = 0x0706050403020100;
#define ROT(x, k) ((x) << (k) | (x) >> (64 - (k)))
ENTRY
{
	u64 a = key ^ 0x736f6d6570736575, b = key ^ 0x646f72616e646f6d,
	    c = key ^ 0x6c7967656e657261, d = key ^ 0x7465646279746573;
	for (int i = 0; i < 6; i++) {
		a += b;
		b = ROT(b, 13);
		b ^= a;
		a = ROT(a, 32);
		c += d;
		d = ROT(d, 16);
		d ^= c;
		a += d;
		d = ROT(d, 21);
		d ^= a;
		c += b;
		b = ROT(b, 17);
		b ^= c;
		c = ROT(c, 32);
	}
	return FOLD(a ^ b ^ c ^ d);
}
