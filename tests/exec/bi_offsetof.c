// expect: 106570
#include "exec.h"

struct s {
	u8 a;
	struct {
		u32 b[4];
		union {
			u16 c;
			u64 d;
		};
	} n;
};
ENTRY
{
	return __builtin_offsetof(struct s, n) + __builtin_offsetof(struct s, n.b[2]) * 10 +
	       __builtin_offsetof(struct s, n.d) * 100 + __builtin_offsetof(struct s, n.c) * 1000 +
	       _Alignof(struct s) * 10000 + _Alignof(u16);
}
