// expect: 506610
#include "exec.h"

struct s {
	u8 b[12];
};
static struct s g[6];
static u64 w[8];
volatile u32 n = 4;
ENTRY
{
	u32 k = n & 3;
	struct s *p = &g[5], *q = &g[k];
	u64 *e = w + 8, *f = &w[2];
	s64 r = p - q;
	r = r * 100 + (e - f);
	r = r * 100 + ((char *)p - (char *)q);
	r = r * 10 + (p > q) + (f < e) * 2 + (p == &g[4] + 1) * 4;
	return r + (&g[1].b[3] - g[1].b) + (q - g);
}
