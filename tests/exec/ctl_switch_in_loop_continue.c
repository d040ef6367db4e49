// expect: 36
#include "exec.h"

volatile int n = 12;
ENTRY
{
	int s = 0;
	for (int i = 0; i < 16; i++) {
		switch (i % 4) {
		case 0: continue;
		case 1:
			if (i > n)
				goto out;
			break;
		case 2: s += 2; break;
		default: s += i;
		}
		s++;
	}
out:
	return s;
}
