// expect: 1231
#include "exec.h"

enum small { A = -1, B, C = 100 };
enum big { X = 0x80000000u, Y = 1 };
enum wide { W = 0x100000000ll, V = 2 };
volatile int n = 100;
ENTRY
{
	enum small s = n;
	enum big b = X;
	enum wide w = W;
	return (s == C) + (A < 0) * 2 + (b > 0) * 4 + (sizeof(enum wide) == 8) * 8 + (w > 5) * 16 +
	       (sizeof(w) + sizeof(s)) * 100;
}
