// expect: 5737
#include "exec.h"

volatile int v[8] = {1, 2, 3, 4, 5, 6, 7, 8};
ENTRY
{
	int s = 0;
#pragma unroll
	for (int i = 0; i < 8; i++)
		s = s * 3 + v[i];
#pragma clang loop unroll(disable)
	for (int i = 0; i < 8; i++)
		s ^= v[i] << i;
#pragma unroll 4
	for (int i = 0; i < 7; i++)
		s += v[i];
	return s;
}
