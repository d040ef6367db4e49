// expect: 4793
/* Elements of one array by indices that are a constant apart, or not; fields of one element. An index
 * of 32 bits that wraps around is on the other side of the array. */
#include "exec.h"

volatile unsigned one = 1, minus = 4294967295u;
volatile int start = 2;

struct pair {
	unsigned short x, y;
	unsigned z;
};

ENTRY
{
	long a[10] = {1, 2, 3, 4, 5, 6, 7, 8};
	struct pair p[6] = {{1, 2, 3}, {4, 5, 6}, {7, 8, 9}, {10, 11, 12}};
	int i = (start & 3) + 1;
	unsigned j = one & 3, k = (minus + one) & 7;
	long sum = 0;

	a[i] = 100;
	a[i + 1] = 200;
	sum += a[i] * 10 + a[i + 1];
	a[i - 1] = 300;
	sum += a[i] + a[i - 1];
	a[j + 1] = 7; /* a[i - 1] itself */
	sum += a[i - 1];
	a[k] = 1000;
	a[k + 1] = 2000;
	sum += a[k] + a[k + 1];
	p[j].x = 50;
	p[j].y = 60;
	p[j + 1].x = 70;
	sum += p[j].x + p[j].y + p[j + 1].x;
	return sum + p[j].z;
}
