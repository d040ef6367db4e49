/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Any text as a classic program: assembly or a listing (the first byte says which, as for users).
 * What is read prints in every form, and each form is read as the same program.
 */
#include <stdio.h>
#include <stdlib.h>

#include "asm/asm.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct unit {
	struct arena a;
	struct sources sources;
	struct diags ds;
};

static void ignore(void *ctx, struct diags *ds, const struct diag *d) {}

static struct cbpf_prog *read_text(struct unit *u, const char *text, size_t n)
{
	*u = (struct unit){0};
	sources_init(&u->sources, &u->a);
	diags_init(&u->ds, &u->a, &u->sources, stderr);
	u->ds.sink = ignore;
	return asm_cbpf_read(&u->a, &u->ds, source_text(&u->sources, "fuzz", text, n));
}

static void unit_end(struct unit *u)
{
	diags_flush(&u->ds);
	sources_free(&u->sources);
	arena_free(&u->a);
}

static void read_back(const struct cbpf_prog *p, enum asm_cbpf_format format)
{
	struct unit u;
	char *text;
	size_t n;
	FILE *f = open_memstream(&text, &n);

	asm_cbpf_print(f, p, format);
	fclose(f);
	struct cbpf_prog *q = read_text(&u, text, n);

	CHECK(q && q->insns.n == p->insns.n);
	for (uint32_t i = 0; i < p->insns.n; i++) {
		struct cbpf_insn x = p->insns.p[i], y = q->insns.p[i];

		if (format != ASM_CBPF_TEXT) /* where fields that mean nothing are not written */
			CHECK(x.jt == y.jt && x.jf == y.jf && x.k == y.k);
		CHECK(x.code == y.code);
	}
	unit_end(&u);
	free(text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct unit u;
	struct cbpf_prog *p = read_text(&u, (const char *)data, size);

	CHECK(p || u.ds.errors);
	if (p && p->insns.n) {
		bool good = asm_cbpf_check(&u.ds, p, CBPF_SOCKET, true);

		CHECK(good == cbpf_check(p->insns.p, p->insns.n, CBPF_SOCKET, NULL, NULL));
		cbpf_check(p->insns.p, p->insns.n, CBPF_SECCOMP, NULL, NULL);
		read_back(p, ASM_CBPF_NUMBERS);
		read_back(p, ASM_CBPF_C);
		if (good)
			read_back(p, ASM_CBPF_TEXT);
	}
	unit_end(&u);
	return 0;
}
