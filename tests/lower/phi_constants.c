// What is computed with a choice between constants is computed before the choice: the verifier then sees two outcomes of
// the comparison, not one for each number of tries.
// asm: 0 w[0-9] > 3
// asm: 1 = 56$
struct ctx {
	unsigned mark, len, a;
};
static unsigned (*random)(void) = (void *)7;
__attribute__((section("tc"), used)) int tries(struct ctx *c)
{
	int n;

#pragma unroll
	for (n = 0; n < 6; n++)
		if (random() == c->mark)
			break;
	c->a = random();
	if (n > 3)
		random();
	return 0;
}
__attribute__((section("tc"), used)) int shifted(struct ctx *c)
{
	int n = c->mark == 5 ? 7 : 9;

	c->a = random();
	return n << 3;
}
