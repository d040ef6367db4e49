// A switch looks at no case that its value cannot have: a phi of constants decides it, and a default that nothing leads
// to costs no test.
// asm: 1 ^\sif
// asm: 0 r0 = 5$
// asm: 1 r0 = 4$
struct ctx {
	unsigned mark, len, a;
};
static inline __attribute__((always_inline)) int kind(int point)
{
	switch (point) {
	case 0: return 5;
	case 2:
	case 3: return 1;
	case 7:
	case 8:
	case 10: return 4;
	default: return 5;
	}
}
__attribute__((section("tc"), used)) int points(struct ctx *c)
{
	int point = 8;

	if (c->mark == 0xd00)
		point = 10;
	c->a = 1;
	return kind(point);
}
__attribute__((section("tc"), used)) int all(struct ctx *c)
{
	switch (c->len & 1) {
	case 0: c->a = 2; return 0;
	case 1: return 3;
	default: return 5;
	}
}
