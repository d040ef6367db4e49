// How far two pointers into one object are apart is a number, and __builtin_constant_p says so after inlining.
// asm: 1 ^\sr1 \+= 34$
static inline __attribute__((always_inline)) int make(void *at)
{
	void *begin = at;

	*(int *)at = 5;
	at += 14;
	*(int *)at = 6;
	at += 20;
	return (int)(at - begin);
}
static inline __attribute__((always_inline)) void copy(void *to, const void *from, unsigned long size)
{
	if (!__builtin_constant_p(size))
		__builtin_trap();
	__builtin_memcpy(to, from, size);
}
static char packet[100];
struct ctx {
	unsigned mark, data, data_end;
};
__attribute__((section("tc"), used)) int prog(struct ctx *c)
{
	int size = make(packet);
	char *data = (void *)(long)c->data, *end = (void *)(long)c->data_end;

	if (data + size > end)
		return 1;
	copy(data, packet, size);
	return (data + size) - data;
}
