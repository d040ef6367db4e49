/* SPDX-License-Identifier: BSD-2-Clause */
/* The kernel's programs and maps shown as bpftool shows them, as text or JSON. */
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <inttypes.h>
#include <time.h>
#include <unistd.h>

#include "bpf/insn_text.h"
#include "kobj.h"

enum { MAX_MAPS = 64 }; /* of one program, shown */

struct shower {
	struct arena *arena;
	FILE *out;
	bool json, any;
};

static const char *type_name(struct arena *a, enum kernel_objects kind, uint32_t type)
{
	const char *name = kind == KERNEL_MAPS ? libbpf_bpf_map_type_str((enum bpf_map_type)type)
					       : libbpf_bpf_prog_type_str((enum bpf_prog_type)type);

	return name ? name : arena_printf(a, "type_%u", type);
}

/* Locked bytes are in /proc only. */
static unsigned long memlock(int fd)
{
	char path[64], line[128];
	unsigned long out = 0;
	FILE *f;

	snprintf(path, sizeof(path), "/proc/self/fdinfo/%d", fd);
	f = fopen(path, "re");
	while (f && fgets(line, sizeof(line), f))
		if (sscanf(line, "memlock: %lu", &out) == 1)
			break;
	if (f)
		fclose(f);
	return out;
}

static void separate(struct shower *s)
{
	if (s->json)
		fputs(s->any ? ",\n " : "[", s->out);
	s->any = true;
}

static bool show_map(void *ctx, int fd)
{
	struct shower *s = ctx;
	struct bpf_map_info i = {0};
	uint32_t len = sizeof(i);
	const char *type;

	if (bpf_obj_get_info_by_fd(fd, &i, &len))
		return true; /* it cannot happen to a map that is open */
	separate(s);
	type = type_name(s->arena, KERNEL_MAPS, i.type);
	if (s->json)
		fprintf(s->out,
			"{\"id\":%u,\"type\":\"%s\",\"name\":\"%s\",\"flags\":%u,\"bytes_key\":%u,"
			"\"bytes_value\":%u,\"max_entries\":%u,\"bytes_memlock\":%lu,\"btf_id\":%"
			"u}",
			i.id, type, i.name, i.map_flags, i.key_size, i.value_size, i.max_entries,
			memlock(fd), i.btf_id);
	else
		fprintf(s->out,
			"%u: %s  name %s  flags 0x%x\n"
			"\tkey %uB  value %uB  max_entries %u  memlock %luB\n",
			i.id, type, i.name, i.map_flags, i.key_size, i.value_size, i.max_entries,
			memlock(fd));
	if (!s->json && i.btf_id)
		fprintf(s->out, "\tbtf_id %u\n", i.btf_id);
	return true;
}

/* load_time counts from boot. */
static int64_t loaded_at(uint64_t load_time)
{
	struct timespec now, boot;

	clock_gettime(CLOCK_REALTIME, &now);
	clock_gettime(CLOCK_BOOTTIME, &boot);
	return now.tv_sec - boot.tv_sec + (int64_t)(load_time / 1000000000);
}

static void print_time(FILE *out, int64_t seconds)
{
	char text[64];
	time_t t = (time_t)seconds;
	struct tm tm;

	localtime_r(&t, &tm);
	strftime(text, sizeof(text), "%Y-%m-%dT%H:%M:%S%z", &tm);
	fputs(text, out);
}

static void print_ids(const struct shower *s, const uint32_t *ids, uint32_t n)
{
	for (uint32_t i = 0; i < n; i++)
		fprintf(s->out, "%s%u", i ? "," : "", ids[i]);
}

static bool show_prog(void *ctx, int fd)
{
	struct shower *s = ctx;
	uint32_t maps[MAX_MAPS], len = sizeof(struct bpf_prog_info);
	struct bpf_prog_info i = {.map_ids = (uint64_t)(uintptr_t)maps, .nr_map_ids = MAX_MAPS};
	uint32_t n;

	if (bpf_obj_get_info_by_fd(fd, &i, &len))
		return true;
	n = i.nr_map_ids < MAX_MAPS ? i.nr_map_ids : MAX_MAPS;
	separate(s);
	fprintf(s->out,
		s->json ? "{\"id\":%u,\"type\":\"%s\",\"name\":\"%s\",\"tag\":\""
			: "%u: %s  name %s  tag ",
		i.id, type_name(s->arena, KERNEL_PROGS, i.type), i.name);
	for (unsigned k = 0; k < BPF_TAG_SIZE; k++)
		fprintf(s->out, "%02x", i.tag[k]);
	if (s->json)
		fprintf(s->out,
			"\",\"gpl_compatible\":%s,\"loaded_at\":%" PRId64 ",\"uid\":%u,"
			"\"bytes_xlated\":%u,\"jited\":%s,\"bytes_jited\":%u,"
			"\"bytes_memlock\":%lu,\"btf_id\":%u,\"verified_insns\":%u,\"map_ids\":[",
			i.gpl_compatible ? "true" : "false", loaded_at(i.load_time),
			i.created_by_uid, i.xlated_prog_len, i.jited_prog_len ? "true" : "false",
			i.jited_prog_len, memlock(fd), i.btf_id, i.verified_insns);
	else
		fprintf(s->out, "%s\n\tloaded_at ", i.gpl_compatible ? "  gpl" : "");
	if (!s->json) {
		print_time(s->out, loaded_at(i.load_time));
		fprintf(s->out, "  uid %u\n\txlated %uB", i.created_by_uid, i.xlated_prog_len);
		fprintf(s->out, i.jited_prog_len ? "  jited %uB" : "  not jited", i.jited_prog_len);
		fprintf(s->out, "  memlock %luB%s", memlock(fd), n ? "  map_ids " : "");
	}
	print_ids(s, maps, n);
	fputs(s->json ? "]}" : "\n", s->out);
	if (!s->json && i.btf_id)
		fprintf(s->out, "\tbtf_id %u\n", i.btf_id);
	return true;
}

bool runtime_kobj_list(struct arena *a, struct diags *ds, enum kernel_objects kind,
	const struct kobj_ref *ref, bool json)
{
	struct shower s = {a, stdout, json, false};
	bool ok = kobj_each(a, ds, kind, ref, kind == KERNEL_MAPS ? show_map : show_prog, &s);

	if (json && ok)
		fputs(s.any ? "]\n" : "[]\n", s.out);
	return ok;
}

/* ---- a program's instructions ---- */

static void print_insns(const struct shower *s, const struct bpf_insn *p, uint32_t n)
{
	char text[128];

	if (s->json)
		fputc('[', s->out);
	for (uint32_t i = 0; i < n; i++) {
		int wide = p[i].code == (BPF_LD | BPF_IMM | BPF_DW);

		insn_print(text, sizeof(text), &p[i], INSN_LLVM, 0, NULL);
		fprintf(s->out, s->json ? "%s{\"insn\":%u,\"text\":\"%s\"}" : "%.0s%4u: %s\n",
			i ? ",\n " : "", i, text);
		i += (uint32_t)(wide && i + 1 < n);
	}
	if (s->json)
		fputs("]\n", s->out);
}

bool runtime_prog_dump(struct arena *a, struct diags *ds, const struct kobj_ref *ref, bool json)
{
	struct shower s = {a, stdout, json, false};
	struct bpf_prog_info i = {0};
	uint32_t len = sizeof(i), size;
	struct bpf_insn *insns;
	int fd = kobj_open(a, ds, KERNEL_PROGS, ref), err;

	if (fd < 0)
		return false;
	err = bpf_obj_get_info_by_fd(fd, &i, &len);
	size = i.xlated_prog_len;
	insns = arena_alloc(a, size + 8);
	i = (struct bpf_prog_info){
		.xlated_prog_len = size, .xlated_prog_insns = (uint64_t)(uintptr_t)insns};
	err = err ? err : bpf_obj_get_info_by_fd(fd, &i, &len);
	close(fd);
	if (err || !i.xlated_prog_insns) {
		diag(ds, DIAG_KOBJ, 0, "program", ref->text,
			err ? strerror(-err)
			    : "the kernel does not show its instructions (kptr_restrict, or no"
			      " CAP_SYS_ADMIN)");
		return false;
	}
	print_insns(&s, insns, i.xlated_prog_len / 8);
	return true;
}
