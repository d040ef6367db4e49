// Names become numbers, "+" an input tied to its output, %= a number, %% stays.
// ir: %0 \+= %1; w1 = %w1; L[0-9]+:
// ir: %0 = r10 // 100%%
static inline long f1(long a, int b)
{
	asm volatile("%[a] += %[b]; w1 = %w[b]; L%=:" : [a] "+r"(a) : [b] "ri"(b) : "r1", "memory");
	return a;
}
long f(long a, int b)
{
	void *sp;

	asm("%0 = r10 // 100%%" : "=r"(sp));
	return f1(a, b) + (long)sp;
}
