// expect: 1232140786
#include "exec.h"

volatile u32 n = 40;
ENTRY
{
	u32 a[60], k = n;
	for (int i = 0; i < 60; i++)
		a[i] = i * i;
	u32 s = 0;
	for (int i = 0; i < 60; i++)
		s = s * 3 + a[i];
	return s + (k < 60 ? a[k] : 0);
}
