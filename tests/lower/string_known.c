// Strings that are known once functions are inlined, as clang evaluates them: a number for a file's name.
// asm: 1 r0 = 7$
// asm: 1 r0 = 2$
// asm: 0 call
static inline __attribute__((always_inline)) int number(const char *name)
{
	if (!__builtin_strcmp(name, "first.c"))
		return 1;
	if (!__builtin_strcmp(name, "string_known.c"))
		return 7;
	return 0;
}
static inline __attribute__((always_inline)) int order(const char *a, const char *b)
{
	return __builtin_strcmp(a, b) < 0 && !__builtin_strncmp(a, b, 2) && __builtin_strncmp(b, a, 3) > 0 ? 2 : 9;
}
__attribute__((section("xdp"), used)) int prog(void *ctx) { return number(__FILE_NAME__); }
static inline __attribute__((always_inline)) unsigned long behind(const char *s, int n)
{
	return __builtin_strlen(s + n);
}
// asm: 1 r0 = 5$
__attribute__((section("xdp"), used)) int length(void *ctx) { return behind("seven" + 1, 2) + 3; }
__attribute__((section("xdp"), used)) int other(void *ctx) { return order("abcd" + 1, "bce"); }
