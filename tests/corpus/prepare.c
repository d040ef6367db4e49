/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * See prepare.h. Maps that the loader sizes, by the number of CPUs mostly, get UNSIZED_ENTRIES.
 * Before libbpf, a loader told the type by the section's name in its own way, and tc took whatever
 * section it was told.
 */
#include "prepare.h"

#include <string.h>

enum { UNSIZED_ENTRIES = 64 };

static const struct {
	const char *prefix;
	enum bpf_prog_type type;
} old_names[] = {
	{"socket", BPF_PROG_TYPE_SOCKET_FILTER},
	{"xdp", BPF_PROG_TYPE_XDP},
	{"len_hist", BPF_PROG_TYPE_LWT_IN},
	{"", BPF_PROG_TYPE_SCHED_CLS},
};

static enum bpf_prog_type old_type(const char *section)
{
	unsigned i = 0;

	while (strncmp(section, old_names[i].prefix, strlen(old_names[i].prefix)))
		i++;
	return old_names[i].type;
}

void prepare_object(struct bpf_object *o)
{
	struct bpf_program *p;
	struct bpf_map *m;

	bpf_object__for_each_program(p, o)
	{
		if (bpf_program__type(p) == BPF_PROG_TYPE_UNSPEC)
			bpf_program__set_type(p, old_type(bpf_program__section_name(p)));
	}
	bpf_object__for_each_map(m, o)
	{
		bpf_map__set_pin_path(m, NULL);
		switch (bpf_map__type(m)) {
		case BPF_MAP_TYPE_ARRAY:
		case BPF_MAP_TYPE_PERCPU_ARRAY:
		case BPF_MAP_TYPE_HASH:
		case BPF_MAP_TYPE_PERCPU_HASH:
		case BPF_MAP_TYPE_CPUMAP:
		case BPF_MAP_TYPE_DEVMAP:
		case BPF_MAP_TYPE_DEVMAP_HASH:
			if (!bpf_map__max_entries(m))
				bpf_map__set_max_entries(m, UNSIZED_ENTRIES);
			break;
		default: break;
		}
	}
}
