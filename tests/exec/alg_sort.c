// expect: 4287113780
#include "exec.h"

int v[8] = {42, 7, -3, 99, 0, 7, -100, 12};
ENTRY
{
	int a[8];
	for (int i = 0; i < 8; i++)
		a[i] = v[i];
	for (int i = 0; i < 7; i++)
		for (int j = 0; j < 7 - i; j++)
			if (a[j & 7] > a[(j + 1) & 7]) {
				int t = a[j & 7];
				a[j & 7] = a[(j + 1) & 7];
				a[(j + 1) & 7] = t;
			}
	int s = 0;
	for (int i = 0; i < 8; i++)
		s = s * 5 + a[i];
	return s;
}
