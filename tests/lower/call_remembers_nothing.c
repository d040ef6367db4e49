// A function that only accesses what it is given leaves the caller's variables apart: three of 200 bytes fit in a frame.
// asm: 2 exit
struct ctx {
	unsigned mark, len, a;
};
static int (*update)(void *map, const void *key, const void *value, unsigned long long flags) = (void *)2;
struct {
	int (*type)[1], (*max_entries)[4], *key;
	char (*value)[200];
} map __attribute__((section(".maps"), used));
static __attribute__((noinline)) void record(unsigned flags, unsigned *count)
{
	if (flags & 1)
		count[0]++;
	if (flags & 2)
		count[7]++;
}
static inline __attribute__((always_inline)) void entry(struct ctx *c, unsigned first)
{
	unsigned value[50];
	int key = 0;

	__builtin_memset(value, 0, sizeof(value));
	value[first] = c->mark;
	record(c->len, &value[first]);
	update(&map, &key, value, 0);
}
__attribute__((section("tc"), used)) int prog(struct ctx *c)
{
	if (c->a == 1)
		entry(c, 1);
	else if (c->a == 2)
		entry(c, 20);
	else
		entry(c, 30);
	return 0;
}
