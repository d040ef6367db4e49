/* SPDX-License-Identifier: BSD-2-Clause */
/* What an eBPF ELF object is made of, beyond <elf.h>: the layout of .BTF.ext and the machine's
 * numbers. */
#ifndef BPF_ELF_BPF_H
#define BPF_ELF_BPF_H

#include <elf.h>
#include <stdint.h>

#ifndef EM_BPF
#define EM_BPF 247
#endif

#define ELF_BPF_LLVM_ADDRSIG 0x6fff4c03 /* sh_type of .llvm_addrsig */

/* .BTF.ext: header, then three parts at offsets from the header's end. */
#define BTF_EXT_MAGIC 0xeb9f
struct elf_btf_ext {
	uint16_t magic;
	uint8_t version; /* 1 */
	uint8_t flags;
	uint32_t hdr_len;
	uint32_t func_info_off, func_info_len;
	uint32_t line_info_off, line_info_len;
	uint32_t core_relo_off, core_relo_len; /* absent when hdr_len is 24 */
};

/*
 * Each part is a u32 record size, then for each section: elf_btf_ext_sec and its records (struct
 * bpf_func_info, bpf_line_info, bpf_core_relo of <linux/bpf.h>), whose insn_off counts bytes.
 */
struct elf_btf_ext_sec {
	uint32_t sec_name_off; /* in BTF's strings */
	uint32_t num_info;
};

_Static_assert(sizeof(struct elf_btf_ext) == 32, "");

#endif
