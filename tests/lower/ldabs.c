// ir: ldind 2 \[\$0 \+ 0\], %[0-9]+ optional
// ir: ldabs 1 \[\$0 \+ 20\] optional
// asm: 0 skb\[0x14\]|skb\[20\]
// asm: 1 \*\(u16 \*\)skb\[r
// asm: 1 call 12
/* The legacy packet loads are functions that only read: one whose value nobody uses is not made,
 * although outside of the packet it would end the program. Tail calls with one map are one. */
typedef unsigned long long u64;

u64 load_half(void *skb, u64 off) asm("llvm.bpf.load.half");
u64 load_byte(void *skb, u64 off) asm("llvm.bpf.load.byte");

static long (*bpf_tail_call)(void *ctx, void *map, unsigned index) = (void *)12;

struct ctx {
	unsigned len, mark;
};
struct {
	int (*type)[3];
	int (*key_size)[4], (*value_size)[4], (*max_entries)[8];
} programs __attribute__((section(".maps")));

__attribute__((section("socket"))) int parse(struct ctx *skb)
{
	u64 kind = load_half(skb, skb->mark);
	u64 unused = load_byte(skb, 20);

	if (kind == 3)
		bpf_tail_call(skb, &programs, 2);
	else if (kind == 40)
		bpf_tail_call(skb, &programs, 5);
	else if (kind == 1000)
		bpf_tail_call(skb, &programs, unused == 7 ? 1 : 1);
	return 0;
}
