/* SPDX-License-Identifier: BSD-2-Clause */
/* Directives that change the section, and the sections. */
#include "assembler.h"
#include "bpf/elf_bpf.h"

/* Flags of a section that is named without flags, as LLVM has them. */
static const struct implied {
	const char *name;
	bool is_prefix;
	uint32_t type;
	uint64_t flags;
} implied[] = {
	{".text", false, SHT_PROGBITS, SHF_ALLOC | SHF_EXECINSTR},
	{".text.", true, SHT_PROGBITS, SHF_ALLOC | SHF_EXECINSTR},
	{".data", false, SHT_PROGBITS, SHF_ALLOC | SHF_WRITE},
	{".data.", true, SHT_PROGBITS, SHF_ALLOC | SHF_WRITE},
	{".bss", false, SHT_NOBITS, SHF_ALLOC | SHF_WRITE},
	{".bss.", true, SHT_NOBITS, SHF_ALLOC | SHF_WRITE},
	{".rodata", false, SHT_PROGBITS, SHF_ALLOC},
	{".rodata.", true, SHT_PROGBITS, SHF_ALLOC},
};

uint32_t asm_section_get(struct assembler *as, const char *name)
{
	struct asm_section *s;

	for (uint32_t i = 0; i < as->sections.n; i++)
		if (!strcmp(as->sections.p[i]->name, name))
			return i;
	s = arena_new(as->arena, struct asm_section);
	s->name = arena_strdup(as->arena, name);
	s->type = SHT_PROGBITS;
	for (unsigned i = 0; i < ARRAY_LEN(implied); i++)
		if (implied[i].is_prefix ? !strncmp(name, implied[i].name, strlen(implied[i].name))
					 : !strcmp(name, implied[i].name)) {
			s->type = implied[i].type;
			s->flags = implied[i].flags;
			s->explicit_flags = true;
		}
	s->nobits = s->type == SHT_NOBITS;
	s->log2_align = strcmp(name, ".text") ? 0 : 2; /* LLVM's */
	vec_push(as->arena, &as->sections, s);
	return as->sections.n - 1;
}

static void go_to(struct assembler *as, uint32_t section)
{
	as->previous = as->section;
	as->section = section;
}

bool directive_TO(struct assembler *as, struct atext_reader *r, int arg)
{
	size_t n = strcspn(r->text, " \t\r\n;");

	n = n > (size_t)(r->at - r->text) ? (size_t)(r->at - r->text) : n;
	go_to(as, asm_section_get(as, arena_strndup(as->arena, r->text, n)));
	return asm_finish_line(as, r);
}

/* "awx" */
static bool read_flags(struct assembler *as, struct atext_reader *r, uint64_t *flags)
{
	static const struct {
		char letter;
		uint64_t flag;
	} letters[] = {{'a', SHF_ALLOC}, {'w', SHF_WRITE}, {'x', SHF_EXECINSTR}, {'M', SHF_MERGE},
		{'S', SHF_STRINGS}, {'e', SHF_EXCLUDE}, {'R', 0}, {'G', 0}};
	struct asm_bytes s = {0};

	*flags = 0;
	if (!asm_read_string(as, r, &s))
		return false;
	vec_for (c, &s.v) {
		unsigned i = 0;

		while (i < ARRAY_LEN(letters) && (uint8_t)letters[i].letter != *c)
			i++;
		if (i == ARRAY_LEN(letters) || *c == 'G') {
			atext_refuse(r, r->at - 1, "unknown section flag '%c'", *c);
			return asm_text_error(as, r);
		}
		*flags |= letters[i].flag;
	}
	return true;
}

/* "@progbits", "@nobits", ... */
static bool read_section_type(struct assembler *as, struct atext_reader *r, uint32_t *type)
{
	static const struct {
		const char *name;
		uint32_t type;
	} types[] = {{"progbits", SHT_PROGBITS}, {"nobits", SHT_NOBITS}, {"note", SHT_NOTE},
		{"unwind", SHT_PROGBITS}};
	size_t n;

	if (!asm_take(r, '@') && !asm_take(r, '%'))
		return asm_refuse(as, r, "expected '@' and a section's type");
	n = atext_name(r);
	for (unsigned i = 0; i < ARRAY_LEN(types); i++)
		if (n == strlen(types[i].name) && !memcmp(r->at, types[i].name, n)) {
			*type = types[i].type;
			r->at += n;
			return true;
		}
	return asm_refuse(as, r, "unknown type of a section");
}

/* A section's name may hold what other names cannot: up to a comma or a blank. */
static const char *read_section_name(struct assembler *as, struct atext_reader *r)
{
	struct asm_bytes s = {0};
	size_t n = 0;

	atext_blanks(r);
	if (r->at < r->end && *r->at == '"') {
		if (!asm_read_string(as, r, &s))
			return NULL;
		vec_push(as->arena, &s.v, 0);
		if (s.v.n > 1 && !memchr(s.v.p, 0, s.v.n - 1))
			return (const char *)s.v.p;
	} else {
		while (r->at + n < r->end && !strchr(", \t\"", r->at[n]))
			n++;
		r->at += n;
		if (n && !memchr(r->at - n, 0, n))
			return arena_strndup(as->arena, r->at - n, n);
	}
	asm_refuse(as, r, "expected a section's name");
	return NULL;
}

/* .section name [, "flags" [, @type [, entry size]]] */
bool directive_SECTION(struct assembler *as, struct atext_reader *r, int push)
{
	const char *name = read_section_name(as, r), *at = r->at;
	struct asm_section *s;
	uint64_t flags = 0;
	uint32_t type = SHT_PROGBITS, index, before = as->sections.n;
	int64_t entsize = 0;
	bool has_flags;

	if (!name)
		return false;
	has_flags = asm_take(r, ',');
	if ((has_flags && !read_flags(as, r, &flags)) ||
		(has_flags && asm_take(r, ',') && !read_section_type(as, r, &type)))
		return false;
	if (flags & SHF_MERGE && !asm_take(r, ','))
		return asm_refuse(as, r, "expected the size of entries that can be merged");
	if (flags & SHF_MERGE && !asm_read_number(as, r, 1, 1 << 20, &entsize))
		return false;
	index = asm_section_get(as, name);
	s = as->sections.p[index];
	if (has_flags && index < before && (s->bytes || s->explicit_flags) &&
		(s->flags != flags || s->type != type)) {
		atext_refuse(r, at, "section '%.64s' had other flags before", name);
		return asm_text_error(as, r);
	}
	if (has_flags) {
		s->explicit_flags = true;
		s->flags = flags;
		s->type = type;
		s->nobits = type == SHT_NOBITS;
		s->entsize = (uint32_t)entsize;
	}
	if (push)
		vec_push(as->arena, &as->pushed, as->section);
	go_to(as, index);
	return asm_finish_line(as, r);
}

bool directive_POP(struct assembler *as, struct atext_reader *r, int arg)
{
	if (!as->pushed.n)
		return asm_refuse(as, r, ".popsection without .pushsection");
	go_to(as, vec_pop(&as->pushed));
	return asm_finish_line(as, r);
}

bool directive_PREVIOUS(struct assembler *as, struct atext_reader *r, int arg)
{
	go_to(as, as->previous);
	return asm_finish_line(as, r);
}
