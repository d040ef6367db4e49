// expect: 272700
#include "exec.h"

struct s {
	u8 a;
	u64 b;
	u16 c[5];
	u8 d;
};
volatile u8 n = 3;
static noinline u32 check(const struct s *s)
{
	u32 r = s->a + s->d * 3 + (u32)s->b;
	for (int i = 0; i < 5; i++)
		r = r * 3 + s->c[i];
	return r;
}
ENTRY
{
	struct s x = {0}, y = {n}, z = {.c = {1, 2}}, w = {};
	w.d = n;
	u32 r = check(&x);
	r = r * 7 + check(&y);
	r = r * 7 + check(&z);
	r = r * 7 + check(&w);
	y = (struct s){.b = n};
	return r * 7 + check(&y);
}
