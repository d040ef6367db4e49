// expect: 1030
#include "exec.h"

volatile int n = 5;
ENTRY
{
	int i = 0, s = 0;
again:
	if (i >= (n & 7))
		goto done;
	s += i * i;
	i++;
	if (s > 100)
		goto fail;
	goto again;
fail:
	return -1;
done:
	return s + 1000;
}
