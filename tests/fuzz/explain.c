/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Any text as a verifier's log, of any bytes as an object: what follows the first ELF magic number
 * of the input is the object; without one, a kept object stands for it. Explained as a saved log,
 * as a refusal, and as what the loader asks before it loads again.
 */
#include <string.h>

#include "runtime/explain.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void ignore(void *ctx, struct diags *ds, const struct diag *d) {}

static const char *const kept[] = {"back_edge", "helper_new", "helper_size_unbounded",
	"map_index_off_by_one", "null_argument", "null_map", "pkt_510", "ref_socket",
	"uninit_stack"};

static struct bpf_obj *object(
	struct arena *a, struct diags *ds, const uint8_t *data, size_t size, size_t *log)
{
	const uint8_t *elf = size ? memmem(data, size, "\177ELF", 4) : NULL;
	char *path;

	*log = elf ? (size_t)(elf - data) : size;
	if (elf)
		return runtime_read(a, ds, "fuzz", elf, size - *log);
	path = arena_printf(
		a, "%s/explain/offline/%s.elf", KBCC_TESTS, kept[size % ARRAY_LEN(kept)]);
	return runtime_read_file(a, ds, path);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena a = {0};
	struct sources ss;
	struct diags ds;
	size_t n;
	struct bpf_obj *o;
	const char *log;

	sources_init(&ss, &a);
	diags_init(&ds, &a, &ss, stderr);
	ds.sink = ignore;
	o = object(&a, &ds, data, size, &n);
	log = arena_strndup(&a, (const char *)data, n);
	if (o) {
		struct refusal r = {.obj = o, .prog = "prog", .type = 6, .log = log, .error = -13};
		struct refusal said = {.obj = o, .prog = "prog", .messages = log, .error = -22};

		runtime_explain_log(&ds, o, NULL, log);
		runtime_explain(&ds, &r);
		runtime_explain(&ds, &said);
		explain_needs_log(&ds, &r);
		bpf_obj_free(o);
	}
	diags_flush(&ds);
	sources_free(&ss);
	arena_free(&a);
	return 0;
}
