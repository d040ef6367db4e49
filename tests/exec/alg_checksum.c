// expect: 47201
#include "exec.h"

u8 h[20] = {
	0x45, 0, 0, 0x73, 0, 0, 0x40, 0, 0x40, 0x11, 0, 0, 0xc0, 0xa8, 0, 1, 0xc0, 0xa8, 0, 0xc7};
ENTRY
{
	u32 s = 0;
	for (int i = 0; i < 20; i += 2)
		s += (u32)h[i] << 8 | h[i + 1];
	s = (s & 0xffff) + (s >> 16);
	s += s >> 16;
	return (u16)~s;
}
