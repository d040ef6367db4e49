// error: invalid operand in inline assembly
int f(int a) { asm volatile("%[x] = 1" : "+r"(a)); return a; }
