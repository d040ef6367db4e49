// expect: 958
#include "exec.h"

volatile int n = 9;
ENTRY
{
	int s = 1;
	for (int i = 0; i < (n & 15); i++)
		switch (i) {
		default: s += 100;
		case 3: s += 3; break;
		case 5: s *= 2;
		case 6: s++; {
			case 7: s += 7;
			}
		}
	return s;
}
