/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Where the payload begins, for lifted programs: the text of bpf/cbpf_poff.h, with what reads the
 * packet in front and the function that is called behind, compiled by the C front end, or printed.
 *
 * The rounds are bpf_loop's, so that the verifier looks at one, or two, of them: in a loop, each
 * way through the headers is one of its own to it.
 */
#include "lift.h"

static const struct {
	const char *name;
	size_t size;
	const char *text;
} dissector[] = {
#include "cbpf_poff.inc"
};

/* What needs declaring where <linux/bpf.h> is not included. */
static const char xdp_context[] = "struct xdp_md {\n\tunsigned data, data_end;\n};\n";
static const char skb_context[] =
	"struct __sk_buff {\n"
	"\tunsigned len, pkt_type, mark, queue_mapping, protocol, vlan_present;\n"
	"};\n";

/* Formats of: the function's name; bpf/cbpf_poff.h. */
#define PART "static inline __attribute__((always_inline)) "
#define OWN  "static __attribute__((noinline)) "
#define STEP                                                 \
	"static int %1$s_step(unsigned i, struct poff *d)\n" \
	"{\n"                                                \
	"\treturn !poff_round(d);\n"                         \
	"}\n\n"
static const char skb_text[] =
	"/* Where the payload begins, as the kernel's flow dissector finds it. */\n"
	"struct poff_packet {\n"
	"\tstruct __sk_buff *skb;\n"
	"\tunsigned network, linear; /* offset of the network header, length of the first piece "
	"*/\n"
	"\tunsigned char bytes[40];\n"
	"};\n\n" OWN "int %1$s_copy(struct poff_packet *k, unsigned at, unsigned n)\n"
	"{\n"
	"\tif (at > 0x7fffffff) /* in front of what the program sees */\n"
	"\t\treturn bpf_skb_load_bytes_relative(k->skb, at - k->network, k->bytes, n, 1);\n"
	"\treturn bpf_skb_load_bytes(k->skb, at, k->bytes, n);\n"
	"}\n\n" PART "const unsigned char *poff_read(\n"
	"\tstruct poff_packet *k, unsigned at, unsigned n)\n"
	"{\n"
	"\treturn %1$s_copy(k, at, n) ? (void *)0 : k->bytes;\n"
	"}\n\n" PART "int poff_linear(struct poff_packet *k, unsigned at, unsigned n)\n"
	"{\n"
	"\treturn (int)(k->linear - at) >= (int)n;\n"
	"}\n\n"
	"%2$s" STEP OWN "int %1$s(struct __sk_buff *skb, unsigned at, unsigned linear)\n"
	"{\n"
	"\tstruct poff_packet k;\n"
	"\tstruct poff d;\n"
	"\n"
	"\tk.skb = skb;\n"
	"\tk.network = at;\n"
	"\tk.linear = linear;\n"
	"\tpoff_begin(&d, &k, at, __builtin_bswap16(skb->protocol));\n"
	"\t/* a VLAN tag that was taken off is a header that was followed */\n"
	"\tbpf_loop(POFF_ROUNDS - skb->vlan_present, %1$s_step, &d, 0);\n"
	"\treturn poff_end(&d, skb->len);\n"
	"}\n\n";
static const char xdp_text[] =
	"/* Where the payload begins, as the kernel's flow dissector finds it. */\n"
	"struct poff_packet {\n"
	"\tunsigned char *data, *end;\n"
	"};\n\n" PART "const unsigned char *poff_read(\n"
	"\tstruct poff_packet *k, unsigned at, unsigned n)\n"
	"{\n"
	"\tunsigned long off = at;\n"
	"\n"
	"\tasm volatile(\"\" : \"+r\"(off));\n"
	"\tif (off > 0xffff - n)\n"
	"\t\treturn (void *)0;\n"
	"\tunsigned char *p = k->data + off;\n"
	"\n"
	"\treturn p + n > k->end ? (void *)0 : p;\n"
	"}\n\n" PART "int poff_linear(struct poff_packet *k, unsigned at, unsigned n)\n"
	"{\n"
	"\treturn poff_read(k, at, n) != (void *)0;\n"
	"}\n\n"
	"%2$s" STEP OWN "int %1$s(struct xdp_md *ctx, unsigned at)\n"
	"{\n"
	"\tstruct poff_packet k = {(void *)(long)ctx->data, (void *)(long)ctx->data_end};\n"
	"\tconst unsigned char *p = poff_read(&k, at - 2, 2);\n"
	"\tstruct poff d;\n"
	"\n"
	"\tif (!p)\n"
	"\t\treturn 0;\n"
	"\tpoff_begin(&d, &k, at, poff_get16(p));\n"
	"\tbpf_loop(POFF_ROUNDS, %1$s_step, &d, 0);\n"
	"\treturn poff_end(&d, k.end - k.data);\n"
	"}\n\n";

const char *poff_text(struct arena *a, enum lift_kind kind, const char *name)
{
	const char *begin = strstr(dissector[0].text, "#define POFF_PART"),
		   *end = strstr(dissector[0].text, "#endif");

	return arena_printf(a, kind == LIFT_XDP ? xdp_text : skb_text, name,
		arena_printf(a, "%.*s", (int)(end - begin), begin));
}

struct ir_module *poff_module(
	struct arena *unit, struct diags *ds, enum lift_kind kind, const char *name)
{
	/* A text for each name, as this may be one of many modules. */
	const char *file = arena_printf(unit, "<%s, %s>", name, lift_section(kind));
	struct frontend_opts *opts = arena_new(unit, struct frontend_opts);
	/* The last line: it is kept, though nothing in this unit calls it. */
	const char *text =
		arena_printf(unit, "%s%s%s%s%sstatic __attribute__((used)) __typeof__(%s) %s;\n",
			kind == LIFT_XDP ? xdp_context : skb_context, lift_helper_text(HELPER_LOAD),
			lift_helper_text(HELPER_RELATIVE), lift_helper_text(HELPER_LOOP),
			poff_text(unit, kind, name), name, name);

	*opts = (struct frontend_opts){
		.std = FE_GNU17, .cpu = 3, .opt_level = 2, .no_std_inc = true};
	source_overlay(ds->sources, file, text, strlen(text));
	struct frontend *fe = frontend_new(unit, ds, opts);
	struct ir_module *m = frontend_parse(fe, file) ? frontend_lower(fe) : NULL;

	frontend_free(fe);
	if (m)
		ir_sym_find(m, name)->used = false;
	return m;
}
