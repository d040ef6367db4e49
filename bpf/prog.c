/* SPDX-License-Identifier: BSD-2-Clause */
/* Look-ups in sections.def, helpers.def and ctx.def. To add to them, add a row there. */
#include <string.h>

#include "prog.h"

static const struct bpf_prog_section sections[] = {
#define S(name, type, ctx, flags) {name, PROG_##type, ctx, flags[0] == 'X', FLAG(flags, 's')},
#define FLAG(flags, c)            ((flags "..")[0] == c || (flags "..")[1] == c)
#include "sections.def"
#undef FLAG
#undef S
};

const struct bpf_prog_section *bpf_prog_section_find(const char *section)
{
	const struct bpf_prog_section *best = NULL;
	size_t best_len = 0;

	section += *section == '?';
	for (size_t i = 0; i < ARRAY_LEN(sections); i++) {
		size_t len = strlen(sections[i].name);
		bool fits = !strncmp(section, sections[i].name, len) &&
			    (!section[len] || (sections[i].extras && section[len] == '/'));

		if (fits && len >= best_len) {
			best = &sections[i];
			best_len = len;
		}
	}
	return best;
}

bool bpf_section_is_prog(const char *section)
{
	return section && strcmp(section, ".text");
}

#define PROV(p) BPF_PROV_##p
static const struct bpf_helper helpers[] = {
#define H(number, name, args, prov, flags) [number] = {#name, args, flags, PROV(prov)},
#include "helpers.def"
#undef H
};

const struct bpf_helper *bpf_helper_find(int64_t number)
{
	if (number <= 0 || number >= (int64_t)ARRAY_LEN(helpers) || !helpers[number].name)
		return NULL;
	return &helpers[number];
}

static const struct bpf_ctx_field ctx_fields[] = {
#define C(tag, field, width, prov) {tag, field, width, PROV(prov)},
#include "ctx.def"
#undef C
};

const struct bpf_ctx_field *bpf_ctx_field_find(const char *tag, const char *field)
{
	for (size_t i = 0; i < ARRAY_LEN(ctx_fields); i++) {
		if (!strcmp(ctx_fields[i].tag, tag) && !strcmp(ctx_fields[i].field, field))
			return &ctx_fields[i];
	}
	return NULL;
}
