// returns: 1064
/* A list in an arena: pointers of address space 1 are cast where memory is accessed through them.
 */
#include "kernel.h"

struct {
	__uint(type, MAP_TYPE_ARENA);
	__uint(map_flags, BPF_F_MMAPABLE);
	__uint(max_entries, 8);
	__uint(map_extra, 0x10000000); /* where user space would see it */
} arena SEC(".maps");

void __arena *bpf_arena_alloc_pages(void *map, void __arena *addr, __u32 pages, int node,
	__u64 flags) __attribute__((section(".ksyms")));
void bpf_arena_free_pages(void *map, void __arena *p, __u32 pages)
	__attribute__((section(".ksyms"), weak));

struct item {
	struct item __arena *next;
	long value;
	unsigned char name[6];
	unsigned flag : 3;
	int slots[8];
};
struct item __arena *head;
void *seen_by_user;

static struct item __arena *add(long value)
{
	struct item __arena *i = bpf_arena_alloc_pages(&arena, NULL, 1, -1, 0);

	if (!i)
		return NULL;
	i->value = value;
	i->flag = 5;
	i->slots[value & 7] = 9;
	i->next = head;
	head = i;
	return i;
}

SEC("syscall") int list(void *ctx)
{
	struct item __arena *i, *last = 0;
	struct item copy;
	long sum = 0;

	for (long k = 0; k < 4; k++)
		if (!add(k))
			return -1;
	for (i = head; i && can_loop; i = i->next) {
		sum += i->value + i->flag + i->slots[i->value & 7];
		__sync_fetch_and_add(&i->value, 2);
		last = i;
	}
	if (!last)
		return -2;
	copy = *(struct item *)last; /* of address space 0: casts */
	seen_by_user =
		&last->slots[1] == (int __arena *)((char __arena *)last + 28) ? (void *)1 : NULL;
	head = last->next;
	bpf_arena_free_pages(&arena, last, 1);
	return sum + copy.value + (seen_by_user ? 1000 : 0);
}
