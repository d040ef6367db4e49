// expect: 3359979683
#include "exec.h"

enum small { A = -1, B = 100 };
enum big { C = 0x80000000u, D };
enum huge { E = 1ull << 40, F };
enum __attribute__((packed)) tiny { G, H = 200 };
volatile int n = 1;
ENTRY
{
	enum small a = n ? A : B;
	enum tiny t = n ? H : G;
	u64 h = sizeof(a) + sizeof(enum huge) * 100 + sizeof(t) * 1000;
	MIX(h, a < 0);
	MIX(h, D - C);
	MIX(h, F);
	MIX(h, t + 100);
	enum huge x = E + n;
	MIX(h, x == F);
	MIX(h, x >> 8);
	return FOLD(h);
}
