/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Filter expressions through libpcap: tcpdump's options, and its words when something is wrong.
 * Part of the facade asm.h; apart from it because libpcap's headers and <linux/bpf.h> both define a
 * struct bpf_insn.
 */
#ifndef ASM_FILTER_H
#define ASM_FILTER_H

#include <stdio.h>

#include "bpf/cbpf.h"

enum { FILTER_SNAPLEN = 262144 }; /* the longest packet, and what is returned by default */

struct filter_opts {
	const char *expr;     /* NULL or "": everything passes */
	const char *file;     /* read the expression there instead */
	const char *link;     /* of the packets, by libpcap's name ("RAW"); NULL: Ethernet */
	const char *device;   /* compile for this interface; NULL: for none */
	const char *savefile; /* compile for this capture file; beats device */
	int snaplen;          /* what a packet that passes returns; 0: FILTER_SNAPLEN */
	bool no_optimize;
	FILE *err;           /* gets notes and errors ... */
	const char *program; /* ... which begin with this */
};

/* NULL after an error was printed. */
struct cbpf_prog *asm_filter_compile(struct arena *a, const struct filter_opts *o);
/* Print the link types of opts.device (NULL: the first interface). False after printing an error.
 */
bool asm_filter_list_links(FILE *f, const struct filter_opts *o);
/* Print as tcpdump -d (1), -dd (2), -ddd (3 and more) does. */
void asm_filter_print(FILE *f, const struct cbpf_prog *p, int level);

#endif
