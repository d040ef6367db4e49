// asm: 1 if w?r?[0-9]+ == w?r?[0-9]+ goto
// asm: 1 if r0 s> 8 goto
// asm: 0 if r0 s<= 8 goto
/* In a loop the verifier first walks the arm that changes nothing, where the other one sets a flag
 * (`==` jumps to it, and a jump around it follows); but first the one that makes a range larger. */
static long (*bpf_skb_load_bytes)(void *, unsigned, void *, unsigned) = (void *)26;
static long (*bpf_probe_read_str)(void *, unsigned, const void *) = (void *)45;

struct ctx {
	unsigned len, mark;
};

__attribute__((section("tc"))) int flag(struct ctx *skb)
{
	unsigned at = skb->len, sought = skb->mark;
	unsigned char tlv[2];
	int seen = 0;

#pragma clang loop unroll(disable)
	for (long i = 0; i < 100; i++) {
		if (at == sought)
			seen = 1;
		if (bpf_skb_load_bytes(skb, at, tlv, 2))
			return 2;
		at += tlv[1];
	}
	return seen ? 0 : 7;
}

char buffer[4096];

__attribute__((section("raw_tp"))) int range(void *ctx)
{
	char *to = buffer;

#pragma clang loop unroll(disable)
	for (int i = 0; i < 200; i++) {
		long n = bpf_probe_read_str(to, 8, ctx);

		if (n <= 8)
			to += (unsigned)n & 15;
	}
	return to - buffer;
}
