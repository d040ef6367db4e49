// expect: 150
// A volatile member that is not aligned is accessed in parts: the stack takes nothing else.
#include "exec.h"

struct packed {
	s16 a;
	s64 b;
	s32 c;
} __attribute__((packed));

ENTRY
{
	volatile struct packed p, *q = &p;

	q->a = 1;
	q->b = -3;
	q->c = 0x10000;
	q->b += 150;
	return (u32)(q->a + q->b + (q->c >> 15));
}
