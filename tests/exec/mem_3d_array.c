// expect: 2456648724
#include "exec.h"

static s16 g[2][3][4];
volatile u32 n = 1;
ENTRY
{
	for (int i = 0; i < 2; i++)
		for (int j = 0; j < 3; j++)
			for (int k = 0; k < 4; k++)
				g[i][j][k] = i * 100 - j * 10 + k;
	u32 a = n & 1, b = (n + 1) & 3;
	s16(*row)[4] = g[a];
	u64 h = 0;
	if (b < 3) {
		MIX(h, g[a][b][3]);
		MIX(h, row[b][1]);
	}
	MIX(h, (*row)[2]);
	MIX(h, *(*(*(g + 1) + 2) + 3));
	MIX(h, sizeof(g[0]) + sizeof(g[0][0]) * 100 + sizeof(row) * 10000);
	MIX(h, &g[1][0][0] - &g[0][0][0] > 0);
	return FOLD(h);
}
