// expect: 1050
#include "exec.h"

struct node {
	u32 v;
	struct node *next;
};
static struct node c = {30, 0}, b = {20, &c}, a = {10, &b};
volatile u32 n = 5;
ENTRY
{
	struct node x = {n, 0}, y = {n * 2, &x}, z = {n * 3, &y};
	u32 s = 0;
	s = s * 7 + z.v;
	s = s * 7 + z.next->v;
	s = s * 7 + z.next->next->v;
	z.next->next = &z;
	s += y.next->v + x.v;
	return s + a.v + b.v * 3 + c.v * 5;
}
