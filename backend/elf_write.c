/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * bpf_obj to ELF, with libelf. Sections in clang's order: .strtab, then each section followed by
 * its relocations, .BTF, .BTF.ext, .symtab. Symbols: null, locals, then the others; relocations
 * follow the new numbers. The image is made in a temporary file, which becomes the output by
 * renaming, or is read back; nothing in it depends on time or place.
 */
#include <errno.h>
#include <fcntl.h>
#include <libelf.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "backend.h"
#include "bpf/elf_bpf.h"
#include "bpf/btf_ext.h"

struct strings {
	VEC(char) text;
};

struct elf {
	struct arena a;
	struct diags *ds;
	const struct bpf_obj *obj;
	Elf *elf;
	struct strings names;
	uint32_t *section; /* by obj section: ELF section index */
	uint32_t *sym;     /* by obj symbol: ELF symbol index */
	uint32_t strtab, symtab, n_local;
	VEC(Elf64_Sym) syms;
	const char *error;
};

static uint32_t add_name(struct elf *w, const char *s)
{
	uint32_t at = w->names.text.n;

	if (!*s)
		return 0;
	for (;; s++) {
		vec_push(&w->a, &w->names.text, *s);
		if (!*s)
			return at;
	}
}

static bool fail(struct elf *w, const char *error)
{
	if (!w->error)
		w->error = error ? error : elf_errmsg(-1);
	return false;
}

/* One section with one piece of data, whose bytes are already in the object's byte order unless
 * libelf knows its type. */
static Elf_Scn *add_section(struct elf *w, const char *name, Elf64_Word type, Elf64_Xword flags,
	Elf_Type kind, void *data, size_t size, size_t align)
{
	Elf_Scn *scn = elf_newscn(w->elf);
	Elf64_Shdr *sh = scn ? elf64_getshdr(scn) : NULL;
	Elf_Data *d = scn ? elf_newdata(scn) : NULL;

	if (!sh || !d) {
		fail(w, NULL);
		return NULL;
	}
	d->d_buf = data;
	d->d_size = size;
	d->d_type = kind;
	d->d_align = align;
	d->d_version = EV_CURRENT;
	sh->sh_name = add_name(w, name);
	sh->sh_type = type;
	sh->sh_flags = flags;
	sh->sh_addralign = align;
	return scn;
}

/* ---- symbols ---- */

static void add_symbols(struct elf *w, bool local)
{
	static const uint8_t bind[] = {
		[OBJ_LOCAL] = STB_LOCAL, [OBJ_GLOBAL] = STB_GLOBAL, [OBJ_WEAK] = STB_WEAK};
	static const uint8_t type[] = {[OBJ_NOTYPE] = STT_NOTYPE,
		[OBJ_OBJECT] = STT_OBJECT,
		[OBJ_FUNC] = STT_FUNC,
		[OBJ_SECTION] = STT_SECTION};

	for (uint32_t i = 0; i < w->obj->syms.n; i++) {
		const struct obj_sym *s = &w->obj->syms.p[i];
		Elf64_Sym e = {.st_value = s->value, .st_size = s->size};

		if ((s->bind == OBJ_LOCAL) != local)
			continue;
		e.st_name = s->type == OBJ_SECTION ? 0 : add_name(w, s->name);
		e.st_info = ELF64_ST_INFO(bind[s->bind], type[s->type]);
		e.st_other = s->hidden ? STV_HIDDEN : STV_DEFAULT;
		e.st_shndx =
			s->section == OBJ_UNDEF ? SHN_UNDEF : (Elf64_Section)w->section[s->section];
		w->sym[i] = w->syms.n;
		vec_push(&w->a, &w->syms, e);
	}
	if (local)
		w->n_local = w->syms.n;
}

/* ---- sections ---- */

static uint64_t flags_of(const struct obj_section *s)
{
	return (s->kind == OBJ_SEC_OTHER ? 0 : SHF_ALLOC) |
	       (s->kind == OBJ_SEC_PROG ? SHF_EXECINSTR : 0) | (s->writable ? SHF_WRITE : 0) |
	       (s->merge_strings ? SHF_STRINGS : 0) | (s->entsize ? SHF_MERGE : 0);
}

static bool write_section(struct elf *w, uint32_t i)
{
	const struct obj_section *s = w->obj->sections.p[i];
	Elf_Scn *scn = add_section(w, s->name, s->kind == OBJ_SEC_BSS ? SHT_NOBITS : SHT_PROGBITS,
		flags_of(s), ELF_T_BYTE, s->data, s->size, s->align ? s->align : 1);

	if (scn)
		elf64_getshdr(scn)->sh_entsize = s->entsize;
	return scn != NULL;
}

/* Type and symbol of each relocation; addends are in place. */
static bool write_relocs(struct elf *w, uint32_t i)
{
	const struct obj_section *s = w->obj->sections.p[i];
	Elf64_Rel *rel = arena_array(&w->a, Elf64_Rel, s->relocs.n);
	Elf_Scn *scn;

	if (!s->relocs.n)
		return true;
	for (uint32_t k = 0; k < s->relocs.n; k++) {
		rel[k].r_offset = s->relocs.p[k].offset;
		rel[k].r_info =
			ELF64_R_INFO((uint64_t)w->sym[s->relocs.p[k].sym], s->relocs.p[k].type);
	}
	scn = add_section(w, arena_printf(&w->a, ".rel%s", s->name), SHT_REL, SHF_INFO_LINK,
		ELF_T_REL, rel, s->relocs.n * sizeof(*rel), 8);
	if (!scn)
		return false;
	elf64_getshdr(scn)->sh_info = w->section[i];
	elf64_getshdr(scn)->sh_link = w->symtab;
	elf64_getshdr(scn)->sh_entsize = sizeof(*rel);
	return true;
}

static bool write_btf(struct elf *w)
{
	void *ext;
	const void *raw;
	size_t ext_size;
	uint32_t raw_size;

	if (!w->obj->btf)
		return true;
	if (!btf_ext_build(&w->a, w->obj, &ext, &ext_size))
		return fail(w, "BTF is refused by libbpf");
	raw = btf_raw(w->obj, &raw_size);
	if (!raw)
		return fail(w, "BTF is refused by libbpf");
	if (!add_section(w, ".BTF", SHT_PROGBITS, 0, ELF_T_BYTE, arena_dup(&w->a, raw, raw_size),
		    raw_size, 4))
		return false;
	return !ext || add_section(w, ".BTF.ext", SHT_PROGBITS, 0, ELF_T_BYTE, ext, ext_size, 4);
}

/* ELF section numbers, as write_all() makes them. */
static void number_sections(struct elf *w)
{
	uint32_t at = 2; /* 0 null, 1 .strtab */

	w->section = arena_array(&w->a, uint32_t, w->obj->sections.n);
	for (uint32_t i = 0; i < w->obj->sections.n; i++) {
		w->section[i] = at++;
		at += w->obj->sections.p[i]->relocs.n != 0;
	}
	w->symtab = at + (w->obj->btf != NULL);
}

static bool write_symtab(struct elf *w)
{
	Elf_Scn *scn = add_section(w, ".symtab", SHT_SYMTAB, 0, ELF_T_SYM, w->syms.p,
		w->syms.n * sizeof(Elf64_Sym), 8);

	if (!scn)
		return false;
	elf64_getshdr(scn)->sh_link = 1;
	elf64_getshdr(scn)->sh_info = w->n_local;
	elf64_getshdr(scn)->sh_entsize = sizeof(Elf64_Sym);
	/* .BTF.ext may or may not be there: relocation sections are told now */
	for (Elf_Scn *s = NULL; (s = elf_nextscn(w->elf, s));)
		if (elf64_getshdr(s)->sh_type == SHT_REL)
			elf64_getshdr(s)->sh_link = (Elf64_Word)elf_ndxscn(scn);
	return true;
}

static bool write_all(struct elf *w)
{
	Elf64_Ehdr *eh = elf64_newehdr(w->elf);
	Elf_Scn *strtab;
	Elf_Data *d;

	if (!eh)
		return fail(w, NULL);
	eh->e_ident[EI_DATA] = w->obj->big_endian ? ELFDATA2MSB : ELFDATA2LSB;
	eh->e_type = ET_REL;
	eh->e_machine = EM_BPF;
	eh->e_version = EV_CURRENT;
	eh->e_shstrndx = 1;
	vec_push(&w->a, &w->names.text, '\0');
	vec_push(&w->a, &w->syms, ((Elf64_Sym){0}));
	number_sections(w);
	w->sym = arena_array(&w->a, uint32_t, w->obj->syms.n);
	add_symbols(w, true);
	add_symbols(w, false);
	strtab = add_section(w, ".strtab", SHT_STRTAB, 0, ELF_T_BYTE, NULL, 0, 1);
	for (uint32_t i = 0; strtab && i < w->obj->sections.n; i++)
		if (!write_section(w, i) || !write_relocs(w, i))
			return false;
	if (!strtab || !write_btf(w) || !write_symtab(w))
		return false;
	d = elf_getdata(strtab, NULL);
	d->d_buf = w->names.text.p;
	d->d_size = w->names.text.n;
	return elf_update(w->elf, ELF_C_WRITE) >= 0 || fail(w, NULL);
}

/* The image into an open file. */
static bool write_image(struct diags *ds, const struct bpf_obj *o, int fd, const char *path)
{
	struct elf w = {.a = arena_beside(o->arena), .ds = ds, .obj = o};
	bool ok = false;

	elf_version(EV_CURRENT);
	w.elf = elf_begin(fd, ELF_C_WRITE, NULL);
	if (!w.elf) {
		fail(&w, NULL);
	} else {
		ok = write_all(&w);
		elf_end(w.elf);
	}
	if (!ok && path)
		diag(ds, DIAG_CANNOT_WRITE, 0, path, w.error);
	else if (!ok)
		diag(ds, DIAG_ELF_REFUSED, 0, w.error);
	arena_free(&w.a);
	return ok;
}

bool backend_elf_image(struct diags *ds, const struct bpf_obj *o, void **image, size_t *size)
{
	int fd = memfd_create("kbcc", MFD_CLOEXEC);
	struct stat st;
	bool ok = false;

	*image = NULL;
	if (fd >= 0 && write_image(ds, o, fd, NULL) && !fstat(fd, &st)) {
		*size = (size_t)st.st_size;
		*image = malloc(*size);
		ok = *image && pread(fd, *image, *size, 0) == st.st_size;
	}
	if (!ok && fd < 0)
		diag(ds, DIAG_ELF_REFUSED, 0, strerror(errno));
	if (fd >= 0)
		close(fd);
	if (!ok) {
		free(*image);
		*image = NULL;
	}
	return ok;
}

/* Not a regular file (/dev/null, a pipe): written in place. */
static bool write_special(struct diags *ds, const char *path, const void *image, size_t size)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);
	const char *p = image;
	ssize_t n = 0;

	while (fd >= 0 && size && (n = write(fd, p, size)) > 0) {
		p += n;
		size -= (size_t)n;
	}
	int err = errno;

	if (fd >= 0 && close(fd) && !size) {
		err = errno;
		size = 1;
	}
	if (fd < 0 || size)
		diag(ds, DIAG_CANNOT_WRITE, 0, path, strerror(err));
	return fd >= 0 && !size;
}

static bool write_file(struct diags *ds, const char *path, const void *image, size_t size)
{
	struct arena a = {0};
	char *temp = arena_printf(&a, "%s.XXXXXX", path);
	int fd = mkstemp(temp), err = errno;
	mode_t mask = umask(0);
	bool ok = fd >= 0;
	size_t done = 0;

	umask(mask);
	while (ok && done < size) {
		ssize_t n = write(fd, (const char *)image + done, size - done);

		ok = n > 0 || (n < 0 && errno == EINTR);
		err = errno;
		done += n > 0 ? (size_t)n : 0;
	}
	if (fd >= 0 && (fchmod(fd, 0666 & ~mask) || close(fd)) && ok) {
		ok = false;
		err = errno;
	}
	if (ok && rename(temp, path)) {
		ok = false;
		err = errno;
	}
	if (!ok) {
		if (fd >= 0)
			unlink(temp);
		diag(ds, DIAG_CANNOT_WRITE, 0, path, strerror(err));
	}
	arena_free(&a);
	return ok;
}

bool backend_elf_write(struct diags *ds, const struct bpf_obj *o, const char *path)
{
	struct stat st;
	size_t size;
	void *image;
	bool ok;

	if (!backend_elf_image(ds, o, &image, &size))
		return false;
	if (!stat(path, &st) && !S_ISREG(st.st_mode))
		ok = write_special(ds, path, image, size);
	else
		ok = write_file(ds, path, image, size);
	free(image);
	return ok;
}
