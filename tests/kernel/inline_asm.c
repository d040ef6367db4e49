// returns: 103 0 5 2 10 10 1 20 8 31
/* Inline assembly as LLVM takes it: operands, labels, directives, naked functions, asm goto,
 * register variables. */
#include "kernel.h"

volatile int in = 5;
int global;
static __u64 table[4];

SEC("socket") int operands(void *ctx)
{
	__u64 x = in, y = 3, z, tied;
	__u32 w = in;

	asm volatile("%0 += %1" : "+r"(x) : "r"(y));
	asm volatile("%0 += %1" : "+w"(w) : "w"((__u32)y));
	asm volatile("%[z] = %[k]" : [z] "=r"(z) : [k] "i"(77));
	x += z;
	asm volatile("%0 = %1 ll" : "=r"(z) : "i"(0x123456789abcULL));
	x += z >> 44;
	asm volatile("%0 = %1; %0 += 1" : "=&r"(tied) : "r"(y));
	x += tied;
	asm volatile("%0 += 2" : "=r"(tied) : "0"(y));
	x += tied;
	asm volatile("*(u64 *)%[m] = %[v]" : [m] "=m"(table[1]) : [v] "r"(x));
	asm volatile("r1 = %[m]; %[o] = *(u64 *)(r1 + 8)"
		     : [o] "=r"(z)
		     : [m] "r"(table)
		     : "r1", "memory");
	return z + w;
}

SEC("socket") __attribute__((naked)) int naked(void)
{
	asm volatile("r1 = %[global] ll;"
		     "*(u32 *)(r1 + 0) = 7;"
		     "call %[now];"
		     "if r0 == 0 goto 1f;"
		     "r0 = 0;"
		     "1: exit;"
		     :
		     : [global] "i"(&global), [now] "i"(bpf_ktime_get_ns));
}

static __attribute__((naked, noinline, used)) __u64 successor(void)
{
	asm volatile("r0 = r1; r0 += 1; exit");
}

SEC("socket") __attribute__((naked)) int calls(void)
{
	asm volatile("					\
	r1 = 4;						\
	call successor;					\
	if r0 s> 3 goto l_%=;				\
	r0 = 0;						\
l_%=:	exit;						\
" ::
			     : "r0", "r1");
}

SEC("socket") int jumps(void *ctx)
{
	int r = in;

	asm goto("if %0 > 3 goto %l[big]" : : "r"(r) : : big);
	return 1;
big:
	return 2;
}

SEC("socket") int registers(void *ctx)
{
	register __u64 a asm("r1") = 5;
	register __u64 b asm("r2") = in;
	register __u64 r asm("r0");

	asm volatile("r0 = r1; r0 += r2" : "=r"(r) : "r"(a), "r"(b));
	return r;
}

/* An instruction as bytes, chosen by the register; a jump to a label of C as bytes. */
SEC("socket") int bytes(void *ctx)
{
	__u64 v = in;

	asm volatile(".8byte %[insn];" : : [insn] "i"(0x00000005000000b7ULL) : "r0"); /* r0 = 5 */
	asm volatile(".byte 0x0f;"
		     ".ifc %[r], r0; .byte 0x00; .endif;"
		     ".ifc %[r], r1; .byte 0x11; .endif;"
		     ".ifc %[r], r2; .byte 0x22; .endif;"
		     ".ifnc a, b; .short 0; .else; .short 1; .endif;"
		     ".long 0"
		     : [r] "+r"(v)
		     :
		     : "r3", "r4", "r5"); /* v += v */
	return v;
}

SEC("socket") int bytes_goto(void *ctx)
{
	register __u64 v asm("r3") = in;

	asm goto("1: .byte 0x25, 3; .short ((%l[out] - 1b - 8) / 8) & 0xffff; .long 3"
		 :
		 : "r"(v)
		 :
		 : out);
	return 2;
out:
	return 1;
}

/* The assembly bounds what is not named as an output: one register for both. */
SEC("socket") int bounded(void *ctx)
{
	__u32 size = in + 15;

	asm volatile("if %[size] < %[most] goto +1; %[size] = %[most]"
		     :
		     : [size] "r"(size), [most] "i"(64));
	return size;
}

struct __sk_buff___own {
	__u32 own, mark, len;
} __attribute__((preserve_access_index));

/* "i" takes what C calls a constant, relocated or not. */
SEC("socket") int immediate(void *ctx)
{
	__u64 v;

	asm volatile("%0 = %1"
		     : "=r"(v)
		     : "i"((unsigned long)&((struct __sk_buff___own *)0)->len), "m"(in));
	return v;
}

int asm_only = 31;

/* A name of C in the text alone. */
SEC("socket") int named(void *ctx)
{
	int v;

	asm volatile("%0 = asm_only ll; %0 = *(u32 *)(%0 + 0)" : "=r"(v));
	return v;
}
