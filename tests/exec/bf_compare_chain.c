// expect: 8993
#include "exec.h"

struct ip {
	u8 ihl : 4, version : 4;
	u8 tos;
	u16 frag : 13, flags : 3;
};
volatile u8 raw[4] = {0x45, 0x10, 0x39, 0x5f};
ENTRY
{
	struct ip p;
	u8 b[4] = {raw[0], raw[1], raw[2], raw[3]};
	__builtin_memcpy(&p, b, 4);
	if (p.version != 4 || p.ihl < 5)
		return 1;
	if (p.flags == 2 && p.frag > 0x1f00)
		return 1000 + p.frag;
	return p.frag + p.flags * 10000;
}
