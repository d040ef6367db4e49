// Bodies in headers of an include directory: read when needed, with the macros that were in force.
// flags: -I tests/lower
// ir: fn static @even
// ir: 123
// ir: fn static @uneven
// ir: add .*, 3w
// no: @unused
// no: 1000
#include <lazy.h>
int f(int a) { return even(a) + uneven(a) + through(a); }
