/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Where JIT images come from: a program that is loaded (the kernel tells its code, its functions,
 * and which address a source line begins at), or the log of a kernel that prints what it compiles
 * (net.core.bpf_jit_enable = 2).
 */
#include <bpf/bpf.h>
#include <bpf/btf.h>
#include <bpf/libbpf.h>
#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include "kernel.h"

/* ---- a loaded program ---- */

/* The records that the kernel has, asked for by their counts. */
struct jit_info {
	struct bpf_prog_info info;
	uint8_t *code;
	uint64_t *ksyms, *line_addresses;
	uint32_t *func_lens;
	struct bpf_func_info *funcs;
	struct bpf_line_info *lines;
};

static bool get_info(struct arena *a, int fd, struct jit_info *j)
{
	struct bpf_prog_info counts = {0};
	uint32_t size = sizeof(counts);

	if (bpf_obj_get_info_by_fd(fd, &counts, &size))
		return false;
	j->code = arena_alloc(a, counts.jited_prog_len + 1);
	j->ksyms = arena_array(a, uint64_t, counts.nr_jited_ksyms + 1);
	j->func_lens = arena_array(a, uint32_t, counts.nr_jited_func_lens + 1);
	j->line_addresses = arena_array(a, uint64_t, counts.nr_jited_line_info + 1);
	j->lines = arena_array(a, struct bpf_line_info, counts.nr_line_info + 1);
	j->funcs = arena_array(a, struct bpf_func_info, counts.nr_func_info + 1);
	j->info = (struct bpf_prog_info){
		.jited_prog_insns = (uintptr_t)j->code,
		.jited_prog_len = counts.jited_prog_len,
		.jited_ksyms = (uintptr_t)j->ksyms,
		.nr_jited_ksyms = counts.nr_jited_ksyms,
		.jited_func_lens = (uintptr_t)j->func_lens,
		.nr_jited_func_lens = counts.nr_jited_func_lens,
		.jited_line_info = (uintptr_t)j->line_addresses,
		.nr_jited_line_info = counts.nr_jited_line_info,
		.jited_line_info_rec_size = sizeof(uint64_t),
		.line_info = (uintptr_t)j->lines,
		.nr_line_info = counts.nr_line_info,
		.line_info_rec_size = sizeof(struct bpf_line_info),
		.func_info = (uintptr_t)j->funcs,
		.nr_func_info = counts.nr_func_info,
		.func_info_rec_size = sizeof(struct bpf_func_info),
	};
	size = sizeof(j->info);
	return !bpf_obj_get_info_by_fd(fd, &j->info, &size);
}

static const char *func_name(
	struct arena *a, const struct btf *btf, const struct jit_info *j, uint32_t i)
{
	const struct btf_type *t =
		btf && i < j->info.nr_func_info ? btf__type_by_id(btf, j->funcs[i].type_id) : NULL;
	const char *name = t ? btf__name_by_offset(btf, t->name_off) : NULL;

	return arena_strdup(a, name && *name ? name : j->info.name);
}

static void take_funcs(
	struct arena *a, const struct btf *btf, const struct jit_info *j, struct jit_image *out)
{
	size_t at = 0;

	for (uint32_t i = 0; i < j->info.nr_jited_func_lens && i < j->info.nr_jited_ksyms; i++) {
		size_t size = j->func_lens[i];

		if (size > j->info.jited_prog_len - at)
			size = j->info.jited_prog_len - at;
		vec_push(a, &out->funcs,
			((struct jit_func){
				func_name(a, btf, j, i), j->ksyms[i], j->code + at, size}));
		at += size;
	}
}

static const char *string_of(struct arena *a, const struct btf *btf, uint32_t off)
{
	const char *s = btf__str_by_offset(btf, off);

	return arena_strdup(a, s ? s : "");
}

static void take_lines(
	struct arena *a, const struct btf *btf, const struct jit_info *j, struct jit_image *out)
{
	for (uint32_t i = 0; btf && i < j->info.nr_jited_line_info && i < j->info.nr_line_info; i++)
		vec_push(a, &out->lines,
			((struct jit_line){.address = j->line_addresses[i],
				.file = string_of(a, btf, j->lines[i].file_name_off),
				.text = string_of(a, btf, j->lines[i].line_off),
				.line = BPF_LINE_INFO_LINE_NUM(j->lines[i].line_col),
				.col = BPF_LINE_INFO_LINE_COL(j->lines[i].line_col)}));
}

bool kernel_jit(struct kernel *k, const char *prog, struct jit_image *out)
{
	struct jit_info j = {0};
	struct btf *btf;
	uint32_t i = 0;

	*out = (struct jit_image){0};
	while (i < k->progs.n && (strcmp(k->progs.p[i].name, prog) || !k->progs.p[i].loaded))
		i++;
	if (i == k->progs.n) {
		diag(k->ds, DIAG_NO_PROGRAM, 0, prog, k->obj->file ? k->obj->file : "the object");
		return false;
	}
	if (!get_info(k->arena, bpf_program__fd(k->handles.p[i]), &j)) {
		diag(k->ds, DIAG_JIT_INFO, 0, prog, strerror(errno));
		return false;
	}
	if (!j.info.jited_prog_len || !j.ksyms[0]) {
		diag(k->ds, DIAG_JIT_INFO, 0, prog,
			j.info.jited_prog_len ? "kernel.kptr_restrict hides it"
					      : "it was not compiled");
		return false;
	}
	btf = j.info.btf_id ? btf__load_from_kernel_by_id(j.info.btf_id) : NULL;
	out->code = j.code;
	out->size = j.info.jited_prog_len;
	take_funcs(k->arena, btf, &j, out);
	take_lines(k->arena, btf, &j, out);
	btf__free(btf);
	return out->funcs.n;
}

/* ---- a log ---- */

/* "JIT code: 00000010: 55 48 ...": the bytes of one line, at its offset */
static void take_code_line(const char *s, uint8_t *code, size_t n)
{
	char *end;
	size_t at = strtoul(s, &end, 16);

	if (*end != ':')
		return;
	for (s = end + 1; at < n; at++) {
		unsigned long v;

		while (*s == ' ')
			s++;
		if (!isxdigit((unsigned char)*s))
			return;
		v = strtoul(s, &end, 16);
		if (v > 255)
			return;
		code[at] = (uint8_t)v;
		s = end;
	}
}

bool jit_from_log(struct arena *a, const char *log, struct jit_image *out)
{
	static const char code_mark[] = "JIT code: ";
	const char *head = NULL, *s = log;
	unsigned flen, proglen, pass;
	unsigned long long image;
	uint8_t *code;

	*out = (struct jit_image){0};
	while ((s = strstr(s, "flen=")) != NULL)
		head = s++;
	if (!head ||
		sscanf(head, "flen=%u proglen=%u pass=%u image=%llx", &flen, &proglen, &pass,
			&image) != 4 ||
		!proglen || proglen > JIT_MAX_IMAGE)
		return false;
	code = arena_alloc(a, proglen);
	for (s = head; (s = strstr(s, code_mark)) != NULL; s += sizeof(code_mark) - 1)
		take_code_line(s + sizeof(code_mark) - 1, code, proglen);
	out->code = code;
	out->size = proglen;
	out->flen = flen;
	out->pass = pass;
	vec_push(a, &out->funcs,
		((struct jit_func){arena_printf(a, "%llx + <x>", image), image, code, proglen}));
	return true;
}
