// -fsyntax-only looks at what nothing needs, too.
// flags: -I tests/lower -fsyntax-only
// error: lazy.h:7:
#include <lazy.h>
int f(int a) { return a; }
