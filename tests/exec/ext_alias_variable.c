// expect: 7
// Two names of one object: a store by one is seen by the other.
#include "exec.h"

int table[4] = {1, 2, 3, 4};
extern int same[4] __attribute__((alias("table")));
static volatile int at = 2;

ENTRY
{
	same[at & 3] = 5;
	table[at & 3] = 6;
	table[0] += 0;
	return same[at & 3] + same[0];
}
