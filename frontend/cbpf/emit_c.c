/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A classic program as C, instruction by instruction in its order, for people to read and change
 *and for kbcc or clang to compile:
 *
 *	A = load(skb, 12, 2)                    ldh [12]
 *	if (A == 0x800) ... goto L5             jeq #0x800, l4, l5
 *	return 262144                           ret #262144
 *
 * A jump that goes to a return is that return. Labels stand only where something jumps to. Packet
 * loads go through one function that the program begins with, which is what depends on the
 *program's type; it is the checked load of the tc and XDP lore, or the helper that copies.
 */
#include <linux/bpf.h>

#include "lift.h"

struct writer {
	FILE *out;
	const struct cbpf_prog *prog;
	const struct lift_opts *opts;
	uint8_t *reached, *label; /* by instruction */
	bool loads, kernel;       /* the packet; kernel.h's */
	bool netlink, poff;       /* nla or nlan; poff */
	uint16_t words;           /* M[] that are used */
	const char *ctx;
	struct arena *arena;
	unsigned helpers; /* a bit each of enum lift_helper */
};

static struct cbpf_insn at(const struct writer *w, uint32_t pc)
{
	return w->prog->insns.p[pc];
}
static const struct cbpf_info *info(const struct writer *w, uint32_t pc)
{
	return cbpf_lookup(at(w, pc).code);
}

/* ---- what is there ---- */

static bool is_constant_return(const struct writer *w, uint32_t pc)
{
	return info(w, pc)->op == CBPF_OP_RET && info(w, pc)->mode == CBPF_MODE_K;
}

/* A jump from pc to `to`: reached, and with a label unless it is spelled as a return or falls
 * there. */
static void mark_jump(struct writer *w, uint32_t pc, uint32_t to)
{
	if (to != pc + 1 && is_constant_return(w, to))
		return;
	w->reached[to] = 1;
	w->label[to] |= to != pc + 1;
}

static const unsigned skb_reads = 1u << HELPER_LOAD | 1u << HELPER_RELATIVE;

static void mark_load(struct writer *w)
{
	w->loads = true;
	w->helpers |= w->opts->kind == LIFT_XDP ? 0 : skb_reads;
}

static void mark_extension(struct writer *w, struct ext_way way)
{
	bool netlink = way.how == EXT_NLA || way.how == EXT_NLAN, poff = way.how == EXT_POFF;

	w->kernel |= ext_needs_kernel(way);
	w->netlink |= netlink;
	w->poff |= poff;
	w->helpers |= (netlink || poff ? 1u << HELPER_LOOP : 0) |
		      (netlink ? 1u << HELPER_LOAD : 0) |
		      (poff && w->opts->kind != LIFT_XDP ? skb_reads : 0);
	if (way.how == EXT_HELPER)
		w->helpers |=
			1u << (way.at == BPF_FUNC_get_prandom_u32 ? HELPER_RANDOM : HELPER_CPU);
}

static void mark(struct writer *w)
{
	w->reached[0] = 1;
	for (uint32_t pc = 0; pc < w->prog->insns.n; pc++) {
		const struct cbpf_info *d = info(w, pc);
		struct cbpf_insn f = at(w, pc);

		if (!w->reached[pc])
			continue;
		if (d->bytes && cbpf_ext(f) == CBPF_EXT_NONE)
			mark_load(w);
		if (cbpf_ext(f) != CBPF_EXT_NONE)
			mark_extension(w, lift_ext_way(w->opts->kind, cbpf_ext(f)));
		w->words |= d->mode == CBPF_MODE_MEM ? (uint16_t)(1u << f.k) : 0;
		if (d->op == CBPF_OP_JA) {
			mark_jump(w, pc, pc + 1 + f.k);
		} else if (cbpf_is_jcc((enum cbpf_op)d->op)) {
			mark_jump(w, pc, pc + 1 + f.jt);
			mark_jump(w, pc, pc + 1 + f.jf);
		} else if (d->op != CBPF_OP_RET) {
			w->reached[pc + 1] = 1;
		}
	}
}

/* ---- the beginning ---- */

const char *lift_helper_text(enum lift_helper h)
{
	static const char *const text[HELPERS] = {
		[HELPER_LOAD] = "static long (*bpf_skb_load_bytes)(const void *skb, unsigned off, "
				"void *to, unsigned len) = (void *)26;\n",
		[HELPER_RELATIVE] = "static long (*bpf_skb_load_bytes_relative)(const void *skb, "
				    "unsigned off, void *to, unsigned len,\n"
				    "\tunsigned start) = (void *)68;\n",
		[HELPER_LOOP] = "static long (*bpf_loop)(unsigned n, void *step, void *ctx, "
				"unsigned long flags) = (void *)181;\n",
		[HELPER_RANDOM] = "static __u32 (*bpf_get_prandom_u32)(void) = (void *)7;\n",
		[HELPER_CPU] = "static __u32 (*bpf_get_smp_processor_id)(void) = (void *)8;\n",
	};

	return text[h];
}

static const char socket_load[] =
	"int load(struct __sk_buff *skb, __u32 off, __u32 bytes, __u32 *to)\n"
	"{\n"
	"\t__u8 b[4] = {};\n"
	"\n"
	"\tif (bpf_skb_load_bytes(skb, off, b, bytes)) {\n"
	"\t\t/* an offset below 0 counts from the network or the link layer's header */\n"
	"\t\tif (off < -0x200000u || bpf_skb_load_bytes_relative(skb, off & 0xfffff, b, bytes, off "
	">> 20 & 1))\n"
	"\t\t\treturn 0;\n"
	"\t}\n"
	"\t*to = bytes == 1 ? b[0] : bytes == 2 ? b[0] << 8 | b[1]\n"
	"\t\t\t\t\t     : (__u32)b[0] << 24 | b[1] << 16 | b[2] << 8 | b[3];\n"
	"\treturn 1;\n"
	"}\n";
static const char xdp_load[] =
	"int load(struct xdp_md *ctx, __u32 off, __u32 bytes, __u32 *to)\n"
	"{\n"
	"\t__u8 *data = (void *)(long)ctx->data, *end = (void *)(long)ctx->data_end;\n"
	"\t__u64 at = off;\n"
	"\n"
	"\tif (off >= -0x200000u && off < -0x100000u)\n"
	"\t\tat = off + 0x200000; /* from the link layer's header on */\n"
	"\tasm volatile(\"\" : \"+r\"(at));\n"
	"\tif (at > 0xffff - 4)\n"
	"\t\treturn 0;\n"
	"\t__u8 *b = data + at;\n"
	"\n"
	"\tif (b + bytes > end)\n"
	"\t\treturn 0;\n"
	"\t*to = bytes == 1 ? b[0] : bytes == 2 ? b[0] << 8 | b[1]\n"
	"\t\t\t\t\t     : (__u32)b[0] << 24 | b[1] << 16 | b[2] << 8 | b[3];\n"
	"\treturn 1;\n"
	"}\n";

static const char kernel_types[] =
	"/* The kernel's own, as far as they are read here. */\n"
	"struct net_device {\n\tunsigned short type;\n} __attribute__((preserve_access_index));\n"
	"struct sk_buff {\n\tunsigned int len, data_len;\n\tstruct net_device *dev;\n"
	"\tunsigned char *head, *data;\n\tunsigned short network_header;\n"
	"} __attribute__((preserve_access_index));\n"
	"extern void *bpf_cast_to_kern_ctx(void *obj) "
	"__attribute__((section(\".ksyms\")));\n"
	"#define SKB(ctx) ((struct sk_buff *)bpf_cast_to_kern_ctx(ctx))\n\n";
/* Pointers are subtracted in 64 bits, or the verifier does not allow it. */
static const char network_offset[] =
	"static inline __attribute__((always_inline)) unsigned network(struct __sk_buff *skb)\n"
	"{\n"
	"\tunsigned long skipped = SKB(skb)->data - SKB(skb)->head;\n"
	"\n"
	"\tasm volatile(\"\" : \"+r\"(skipped));\n"
	"\treturn SKB(skb)->network_header - skipped;\n"
	"}\n\n";
static const char netlink_walk[] =
	"struct walk {\n\tstruct __sk_buff *skb;\n\t__u32 at, left, type, found;\n};\n\n"
	"static int step(__u32 i, struct walk *w)\n"
	"{\n"
	"\t__u16 h[2]; /* length, type */\n"
	"\t__u32 next;\n"
	"\n"
	"\tif (w->left < 4 || bpf_skb_load_bytes(w->skb, w->at, h, 4) || h[0] < 4 || h[0] > "
	"w->left)\n"
	"\t\treturn 1;\n"
	"\tif ((h[1] & 0x3fff) == w->type) {\n"
	"\t\tw->found = w->at;\n"
	"\t\treturn 1;\n"
	"\t}\n"
	"\tnext = (h[0] + 3) & ~3;\n"
	"\tif (next > w->left)\n"
	"\t\treturn 1;\n"
	"\tw->at += next;\n"
	"\tw->left -= next;\n"
	"\treturn 0;\n"
	"}\n\n"
	"/* Where the netlink attribute of the type is, from `at` on or in the one there; 0: "
	"nowhere. */\n"
	"static __attribute__((noinline)) int attribute(struct __sk_buff *skb, __u32 at, __u32 "
	"type, __u32 nested)\n"
	"{\n"
	"\tstruct walk w = {skb, at, skb->len - at, type, 0};\n"
	"\t__u16 length;\n"
	"\n"
	"\tif (SKB(skb)->data_len || skb->len < 4 || at > skb->len - 4)\n"
	"\t\treturn 0;\n"
	"\tif (nested) {\n"
	"\t\tif (bpf_skb_load_bytes(skb, at, &length, 2) || length < 4 || length > w.left)\n"
	"\t\t\treturn 0;\n"
	"\t\tw.at += 4;\n"
	"\t\tw.left = length - 4;\n"
	"\t}\n"
	"\tbpf_loop(w.left / 4, step, &w, 0);\n"
	"\treturn w.found;\n"
	"}\n\n";

static void put_title(const struct writer *w)
{
	fputs("/* ", w->out);
	for (const char *t = w->opts->title ? w->opts->title : "a classic BPF program"; *t; t++)
		fputc(t[0] == '*' && t[1] == '/' ? '+' : *t == '\n' ? ' ' : *t, w->out);
	fputs(" */\n", w->out);
}

static void put_beginning(const struct writer *w)
{
	FILE *f = w->out;

	put_title(w);
	fputs("#include <linux/bpf.h>\n\n#define SEC(name) __attribute__((section(name), "
	      "used))\n\n",
		f);
	if (w->kernel)
		fputs(kernel_types, f);
	for (int h = 0; h < HELPERS; h++)
		if (w->helpers & 1u << h)
			fputs(lift_helper_text((enum lift_helper)h), f);
	fputs(w->helpers ? "\n" : "", f);
	if (w->loads)
		fprintf(f,
			"/* The packet's bytes, in network order; 0 when they are not there. */\n"
			"static __attribute__((always_inline)) inline %s\n",
			w->opts->kind == LIFT_XDP ? xdp_load : socket_load);
	if (w->netlink)
		fputs(netlink_walk, f);
	if (w->poff && w->kernel)
		fputs(network_offset, f);
	if (w->poff)
		fputs(poff_text(w->arena, w->opts->kind, "payload"), f);
	fprintf(f, "SEC(\"%s\")\nint %s(struct %s *%s)\n{\n\t__u32 A = 0, X = 0",
		lift_section(w->opts->kind), w->opts->name, lift_ctx_struct(w->opts->kind), w->ctx);
	if (w->loads)
		fputs(", v", f);
	if (w->words)
		fprintf(f, ", M[%d] = {}", CBPF_MEM_WORDS);
	fputs(";\n\n", f);
}

/* ---- instructions ---- */

static void put_return(const struct writer *w, uint32_t value)
{
	fprintf(w->out, "return %u;\n", lift_verdict(w->opts, value));
}

static void put_return_a(const struct writer *w)
{
	if (w->opts->verdict)
		fprintf(w->out, "return A ? %u : %u;\n", w->opts->match, w->opts->miss);
	else
		fputs("return A;\n", w->out);
}

static void put_goto(const struct writer *w, uint32_t to)
{
	if (is_constant_return(w, to))
		put_return(w, at(w, to).k);
	else
		fprintf(w->out, "goto L%u;\n", to);
}

static void put_operand(const struct writer *w, uint32_t pc)
{
	if (info(w, pc)->mode == CBPF_MODE_X)
		fputc('X', w->out);
	else
		fprintf(w->out, at(w, pc).k < 10 ? "%u" : "%#xu", at(w, pc).k);
}

/* `to` = the packet's bytes; the program fails where they are not there. */
static void put_packet_load(const struct writer *w, uint32_t pc)
{
	struct cbpf_insn f = at(w, pc);
	const struct cbpf_info *d = info(w, pc);

	fprintf(w->out, "if (!load(%s, ", w->ctx);
	if (d->mode == CBPF_MODE_IND)
		fprintf(w->out, "X + %#xu", f.k);
	else
		fprintf(w->out, f.k <= INT32_MAX ? "%u" : "%#xu", f.k);
	fprintf(w->out, ", %u, &v))\n\t\t", d->bytes);
	put_return(w, 0);
	fprintf(w->out, "\t%s;\n", d->mode == CBPF_MODE_MSH ? "X = (v & 15) * 4" : "A = v");
}

/* "SKB(mark)" -> "mark" */
static void put_member(const struct writer *w, const char *member)
{
	const char *name = strchr(member, '(') + 1;

	fprintf(w->out, "%s->%.*s", w->ctx, (int)strcspn(name, ")"), name);
}

static void put_extension(const struct writer *w, enum cbpf_ext ext)
{
	struct ext_way way = lift_ext_way(w->opts->kind, ext);

	switch ((enum ext_how)way.how) {
	case EXT_LOAD:
		fputs("A = ", w->out);
		put_member(w, way.member);
		break;
	case EXT_SWAP16:
		fputs("A = __builtin_bswap16(", w->out);
		put_member(w, way.member);
		fputc(')', w->out);
		break;
	case EXT_DEVICE:
		fputs("if (!", w->out);
		put_member(w, way.member);
		fputs(")\n\t\t", w->out);
		put_return_a(w);
		fputs("\tA = ", w->out);
		put_member(w, way.member);
		break;
	case EXT_HELPER:
		fprintf(w->out, "A = %s()",
			way.at == BPF_FUNC_get_prandom_u32 ? "bpf_get_prandom_u32"
							   : "bpf_get_smp_processor_id");
		break;
	case EXT_XOR: fputs("A ^= X", w->out); break;
	case EXT_HATYPE:
		fprintf(w->out, "if (!SKB(%s)->dev)\n\t\t", w->ctx);
		put_return_a(w);
		fprintf(w->out, "\tA = SKB(%s)->dev->type", w->ctx);
		break;
	case EXT_NLA: fprintf(w->out, "A = attribute(%s, A, X, 0)", w->ctx); break;
	case EXT_NLAN: fprintf(w->out, "A = attribute(%s, A, X, 1)", w->ctx); break;
	case EXT_POFF:
		if (way.at)
			fprintf(w->out, "A = payload(%s, %d)", w->ctx, way.at);
		else
			fputs("A = payload(skb, network(skb), skb->len - SKB(skb)->data_len)",
				w->out);
		break;
	case EXT_NONE: ICE("extension %s passed the check", cbpf_ext_info(ext)->name);
	}
	fputs(";\n", w->out);
}

static void put_load(const struct writer *w, uint32_t pc)
{
	struct cbpf_insn f = at(w, pc);
	const struct cbpf_info *d = info(w, pc);
	char to = d->op == CBPF_OP_LD ? 'A' : 'X';

	if (cbpf_ext(f) != CBPF_EXT_NONE)
		put_extension(w, cbpf_ext(f));
	else if (d->bytes)
		put_packet_load(w, pc);
	else if (d->mode == CBPF_MODE_MEM)
		fprintf(w->out, "%c = M[%u];\n", to, f.k);
	else if (d->mode == CBPF_MODE_K)
		fprintf(w->out, "%c = %#xu;\n", to, f.k);
	else if (w->opts->kind == LIFT_XDP)
		fprintf(w->out, "%c = (long)ctx->data_end - (long)ctx->data;\n", to);
	else
		fprintf(w->out, "%c = %s->len;\n", to, w->ctx);
}

static void put_arithmetic(const struct writer *w, uint32_t pc)
{
	static const char *const text[] = {[CBPF_OP_ADD] = "+",
		[CBPF_OP_SUB] = "-",
		[CBPF_OP_MUL] = "*",
		[CBPF_OP_DIV] = "/",
		[CBPF_OP_OR] = "|",
		[CBPF_OP_AND] = "&",
		[CBPF_OP_LSH] = "<<",
		[CBPF_OP_RSH] = ">>",
		[CBPF_OP_MOD] = "%",
		[CBPF_OP_XOR] = "^"};
	const struct cbpf_info *d = info(w, pc);
	bool by_x = d->mode == CBPF_MODE_X;

	if (d->op == CBPF_OP_NEG) {
		fputs("A = -A;\n", w->out);
		return;
	}
	if (by_x && (d->op == CBPF_OP_DIV || d->op == CBPF_OP_MOD)) {
		fputs("if (!X)\n\t\t", w->out);
		put_return(w, 0);
		fputc('\t', w->out);
	}
	fprintf(w->out, "A %s= ", text[d->op]);
	put_operand(w, pc);
	fputs(by_x && (d->op == CBPF_OP_LSH || d->op == CBPF_OP_RSH) ? " & 31;\n" : ";\n", w->out);
}

static void put_condition(const struct writer *w, uint32_t pc, bool negated)
{
	static const char *const text[2][4] = {
		{" == ", " > ", " >= ", " & "}, {" != ", " <= ", " < ", " & "}};
	unsigned op = info(w, pc)->op - CBPF_OP_JEQ;
	bool masked = info(w, pc)->op == CBPF_OP_JSET && negated;

	fprintf(w->out, masked ? "!(A%s" : "A%s", text[negated][op]);
	put_operand(w, pc);
	if (masked)
		fputc(')', w->out);
}
_Static_assert(CBPF_OP_JGT == CBPF_OP_JEQ + 1 && CBPF_OP_JGE == CBPF_OP_JEQ + 2 &&
		       CBPF_OP_JSET == CBPF_OP_JEQ + 3,
	"put_condition's order");

static void put_jump(const struct writer *w, uint32_t pc)
{
	struct cbpf_insn f = at(w, pc);
	bool always = info(w, pc)->op == CBPF_OP_JA;
	uint32_t t = pc + 1 + (always ? f.k : f.jt), e = always ? t : pc + 1 + f.jf;

	if (t != e) {
		bool negated = t == pc + 1;

		fputs("if (", w->out);
		put_condition(w, pc, negated);
		fputs(")\n\t\t", w->out);
		put_goto(w, negated ? e : t);
		t = negated ? t : e;
		if (t == pc + 1)
			return;
		fputc('\t', w->out);
	}
	if (t == pc + 1)
		fputs("/* go on */;\n", w->out);
	else
		put_goto(w, t);
}

static void put_instruction(const struct writer *w, uint32_t pc)
{
	const struct cbpf_info *d = info(w, pc);
	struct cbpf_insn f = at(w, pc);

	fputc('\t', w->out);
	switch ((enum cbpf_op)d->op) {
	case CBPF_OP_LD:
	case CBPF_OP_LDX: put_load(w, pc); break;
	case CBPF_OP_ST: fprintf(w->out, "M[%u] = A;\n", f.k); break;
	case CBPF_OP_STX: fprintf(w->out, "M[%u] = X;\n", f.k); break;
	case CBPF_OP_TAX: fputs("X = A;\n", w->out); break;
	case CBPF_OP_TXA: fputs("A = X;\n", w->out); break;
	case CBPF_OP_RET:
		if (d->mode == CBPF_MODE_A)
			put_return_a(w);
		else
			put_return(w, f.k);
		break;
	case CBPF_OP_JA:
	case CBPF_OP_JEQ:
	case CBPF_OP_JGT:
	case CBPF_OP_JGE:
	case CBPF_OP_JSET: put_jump(w, pc); break;
	default: put_arithmetic(w, pc); break;
	}
}

bool frontend_lift_c(
	FILE *out, struct diags *ds, const struct cbpf_prog *p, const struct lift_opts *o)
{
	struct arena a = {0};
	struct writer w = {.out = out,
		.prog = p,
		.opts = o,
		.ctx = o->kind == LIFT_XDP ? "ctx" : "skb",
		.arena = &a};
	bool ok = lift_check(&a, ds, p, o);

	if (ok) {
		w.reached = arena_array(&a, uint8_t, p->insns.n + 1);
		w.label = arena_array(&a, uint8_t, p->insns.n + 1);
		mark(&w);
		put_beginning(&w);
		for (uint32_t pc = 0; pc < p->insns.n; pc++) {
			if (w.label[pc])
				fprintf(out, "L%u:\n", pc);
			if (w.reached[pc])
				put_instruction(&w, pc);
		}
		fprintf(out, "}\n\nchar _license[] SEC(\"license\") = \"%s\";\n", o->license);
	}
	arena_free(&a);
	return ok;
}
