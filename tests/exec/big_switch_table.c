// expect: 693
#include "exec.h"

volatile u32 n = 13;
ENTRY
{
	u32 r = 0;
	for (u32 i = 0; i < 20; i++) {
		u32 x = (i * n) & 31;
		switch (x) {
		case 0: r += 1; break;
		case 1: r ^= 2; break;
		case 2: r += 3; break;
		case 3: r ^= 4; break;
		case 4: r += 5; break;
		case 5: r ^= 6; break;
		case 6: r += 7; break;
		case 7: r ^= 8; break;
		case 8: r += 9; break;
		case 9: r ^= 10; break;
		case 10: r += 11; break;
		case 15: r *= 3; break;
		case 20: r -= 4; break;
		case 25 ... 28: r <<= 1; break;
		case 31: r = ~r; break;
		default: r += x;
		}
	}
	return r;
}
