// What nothing refers to is not lowered, and need not be possible.
// no: never
// no: alsonever
// ir: fn global @f
static double never(double x) { return x * 2; }
static inline void *alsonever(void) { return __builtin_alloca(never(3)); }
extern inline __attribute__((gnu_inline)) int neverto(int a) { return a; }
int f(int a) { return a; }
