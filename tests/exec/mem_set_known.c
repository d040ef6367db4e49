// expect: 0
#include "exec.h"

/* Zeroed memory, whose contents are known until something may write it: parts of its words read,
 * stored over, copied out; a big union of which little is set, copied into a bigger struct. */
union part {
	struct {
		u64 a;
		u32 b;
	} few;
	u64 all[5];
	u8 byte[40];
};
struct whole {
	u64 when;
	u32 kind;
	union part part;
	u8 tail[3];
};
struct words {
	u32 a, b;
	u16 c, d;
	signed char e, f;
	u16 g;
	u64 h;
};
volatile u32 seed = 7;

static noinline u64 sum(const struct whole *w)
{
	u64 h = w->when ^ w->kind;

	for (u32 i = 0; i < 40; i++)
		MIX(h, w->part.byte[i]);
	return h + w->tail[0] + w->tail[1] + w->tail[2];
}
static noinline u64 touch(struct words *w, u32 what)
{
	if (what & 1)
		w->b = 5;
	if (what & 2)
		w->f = -3;
	return w->a + w->c;
}
static u64 copied(u32 x, u32 rest)
{
	union part p = {};
	struct whole w = {};

	p.few.a = x;
	p.few.b = x + 1;
	w.when = x;
	if (rest)
		w.part.all[4] = 9;
	if (x > 3)
		__builtin_memcpy(&w.part, &p, sizeof(p));
	return sum(&w);
}
static u64 plain(u32 x, u32 rest)
{
	struct whole w;

	__builtin_memset(&w, 0, sizeof(w));
	asm volatile("" ::"r"(&w) : "memory");
	w.when = x;
	if (rest)
		w.part.all[4] = 9;
	if (x > 3) {
		w.part.all[4] = 0;
		w.part.few.a = x;
		w.part.few.b = x + 1;
	}
	return sum(&w);
}
ENTRY
{
	struct words w = {}, m;
	u32 x = seed;
	u64 bad = 0;

	bad |= touch(&w, 0);
	w.a = x;
	bad |= w.b | w.c | w.d | w.e | w.f | w.g | w.h;
	w.b = 0;
	w.c = 0x8081;
	bad |= w.d | (((u8 *)&w)[8 + (__BYTE_ORDER__ == __ORDER_BIG_ENDIAN__)] ^ 0x81);
	touch(&w, 3);
	bad |= w.b != 5 || w.f != -3 || w.e || w.h || w.c != 0x8081 || w.a != 7;
	__builtin_memset(&m, 0x80 | 0, sizeof(m));
	touch(&m, 0);
	bad |= m.e != -128 || m.f != -128 || m.a != 0x80808080 || m.d != 0x8080;
	m.f = 1;
	bad |= m.e != -128 || m.g != 0x8080 || m.f != 1;
	__builtin_memset(&m, 0x80, sizeof(m));
	touch(&m, 2);
	bad |= m.f != -3 || m.h != 0x8080808080808080;
	bad |= copied(x, 1) != plain(x, 1) || copied(x, 0) != plain(x, 0);
	bad |= copied(x - 5, 1) != plain(x - 5, 1);
	return (u32)bad;
}
