// expect: 1
/* A cast to a narrow type keeps the compiler from extending an operand: the register holds the whole
 * value, as with LLVM. */
#include "exec.h"

volatile long value = -100;

ENTRY
{
	long x = value, below = 0;

#ifdef __bpf__
	asm volatile("if %[x] s< 0 goto +1; goto +1; %[below] = 1" : [below] "+r"(below) : [x] "r"((short)x));
#else
	below = x < 0;
#endif
	return below;
}
