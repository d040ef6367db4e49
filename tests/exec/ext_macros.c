// expect: 3324
#include "exec.h"

#define CAT_(a, b)                 a##b
#define CAT(a, b)                  CAT_(a, b)
#define STR_(x)                    #x
#define STR(x)                     STR_(x)
#define COUNT(...)                 COUNT_(, ##__VA_ARGS__, 3, 2, 1, 0)
#define COUNT_(z, a, b, c, n, ...) n
#define FIRST(a, rest...)          a
#define SUM(a, ...)                (a __VA_OPT__(+SUM2(__VA_ARGS__)))
#define SUM2(a, ...)               a
volatile int CAT(va, CAT(l, __LINE__)) = 6;
ENTRY
{
	int CAT(x, 1) = 3;
	return x1 + COUNT() + COUNT(a) * 10 + COUNT(a, b, c) * 100 + sizeof(STR(CAT(q, r))) * 1000 +
	       FIRST(5, 6, 7) + SUM(1) + SUM(2, 3);
}
