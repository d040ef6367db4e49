/* SPDX-License-Identifier: BSD-2-Clause */
/* Assembly text: what is accepted in many spellings, what is rejected and where, how text is cut.
 */
#include <stdio.h>
#include <string.h>

#include "bpf/insn_text.h"

static int failures;

static bool lookup(void *ctx, const char *name, size_t len, int64_t *value)
{
	*value = 12;
	return len == 6 && !memcmp(name, "TWELVE", 6);
}

static const struct insn_parser parser = {.lookup = lookup};

/* The text parses and prints as `want`. */
static void accept(const char *text, const char *want)
{
	struct insn_parsed out;
	struct insn_error err;
	char sym[64], got[128];

	if (!insn_parse(&parser, text, strlen(text), &out, &err)) {
		failures++;
		printf("'%s' at %zu: %s\n", text, err.offset, err.message);
		return;
	}
	snprintf(sym, sizeof(sym), "%.*s", (int)out.sym_len, out.sym ? out.sym : "");
	if (out.addend)
		snprintf(sym + out.sym_len, sizeof(sym) - out.sym_len, "%+d", (int)out.addend);
	insn_print(got, sizeof(got), out.insn, INSN_LLVM, 0, out.sym ? sym : NULL);
	if (strcmp(got, want)) {
		failures++;
		printf("'%s': got '%s', want '%s'\n", text, got, want);
	}
}

static void reject(const char *text, size_t offset, const char *message)
{
	struct insn_parsed out;
	struct insn_error err;

	if (!insn_parse(&parser, text, strlen(text), &out, &err) && err.offset == offset &&
		!strcmp(err.message, message))
		return;
	failures++;
	printf("'%s': got '%s' at %zu, want '%s' at %zu\n", text, err.message, err.offset, message,
		offset);
}

static void accepted(void)
{
	accept("r1=r2", "r1 = r2");
	accept("  R1 =  0x10 ", "r1 = 16");
	accept("r1 = 0xffffffff", "r1 = -1");
	accept("r1 = 0xffffffff ll", "r1 = 4294967295 ll");
	accept("r1 = 4+4*2", "r1 = 12");
	accept("r1 = (4 + 4) * 2 - ~0", "r1 = 17");
	accept("r1 = 1 << 4 | 3", "r1 = 19");
	accept("r1 = 1 + 2 | 4", "r1 = 7");
	accept("r1 = 'a'", "r1 = 97");
	accept("r1 = 0b101", "r1 = 5");
	accept("r1 = 017ULL", "r1 = 15");
	accept("r1 = TWELVE + 1", "r1 = 13");
	accept("r1 = -TWELVE", "r1 = -12");
	accept("r1 = -r1", "r1 = -r1");
	accept("r1 = w2", "w1 = w2");
	accept("r1 = foo ll", "r1 = foo ll");
	accept("r1 = 8 + foo ll", "r1 = foo+8 ll");
	accept("r1 = *(u32*)(r2 + -8)", "w1 = *(u32 *)(r2 - 8)");
	accept("w1 = *(u32 *)(r2+TWELVE)", "w1 = *(u32 *)(r2 + 12)");
	accept("r1 = *(u64*)(r10-8+4)", "r1 = *(u64 *)(r10 - 4)");
	accept("*(u8 *)(r1 + 0) = 'x'", "*(u8 *)(r1 + 0) = 120");
	accept("if r1 s > 5 goto +1", "if r1 s> 5 goto +1");
	accept("if w1 == 0xffffffff goto foo", "if w1 == -1 goto foo");
	accept("if r1 != 0 goto 1f", "if r1 != 0 goto 1f");
	accept("goto 10b", "goto 10b");
	accept("goto 5", "goto +5");
	accept("gotol -70000", "gotol -70000");
	accept("call foo", "call foo");
	accept("call 12", "call 12");
	accept("lock*(u64*)(r1+0)+=r2", "lock *(u64 *)(r1 + 0) += r2");
	accept("r0 = *(u8*)skb[r3+4]", "r0 = *(u8 *)skb[r3 + 4]");
	accept("r1 %= r2", "r1 %= r2");
	accept("w1 s%=3", "w1 s%= 3");
}

static void rejected(void)
{
	reject("", 0, "not an instruction");
	reject("nonsense", 0, "not an instruction");
	reject("r11 = 1", 0, "no register 'r11'");
	reject("r1 = r11", 5, "no register 'r11'");
	reject("r1 += w2", 6, "unexpected register 'w2'");
	reject("r1 = 0x1ffffffff", 5,
		"8589934591 does not fit the range -2147483648 to 4294967295");
	reject("r1 = 99999999999999999999 ll", 5, "number does not fit 64 bits");
	reject("goto 40000", 5, "40000 does not fit the range -32768 to 32767");
	reject("r1 = *(u32 *)(r2)", 16, "expected '+' or '-' and an offset");
	reject("r1 = *(u32 *)(r2 + foo)", 17, "'foo' is not an absolute name");
	reject("r1 = le16 r2", 10, "must be the register named before, r1");
	reject("r1 = 1 / 0", 7, "division by zero or out of range");
	reject("r1 = foo * 2", 9, "a name can only have a number added or subtracted");
	reject("exit exit", 5, "unexpected text after the instruction");
	reject("r1 = 12x", 7, "invalid digit 'x' in number");
	reject("ifr1 == 1 goto +1", 0, "not an instruction");
	reject("if r1 == bar goto foo", 18, "an instruction can name one symbol only");
}

/* Spellings of the dialects with mnemonics that they do not print themselves. */
static void other_dialects(void)
{
	static const struct {
		enum insn_dialect dialect;
		const char *text, *want;
	} cases[] = {
		{INSN_CONFORMANCE, "mov r0, 1", "mov %r0, 1"},
		{INSN_CONFORMANCE, "ldxw %r0,[r1]", "ldxw %r0, [%r1+0]"},
		{INSN_CONFORMANCE, "stxdw [%r10-0x8], %r1", "stxdw [%r10-8], %r1"},
		{INSN_CONFORMANCE, "add64 %r1, %fp", "add %r1, %r10"},
		{INSN_CONFORMANCE, "lock fetch_or32 [%r1+4], %r2", "lock fetch or32 [%r1+4], %r2"},
		{INSN_CONFORMANCE, "bswap32 %r3", "swap32 %r3"},
		{INSN_CONFORMANCE, "call helper %r3", "call %r3"},
		{INSN_CONFORMANCE, "jne64 %r1, -1, +2", "jne %r1, -1, +2"},
		{INSN_BINUTILS, "mov %r1, %fp", "mov %r1,%r10"},
		{INSN_BINUTILS, "ldxb %r1,[%fp+-8]", "ldxb %r1,[%r10+-8]"},
		{INSN_BINUTILS, "aadd [%r1+8],%r2", "xadddw [%r1+8],%r2"},
		{INSN_BINUTILS, "ldindw %r1", NULL},
		{INSN_BINUTILS, "mov %r11, 1", NULL},
		{INSN_BINUTILS, "mov r1, w1", NULL},
		{INSN_BINUTILS, "r1 = 1", NULL},
		{INSN_CONFORMANCE, "addx %r1, 1", NULL},
		{INSN_LLVM, "mov %r1, 1", NULL},
		{INSN_LLVM, "r1 = %r2", NULL},
	};

	for (unsigned i = 0; i < ARRAY_LEN(cases); i++) {
		const struct insn_parser p = {.dialect = cases[i].dialect};
		const char *text = cases[i].text, *want = cases[i].want;
		struct insn_parsed out;
		struct insn_error err;
		char got[128] = "";

		if (insn_parse(&p, text, strlen(text), &out, &err))
			insn_print(got, sizeof(got), out.insn, p.dialect, 0, NULL);
		if (strcmp(got, want ? want : "")) {
			failures++;
			printf("'%s': got '%s', want '%s'\n", text, got, want ? want : "none");
		}
	}
}

static void nesting(void)
{
	char text[400] = "r1 = ";

	memset(text + 5, '(', 300);
	reject(text, 5 + 64, "expression nested more than 64 deep");
}

static void statements(void)
{
	static const char text[] =
		"# c\n a: 1: r1 = 1 ; r2 = 2 // x\n/* ;\n */ .ascii \"a;#b\"\n\n b:\nexit";
	static const char want[] = "a|;1|r1 = 1;|r2 = 2;|.ascii \"a;#b\";b|;|exit;";
	const char *p = text;
	char got[200];
	size_t n = 0;
	struct insn_statement st;

	while (insn_next_statement(&p, text + strlen(text), &st))
		n += (size_t)snprintf(got + n, sizeof(got) - n, "%.*s|%.*s;", (int)st.label_len,
			st.label ? st.label : "", (int)st.len, st.text);
	if (strcmp(got, want)) {
		failures++;
		printf("statements: got '%s'\n", got);
	}
}

int main(void)
{
	accepted();
	rejected();
	other_dialects();
	nesting();
	statements();
	printf("insn_text: %d failures\n", failures);
	return failures != 0;
}
