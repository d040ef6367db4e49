/* SPDX-License-Identifier: BSD-2-Clause */
/* Any bytes as instructions, listed and printed in each dialect: the text assembles to the same
 * bytes. */
#include <stdlib.h>

#include "asm/asm.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(const uint8_t *bytes, size_t n, enum insn_dialect dialect, bool big_endian)
{
	struct asm_opts opts = {.dialect = dialect, .big_endian = big_endian};
	struct arena a = {0};
	struct sources ss;
	struct diags ds;
	struct bpf_obj *raw = asm_raw_obj(&a, bytes, n, big_endian), *o;
	const struct obj_section *s;
	char *text = NULL;
	size_t size;
	FILE *null = fopen("/dev/null", "w"), *f = open_memstream(&text, &size);

	sources_init(&ss, &a);
	diags_init(&ds, &a, &ss, stderr);
	asm_list_obj(null, raw, dialect);
	fclose(null);
	asm_print_obj(f, raw, dialect);
	fclose(f);
	o = asm_assemble(&a, &ds, source_text(&ss, "listing", text, size), &opts);
	diags_flush(&ds);
	s = o ? bpf_obj_section(o, ".text") : NULL;
	CHECK(s && s->size == n && (!n || !memcmp(s->data, bytes, n)));
	free(text);
	sources_free(&ss);
	arena_free(&a);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	for (unsigned d = 0; d < INSN_DIALECT_COUNT; d++) {
		check(data, size & ~7ul, (enum insn_dialect)d, false);
		check(data, size & ~7ul, (enum insn_dialect)d, true);
	}
	return 0;
}
