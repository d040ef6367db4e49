// expect: 4547
#include "exec.h"

struct f {
	int n;
	u8 d[];
};
struct z {
	u16 k;
	u32 a[0];
};
static struct {
	struct f f;
	u8 pad[8];
} g = {{3}, {10, 20, 30}};
ENTRY
{
	struct f *p = &g.f;
	return p->n + p->d[0] + p->d[1] * 2 + p->d[2] * 3 + sizeof(struct f) +
	       sizeof(struct z) * 100 + (int)__builtin_offsetof(struct z, a) * 1000;
}
