// expect: 9313
#include "exec.h"
// level: 1
/* The string is known once the function is inlined. */
static always_inline u64 length(const char *s)
{
	return __builtin_strlen(s);
}
static const char name[12] = "ab\0cd";
static always_inline u64 put(char *out, u64 room, const char *s)
{
	u64 n = __builtin_strlen(s);

	if (n > room)
		n = room;
	__builtin_memcpy(out, s, n);
	return n;
}
ENTRY
{
	char buf[16] = {0};
	u64 n = put(buf, sizeof(buf), "hello, kernel");
	u64 m = put(buf + n, sizeof(buf) - n, "wide world");

	return n * 700 + m + length(name) * 2 + length("") + length(name + 3) + buf[0] + buf[15];
}
