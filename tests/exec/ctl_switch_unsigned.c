// expect: 555
#include "exec.h"

volatile u32 a = 0xfffffff0u;
volatile u8 c = 200;
ENTRY
{
	int r = 0;
	switch (a) {
	case 0xffffff00u ... 0xffffffffu: r = 5; break;
	case 0 ... 100: r = 6;
	}
	switch (c) {
	case 128 ... 255: r += 50;
	}
	switch ((s8)c) {
	case -128 ... - 1: r += 500;
	}
	return r;
}
