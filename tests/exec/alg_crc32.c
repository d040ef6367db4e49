// expect: 3421780262
#include "exec.h"

u8 data[9] = "123456789";
ENTRY
{
	u32 crc = ~0u;
	for (int i = 0; i < 9; i++) {
		crc ^= data[i];
		for (int k = 0; k < 8; k++)
			crc = crc >> 1 ^ (0xedb88320u * (crc & 1));
	}
	return ~crc;
}
