// expect: 76
#include "exec.h"

volatile int n = 6;
ENTRY
{
	int s = 0;
	for (int i = 0; i < n && i < 10; i++) {
		for (int j = i; j < n && j < 10; j++) {
			if ((i ^ j) == 3)
				continue;
			if (j == 5)
				break;
			s += i * j + 1;
		}
	}
	return s;
}
