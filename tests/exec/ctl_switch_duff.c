// expect: 731
#include "exec.h"

volatile u32 n = 19;
ENTRY
{
	u32 s = 0, i = 0, c = n & 31, rounds = (c + 3) / 4;
	switch (c & 3) {
	case 0: do { s += i++;
		case 3: s += i++ * 3;
		case 2: s += i++ * 5;
		case 1: s += i++ * 7;
		} while (--rounds > 0 && i < 64);
	}
	return s;
}
