/* SPDX-License-Identifier: BSD-2-Clause */
#include "classic.h"

#include "sample.h"

struct cbpf_prog *classic_load(const char *path)
{
	static struct arena a;
	static struct sources sources;
	static struct diags ds;

	sources_init(&sources, &a);
	diags_init(&ds, &a, &sources, stderr);
	struct source *s = source_open(&sources, path);
	struct cbpf_prog *p = s ? asm_cbpf_read(&a, &ds, s) : NULL;

	diags_flush(&ds);
	if (!p)
		sample_die("no classic program in %s", path);
	return p;
}
