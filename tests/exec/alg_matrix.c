// expect: 291573
#include "exec.h"

int a[3][3] = {{1, 2, 3}, {4, 5, 6}, {7, 8, 9}}, b[3][3] = {{9, 8, 7}, {6, 5, 4}, {3, 2, 1}};
ENTRY
{
	int s = 0;
	for (int i = 0; i < 3; i++)
		for (int j = 0; j < 3; j++) {
			int t = 0;
			for (int k = 0; k < 3; k++)
				t += a[i][k] * b[k][j];
			s = s * 3 + t;
		}
	return s;
}
