/* SPDX-License-Identifier: BSD-2-Clause */
/* Characters beyond ASCII: UTF-8, universal character names, which of them names may hold (C11 D).
 */
#include "lex.h"

unsigned lex_utf8(const char *s, const char *end, uint32_t *cp)
{
	const unsigned char *p = (const unsigned char *)s;
	unsigned n = p[0] >= 0xf0 ? 4 : p[0] >= 0xe0 ? 3 : 2;

	if (p[0] < 0xc2 || p[0] > 0xf4 || end - s < (ptrdiff_t)n)
		return 0;
	*cp = p[0] & (0x7fu >> n);
	for (unsigned i = 1; i < n; i++) {
		if ((p[i] & 0xc0) != 0x80)
			return 0;
		*cp = *cp << 6 | (p[i] & 0x3f);
	}
	static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};

	return *cp < least[n] || *cp > 0x10ffff || (*cp >= 0xd800 && *cp < 0xe000) ? 0 : n;
}

unsigned lex_put_utf8(char *out, uint32_t cp)
{
	unsigned n = cp < 0x80 ? 1 : cp < 0x800 ? 2 : cp < 0x10000 ? 3 : 4;
	static const unsigned char lead[] = {0, 0, 0xc0, 0xe0, 0xf0};

	for (unsigned i = n; i-- > 1; cp >>= 6)
		out[i] = (char)(0x80 | (cp & 0x3f));
	out[0] = (char)(lead[n] | cp);
	return n;
}

bool lex_ident_char(uint32_t c, bool first)
{
	static const uint32_t allowed[][2] = {{0xa8, 0xa8}, {0xaa, 0xaa}, {0xad, 0xad},
		{0xaf, 0xaf}, {0xb2, 0xb5}, {0xb7, 0xba}, {0xbc, 0xbe}, {0xc0, 0xd6}, {0xd8, 0xf6},
		{0xf8, 0xff}, {0x100, 0x167f}, {0x1681, 0x180d}, {0x180f, 0x1fff}, {0x200b, 0x200d},
		{0x202a, 0x202e}, {0x203f, 0x2040}, {0x2054, 0x2054}, {0x2060, 0x218f},
		{0x2460, 0x24ff}, {0x2776, 0x2793}, {0x2c00, 0x2dff}, {0x2e80, 0x2fff},
		{0x3004, 0x3007}, {0x3021, 0x302f}, {0x3031, 0xd7ff}, {0xf900, 0xfd3d},
		{0xfd40, 0xfdcf}, {0xfdf0, 0xfe44}, {0xfe47, 0xfffd}};
	static const uint32_t not_first[][2] = {
		{0x300, 0x36f}, {0x1dc0, 0x1dff}, {0x20d0, 0x20ff}, {0xfe20, 0xfe2f}};

	for (unsigned i = 0; first && i < ARRAY_LEN(not_first); i++)
		if (c >= not_first[i][0] && c <= not_first[i][1])
			return false;
	for (unsigned i = 0; i < ARRAY_LEN(allowed); i++)
		if (c >= allowed[i][0] && c <= allowed[i][1])
			return true;
	return c >= 0x10000 && (c & 0xffff) <= 0xfffd && c <= 0xefffd;
}

unsigned lex_ucn(const char *p, const char *end, uint32_t *cp)
{
	unsigned n = p[0] != '\\' ? 0 : p[1] == 'u' ? 4 : p[1] == 'U' ? 8 : 0;

	*cp = 0;
	if (!n || end - p < (ptrdiff_t)n + 2)
		return 0;
	for (unsigned i = 2; i < n + 2; i++) {
		char c = p[i];
		unsigned d = c >= '0' && c <= '9' ? (unsigned)(c - '0')
						  : (unsigned)((c | 32) - 'a' + 10);

		if (d > 15 || (d > 9 && !((c | 32) >= 'a' && (c | 32) <= 'f')))
			return 0;
		*cp = *cp << 4 | d;
	}
	return n + 2;
}
