// Calls through pointers that are numbers are helpers; the others are not.
// ir: calli
// ir: helper #?1\(
// ir: helper #?5\(
// flags: -O0
static void *(*lookup)(void *map, const void *key) = (void *)1;
static long (*const now)(void) = (void *)5;
static long (*changed)(void) = (void *)5;
int key;
static inline __attribute__((always_inline)) long call(long (*f)(void)) { return f(); }
long f(void *map)
{
	return (long)lookup(map, &key) + now() + call(now);
}
