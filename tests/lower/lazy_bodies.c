// Bodies and declarations in headers of an include directory: read when needed, with the macros that were in force.
// flags: -I tests/lower
// ir: fn static @even
// ir: 123
// ir: fn static @uneven
// ir: add .*, 3w
// ir: fn static @made_get
// ir: fn static @is_kept
// ir: fn static @by_alias
// ir: call @makes_a_tag
// ir: call @declared
// ir: call @twice
// ir: helper 1
// ir: fn static @defined
// ir: mul .*, 3
// ir: fn global @h
// ir: ret 121w
// ir: fn global @k
// ir: load 8
// ir: fn global @sizes
// ir: ret 150w
// ir: fn global @low
// ir: load 1
// ir: fn static @by_text
// no: @unused
// no: @made_put
// no: 1000
#include <lazy.h>
int other(int a) __attribute__((alias("by_alias")));
int f(int a) { return even(a) + uneven(a) + through(a); }
int g(struct seen *s)
{
	struct unseen *u = makes_a_tag();

	asm volatile("call by_text" ::: "r0");
	if (declared(s, 1))
		return helper_one(u, s) + helper_two(u);
	return defined(twice(2)) + made_get(2);
}
int h(enum bits b) { return MADE_two + 10 * BIT_NEXT + KNOWN + sizeof(enum big) + sizeof(BIG) + sizeof(b) + UNTAGGED + 15; }
enum big k(enum big *b) { return *b; }
int sizes(void)
{
	int shadowed = 1;

	return sizeof(words) + sizeof(at_words) + sizeof(grid) * sizeof(sight) - shadowed + 3 * sizeof(box) + sizeof(struct ahead) + sizeof(struct told) - 1 - sizeof(words) - sizeof(at_words);
}
int low(struct ahead *a, asked f, sight s)
{
	return a->told.low + !f + !s;
}
