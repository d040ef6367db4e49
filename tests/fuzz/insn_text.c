/* SPDX-License-Identifier: BSD-2-Clause */
/* Any text as assembly: what parses prints, and what is printed parses to the same. */
#include <string.h>

#include "bpf/insn_text.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool lookup(void *ctx, const char *name, size_t len, int64_t *value)
{
	*value = 12;
	return len == 1;
}

static void check(const struct insn_parsed *first)
{
	static const struct insn_parser parser = {.lookup = lookup};
	struct insn_parsed out;
	struct insn_error err;
	char text[128], again[128];
	int n = insn_print(text, sizeof(text), first->insn, INSN_LLVM, INSN_HEX, NULL);

	CHECK(n > 0 && (size_t)n < sizeof(text));
	CHECK(insn_id_at(first->insn, first->slots) == first->id);
	if (!insn_parse(&parser, text, (size_t)n, &out, &err))
		ICE("'%s' at %zu: %s", text, err.offset, err.message);
	insn_print(again, sizeof(again), out.insn, INSN_LLVM, INSN_HEX, NULL);
	CHECK(!strcmp(text, again));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct insn_parser parser = {.lookup = lookup};
	const char *p = (const char *)data, *end = p + size;
	struct insn_statement st;

	while (insn_next_statement(&p, end, &st)) {
		struct insn_parsed out;
		struct insn_error err;

		if (insn_parse(&parser, st.text, st.len, &out, &err))
			check(&out);
		else
			CHECK(err.offset <= st.len && err.message[0]);
	}
	return 0;
}
