/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Any text as eBPF assembly; the first byte chooses dialect and byte order. What assembles is
 * written as an object, read, printed, and assembles again to the same sections.
 */
#include <stdlib.h>

#include "asm/asm.h"
#include "backend/backend.h"
#include "runtime/runtime.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void ignore(void *ctx, struct diags *ds, const struct diag *d) {}

static void compare(const struct bpf_obj *a, struct bpf_obj *b)
{
	vec_for (s, &a->sections) {
		struct obj_section *t = bpf_obj_section(b, (*s)->name);

		if ((*s)->kind == OBJ_SEC_OTHER || !(*s)->size)
			continue;
		CHECK(t && t->size == (*s)->size && t->kind == (*s)->kind);
		CHECK(!t->data || !memcmp(t->data, (*s)->data, t->size));
		CHECK(t->relocs.n == (*s)->relocs.n);
	}
}

static void again(struct arena *a, struct diags *ds, const struct bpf_obj *o, struct asm_opts *opts)
{
	char *text = NULL;
	size_t n;
	FILE *f = open_memstream(&text, &n);
	struct bpf_obj *second;

	asm_print_obj(f, o, opts->dialect);
	fclose(f);
	opts->detect_dialect = false;
	second = asm_assemble(a, ds, source_text(ds->sources, "again", text, n), opts);
	if (!second)
		ICE("what was printed does not assemble:\n%s", text);
	compare(o, second);
	free(text);
}

static void read_back(
	struct arena *a, struct diags *ds, const struct bpf_obj *o, struct asm_opts *opts)
{
	void *image;
	size_t n;
	struct bpf_obj *read;

	if (!backend_elf_image(ds, o, &image, &n))
		return;
	read = runtime_read(a, ds, "image", image, n);
	if (read)
		again(a, ds, read, opts);
	bpf_obj_free(read);
	free(image);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena a = {0};
	struct sources ss;
	struct diags ds;
	struct asm_opts opts = {0};
	struct bpf_obj *o;

	if (!size)
		return 0;
	opts.dialect = (enum insn_dialect)(data[0] % INSN_DIALECT_COUNT);
	opts.detect_dialect = data[0] & 64;
	opts.big_endian = data[0] & 128;
	opts.no_files = true;
	sources_init(&ss, &a);
	diags_init(&ds, &a, &ss, stderr);
	ds.sink = ignore;
	o = asm_assemble(
		&a, &ds, source_text(&ss, "fuzz", (const char *)data + 1, size - 1), &opts);
	if (o && a.total < 64 << 20)
		read_back(&a, &ds, o, &opts);
	diags_flush(&ds);
	sources_free(&ss);
	arena_free(&a);
	return 0;
}
