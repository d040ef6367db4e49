/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The kernel's side of lift_runner: programs loaded by bpf(2) alone, attached to sockets, and how
 * long they are. A program that uses the kernel's sk_buff has relocations, which libbpf would do
 * once an object at some milliseconds each; here the few values are looked up once.
 */
#include "lift.h"

#include <bpf/bpf.h>
#include <bpf/btf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "backend/backend.h"
#include "bpf/insn.h"

#define SO_ATTACH_FILTER_ 26
#define SO_ATTACH_BPF_    50

/* ---- relocation ---- */

struct kernel_types {
	struct btf *btf;
	int cast_to_kern_ctx, rdonly_cast, storage; /* ids */
	uint32_t member[3];                         /* offsets: len, data_len, data */
};

static uint32_t member_offset(const struct btf *btf, const struct btf_type *t, const char *name)
{
	for (unsigned i = 0; i < btf_vlen(t); i++)
		if (!strcmp(btf__name_by_offset(btf, btf_members(t)[i].name_off), name))
			return btf_member_bit_offset(t, i) / 8;
	return 0;
}

static struct kernel_types *kernel_types(void)
{
	static struct kernel_types k;
	static const char *const names[] = {"len", "data_len", "data"};

	if (k.btf)
		return &k;
	k.btf = btf__load_vmlinux_btf();
	if (!k.btf)
		return NULL;
	k.cast_to_kern_ctx = btf__find_by_name_kind(k.btf, "bpf_cast_to_kern_ctx", BTF_KIND_FUNC);
	k.rdonly_cast = btf__find_by_name_kind(k.btf, "bpf_rdonly_cast", BTF_KIND_FUNC);
	k.storage = btf__find_by_name_kind(k.btf, "__kernel_sockaddr_storage", BTF_KIND_STRUCT);
	int skb = btf__find_by_name_kind(k.btf, "sk_buff", BTF_KIND_STRUCT);

	for (size_t i = 0; skb > 0 && i < ARRAY_LEN(names); i++)
		k.member[i] = member_offset(k.btf, btf__type_by_id(k.btf, (uint32_t)skb), names[i]);
	return &k;
}

/* Kernels before 6.2 have no such functions: the weak reference stays 0, the calls are not reached.
 */
static void relocate_symbol(struct bpf_insn *p, const struct obj_reloc *r, const char *name,
	const struct kernel_types *k)
{
	bool cast = !strcmp(name, "bpf_rdonly_cast");
	struct bpf_insn *at = &p[r->offset / 8];
	int id = cast ? k->rdonly_cast : k->cast_to_kern_ctx;

	if (id < 0)
		*at = (struct bpf_insn){.code = BPF_ALU64 | BPF_MOV | BPF_K};
	else if (r->type == OBJ_R_64_64)
		*at = (struct bpf_insn){.code = at->code,
			.dst_reg = at->dst_reg,
			.src_reg = BPF_PSEUDO_BTF_ID,
			.imm = id};
	else
		*at = (struct bpf_insn){
			.code = at->code, .src_reg = BPF_PSEUDO_KFUNC_CALL, .imm = id};
}

/* The section's instructions as bpf(2) takes them. */
static struct bpf_insn *relocated(
	struct test *t, const struct bpf_obj *obj, const struct obj_section *s)
{
	struct bpf_insn *p = arena_dup(&t->job.unit, s->data, s->size);
	const struct kernel_types *k = s->relocs.n || s->cores.n ? kernel_types() : NULL;

	if (!k)
		return p;
	vec_for (r, &s->relocs)
		relocate_symbol(p, r, obj->syms.p[r->sym].name, k);
	vec_for (c, &s->cores) {
		if (c->kind == BPF_CORE_TYPE_ID_TARGET)
			p[c->offset / 8].imm = k->storage;
		else
			p[c->offset / 8].off = (int16_t)k->member[c->access[2] - '0'];
	}
	return p;
}

/* ---- loading ---- */

static void take_info(struct kernel_prog *k)
{
	struct bpf_prog_info info = {0};
	uint32_t size = sizeof(info);

	bpf_obj_get_info_by_fd(k->fd, &info, &size);
	k->insns = info.xlated_prog_len / 8;
	k->jited = info.jited_prog_len;
	k->verified = info.verified_insns;
}

struct kernel_prog load(struct test *t, int kind, const struct bpf_obj *obj)
{
	static const enum bpf_prog_type types[KINDS] = {BPF_PROG_TYPE_SOCKET_FILTER,
		BPF_PROG_TYPE_XDP, BPF_PROG_TYPE_SCHED_CLS, BPF_PROG_TYPE_SOCKET_FILTER};
	static const char *const sections[KINDS] = {"socket", "xdp", "tc", "socket"};
	struct kernel_prog k = {.fd = -1};

	vec_for (s, &obj->sections) {
		if (!strcmp((*s)->name, sections[kind]))
			k.fd = bpf_prog_load(types[kind], "filter", "GPL", relocated(t, obj, *s),
				(*s)->size / 8, NULL);
	}
	if (k.fd < 0) {
		broken(t, "the kernel refuses it", sections[kind]);
		return k;
	}
	take_info(&k);
	return k;
}

/* The whole object, as everybody else loads it. */
struct kernel_prog load_by_libbpf(struct test *t, const struct bpf_obj *obj)
{
	struct kernel_prog k = {.fd = -1};
	void *image = NULL;
	size_t size = 0;

	if (!backend_elf_image(&t->job.diags, obj, &image, &size)) {
		broken(t, "writing the object", "an error");
		return k;
	}
	struct bpf_object *o = bpf_object__open_mem(image, size, NULL);
	struct bpf_program *p =
		o && !bpf_object__load(o) ? bpf_object__find_program_by_name(o, "filter") : NULL;

	if (p) {
		k.fd = dup(bpf_program__fd(p));
		take_info(&k);
	} else {
		broken(t, "libbpf", "the object does not load");
	}
	bpf_object__close(o);
	free(image);
	return k;
}

void attach(struct test *t)
{
	struct {
		unsigned short n;
		const struct cbpf_insn *p;
	} own = {(unsigned short)t->prog.insns.n, t->prog.insns.p};

	t->attached = false;
	if (!t->kernel || t->lifted[LIFT_SOCKET].kernel.fd < 0)
		return;
	if (setsockopt(t->pair[0][0], SOL_SOCKET, SO_ATTACH_FILTER_, &own, sizeof(own)))
		broken(t, "SO_ATTACH_FILTER", strerror(errno));
	else if (setsockopt(t->pair[1][0], SOL_SOCKET, SO_ATTACH_BPF_,
			 &t->lifted[LIFT_SOCKET].kernel.fd, sizeof(int)))
		broken(t, "SO_ATTACH_BPF", strerror(errno));
	else
		t->attached = true;
}

/* The lengths of the filter on the one socket of this namespace that has one. */
static bool conversion(struct test *t, uint32_t len[2])
{
	int off = 1, fd;
	bool ok;

	if (t->iter < 0 || !t->attached)
		return false;
	setsockopt(t->pair[1][0], SOL_SOCKET, SO_DETACH_FILTER, &off, sizeof(off));
	fd = bpf_iter_create(t->iter);
	ok = fd >= 0 && read(fd, len, 8) == 8;
	if (fd >= 0)
		close(fd);
	return ok;
}

void figures(struct test *t)
{
	const struct kernel_prog *k = &t->lifted[LIFT_SOCKET].kernel;
	uint32_t own[2];

	if (!conversion(t, own))
		return;
	printf("figure %u %u %u %u %s\n", own[0], k->insns, own[1], k->jited, t->name);
}

int attach_iter(const char *path)
{
	struct options o;
	struct job j;
	void *image = NULL;
	size_t size = 0;
	int fd = -1;

	options_init(&o);
	job_init(&j, &o);
	struct bpf_obj *obj = job_compile(&j, path);

	if (obj && backend_elf_image(&j.diags, obj, &image, &size)) {
		struct bpf_object *b = bpf_object__open_mem(image, size, NULL);
		struct bpf_link *l =
			b && !bpf_object__load(b)
				? bpf_program__attach_iter(bpf_object__next_program(b, NULL), NULL)
				: NULL;

		fd = l ? bpf_link__fd(l) : -1;
	}
	if (fd < 0)
		puts("FAIL lift/iterator: the program that reads the kernel's conversions does not "
		     "load");
	job_end(&j);
	return fd;
}

bool open_sockets(struct test *t)
{
	if (unshare(CLONE_NEWNET))
		return false;
	for (int i = 0; i < 2; i++)
		if (socketpair(AF_UNIX, SOCK_DGRAM, 0, t->pair[i]))
			return false;
	return true;
}
