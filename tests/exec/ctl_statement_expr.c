// expect: 1007
#include "exec.h"

volatile int a = 4;
ENTRY
{
	int x = ({
		int t = a * 2;
		if (t > 5)
			t++;
		t + 1;
	});
	int y = ({
		int x = a;
		x + ({
			int x = 3;
			x;
		});
	});
	return x * 100 + y;
}
