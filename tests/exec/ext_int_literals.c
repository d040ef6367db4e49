// expect: 1259
#include "exec.h"

ENTRY
{
	return 0b1011 + 017 + 0x1F + 'a' + '\n' + '\x41' + '\101' + (int)(0xffffffff >> 28) +
	       (int)(1ull << 40 >> 38) + ('ab' & 0xff) + sizeof(1L) + sizeof(0x80000000) * 10 +
	       sizeof(2147483648) * 100 + (-1 < 0u) * 1000 + (int)(4294967295u + 1u);
}
