/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The programs of the kernel's lib/test_bpf.c, from standard input as testbpf_dump.c writes them.
 * Of an eBPF program: each instruction decodes and encodes, the listing in each dialect assembles
 * to the same bytes (of programs above LONG instructions, in LLVM's alone), and the VM gives what
 * the kernel's table expects. A classic one is refused if the kernel refuses it, assembles again
 * from each form of listing, and gives in the classic VM what is expected. Prints a line for each
 * failure, and "count" passed, eBPF programs, instructions, passed, classic programs.
 *
 *	conformance_runner [SHARE SHARES]      every SHARES-th program, from SHARE on
 */
#include <stdio.h>
#include <stdlib.h>

#include "asm/asm.h"
#include "bpf/insn.h"
#include "runtime/runtime.h"
#include "testbpf.h"

enum { LONG = 2000, MAX_RUN = 200 << 20 };

struct test {
	struct dump_head h;
	char *descr;
	uint8_t data[2 * DUMP_DATA]; /* the packet's, its fragment's */
	uint8_t *insns;              /* 8 bytes each */
	struct arena arena;
	struct sources sources;
	struct diags diags;
	char message[256];
};

static void sink(void *ctx, struct diags *ds, const struct diag *d)
{
	struct test *t = ctx;

	if (d->severity >= DIAG_ERROR)
		snprintf(t->message, sizeof(t->message), "%s", d->message);
}

static bool fail(const struct test *t, const char *what)
{
	printf("FAIL conformance/test_bpf: %s: %s %s\n", t->descr, what, t->message);
	return false;
}

/* ---- bytes and text ---- */

/*
 * Some programs contain what only the verifier puts into programs, its mark of a zero extension: a
 * move of a 32-bit register to itself with imm 1. It has no text (it is listed as bytes) and is
 * an ordinary move to the VM.
 */
static bool is_zext(const uint8_t *insn)
{
	return insn[0] == (BPF_ALU | BPF_MOV | BPF_X) && insn[1] >> 4 == (insn[1] & 15) &&
	       !insn[2] && !insn[3] && insn[4] == 1 && !insn[5] && !insn[6] && !insn[7];
}

static bool check_bytes(struct test *t)
{
	for (uint32_t i = 0; i < t->h.n;) {
		struct bpf_insn p[2] = {insn_decode(t->insns + 8 * i, false)};
		uint8_t again[8];
		enum insn_id id;

		if (i + 1 < t->h.n)
			p[1] = insn_decode(t->insns + 8 * i + 8, false);
		id = insn_id_at(p, t->h.n - i);
		insn_encode(p[0], false, again);
		if ((id == INSN_INVALID && !is_zext(t->insns + 8 * i)) ||
			memcmp(again, t->insns + 8 * i, 8))
			return fail(t, "an instruction does not decode and encode");
		i += insn_slots(id);
	}
	return true;
}

static bool check_text(struct test *t, enum insn_dialect dialect)
{
	struct asm_opts opts = {.dialect = dialect};
	size_t n = 8 * (size_t)t->h.n, size;
	const struct obj_section *s;
	struct bpf_obj *o;
	char *text = NULL;
	FILE *f = open_memstream(&text, &size);
	bool ok;

	asm_print_obj(f, asm_raw_obj(&t->arena, t->insns, n, false), dialect);
	fclose(f);
	o = asm_assemble(
		&t->arena, &t->diags, source_text(&t->sources, "listing", text, size), &opts);
	s = o ? bpf_obj_section(o, ".text") : NULL;
	ok = s && s->size == n && !memcmp(s->data, t->insns, n);
	diags_flush(&t->diags);
	free(text);
	return ok || fail(t, "the listing does not assemble to the same");
}

/* ---- the VM ---- */

static void add_section(
	struct bpf_obj *o, const char *name, enum obj_sec_kind kind, uint8_t *data, size_t size)
{
	uint32_t index = bpf_obj_add_section(o, name, kind);
	struct obj_section *s = o->sections.p[index];

	s->data = data;
	s->size = size;
	s->writable = kind == OBJ_SEC_DATA;
}

/*
 * The program behind a caller that gives it its argument: the context, memory, or NULL.
 *	r1 = ...; call main; exit
 */
static struct bpf_obj *object(const struct test *t, uint32_t memory)
{
	struct bpf_obj *o = bpf_obj_new((struct arena *)&t->arena);
	size_t size = 8 * ((size_t)t->h.n + 4);
	uint8_t *code = arena_alloc(o->arena, size);
	struct bpf_insn p[2];

	insn_make_wide(INSN_LDDW, 1, 0, p);
	insn_encode(p[0], false, code);
	insn_encode(p[1], false, code + 8);
	if (!t->h.no_data && !memory) {
		insn_encode(insn_make(INSN_JA, 0, 0, 0, 0), false, code);
		insn_encode(insn_make(INSN_JA, 0, 0, 0, 0), false, code + 8);
	}
	insn_encode(insn_make(INSN_CALL_FN, 0, 0, 0, 1), false, code + 16);
	insn_encode(insn_make(INSN_EXIT, 0, 0, 0, 0), false, code + 24);
	memcpy(code + 32, t->insns, 8 * (size_t)t->h.n);
	for (uint32_t i = 0; i < t->h.n; i++)
		if (is_zext(code + 32 + 8 * (size_t)i))
			code[32 + 8 * (size_t)i + 4] = 0;
	add_section(o, t->h.no_data || memory ? "kprobe" : "socket", OBJ_SEC_PROG, code, size);
	bpf_obj_add_sym(
		o, (struct obj_sym){
			   .name = "prog", .size = size, .bind = OBJ_GLOBAL, .type = OBJ_FUNC});
	if (memory) {
		struct obj_reloc r = {0, OBJ_R_64_64, 1};

		add_section(o, ".data", OBJ_SEC_DATA, arena_alloc(o->arena, memory), memory);
		bpf_obj_add_sym(o, (struct obj_sym){.name = "memory",
					   .section = 1,
					   .size = memory,
					   .bind = OBJ_GLOBAL,
					   .type = OBJ_OBJECT});
		vec_push(o->arena, &o->sections.p[0]->relocs, r);
	}
	return o;
}

static bool run_one(struct test *t, unsigned i)
{
	struct run_opts opts = {.engine = RUN_VM, .max_insns = MAX_RUN, .seed = 1, .time_ns = 1};
	uint8_t packet[DUMP_DATA + 64] = {0};
	struct run_input in = {.packet = packet, .packet_len = (size_t)t->h.sizes[i]};
	struct run_output out = {0};
	struct runner *r;
	bool ok;

	memcpy(packet, t->data, DUMP_DATA);
	if (in.packet_len < 14)
		in.packet_len = 14;
	r = runner_open(&t->arena, &t->diags, object(t, t->h.memory ? (uint32_t)t->h.sizes[i] : 0),
		NULL, 0, &opts);
	ok = r && runner_run(r, "prog", &in, &out);
	run_output_free(&out);
	runner_close(r);
	diags_flush(&t->diags);
	if (!ok)
		return fail(t, "the VM does not run it:");
	if ((uint32_t)out.retval != t->h.results[i]) {
		snprintf(t->message, sizeof(t->message), "0x%x, expected 0x%x",
			(uint32_t)out.retval, t->h.results[i]);
		return fail(t, "the VM gives");
	}
	return true;
}

static bool check_run(struct test *t)
{
	for (unsigned i = 0; i < DUMP_SUBTESTS; i++) {
		if (i && !t->h.sizes[i] && !t->h.results[i])
			break;
		if (!run_one(t, i))
			return false;
	}
	return true;
}

/* ---- classic programs ---- */

static struct cbpf_prog classic_prog(struct test *t)
{
	struct cbpf_prog p = {0};
	struct cbpf_insn insn;

	for (uint32_t i = 0; i < t->h.n; i++) {
		memcpy(&insn, t->insns + 8 * i, sizeof(insn));
		vec_push(&t->arena, &p.insns, insn);
	}
	return p;
}

/*
 * The same but for fields of no meaning, which assembly cannot say: jt and jf of what is no
 * conditional jump, k of what has no operand.
 */
static bool same_classic(const struct cbpf_prog *a, const struct cbpf_prog *b, bool exact)
{
	if (a->insns.n != b->insns.n)
		return false;
	for (uint32_t i = 0; i < a->insns.n; i++) {
		struct cbpf_insn x = a->insns.p[i], y = b->insns.p[i];
		const struct cbpf_info *info = cbpf_lookup(x.code);

		if (!exact && info && (info->op < CBPF_OP_JEQ || info->op > CBPF_OP_JSET))
			x.jt = x.jf = 0;
		if (!exact && info && info->mode != CBPF_MODE_K && info->mode != CBPF_MODE_ABS &&
			info->mode != CBPF_MODE_IND && info->mode != CBPF_MODE_MEM &&
			info->mode != CBPF_MODE_MSH)
			x.k = y.k;
		if (memcmp(&x, &y, sizeof(x)))
			return false;
	}
	return true;
}

static bool check_classic_text(
	struct test *t, const struct cbpf_prog *p, enum asm_cbpf_format format)
{
	struct cbpf_prog *again;
	char *text = NULL;
	size_t size;
	FILE *f = open_memstream(&text, &size);
	bool ok;

	asm_cbpf_print(f, p, format);
	fclose(f);
	again = asm_cbpf_read(
		&t->arena, &t->diags, source_text(&t->sources, "listing", text, size));
	ok = again && same_classic(p, again, format != ASM_CBPF_TEXT);
	diags_flush(&t->diags);
	free(text);
	return ok || fail(t, "the classic listing does not assemble to the same");
}

/* The packet that lib/test_bpf.c makes. */
static struct cbpf_packet classic_packet(struct test *t, unsigned i)
{
	uint32_t size = (uint32_t)t->h.sizes[i];
	struct cbpf_packet pkt = {.bytes = t->data,
		.link = true,
		.protocol = 0x0800,
		.type = 3,
		.device = true,
		.ifindex = 577,
		.hatype = 588,
		.mark = 0x1234aaaa,
		.rxhash = 0x1234aaab,
		.queue = 123,
		.vlan = true,
		.vlan_tci = 0xffff,
		.vlan_tpid = 0x0800};

	pkt.network = size < 14 ? size : 14;
	if (t->h.fragment) {
		memmove(t->data + size, t->data + DUMP_DATA, DUMP_DATA);
		size += DUMP_DATA;
	}
	pkt.caplen = pkt.len = size;
	return pkt;
}

static bool run_classic(struct test *t, const struct cbpf_prog *p, unsigned i)
{
	struct cbpf_packet pkt = classic_packet(t, i);
	uint32_t ret = cbpf_vm_run(p, &pkt, 1);

	if (ret == t->h.results[i])
		return true;
	snprintf(t->message, sizeof(t->message), "0x%x, expected 0x%x", ret, t->h.results[i]);
	return fail(t, "the classic VM gives");
}

static bool check_classic(struct test *t)
{
	struct cbpf_prog p = classic_prog(t);
	bool taken = asm_cbpf_check(&t->diags, &p, CBPF_SOCKET, true);

	diags_flush(&t->diags);
	/*
	 * Of the longest programs the kernel refuses one that is right: its translation to eBPF is
	 * too long for a jump. Here it runs.
	 */
	if (t->h.fails)
		return !taken || t->h.n == CBPF_MAX_INSNS ||
		       fail(t, "is taken, the kernel refuses it");
	if (!taken)
		return fail(t, "is refused, the kernel takes it");
	if (!check_classic_text(t, &p, ASM_CBPF_NUMBERS) ||
		!check_classic_text(t, &p, ASM_CBPF_C) || !check_classic_text(t, &p, ASM_CBPF_TEXT))
		return false;
	for (unsigned i = 0; i < DUMP_SUBTESTS; i++) {
		if (i && !t->h.sizes[i] && !t->h.results[i])
			break;
		if (!run_classic(t, &p, i))
			return false;
	}
	return true;
}

/* ---- all ---- */

static bool check_ebpf(struct test *t)
{
	bool ok = check_bytes(t) && check_text(t, INSN_LLVM);

	if (t->h.n <= LONG)
		ok = ok && check_text(t, INSN_BINUTILS) && check_text(t, INSN_CONFORMANCE);
	return ok && check_run(t);
}

static bool read_test(struct test *t)
{
	if (fread(&t->h, sizeof(t->h), 1, stdin) != 1)
		return false;
	t->descr = arena_alloc(&t->arena, t->h.descr_len + 1);
	t->insns = arena_alloc(&t->arena, 8 * (size_t)t->h.n + 8);
	return fread(t->descr, 1, t->h.descr_len, stdin) == t->h.descr_len &&
	       fread(t->data, 1, sizeof(t->data), stdin) == sizeof(t->data) &&
	       fread(t->insns, 8, t->h.n, stdin) == t->h.n;
}

int main(int argc, char **argv)
{
	unsigned n = 0, passed = 0, classic = 0, classic_passed = 0, number = 0;
	unsigned share = argc > 2 ? (unsigned)atoi(argv[1]) : 0;
	unsigned shares = argc > 2 ? (unsigned)atoi(argv[2]) : 1;
	uint64_t insns = 0;

	for (bool more = true; more && shares; number++) {
		struct test t = {0};

		sources_init(&t.sources, &t.arena);
		diags_init(&t.diags, &t.arena, &t.sources, stderr);
		t.diags.sink = sink;
		t.diags.sink_ctx = &t;
		more = read_test(&t);
		if (more && number % shares == share) {
			classic += t.h.classic;
			classic_passed += t.h.classic && check_classic(&t);
			n += !t.h.classic;
			insns += t.h.classic ? 0 : t.h.n;
			passed += !t.h.classic && check_ebpf(&t);
		}
		sources_free(&t.sources);
		arena_free(&t.arena);
	}
	printf("count %u %u %llu %u %u\n", passed, n, (unsigned long long)insns, classic_passed,
		classic);
	return passed != n || classic_passed != classic;
}
