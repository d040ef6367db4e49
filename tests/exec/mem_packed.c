// expect: 1148693229
#include "exec.h"

struct __attribute__((packed)) s {
	u8 a;
	u32 b;
	u16 c;
	u64 d;
};
struct s g = {1, 0x11223344, 0x5566, 0x778899aabbccddeeull};
ENTRY
{
	struct s *p = &g;
	p->b += 1;
	p->d ^= p->c;
	return p->a + p->b + p->c + (u32)p->d + (u32)(p->d >> 32) + sizeof(*p);
}
