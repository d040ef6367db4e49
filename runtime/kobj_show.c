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
	bool one; /* JSON: an object, not an array of them */
};

static const char *type_name(struct arena *a, enum kernel_objects kind, uint32_t type)
{
	const char *name = kind == KERNEL_MAPS ? libbpf_bpf_map_type_str((enum bpf_map_type)type)
					       : libbpf_bpf_prog_type_str((enum bpf_prog_type)type);

	return name ? name : arena_printf(a, "type_%u", type);
}

/* A number that only /proc has: "memlock", "frozen"; 0 where it is not there. */
static unsigned long fdinfo(int fd, const char *name)
{
	char path[64], line[128];
	unsigned long out = 0;
	size_t n = strlen(name);
	FILE *f;

	snprintf(path, sizeof(path), "/proc/self/fdinfo/%d", fd);
	f = fopen(path, "re");
	while (f && fgets(line, sizeof(line), f))
		if (!strncmp(line, name, n) && sscanf(line + n, ": %lu", &out) == 1)
			break;
	if (f)
		fclose(f);
	return out;
}

static void separate(struct shower *s)
{
	if (s->json && !s->one)
		fputs(s->any ? ",\n " : "[", s->out);
	s->any = true;
}

static void print_name(const struct shower *s, const char *name)
{
	if (*name)
		fprintf(s->out, s->json ? ",\"name\":\"%s\"" : "  name %s", name);
}

/* Of an array of programs: what all in it are, once there was one. */
static void print_owner(const struct shower *s, uint32_t type, bool jited)
{
	if (type)
		fprintf(s->out,
			s->json ? ",\"owner_prog_type\":\"%s\",\"owner_jited\":%s"
				: "\towner_prog_type %s  owner%s jited\n",
			type_name(s->arena, KERNEL_PROGS, type),
			s->json ? jited ? "true" : "false"
			: jited ? ""
				: " not");
}

static bool show_map(void *ctx, int fd)
{
	struct shower *s = ctx;
	struct bpf_map_info i = {0};
	uint32_t len = sizeof(i);
	const char *type;
	unsigned long frozen = fdinfo(fd, "frozen");

	if (bpf_obj_get_info_by_fd(fd, &i, &len))
		return true; /* it cannot happen to a map that is open */
	separate(s);
	type = type_name(s->arena, KERNEL_MAPS, i.type);
	fprintf(s->out, s->json ? "{\"id\":%u,\"type\":\"%s\"" : "%u: %s", i.id, type);
	print_name(s, i.name);
	if (s->json)
		fprintf(s->out,
			",\"flags\":%u,\"bytes_key\":%u,\"bytes_value\":%u,\"max_entries\":%u,"
			"\"bytes_memlock\":%lu,\"frozen\":%lu",
			i.map_flags, i.key_size, i.value_size, i.max_entries, fdinfo(fd, "memlock"),
			frozen);
	else
		fprintf(s->out,
			"  flags 0x%x\n"
			"\tkey %uB  value %uB  max_entries %u  memlock %luB%s\n",
			i.map_flags, i.key_size, i.value_size, i.max_entries, fdinfo(fd, "memlock"),
			frozen ? "  frozen" : "");
	if (i.type == BPF_MAP_TYPE_PROG_ARRAY)
		print_owner(s, (uint32_t)fdinfo(fd, "owner_prog_type"), fdinfo(fd, "owner_jited"));
	if (i.btf_id)
		fprintf(s->out, s->json ? ",\"btf_id\":%u" : "\tbtf_id %u\n", i.btf_id);
	fputs(s->json ? "}" : "", s->out);
	return true;
}

/* load_time counts from boot. */
static int64_t loaded_at(uint64_t load_time)
{
	struct timespec now, boot;

	clock_gettime(CLOCK_REALTIME, &now);
	clock_gettime(CLOCK_BOOTTIME, &boot);
	return now.tv_sec - boot.tv_sec +
	       (now.tv_nsec - boot.tv_nsec + (int64_t)load_time) / 1000000000;
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

static void show_prog_json(
	struct shower *s, int fd, const struct bpf_prog_info *i, const uint32_t *maps, uint32_t n)
{
	fprintf(s->out,
		"\",\"gpl_compatible\":%s,\"loaded_at\":%" PRId64 ",\"uid\":%u,\"bytes_xlated\":%u,"
		"\"jited\":%s",
		i->gpl_compatible ? "true" : "false", loaded_at(i->load_time), i->created_by_uid,
		i->xlated_prog_len, i->jited_prog_len ? "true" : "false");
	if (i->jited_prog_len)
		fprintf(s->out, ",\"bytes_jited\":%u", i->jited_prog_len);
	fprintf(s->out, ",\"bytes_memlock\":%lu", fdinfo(fd, "memlock"));
	if (n) {
		fputs(",\"map_ids\":[", s->out);
		print_ids(s, maps, n);
		fputs("]", s->out);
	}
	if (i->btf_id)
		fprintf(s->out, ",\"btf_id\":%u", i->btf_id);
	fprintf(s->out, ",\"verified_insns\":%u}", i->verified_insns);
}

static void show_prog_text(
	struct shower *s, int fd, const struct bpf_prog_info *i, const uint32_t *maps, uint32_t n)
{
	fprintf(s->out, "%s\n\tloaded_at ", i->gpl_compatible ? "  gpl" : "");
	print_time(s->out, loaded_at(i->load_time));
	fprintf(s->out, "  uid %u\n\txlated %uB", i->created_by_uid, i->xlated_prog_len);
	fprintf(s->out, i->jited_prog_len ? "  jited %uB" : "  not jited", i->jited_prog_len);
	fprintf(s->out, "  memlock %luB%s", fdinfo(fd, "memlock"), n ? "  map_ids " : "");
	print_ids(s, maps, n);
	fputs("\n", s->out);
	if (i->btf_id)
		fprintf(s->out, "\tbtf_id %u\n", i->btf_id);
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
	fprintf(s->out, s->json ? "{\"id\":%u,\"type\":\"%s\"" : "%u: %s", i.id,
		type_name(s->arena, KERNEL_PROGS, i.type));
	print_name(s, i.name);
	fputs(s->json ? ",\"tag\":\"" : "  tag ", s->out);
	for (unsigned k = 0; k < BPF_TAG_SIZE; k++)
		fprintf(s->out, "%02x", i.tag[k]);
	(s->json ? show_prog_json : show_prog_text)(s, fd, &i, maps, n);
	return true;
}

static bool count(void *ctx, int fd)
{
	++*(unsigned *)ctx;
	return true;
}

bool runtime_kobj_list(struct arena *a, struct diags *ds, enum kernel_objects kind,
	const struct kobj_ref *ref, bool json)
{
	struct shower s = {.arena = a, .out = stdout, .json = json};
	unsigned n = 0;
	bool ok;

	/* As bpftool: what is named alone is no array. */
	if (json && ref && !kobj_each(a, ds, kind, ref, count, &n))
		return false;
	s.one = n == 1;
	ok = kobj_each(a, ds, kind, ref, kind == KERNEL_MAPS ? show_map : show_prog, &s);
	if (json && ok)
		fputs(s.one ? "\n" : s.any ? "]\n" : "[]\n", s.out);
	return ok;
}

/* ---- a program's instructions ---- */

/* A load of a map's address, or of one in its value: by the map's id. */
static void print_map(char *text, size_t size, const struct bpf_insn *p)
{
	if (p->src_reg == BPF_PSEUDO_MAP_FD)
		snprintf(text, size, "r%u = map[id:%d]", p->dst_reg, p->imm);
	if (p->src_reg == BPF_PSEUDO_MAP_VALUE)
		snprintf(text, size, "r%u = map[id:%d][0]+%u", p->dst_reg, p->imm,
			(uint32_t)p[1].imm);
}

static void print_insns(const struct shower *s, const struct bpf_insn *p, uint32_t n)
{
	char text[128];

	if (s->json)
		fputc('[', s->out);
	for (uint32_t i = 0; i < n; i++) {
		int wide = p[i].code == insn_info(INSN_LDDW)->opcode;

		insn_print(text, sizeof(text), &p[i], INSN_LLVM, 0, NULL);
		if (wide && i + 1 < n)
			print_map(text, sizeof(text), &p[i]);
		fprintf(s->out, s->json ? "%s{\"insn\":%u,\"disasm\":\"%s\"}" : "%.0s%4u: %s\n",
			i ? ",\n " : "", i, text);
		i += (uint32_t)(wide && i + 1 < n);
	}
	if (s->json)
		fputs("]\n", s->out);
}

bool runtime_prog_dump(struct arena *a, struct diags *ds, const struct kobj_ref *ref, bool json)
{
	struct shower s = {.arena = a, .out = stdout, .json = json};
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
