// expect: 616977
#include "exec.h"

struct __attribute__((aligned(16))) al {
	int a;
};
struct m {
	char c;
	int x __attribute__((aligned(8)));
	short s;
} __attribute__((packed));
typedef int ai __attribute__((aligned(2)));
struct n {
	char c;
	ai i;
};
static int unused_ __attribute__((unused));
volatile int n = 1;
ENTRY
{
	struct al a = {n};
	return sizeof(struct al) + _Alignof(struct al) * 10 +
	       __builtin_offsetof(struct m, x) * 100 + sizeof(struct m) * 1000 + a.a +
	       sizeof(struct n) * 100000;
}
