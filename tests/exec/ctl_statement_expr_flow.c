// expect: 100031
#include "exec.h"

static always_inline int f(int x)
{
	int r = ({
		int t = 0;
		for (int i = 0; i < 5; i++) {
			if (i == x)
				break;
			t += i;
		}
		t;
	});
	if (({
		    int q = r * 2;
		    q > 6;
	    }))
		return ({
			if (x > 3)
				return 1000;
			r;
		}) + 1;
	return r;
}
volatile int one = 1;
ENTRY
{
	return f(one) + f(one * 3) * 10 + f(one * 4) * 100 + ({
		struct {
			int a, b;
		} s = {1, one};
		s;
	}).b;
}
