/* SPDX-License-Identifier: BSD-2-Clause */
/* A classic instruction as bpf_asm's syntax has it: the templates of cbpf.def filled in. */
#include <stdio.h>

#include "cbpf.h"

struct out {
	char *p;
	size_t size, n;
};

static void put(struct out *o, const char *fmt, ...) PRINTF(2, 3);
static void put(struct out *o, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	int n = vsnprintf(o->p + o->n, o->size - o->n, fmt, ap);

	va_end(ap);
	o->n = (size_t)min_u64(o->n + (size_t)n, o->size - 1);
}

static void put_operand(struct out *o, char letter, struct cbpf_insn f, uint32_t pc)
{
	switch (letter) {
	case 'd': put(o, "%d", (int)f.k); break;
	case 'x': put(o, "%#x", f.k); break;
	case 'l': put(o, "l%d", (int)(pc + 1 + f.k)); break;
	case 'j': put(o, ", l%u, l%u", pc + 1 + f.jt, pc + 1 + f.jf); break;
	default: ICE("cbpf.def: no operand '%c'", letter);
	}
}

/* "ldh [%d]" with an extension is "ldh #proto". */
static bool put_extension(struct out *o, const struct cbpf_info *d, struct cbpf_insn f)
{
	enum cbpf_ext ext = cbpf_ext(f);

	if (ext == CBPF_EXT_NONE || !*cbpf_ext_info(ext)->text)
		return false;
	put(o, "%.*s #%s", (int)strcspn(d->text, " "), d->text, cbpf_ext_info(ext)->text);
	return true;
}

void cbpf_print(char *buf, size_t size, struct cbpf_insn insn, uint32_t pc)
{
	struct out o = {buf, size, 0};
	const struct cbpf_info *d = cbpf_lookup(insn.code);

	if (!d) {
		put(&o, ".insn %#x %#x %#x %#x", insn.code, insn.jt, insn.jf, insn.k);
		return;
	}
	if (put_extension(&o, d, insn))
		return;
	for (const char *t = d->text; *t; t++) {
		if (*t == '%')
			put_operand(&o, *++t, insn, pc);
		else
			put(&o, "%c", *t);
	}
}
