// expect: 7794
#include "exec.h"

/* Ends that differ in a constant and agree in their accesses; an increment behind the last use of
 * what it adds to. */
struct box {
	u32 code, line, sum;
};
struct box first, second;
volatile u32 pick = 2;

static noinline int check(struct box *b, u32 v)
{
	if (v & 1) {
		b->code = 11;
		b->line += v;
		b->sum += b->code * b->line;
		return -1;
	}
	if (v & 2) {
		b->code = 22;
		b->line += v;
		b->sum += b->code * b->line;
		return -1;
	}
	if (v & 4) {
		b->code = 33;
		b->line += v;
		b->sum += b->code * b->line;
		return -2;
	}
	b->code = 44;
	b->line += v;
	b->sum += b->code * b->line;
	return -2;
}

ENTRY
{
	int r = 0;
	u32 n = pick;

	for (u32 i = 0; i < 8; i++) {
		r += check(i & 1 ? &first : &second, n + i);
		n++;
	}
	return r + first.sum * 2 + second.sum + first.line + second.code;
}
