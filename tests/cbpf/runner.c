/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The classic assembler beside the kernel's bpf_asm: the same programs through both, bpf_asm as a
 * process, ours in this one.
 *
 *	cbpf_runner BPF_ASM random COUNT SEED     generated programs, and spoilt ones
 *	cbpf_runner BPF_ASM file FILE...          programs that were written
 *
 * What bpf_asm accepts must give the same bytes in both forms; and printed as text, or as numbers,
 * it must be read as the same program. What bpf_asm refuses must be refused, unless it uses one of
 * the two extensions ("[x+14]", a carriage return). Prints a FAIL line for each difference, and at
 * the end "# programs ..."; random programs must cover every instruction, extension and word.
 */
#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "asm/asm.h"

enum { SHOWN = 5 };

static const char *peer;
static int differences, accepted, refused, extended;
static uint64_t rng;
static bool seen_code[256], seen_ext[CBPF_EXT_COUNT];

static uint32_t below(uint32_t n)
{
	rng ^= rng << 13;
	rng ^= rng >> 7;
	rng ^= rng << 17;
	return (uint32_t)((rng >> 32) * n >> 32);
}

/* ---- both assemblers ---- */

/* bpf_asm's standard output for this file; NULL when it failed. */
static char *run_peer(const char *path, bool c_style)
{
	char *const argv[] = {
		"bpf_asm", (char *)(c_style ? "-c" : path), (char *)(c_style ? path : NULL), NULL};
	posix_spawn_file_actions_t acts;
	size_t n = 0, cap = 1 << 18;
	char *out = malloc(cap);
	int fds[2], status;
	ssize_t got;
	pid_t pid;

	if (pipe2(fds, O_CLOEXEC))
		abort();
	posix_spawn_file_actions_init(&acts);
	posix_spawn_file_actions_adddup2(&acts, fds[1], 1);
	posix_spawn_file_actions_addopen(&acts, 2, "/dev/null", O_WRONLY, 0);
	if (posix_spawn(&pid, peer, &acts, NULL, argv, environ)) {
		printf("FAIL cbpf: cannot run %s\n", peer);
		exit(1);
	}
	posix_spawn_file_actions_destroy(&acts);
	close(fds[1]);
	while ((got = read(fds[0], out + n, cap - n - 1)) > 0)
		n += (size_t)got;
	close(fds[0]);
	out[n] = 0;
	waitpid(pid, &status, 0);
	if (WIFEXITED(status) && !WEXITSTATUS(status))
		return out;
	free(out);
	return NULL;
}

struct ours {
	struct arena a;
	struct sources sources;
	struct diags ds;
	struct cbpf_prog *prog;
	char *messages;
	size_t messages_len;
};

static void assemble(struct ours *o, const char *text, size_t n)
{
	*o = (struct ours){0};
	sources_init(&o->sources, &o->a);
	diags_init(&o->ds, &o->a, &o->sources, open_memstream(&o->messages, &o->messages_len));
	o->prog = asm_cbpf_read(&o->a, &o->ds, source_text(&o->sources, "test", text, n));
	diags_finish(&o->ds);
	fclose(o->ds.out);
}

static void ours_free(struct ours *o)
{
	free(o->messages);
	sources_free(&o->sources);
	arena_free(&o->a);
}

static char *print(const struct cbpf_prog *p, enum asm_cbpf_format format)
{
	char *text;
	size_t n;
	FILE *f = open_memstream(&text, &n);

	asm_cbpf_print(f, p, format);
	fclose(f);
	return text;
}

static void differ(const char *what, const char *text)
{
	if (differences++ < SHOWN)
		printf("FAIL cbpf: %s: %.400s\n", what, text);
}

/* A program printed in this form is read as itself. */
static void round_trip(const struct cbpf_prog *p, enum asm_cbpf_format format, const char *text)
{
	char *s = print(p, format), *want = print(p, ASM_CBPF_NUMBERS), *got = NULL;
	struct ours o;

	assemble(&o, s, strlen(s));
	if (o.prog)
		got = print(o.prog, ASM_CBPF_NUMBERS);
	if (!got || strcmp(got, want) != 0)
		differ("is read as something else when it was printed", text);
	ours_free(&o);
	free(got);
	free(want);
	free(s);
}

static void cover(const struct cbpf_prog *p)
{
	vec_for (i, &p->insns) {
		seen_code[i->code] = true;
		if (cbpf_ext(*i) != CBPF_EXT_NONE)
			seen_ext[cbpf_ext(*i)] = true;
	}
}

/* "x+1" or a carriage return: what is accepted here alone. */
static bool is_extension(const char *s)
{
	for (; *s; s++)
		if (*s == '\r' || (s[0] == '+' && s[1] >= '1' && s[1] <= '9'))
			return true;
	return false;
}

static bool has_place(const char *messages)
{
	return !strncmp(messages, "test:", 5);
}

static void compare(const char *path, const char *text, size_t n, bool both_forms)
{
	char *theirs = run_peer(path, false);
	struct ours o;

	assemble(&o, text, n);
	if (theirs && !o.prog) {
		differ("only bpf_asm accepts", text);
	} else if (theirs) {
		char *mine = print(o.prog, ASM_CBPF_NUMBERS);

		accepted++;
		if (strcmp(mine, theirs) != 0)
			differ("assembled differently", text);
		free(mine);
		if (both_forms) {
			char *their_c = run_peer(path, true), *c = print(o.prog, ASM_CBPF_C);

			if (!their_c || strcmp(c, their_c) != 0)
				differ("-c differs", text);
			free(their_c);
			free(c);
		}
		if (cbpf_check(o.prog->insns.p, o.prog->insns.n, CBPF_SOCKET, NULL, NULL))
			round_trip(o.prog, ASM_CBPF_TEXT, text);
		round_trip(o.prog, ASM_CBPF_NUMBERS, text);
		round_trip(o.prog, ASM_CBPF_C, text);
		cover(o.prog);
	} else if (o.prog) {
		extended++;
		if (!is_extension(text))
			differ("only bpf_asm refuses", text);
	} else {
		refused++;
		if (!has_place(o.messages))
			differ("is refused without saying where", text);
	}
	ours_free(&o);
	free(theirs);
}

/* ---- generator ---- */

struct text {
	char p[1 << 20];
	size_t n;
};
static struct text t;
static uint32_t insns, labels;

static void put(const char *fmt, ...) PRINTF(1, 2);
static void put(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	t.n += (size_t)vsnprintf(t.p + t.n, sizeof(t.p) - t.n, fmt, ap);
	va_end(ap);
	if (t.n >= sizeof(t.p))
		t.n = sizeof(t.p) - 1;
}

static void space(bool needed)
{
	/* A "#" in column 1 begins a comment: rarely. */
	static const char *const spaces[] = {
		" ", "\t", "  ", "\n ", " /* a */ ", "; to the end\n ", "\n# a comment\n\t", "\n"};

	if (needed || !below(3))
		put("%s", spaces[below(10) ? below(2) : below(ARRAY_LEN(spaces) - !!below(8))]);
}

static void word(const char *w)
{
	bool upper = !below(8);

	for (; *w; w++)
		put("%c", upper && *w >= 'a' && *w <= 'z' ? *w - 32 : *w);
}

static void number_of(uint64_t v)
{
	switch (below(8)) {
	case 0: put("%#llx", (unsigned long long)v); break;
	case 1: put("0X%llX", (unsigned long long)v); break;
	case 2: put("0%llo", (unsigned long long)v); break;
	case 3:
		put("0b");
		for (int b = v ? 63 - __builtin_clzll(v) : 0; b >= 0; b--)
			put("%d", (int)(v >> b & 1));
		break;
	case 4: put("-%lld", (long long)(v >> 1 | 1)); break;
	case 5: put("+%lld", (long long)(v >> 1 | 1)); break;
	default: put("%lld", (long long)v); break;
	}
}

static void number(uint32_t small)
{
	static const uint64_t odd[] = {0, 1, 0x7fffffff, 0x80000000, 0xffffffff, 0x100000000,
		0xfffff000, 0x7fffffffffffffff, 0xffffffffffffffff, 10000000000};

	if (below(10))
		number_of(below(small));
	else if (below(4))
		number_of(odd[below(ARRAY_LEN(odd))]);
	else
		put("99999999999999999999999999%u", below(100));
}

static void hash_number(void)
{
	put("#");
	space(false);
	number(100);
}

static void x(void)
{
	if (!below(3)) {
		put("%%");
		space(false);
	}
	word("x");
}

static void operand(void)
{
	if (below(2))
		hash_number();
	else
		x();
}

static void packet(void)
{
	put("[");
	space(false);
	if (below(2)) {
		x();
		space(false);
		put("+");
		space(true); /* "+14" would be one word */
	}
	number(64);
	space(false);
	put("]");
}

static void mem(void)
{
	word("M");
	space(false);
	put("[");
	number(18);
	put("]");
}

static void msh(void)
{
	bool wrong = !below(400);

	put("%s*(", wrong ? "5" : below(2) ? "4" : "0x4");
	put("[");
	number(64);
	put("]&");
	put("%s)", below(2) ? "0xf" : "15");
}

static void extension(void)
{
	uint32_t n = below(CBPF_EXT_COUNT + 2);

	if (!below(3))
		put("#");
	word(n == CBPF_EXT_COUNT      ? "vlan_pr"
		: n > CBPF_EXT_COUNT  ? "proto"
		: n == CBPF_EXT_XOR_X ? "vlan_avail"
				      : cbpf_ext_info((enum cbpf_ext)n)->text);
}

static void len(void)
{
	if (below(2))
		put("#");
	word("len");
}

/* Of an instruction that comes, mostly within reach. */
static void label_name(uint32_t pc)
{
	if (!below(1000))
		put("nowhere%u", below(5));
	else if (below(200))
		put("%s%u", labels ? "ab_" : "L",
			pc + 1 + below(insns - pc > 200 ? 200 : insns - pc));
	else
		put("%s%u", labels ? "ab_" : "L", below(insns));
}

static void targets(uint32_t pc, bool two)
{
	space(false);
	put(",");
	space(false);
	label_name(pc);
	if (two && below(2)) {
		space(false);
		put(",");
		space(false);
		label_name(pc);
	}
}

static void load(void)
{
	switch (below(5)) {
	case 0: hash_number(); break;
	case 1: len(); break;
	case 2: mem(); break;
	case 3: extension(); break;
	default: packet(); break;
	}
}

static void load_x(void)
{
	switch (below(4)) {
	case 0: hash_number(); break;
	case 1: len(); break;
	case 2: mem(); break;
	default: msh(); break;
	}
}

static void insn(uint32_t pc)
{
	static const char *const alu[] = {
		"add", "sub", "mul", "div", "mod", "and", "or", "xor", "lsh", "rsh"};
	static const char *const plain[] = {"neg", "tax", "txa"};
	static const char *const jcc[] = {"jeq", "jgt", "jge", "jset"};
	static const char *const jncc[] = {"jneq", "jne", "jlt", "jle"};
#define ONE(list) word(list[below(ARRAY_LEN(list))]), space(true)
	switch (below(13)) {
	case 0: word("ld"), space(true), load(); break;
	case 1:
		word(below(2) ? "ldh" : "ldb"), space(true);
		if (below(3))
			packet();
		else
			extension();
		break;
	case 2:
		word(below(2) ? "ldi" : "ldxi"), space(true);
		if (below(2))
			hash_number();
		else
			number(100);
		break;
	case 3: word("ldx"), space(true), load_x(); break;
	case 4: word("ldxb"), space(true), msh(); break;
	case 5: word(below(2) ? "st" : "stx"), space(true), mem(); break;
	case 6: word(below(2) ? "jmp" : "ja"), space(true), label_name(pc); break;
	case 7: ONE(jcc), operand(), targets(pc, true); break;
	case 8: ONE(jncc), operand(), targets(pc, false); break;
	case 9: ONE(plain); break;
	case 10: ONE(alu), operand(); break;
	case 11: ONE(alu), operand(); break;
	default:
		word("ret"), space(true);
		if (below(2))
			hash_number();
		else
			put("%s%s", below(2) ? "%" : "", below(2) ? "a" : "x");
		break;
	}
#undef ONE
}

static void program(void)
{
	t.n = 0;
	labels = below(2);
	insns = !below(400) ? 4090 + below(10) : !below(20) ? 200 + below(200) : 1 + below(24);
	for (uint32_t pc = 0; pc < insns; pc++) {
		put("%s%u", labels ? "ab_" : "L", below(500) ? pc : 0);
		space(false);
		put(":");
		space(false);
		insn(pc);
		put("\n");
	}
	/* A label that most jumps may take when they go one too far. */
	put("%s%u: ret #0\n", labels ? "ab_" : "L", insns);
}

/* Change, drop, double or insert a few characters. */
static void spoil(void)
{
	static const char chars[] = "#[]():,+-*&%xXaAM0179lj;/ \n\t_!\"\r";

	for (uint32_t n = 1 + below(3); n; n--) {
		size_t at = below((uint32_t)t.n);

		switch (below(3)) {
		case 0: t.p[at] = chars[below(sizeof(chars) - 1)]; break;
		case 1:
			memmove(t.p + at, t.p + at + 1, t.n - at);
			t.n--;
			break;
		default:
			memmove(t.p + at + 1, t.p + at, t.n - at);
			t.p[at] = chars[below(sizeof(chars) - 1)];
			t.n++;
			break;
		}
		t.p[t.n] = 0;
	}
}

static void random_programs(int count, uint64_t seed)
{
	char path[] = "/tmp/kbcc_cbpf_XXXXXX";
	int fd = mkstemp(path);

	rng = seed * 0x9e3779b97f4a7c15u + 1;
	for (int i = 0; i < count; i++) {
		program();
		if (!below(6))
			spoil();
		if (ftruncate(fd, 0) || pwrite(fd, t.p, t.n, 0) != (ssize_t)t.n)
			abort();
		compare(path, t.p, t.n, !(i % 8));
	}
	close(fd);
	unlink(path);
	for (enum cbpf_id id = (enum cbpf_id)0; id < CBPF_COUNT; id++)
		if (!seen_code[cbpf_info(id)->opcode])
			differ("no program had the instruction", cbpf_info(id)->name);
	for (enum cbpf_ext e = (enum cbpf_ext)0; e < CBPF_EXT_COUNT; e++)
		if (*cbpf_ext_info(e)->text && !seen_ext[e])
			differ("no program had the extension", cbpf_ext_info(e)->name);
}

static void file(const char *path)
{
	int fd = open(path, O_RDONLY);
	ssize_t n = fd < 0 ? -1 : read(fd, t.p, sizeof(t.p) - 1);

	if (n < 0) {
		differ("cannot read", path);
		return;
	}
	close(fd);
	t.p[n] = 0;
	compare(path, t.p, (size_t)n, true);
}

int main(int argc, char **argv)
{
	if (argc < 4)
		return 2;
	peer = argv[1];
	if (!strcmp(argv[2], "random"))
		random_programs(atoi(argv[3]), argc > 4 ? strtoull(argv[4], NULL, 0) : 1);
	else
		for (int i = 3; i < argc; i++)
			file(argv[i]);
	printf("# %s: %d programs that bpf_asm accepts, %d that it refuses (%d more use an "
	       "extension), %d differences\n",
		argv[2], accepted, refused, extended, differences);
	return differences != 0;
}
