// Names become numbers, "+" an input tied to its output, %= a number, %% stays.
// ir: %0 \+= %1; w1 = %w1; L[0-9]+:
// ir: %0 = r10 // 100%%
static inline long f1(long a, int b)
{
	asm volatile("%[a] += %[b]; w1 = %w[b]; L%=:" : [a] "+r"(a) : [b] "ri"(b) : "r1", "memory");
	return a;
}
// asm: 1 r[0-9] \+= 40$
static inline __attribute__((always_inline)) long f2(long a, long len)
{
	long to;

	asm volatile("%[a] += %[to]; %[to] += %[len]" : [to] "=r"(to) : [a] "r"(a), [len] "ri"(len));
	return to;
}
long g(long a)
{
	return f2(a, 40);
}
long f(long a, int b)
{
	void *sp;

	asm("%0 = r10 // 100%%" : "=r"(sp));
	return f1(a, b) + (long)sp;
}
