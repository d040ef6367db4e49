// expect: 600959348
#include "exec.h"

struct __attribute__((packed)) p {
	u8 a;
	u32 b;
	u16 c;
	u64 d;
};
struct n {
	u8 a;
	u32 b;
	u16 c;
	u64 d;
};
struct m {
	u8 a;
	struct p p;
	u32 z;
} __attribute__((aligned(16)));
volatile u32 v = 0x01020304;
ENTRY
{
	struct m x = {1, {2, v, 3, v * 0x100000001ull}, 4};
	struct n y = {1, v, 2, v};
	x.p.d++;
	x.p.b -= y.b - 1;
	u64 h = 0;
	MIX(h, sizeof(struct p) + sizeof(struct n) * 100 + sizeof(struct m) * 10000);
	MIX(h, x.p.b);
	MIX(h, x.p.c);
	MIX(h, x.p.d);
	MIX(h, x.z);
	MIX(h, __builtin_offsetof(struct m, p.d) + __builtin_offsetof(struct n, d) * 100);
	return FOLD(h);
}
