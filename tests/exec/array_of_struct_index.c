// expect: 35444
#include "exec.h"

struct e {
	u16 id;
	u8 w;
	u8 pad;
	u32 v;
} t[5] = {{1, 10, 0, 100}, {2, 20, 0, 200}, {3, 30, 0, 300}, {4, 40, 0, 400}, {5, 50, 0, 500}};
volatile u32 n = 3;
ENTRY
{
	u32 i = n;
	if (i > 4)
		return 0;
	struct e *p = &t[i];
	u32 s = p->id + p->w + p->v;
	for (int k = 0; k < 5; k++)
		if (t[k].id & 1)
			s += t[k].v * t[k].w;
	return s;
}
