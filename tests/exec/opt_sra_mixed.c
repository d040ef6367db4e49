// expect: 2198801706
#include "exec.h"

struct v {
	s32 x, y;
	union {
		u32 u;
		u8 b[4];
	} z;
};
static always_inline struct v add(struct v a, struct v b)
{
	return (struct v){a.x + b.x, a.y + b.y, {a.z.u ^ b.z.u}};
}
static always_inline struct v neg(const struct v *a)
{
	return (struct v){-a->x, -a->y, .z.b = {1, 2, 3, a->z.b[0]}};
}
volatile s32 n = 77;
ENTRY
{
	struct v a = {n, n * 2, {n * 3}}, b = neg(&a), c = add(a, b);
	struct v *p = n > 5 ? &a : &b;
	c = add(c, *p);
	p->x = 5;
	return c.x + c.y * 3 + c.z.u * 5 + c.z.b[3] + a.x * 7;
}
