// returns: 1 1 1 1 1
/* CO-RE: every kind of relocation, against the running kernel's types. */
#include "kernel.h"
#include <bpf/bpf_core_read.h>

struct list_head {
	struct list_head *next, *prev;
} __attribute__((preserve_access_index));

/* In another order, and with what the kernel's does not have. */
struct task_struct___own {
	int not_there;
	char comm[16];
	struct task_struct___own *real_parent;
	unsigned in_execve : 1;
	int tgid, pid;
	struct list_head children;
} __attribute__((preserve_access_index));

enum bpf_map_type___own {
	NOT_THERE___own = 3,
	BPF_MAP_TYPE_ARRAY___own = 77,
};
struct nobody___own {
	int x;
};
typedef unsigned u32_;

#define OWN struct task_struct___own

SEC("syscall") int fields(void *ctx)
{
	OWN *t = (void *)0;

	if (bpf_core_field_exists(t->not_there) || !bpf_core_field_exists(t->pid))
		return -1;
	if (bpf_core_field_size(t->comm) != 16 || bpf_core_field_size(t->pid) != 4)
		return -2;
	/* The local offsets are small, the kernel's are not. */
	if (bpf_core_field_offset(t->tgid) == 32 ||
		bpf_core_field_offset(t->tgid) <= bpf_core_field_offset(t->pid))
		return -3;
	if (bpf_core_field_offset(OWN, children.prev) != bpf_core_field_offset(OWN, children) + 8)
		return -4;
	return 1;
}

SEC("syscall") int bits(void *ctx)
{
	OWN *t = (void *)0;

	return !__builtin_preserve_field_info(t->in_execve, BPF_FIELD_SIGNED) &&
	       __builtin_preserve_field_info(t->in_execve, BPF_FIELD_RSHIFT_U64) == 63 &&
	       __builtin_preserve_field_info(t->in_execve, BPF_FIELD_LSHIFT_U64) <= 63 &&
	       __builtin_preserve_field_info(t->pid, BPF_FIELD_SIGNED);
}

SEC("syscall") int types(void *ctx)
{
	if (bpf_core_type_exists(struct nobody___own) || !bpf_core_type_exists(OWN))
		return -1;
	if (bpf_core_type_size(struct list_head) != 16 || bpf_core_type_size(struct nobody___own))
		return -2;
	if (!bpf_core_type_id_local(OWN) || !bpf_core_type_id_kernel(struct list_head) ||
		bpf_core_type_id_kernel(struct nobody___own))
		return -3;
	return bpf_core_type_matches(struct list_head);
}

SEC("syscall") int enums(void *ctx)
{
	if (bpf_core_enum_value_exists(enum bpf_map_type___own, NOT_THERE___own) ||
		!bpf_core_enum_value_exists(enum bpf_map_type___own, BPF_MAP_TYPE_ARRAY___own))
		return -1;
	return bpf_core_enum_value(enum bpf_map_type___own, BPF_MAP_TYPE_ARRAY___own) ==
	       BPF_MAP_TYPE_ARRAY;
}

SEC("syscall") int reads(void *ctx)
{
	OWN *t = (OWN *)bpf_get_current_task();
	unsigned long long id = bpf_get_current_pid_tgid();
	char name[16], same[16];

	if (BPF_CORE_READ(t, pid) != (int)id || BPF_CORE_READ(t, tgid) != (int)(id >> 32))
		return -1;
	bpf_get_current_comm(name, sizeof(name));
	BPF_CORE_READ_STR_INTO(&same, t, comm);
	for (int i = 0; i < 16 && name[i]; i++)
		if (name[i] != same[i])
			return -2;
	return BPF_CORE_READ_BITFIELD_PROBED(t, in_execve) == 0 &&
	       BPF_CORE_READ(t, real_parent, tgid) >= 0;
}
