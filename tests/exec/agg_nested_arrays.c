// expect: 2506115268
#include "exec.h"

struct in {
	u8 k[3];
	u16 w;
};
struct out {
	struct in i[2];
	u32 t;
	struct {
		s8 a, b;
	} m[3];
};
volatile u32 n = 1;
ENTRY
{
	struct out o = {.i = {[1] = {{1, 2, 3}, 4}}, .m[2].b = -5, .t = 77};
	u32 k = n & 1;
	o.i[k].k[k + 1] += 10;
	o.i[1 - k].w = o.i[k].w * 3;
	o.m[k].a = o.m[2].b - 1;
	struct out p = o;
	struct in *q = &p.i[k];
	q->w++;
	u64 h = sizeof(o);
	for (int i = 0; i < 2; i++)
		for (int j = 0; j < 3; j++)
			MIX(h, p.i[i].k[j] * 3 + p.i[i].w + o.i[i].w);
	for (int i = 0; i < 3; i++)
		MIX(h, p.m[i].a * 5 + p.m[i].b);
	return FOLD(h) + p.t;
}
