// expect: 1547
#include "exec.h"

volatile int n = 2;
ENTRY
{
	const char *s = "kernel";
	char b[] = "local";
	static const char t[] = "static";
	b[n & 3] = 'C';
	return s[n & 3] + b[2] * 3 + b[4] * 5 + t[n & 3] * 7 + sizeof(b) +
	       sizeof("abc"
		      "def");
}
