/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Any text as JSON and as a value of a type that has all kinds in it: what is taken is within the
 * value's bytes, and every number is one or is refused.
 */
#include <bpf/btf.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "runtime/value_parse.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { VALUE = 96, GUARD = 0x5a };

/* struct s { unsigned a; signed char b; char name[8]; unsigned short list[4]; enum e e; u64 bits:5;
 * struct { unsigned in; }; void *p; } */
static struct btf *make_btf(uint32_t *id)
{
	struct btf *b = btf__new_empty();
	int u32 = btf__add_int(b, "unsigned", 4, 0),
	    s8 = btf__add_int(b, "signed char", 1, BTF_INT_SIGNED);
	int chr = btf__add_int(b, "char", 1, BTF_INT_CHAR), u16 = btf__add_int(b, "short", 2, 0);
	int name = btf__add_array(b, u32, chr, 8), list = btf__add_array(b, u32, u16, 4);
	int e = btf__add_enum(b, "e", 4);

	btf__add_enum_value(b, "RED", 1);
	btf__add_enum_value(b, "GREEN", 7);
	int ptr = btf__add_ptr(b, 0), inner = btf__add_struct(b, NULL, 4);

	btf__add_field(b, "in", u32, 0, 0);
	*id = (uint32_t)btf__add_struct(b, "s", 64);
	btf__add_field(b, "a", u32, 0, 0);
	btf__add_field(b, "b", s8, 32, 0);
	btf__add_field(b, "name", name, 40, 0);
	btf__add_field(b, "list", list, 112, 0);
	btf__add_field(b, "e", e, 192, 0);
	btf__add_field(b, "bits", u32, 227, 5);
	btf__add_field(b, NULL, inner, 256, 0);
	btf__add_field(b, "p", ptr, 320, 0);
	return b;
}

static void check_value(struct arena *a, const struct btf *btf, uint32_t type, const char *text)
{
	struct value_parser p = {.arena = a, .btf = btf};
	uint8_t out[VALUE];

	memset(out, GUARD, sizeof(out));
	if (!value_from_text(&p, type, text, out + 16, 64))
		CHECK(p.problem);
	for (unsigned i = 0; i < 16; i++)
		CHECK(out[i] == GUARD && out[80 + i] == GUARD);
}

static void check_tree(const struct json *j, unsigned depth)
{
	bool negative;
	uint64_t v;

	CHECK(depth <= JSON_DEPTH);
	if (j->kind == JSON_NUMBER && json_integer(j, &v, &negative))
		CHECK(!negative || *j->text == '-');
	if (j->kind == JSON_STRING)
		CHECK(j->text[j->len] == 0);
	for (const struct json *i = j->first; i; i = i->next) {
		CHECK((j->kind == JSON_OBJECT) == (i->name != NULL));
		check_tree(i, depth + 1);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena a = {0};
	const char *error = NULL;
	uint32_t type;
	struct btf *btf = make_btf(&type);
	size_t at = 0;
	struct json *j = json_parse(&a, (const char *)data, size, &error, &at);
	const char *text = arena_strndup(&a, (const char *)data, size);

	CHECK(j || (error && at <= size));
	if (j)
		check_tree(j, 0);
	check_value(&a, btf, type, text);
	check_value(&a, NULL, 0, text);
	btf__free(btf);
	arena_free(&a);
	return 0;
}
