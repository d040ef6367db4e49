// expect: 692203694
#include "exec.h"

volatile s8 c = 100;
volatile u8 uc = 200;
volatile s16 w = 30000;
volatile s32 i = 2000000000;
volatile u32 u = 4000000000;
volatile s64 l = 9000000000000000000;
volatile u64 v = 18000000000000000000ull;
ENTRY
{
	u64 h = 0;
	s8 rc;
	u8 ruc;
	s16 rw;
	s32 ri;
	u32 ru;
	s64 rl;
	u64 rv;
	MIX(h, __builtin_add_overflow(c, c, &rc) + (u8)rc * 2);
	MIX(h, __builtin_add_overflow(uc, c, &ruc) + ruc * 2);
	MIX(h, __builtin_mul_overflow(w, 2, &rw) + (u16)rw * 2);
	MIX(h, __builtin_sub_overflow(-i, i, &ri) + (u64)(u32)ri * 2);
	MIX(h, __builtin_add_overflow(u, u, &ru) + ru * 2ull);
	MIX(h, __builtin_add_overflow(i, u, &rl) + rl * 2);
	MIX(h, __builtin_add_overflow(l, l, &rl) + (u64)rl);
	MIX(h, __builtin_sub_overflow(5, v, &rv) + rv);
	MIX(h, __builtin_mul_overflow(i, 4, &rl) + rl);
	MIX(h, __builtin_mul_overflow(u, u, &rv) + rv);
	MIX(h, __builtin_sub_overflow(uc, 201, &ru) + ru);
	MIX(h, __builtin_sub_overflow(uc, 201, &ri) + (u32)ri);
	return FOLD(h);
}
