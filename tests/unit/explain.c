/* SPDX-License-Identifier: BSD-2-Clause */
/* The explainer's parts: expressions at places, instructions and states of a log, values in words.
 */
#include "runtime/explain.h"

#include <stdio.h>
#include <stdlib.h>

static unsigned failed;

static void same(const char *what, const char *from, const char *got, const char *want)
{
	if (!strcmp(got, want))
		return;
	printf("%s of \"%s\": got \"%s\", expected \"%s\"\n", what, from, got, want);
	failed++;
}

/* The place is where "@" stands in the text. */
struct placed {
	struct slice text;
	uint32_t off;
};

static struct placed placed(struct arena *a, const char *with_mark)
{
	const char *at = strchr(with_mark, '@');

	CHECK(at);
	return (struct placed){
		slice_of(arena_printf(a, "%.*s%s", (int)(at - with_mark), with_mark, at + 1)),
		(uint32_t)(at - with_mark)};
}

static const struct {
	const char *text, *whole, *base, *index;
} accesses[] = {
	{"	if (ip->@protocol == 6)", "ip->protocol", "ip", ""},
	{"	*count @+= 1;", "*count", "count", ""},
	{"	s->n[i]@++;", "s->n[i]", "s->n", "i"},
	{"	s->n@[i]++;", "s->n[i]", "s->n", "i"},
	{"	x = a[b[2]].@c;", "a[b[2]].c", "a", "b[2]"},
	{"	c = @*buf;", "*buf", "buf", ""},
	{"	c = @*(const char *)(buf + 3);", "*(const char *)(buf + 3)", "buf + 3", ""},
	{"	((struct ethhdr *)data)->h_proto @= 0;", "((struct ethhdr *)data)->h_proto", "data",
		""},
	{"	u64 *e @= f();", "e", "", ""},
	{"	*e @= f();", "*e", "e", ""},
	{"	a->b.@c = 1;", "a->b.c", "a", ""},
	{"	@asm volatile(\"\");", "", "", ""},
	{"	x = @", "", "", ""},
	{"@)", "", "", ""},
	{"(@", "", "", ""},
	{"[@[", "[", "", ""},
};

static void test_accesses(struct arena *a)
{
	for (size_t i = 0; i < ARRAY_LEN(accesses); i++) {
		struct placed p = placed(a, accesses[i].text);
		struct cexpr e = cexpr_at(p.text, p.off);

		same("whole", accesses[i].text, slice_text(a, e.whole), accesses[i].whole);
		same("base", accesses[i].text, slice_text(a, e.base), accesses[i].base);
		same("index", accesses[i].text, slice_text(a, e.index), accesses[i].index);
	}
}

static const struct {
	const char *text, *want;
} targets[] = {
	{"	__u64 *count = @bpf_map_lookup_elem(&m, &k);", "count"},
	{"	sk = @bpf_sk_lookup_tcp(a);", "sk"},
	{"	struct ethhdr *eth = (void *)(long)ctx->@data;", "eth"},
	{"	udp = (void *)ip @+ ip->ihl * 4;", "udp"},
	{"	while ((v = @next(&it)))", "v"},
	{"	if (a == @f())", ""},
	{"	return @f();", ""},
	{"	p->x = @f();", "p->x"},
};

static void test_targets(struct arena *a)
{
	struct placed p = placed(a, "	@bpf_skb_load_bytes(skb, (a, b), \"x,y\"[0], f(1, 2));");
	struct slice right;

	same("argument 0", "call", slice_text(a, cexpr_argument(p.text, p.off, 0)), "skb");
	same("argument 1", "call", slice_text(a, cexpr_argument(p.text, p.off, 1)), "(a, b)");
	same("argument 9", "call", slice_text(a, cexpr_argument(p.text, p.off, 9)), "");
	for (size_t i = 0; i < ARRAY_LEN(targets); i++) {
		p = placed(a, targets[i].text);
		same("target", targets[i].text, slice_text(a, cexpr_target(p.text, p.off)),
			targets[i].want);
	}
	p = placed(a, "	*slot @= (__u64)skb;");
	same("value", "=", slice_text(a, cexpr_value(p.text, p.off)), "skb");
	p = placed(a, "	if (x) @return f(a, b) + 1;");
	same("value", "return", slice_text(a, cexpr_value(p.text, p.off)), "f(a, b) + 1");
	p = placed(a, "	@returned = 1;");
	same("value", "returned", slice_text(a, cexpr_value(p.text, p.off)), "");
	/* a > b as itself, negated, turned round, both */
	p = placed(a, "if (a @> b)");
	same(">", "a > b", slice_text(a, cexpr_compared(p.text, p.off, ">", &right)), "a");
	same("<=", "a > b", slice_text(a, cexpr_compared(p.text, p.off, "<=", &right)), "a");
	same("<", "a > b", slice_text(a, cexpr_compared(p.text, p.off, "<", &right)), "b");
	same(">=", "a > b", slice_text(a, cexpr_compared(p.text, p.off, ">=", &right)), "b");
}

static const struct {
	const char *value, *words;
} values[] = {
	{"scalar()", "an integer of which nothing is known: any 64-bit value"},
	{"scalar(smin=0,smax=umax=0xffffffff,var_off=(0x0; 0xffffffff))",
		"an integer between 0 and 4294967295"},
	{"inv(id=0,umax_value=255,var_off=(0x0; 0xff))", "an integer between 0 and 255"},
	{"scalar(smin=0xffffffff80000000,smax=15)", "an integer between -2147483648 and 15"},
	{"inv5", "the constant 5"},
	{"42", "the constant 42"},
	{"pkt(off=14,r=14)",
		"a packet pointer, at offset 14, with the bytes up to 14 proven to be there"},
	{"pkt(id=0,off=0,r=0,imm=0)", "a packet pointer, with no byte proven to be there"},
	{"map_value_or_null(id=1,map=seen,ks=4,vs=8)",
		"a pointer into a value of 'seen' (8 bytes), or NULL"},
	{"rcu_ptr_or_null_task_struct(id=2)",
		"an RCU pointer to the kernel's struct task_struct, or NULL"},
	{"fp-8", "an address on the stack (fp-8)"},
	{"something(new=1)", "'something(new=1)'"},
};

static void test_values(struct arena *a)
{
	for (size_t i = 0; i < ARRAY_LEN(values); i++)
		same("words", values[i].value, know_value(a, slice_of(values[i].value)),
			values[i].words);
}

static const char log_text[] =
	"0: R1=ctx() R10=fp0\n"
	"; int x = y; @ prog.c:7\n"
	"0: (61) r6 = *(u32 *)(r1 +16)         ; R1=ctx() R6=scalar(id=3,smin=0,smax=umax=9)\n"
	"1: (bf) r1 = r6                       ; R1_w=scalar(id=3,smin=0,smax=umax=9) R6=...\n"
	"2: (b6) if w6 <= 0x4 goto pc+2 5: R1=ctx() R6=scalar(id=3,smin=0,smax=umax=4) R10=fp0\n"
	"5: (7b) *(u64 *)(r10 -8) = r6         ; R6=scalar(id=3) fp-8=scalar(id=3)\n"
	"6: (79) r7 = *(u64 *)(r10 -8)         ; R7=scalar(id=3)\n"
	"7: (67) r7 <<= 2\n"
	"8: (85) call pc+1\n"
	"caller:\n R7=scalar() R10=fp0\ncallee:\n frame1: R1=scalar(id=3) R10=fp0\n"
	"10: frame1: R1=scalar(id=3) R10=fp0\n"
	"10: (71) r0 = *(u8 *)(r1 +0)\n"
	"R1 invalid mem access 'scalar'\n"
	"processed 9 insns (limit 1000000) max_states_per_insn 0 total_states 2 peak_states 2\n";

static void test_log(struct arena *a)
{
	struct vlog log = vlog_read(a, log_text, sizeof(log_text) - 1);
	uint32_t last = vlog_last_insn(&log);
	struct vtrace t;

	CHECK(last < log.ev.n && log.ev.p[last].insn == 10 && log.ev.p[last].frame == 1);
	CHECK(log.processed == 9 && log.states == 2);
	same("message", "log", slice_text(a, vec_last(&log.ev).text),
		"R1 invalid mem access 'scalar'");
	t = vtrace_of(&log, last, 1);
	CHECK(t.n == 2 && t.step[0].insn.kind == VINSN_MOVE && t.step[1].insn.kind == VINSN_LOAD);
	t = vtrace_of(&log, last - 4, 7); /* at the call */
	CHECK(t.n == 4 && t.step[0].insn.kind == VINSN_ARITH && !strcmp(t.step[0].insn.op, "<<="));
	CHECK(t.step[2].insn.kind == VINSN_STORE && t.step[3].insn.kind == VINSN_LOAD);
}

/* ---- rules ---- */

static const struct {
	const char *kind, *pattern, *title, *know, *advice;
} rows[] = {
#define R(kind, subject, pattern, title, know, advice) {kind, pattern, title, know, advice},
#include "runtime/explain.def"
#undef R
};

/* A message that the pattern fits: its captures are "7". */
static const char *sample(struct arena *a, const char *pattern)
{
	const char *out = "";

	while (*pattern) {
		size_t n = strcspn(pattern, "{");

		out = arena_printf(a, "%s%.*s%s", out, (int)n, pattern, pattern[n] ? "7" : "");
		pattern += n;
		if (*pattern) {
			CHECK(strchr(pattern, '}'));
			pattern = strchr(pattern, '}') + 1;
			if (*pattern == '{') {
				printf("two captures side by side: %s\n", pattern);
				failed++;
			}
		}
	}
	return out;
}

/* Every row fits its own messages, and no row before it takes them all. */
static void test_rules(struct arena *a)
{
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct captures c = {0};
		struct slice message;
		uint32_t which;
		const struct rule *r;

		if (!*rows[i].pattern) {
			CHECK(!strcmp(rule_of_kind(rows[i].kind)->title, rows[i].title));
			continue;
		}
		message = slice_of(sample(a, rows[i].pattern));
		r = rule_find(&message, 1, &c, &which);
		same("rule", slice_text(a, message), r ? r->pattern : "none", rows[i].pattern);
		CHECK(!r || *r->kind);
	}
}

static void test_templates(struct arena *a)
{
	struct captures c = {0};

	capture_set(&c, "a", slice_of("A"));
	same("fill", "", rule_fill(a, &c, "x {a} y"), "x A y");
	same("fill", "", rule_fill(a, &c, "do:\n\tif ({b})\n\t\treturn {a};"), "do");
	same("fill", "", rule_fill(a, &c, "do:\n\tif ({b})\n\t\tx;\n\t{a};"), "do:\n\tA;");
	same("fill", "", rule_fill(a, &c, "struct {\n{a}"), "struct {\nA");
}

int main(void)
{
	struct arena a = {0};

	test_accesses(&a);
	test_targets(&a);
	test_values(&a);
	test_log(&a);
	test_rules(&a);
	test_templates(&a);
	arena_free(&a);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
