/* SPDX-License-Identifier: BSD-2-Clause */
/* See map_print.h. */
#include "map_print.h"

#include <linux/bpf.h>
#include <stdbool.h>

const char *map_type_name(uint32_t type)
{
	static const char *const names[] = {
		[BPF_MAP_TYPE_HASH] = "hash",
		[BPF_MAP_TYPE_ARRAY] = "array",
		[BPF_MAP_TYPE_PROG_ARRAY] = "prog array",
		[BPF_MAP_TYPE_PERF_EVENT_ARRAY] = "perf event array",
		[BPF_MAP_TYPE_PERCPU_HASH] = "per-CPU hash",
		[BPF_MAP_TYPE_PERCPU_ARRAY] = "per-CPU array",
		[BPF_MAP_TYPE_STACK_TRACE] = "stack traces",
		[BPF_MAP_TYPE_CGROUP_ARRAY] = "cgroup array",
		[BPF_MAP_TYPE_LRU_HASH] = "LRU hash",
		[BPF_MAP_TYPE_LRU_PERCPU_HASH] = "per-CPU LRU hash",
		[BPF_MAP_TYPE_LPM_TRIE] = "prefix trie",
		[BPF_MAP_TYPE_ARRAY_OF_MAPS] = "array of maps",
		[BPF_MAP_TYPE_HASH_OF_MAPS] = "hash of maps",
		[BPF_MAP_TYPE_DEVMAP] = "devices",
		[BPF_MAP_TYPE_SOCKMAP] = "sockets",
		[BPF_MAP_TYPE_CPUMAP] = "CPUs",
		[BPF_MAP_TYPE_XSKMAP] = "XDP sockets",
		[BPF_MAP_TYPE_SOCKHASH] = "socket hash",
		[BPF_MAP_TYPE_QUEUE] = "queue",
		[BPF_MAP_TYPE_STACK] = "stack",
		[BPF_MAP_TYPE_DEVMAP_HASH] = "device hash",
		[BPF_MAP_TYPE_RINGBUF] = "ring buffer",
		[MAP_ARENA] = "arena",
	};
	const char *name = type < ARRAY_LEN(names) ? names[type] : NULL;

	return name ? name : "map";
}

void map_print_begin(struct map_printer *p)
{
	if (p->json && !p->bare)
		fputs("{", p->out);
}

void map_print_map(struct map_printer *p, const struct map_shape *m)
{
	if (p->json && p->bare)
		fputs("[", p->out);
	else if (p->json)
		fprintf(p->out, "%s\n  \"%s\": [", p->any_map ? "," : "", m->name);
	else
		fprintf(p->out, "%s (%s)\n", m->name, m->type);
	p->any_map = true;
	p->any_entry = false;
	p->zeros = 0;
}

static bool all_zero(const uint8_t *v, size_t size)
{
	for (size_t i = 0; i < size; i++)
		if (v[i])
			return false;
	return true;
}

static void print_values(
	const struct map_printer *p, const struct map_shape *m, const uint8_t *value)
{
	size_t stride = align_up(m->value_size, 8);
	bool first = true;

	if (p->json)
		fputs("\"values\": [", p->out);
	for (uint32_t cpu = 0; cpu < m->cpus; cpu++) {
		if (!p->json && all_zero(value + cpu * stride, m->value_size))
			continue;
		fputs(first ? "" : ", ", p->out);
		first = false;
		fprintf(p->out, p->json ? "{\"cpu\": %u, \"value\": " : "cpu %u: ", cpu);
		value_print(p, m->value_type, value + cpu * stride, m->value_size);
		fputs(p->json ? "}" : "", p->out);
	}
	fputs(p->json ? "]" : first ? "0" : "", p->out);
}

void map_print_entry(struct map_printer *p, const struct map_shape *m, const uint8_t *key,
	const uint8_t *value, size_t size)
{
	if (!p->json && m->hide_zeros && all_zero(value, size)) {
		p->zeros++;
		return;
	}
	if (p->lone)
		fputs("{", p->out);
	else
		fputs(!p->json ? "  " : p->any_entry ? ",\n    {" : "\n    {", p->out);
	p->any_entry = true;
	if (key) {
		fputs(p->json ? "\"key\": " : "", p->out);
		value_print(p, m->key_type, key, m->key_size);
		fputs(p->json ? ", " : ": ", p->out);
	}
	if (m->cpus > 1) {
		print_values(p, m, value);
	} else {
		fputs(p->json ? "\"value\": " : "", p->out);
		value_print(p, m->value_type, value, size);
	}
	fputs(p->json ? "}" : "\n", p->out);
}

void map_print_map_end(struct map_printer *p)
{
	if (p->json)
		fputs(p->any_entry ? "\n  ]" : "]", p->out);
	else if (p->zeros)
		fprintf(p->out, "  (%u %s zero)\n", p->zeros,
			p->zeros == 1 ? "entry is" : "entries are");
	else if (!p->any_entry)
		fputs("  (empty)\n", p->out);
}

void map_print_end(struct map_printer *p)
{
	if (p->json && p->bare)
		fputs("\n", p->out);
	else if (p->json)
		fputs(p->any_map ? "\n}\n" : "}\n", p->out);
}
