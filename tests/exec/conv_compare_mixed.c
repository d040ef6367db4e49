// expect: 46071
#include "exec.h"

volatile s8 sc = -1;
volatile u8 uc = 255;
volatile s16 ss = -1;
volatile u16 us = 65535;
volatile s32 si = -1;
volatile u32 ui = 4294967295u;
volatile s64 sl = -1;
volatile u64 ul = -1ull;
ENTRY
{
	u32 r = 0;
	r = r * 2 + (sc == uc);
	r = r * 2 + (sc < uc);
	r = r * 2 + (ss == us);
	r = r * 2 + (ss < us);
	r = r * 2 + (si == ui);
	r = r * 2 + (si < ui);
	r = r * 2 + (sl == ui);
	r = r * 2 + (sl < ui);
	r = r * 2 + (sl == ul);
	r = r * 2 + (ui < ul);
	r = r * 2 + (si == ul);
	r = r * 2 + (uc > sc);
	r = r * 2 + (us > si);
	r = r * 2 + (us > ui);
	r = r * 2 + (sc >= ss);
	r = r * 2 + (sc == ul);
	r = r * 2 + (uc == (u8)sc);
	return r;
}
