/* SPDX-License-Identifier: BSD-2-Clause */
/* Inside of reading an object: ELF (elf_read.c), .BTF.ext (btf_ext_read.c), BTF's check
 * (btf_check.c). */
#ifndef RUNTIME_READ_H
#define RUNTIME_READ_H

#include "base/map.h"
#include "base/str.h"
#include "runtime.h"

/* Of the first bytes: a name in a hostile string table can be as long as the file. */
static inline uint64_t name_hash(const char *s)
{
	return ident_hash(s, strnlen(s, 1024));
}

struct bytes {
	const uint8_t *p;
	size_t n;
};

/* Fill in lines, funcs and cores of o's sections. NULL, or what is wrong. o->btf is set. */
const char *btf_ext_read(struct bpf_obj *o, struct bytes ext);

/*
 * libbpf trusts most of what it reads. This checks what its dumper and resolver rely on: names and
 * type ids in range, no type that contains or refers to itself without a pointer or a function in
 * between. NULL, or what is wrong.
 */
const char *btf_check(struct arena *a, const struct btf *btf);

#endif
