// expect: 18073882
#include "exec.h"

static noinline int a(s8 x)
{
	switch (x) {
	case -128: return 1;
	case -1: return 2;
	case 127: return 3;
	}
	return 0;
}
static noinline int b(u8 x)
{
	switch (x) {
	case 128: return 1;
	case 255: return 2;
	case 0: return 3;
	}
	return 0;
}
static noinline int c(u16 x)
{
	switch (x) {
	case 65535: return 1;
	case 256: return 2;
	default: return 3;
	}
}
static noinline int d(_Bool x)
{
	switch (x) {
	case 0: return 5;
	case 1: return 6;
	}
	return 0;
}
volatile int v[6] = {-128, -1, 127, 128, 255, 256};
ENTRY
{
	u64 h = 0;
	for (int i = 0; i < 6; i++)
		MIX(h, a(v[i]) + b(v[i]) * 4 + c(v[i]) * 16 + d(v[i]) * 64);
	return FOLD(h);
}
