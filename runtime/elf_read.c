/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * An ELF object into a bpf_obj. libelf finds sections and symbols and checks them against the
 * file's size; what they say about each other is checked here. Section bytes point into one copy of
 * the image, so sections that overlap cost nothing.
 */
#include "read.h"

#include <bpf/btf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <fcntl.h>
#include <gelf.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "bpf/elf_bpf.h"

enum { MAX_NAME = 1024 }; /* bytes of a section's name */

struct elf_reader {
	struct arena *arena;
	Elf *elf;
	struct bytes image;
	struct bpf_obj *o;
	struct bytes section_names;
	size_t n_sections;
	uint32_t *section_of; /* ELF index to o->sections, OBJ_UNDEF: not kept */
	uint32_t *sym_of;     /* ELF symbol index to o->syms, OBJ_UNDEF: not kept */
	size_t n_syms;
	struct bytes btf, btf_ext;
	const char *problem;
};

static bool bad(struct elf_reader *r, const char *problem)
{
	r->problem = problem;
	return false;
}

static bool section_bytes(struct elf_reader *r, const GElf_Shdr *h, struct bytes *out)
{
	if (h->sh_offset > r->image.n || h->sh_size > r->image.n - h->sh_offset)
		return bad(r, "a section lies outside the file");
	*out = (struct bytes){r->image.p + h->sh_offset, h->sh_size};
	return true;
}

/* A string table; every offset in it then names a terminated string. */
static bool read_strings(struct elf_reader *r, size_t index, struct bytes *out)
{
	Elf_Scn *scn = elf_getscn(r->elf, index);
	GElf_Shdr h;

	if (!scn || !gelf_getshdr(scn, &h) || h.sh_type != SHT_STRTAB || !section_bytes(r, &h, out))
		return bad(r, "a string table is missing");
	if (!out->n || out->p[out->n - 1])
		return bad(r, "a string table is not terminated");
	return true;
}

static const char *string_at(const struct bytes *strings, size_t off)
{
	return off < strings->n ? (const char *)strings->p + off : "";
}

static bool keep_section(const GElf_Shdr *h, const char *name)
{
	if (h->sh_type == SHT_NOBITS)
		return h->sh_flags & SHF_ALLOC;
	return h->sh_type == SHT_PROGBITS && strncmp(name, ".debug", 6) &&
	       strcmp(name, ".eh_frame") && strcmp(name, ".comment");
}

static bool read_section(struct elf_reader *r, Elf_Scn *scn, const GElf_Shdr *h)
{
	const char *name = string_at(&r->section_names, h->sh_name);
	enum obj_sec_kind kind = h->sh_type == SHT_NOBITS      ? OBJ_SEC_BSS
				 : h->sh_flags & SHF_EXECINSTR ? OBJ_SEC_PROG
				 : h->sh_flags & SHF_ALLOC     ? OBJ_SEC_DATA
							       : OBJ_SEC_OTHER;
	struct bytes b = {NULL, h->sh_size};
	struct obj_section *s;

	if (strnlen(name, MAX_NAME + 1) > MAX_NAME)
		return bad(r, "a section's name is too long");
	if (kind != OBJ_SEC_BSS && !section_bytes(r, h, &b))
		return false;
	if (kind == OBJ_SEC_PROG && b.n % 8)
		return bad(r, "a program section's size is not a multiple of 8");
	if (!strcmp(name, ".BTF"))
		r->btf = b;
	if (!strcmp(name, ".BTF.ext"))
		r->btf_ext = b;
	if (!keep_section(h, name) || !strncmp(name, ".BTF", 4))
		return true;
	if (h->sh_addralign > 4096 || (h->sh_addralign && !is_pow2(h->sh_addralign)))
		return bad(r, "a section's alignment is not a power of two up to 4096");
	r->section_of[elf_ndxscn(scn)] = bpf_obj_add_section(r->o, name, kind);
	s = vec_last(&r->o->sections);
	s->writable = h->sh_flags & SHF_WRITE;
	s->merge_strings = h->sh_flags & SHF_MERGE && h->sh_flags & SHF_STRINGS;
	s->entsize = h->sh_flags & SHF_MERGE ? (uint32_t)h->sh_entsize : 0;
	s->align = h->sh_addralign ? (uint32_t)h->sh_addralign : 1;
	s->data = (uint8_t *)b.p;
	s->size = b.n;
	return true;
}

static bool read_sections(struct elf_reader *r)
{
	Elf_Scn *scn = NULL;
	size_t names;

	if (elf_getshdrstrndx(r->elf, &names) || elf_getshdrnum(r->elf, &r->n_sections))
		return bad(r, "no section names");
	if (!read_strings(r, names, &r->section_names))
		return false;
	r->section_of = arena_array(r->arena, uint32_t, r->n_sections);
	memset(r->section_of, 0xff, r->n_sections * sizeof(uint32_t));
	while ((scn = elf_nextscn(r->elf, scn)) != NULL) {
		GElf_Shdr h;

		if (!gelf_getshdr(scn, &h))
			return bad(r, "a section header cannot be read");
		if ((h.sh_type == SHT_PROGBITS || h.sh_type == SHT_NOBITS) &&
			!read_section(r, scn, &h))
			return false;
	}
	return true;
}

/* An ELF symbol; one of a section that was not kept, or of a file, is not kept either. */
static bool read_symbol(
	struct elf_reader *r, const GElf_Sym *sym, const struct bytes *names, size_t index)
{
	static const uint8_t types[] = {
		[STT_OBJECT] = OBJ_OBJECT, [STT_FUNC] = OBJ_FUNC, [STT_SECTION] = OBJ_SECTION};
	unsigned type = GELF_ST_TYPE(sym->st_info), bind = GELF_ST_BIND(sym->st_info);
	struct obj_sym s = {
		.name = string_at(names, sym->st_name),
		.section = OBJ_UNDEF,
		.value = sym->st_value,
		.size = sym->st_size,
		.bind = bind == STB_WEAK     ? OBJ_WEAK
			: bind == STB_GLOBAL ? OBJ_GLOBAL
					     : OBJ_LOCAL,
		.type = type < ARRAY_LEN(types) ? types[type] : OBJ_NOTYPE,
		.hidden = GELF_ST_VISIBILITY(sym->st_other) == STV_HIDDEN,
	};

	if (sym->st_shndx != SHN_UNDEF) {
		if (sym->st_shndx >= r->n_sections || r->section_of[sym->st_shndx] == OBJ_UNDEF)
			return true;
		s.section = r->section_of[sym->st_shndx];
		if (s.value > r->o->sections.p[s.section]->size ||
			s.size > r->o->sections.p[s.section]->size - s.value)
			return bad(r, "a symbol lies outside its section");
	}
	if (type == STT_SECTION && s.section != OBJ_UNDEF && !*s.name)
		s.name = r->o->sections.p[s.section]->name;
	if (index)
		r->sym_of[index] = bpf_obj_add_sym(r->o, s);
	return true;
}

static bool read_symbols(struct elf_reader *r)
{
	Elf_Scn *scn = NULL;
	GElf_Shdr h;
	struct bytes names;
	Elf_Data *d;

	while ((scn = elf_nextscn(r->elf, scn)) != NULL)
		if (gelf_getshdr(scn, &h) && h.sh_type == SHT_SYMTAB)
			break;
	if (!scn)
		return true;
	d = elf_getdata(scn, NULL);
	if (!d || h.sh_entsize != sizeof(Elf64_Sym))
		return bad(r, "the symbol table cannot be read");
	if (!read_strings(r, h.sh_link, &names))
		return false;
	r->n_syms = d->d_size / sizeof(Elf64_Sym);
	r->sym_of = arena_array(r->arena, uint32_t, r->n_syms);
	memset(r->sym_of, 0xff, r->n_syms * sizeof(uint32_t));
	for (size_t i = 0; i < r->n_syms; i++) {
		GElf_Sym sym;

		if (!gelf_getsym(d, (int)i, &sym) || !read_symbol(r, &sym, &names, i))
			return r->problem ? false : bad(r, "a symbol cannot be read");
	}
	return true;
}

static int by_offset(const void *a, const void *b)
{
	uint64_t x = ((const struct obj_reloc *)a)->offset,
		 y = ((const struct obj_reloc *)b)->offset;

	return x < y ? -1 : x > y;
}

static bool read_relocs(struct elf_reader *r, Elf_Scn *scn, const GElf_Shdr *h)
{
	uint32_t target = h->sh_info < r->n_sections ? r->section_of[h->sh_info] : OBJ_UNDEF;
	Elf_Data *d;
	struct obj_section *s;

	if (target == OBJ_UNDEF)
		return true;
	d = elf_getdata(scn, NULL);
	if (h->sh_type == SHT_RELA || !d || h->sh_entsize != sizeof(Elf64_Rel))
		return bad(r, "relocations of a form that eBPF does not have");
	s = r->o->sections.p[target];
	for (size_t i = 0; i < d->d_size / sizeof(Elf64_Rel); i++) {
		GElf_Rel rel;
		uint64_t sym;

		if (!gelf_getrel(d, (int)i, &rel))
			return bad(r, "a relocation cannot be read");
		sym = GELF_R_SYM(rel.r_info);
		if (rel.r_offset >= s->size || s->size - rel.r_offset < 4)
			return bad(r, "a relocation lies outside its section");
		if (sym >= r->n_syms || r->sym_of[sym] == OBJ_UNDEF)
			return bad(r, "a relocation refers to no symbol");
		vec_push(r->arena, &s->relocs,
			((struct obj_reloc){
				rel.r_offset, (uint32_t)GELF_R_TYPE(rel.r_info), r->sym_of[sym]}));
	}
	if (s->relocs.n)
		qsort(s->relocs.p, s->relocs.n, sizeof(*s->relocs.p), by_offset);
	return true;
}

static bool read_all_relocs(struct elf_reader *r)
{
	Elf_Scn *scn = NULL;
	GElf_Shdr h;

	while ((scn = elf_nextscn(r->elf, scn)) != NULL) {
		if (!gelf_getshdr(scn, &h) || (h.sh_type != SHT_REL && h.sh_type != SHT_RELA))
			continue;
		if (!read_relocs(r, scn, &h))
			return false;
	}
	return true;
}

/* ---- BTF ---- */

/*
 * A compiler leaves sizes of sections and offsets of variables in BTF to who reads the symbols:
 * libbpf, and here.
 */
static void fix_datasec(struct elf_reader *r, struct btf_type *t, uint32_t section)
{
	struct btf_var_secinfo *v = btf_var_secinfos(t);
	struct map by_name = {0};

	vec_for (s, &r->o->syms)
		if (s->section == section && s->type != OBJ_SECTION)
			*map_put(r->arena, &by_name, name_hash(s->name)) = s->value + 1;
	t->size = (uint32_t)r->o->sections.p[section]->size;
	for (unsigned i = 0; i < btf_vlen(t); i++) {
		const struct btf_type *var = btf__type_by_id(r->o->btf, v[i].type);
		uint64_t *at =
			btf_is_var(var)
				? map_get(&by_name,
					  name_hash(btf__name_by_offset(r->o->btf, var->name_off)))
				: NULL;

		if (at)
			v[i].offset = (uint32_t)(*at - 1);
	}
}

static void fix_datasecs(struct elf_reader *r)
{
	for (uint32_t i = 0; i < r->o->sections.n; i++) {
		int id = r->o->sections.p[i]->kind == OBJ_SEC_PROG
				 ? -1
				 : btf__find_by_name_kind(
					   r->o->btf, r->o->sections.p[i]->name, BTF_KIND_DATASEC);

		if (id > 0)
			fix_datasec(
				r, (struct btf_type *)btf__type_by_id(r->o->btf, (uint32_t)id), i);
	}
}

static int silent(enum libbpf_print_level level, const char *fmt, va_list ap)
{
	return 0;
}

static bool read_btf(struct elf_reader *r)
{
	libbpf_print_fn_t old;
	struct btf *btf;

	if (!r->btf.n)
		return true;
	if (r->btf.n > UINT32_MAX)
		return bad(r, "BTF: too large");
	old = libbpf_set_print(silent);
	btf = btf__new(r->btf.p, (uint32_t)r->btf.n);
	libbpf_set_print(old);
	if (!btf)
		return bad(r, "BTF: damaged");
	r->o->btf = btf;
	r->problem = btf_check(r->arena, btf);
	if (!r->problem)
		fix_datasecs(r);
	if (!r->problem && r->btf_ext.n)
		r->problem = btf_ext_read(r->o, r->btf_ext);
	return !r->problem;
}

static bool read_header(struct elf_reader *r)
{
	GElf_Ehdr h;

	if (elf_kind(r->elf) != ELF_K_ELF || !gelf_getehdr(r->elf, &h))
		return bad(r, "not an ELF file");
	if (h.e_ident[EI_CLASS] != ELFCLASS64 || h.e_machine != EM_BPF)
		return bad(r, "an ELF file of another machine");
	if (h.e_type != ET_REL)
		return bad(r, "not a relocatable file");
	r->o->big_endian = h.e_ident[EI_DATA] == ELFDATA2MSB;
	return true;
}

struct bpf_obj *runtime_read(
	struct arena *a, struct diags *ds, const char *name, const void *image, size_t size)
{
	struct elf_reader r = {.arena = a, .o = bpf_obj_new(a), .image = {image, size}};

	r.o->file = arena_strdup(a, name);
	elf_version(EV_CURRENT);
	r.image.p = arena_dup(a, image, size);
	r.elf = size ? elf_memory((char *)r.image.p, size) : NULL;
	if (!r.elf)
		bad(&r, "not an ELF file");
	else if (read_header(&r) && read_sections(&r) && read_symbols(&r) && read_all_relocs(&r))
		read_btf(&r);
	elf_end(r.elf);
	if (!r.problem)
		return r.o;
	diag(ds, DIAG_BAD_OBJECT, 0, name, r.problem);
	bpf_obj_free(r.o);
	return NULL;
}

/* The file's bytes; false with errno set. */
static bool map_file(const char *path, struct bytes *out)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	struct stat st;
	void *p = NULL;
	bool ok;

	if (fd < 0)
		return false;
	ok = !fstat(fd, &st);
	if (ok && !S_ISREG(st.st_mode)) {
		errno = S_ISDIR(st.st_mode) ? EISDIR : EINVAL;
		ok = false;
	}
	if (ok && st.st_size)
		ok = (p = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE, fd, 0)) !=
		     MAP_FAILED;
	*out = (struct bytes){p, ok ? (size_t)st.st_size : 0};
	close(fd);
	return ok;
}

struct bpf_obj *runtime_read_file(struct arena *a, struct diags *ds, const char *path)
{
	struct bpf_obj *o;
	struct bytes b;

	if (!map_file(path, &b)) {
		diag(ds, DIAG_CANNOT_OPEN, 0, path, strerror(errno));
		return NULL;
	}
	o = runtime_read(a, ds, path, b.p, b.n);
	if (b.n)
		munmap((void *)b.p, b.n);
	return o;
}
