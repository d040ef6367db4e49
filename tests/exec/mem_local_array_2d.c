// expect: 9676
#include "exec.h"

volatile int n = 2;
ENTRY
{
	u8 m[4][4] = {};
	for (int i = 0; i < 4; i++)
		for (int j = 0; j < 4; j++)
			m[i][j] = i * 4 + j;
	m[n & 3][1] = 99;
	int s = 0;
	for (int i = 0; i < 4; i++)
		s = s * 7 + m[i][i] + m[3 - i][1];
	return s;
}
