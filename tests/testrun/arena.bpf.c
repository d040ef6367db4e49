// The embedded VM only: Debian's libbpf 1.1 knows neither __ulong nor variables of address space 1.
/* Variables in the arena, pages that are not there, addresses between the spaces. */
#define SEC(name)          __attribute__((section(name), used))
#define __uint(name, val)  int(*name)[val]
#define __ulong(name, val) enum { unique_##name = val } name
#define __arena            __attribute__((address_space(1)))
typedef unsigned long u64;
typedef unsigned u32;

struct {
	__uint(type, 33);
	__uint(map_flags, 1 << 10);
	__uint(max_entries, 4);
	__ulong(map_extra, 0x1ull << 44);
} arena SEC(".maps");

void __arena *bpf_arena_alloc_pages(void *map, void __arena *addr, u32 pages, int node, u64 flags)
	SEC(".ksyms");
void bpf_arena_free_pages(void *map, void __arena *p, u32 pages) SEC(".ksyms");

u64 __arena counter = 40;
u64 __arena *__arena last;

SEC("syscall") int variables(void *ctx)
{
	u64 __arena *page = bpf_arena_alloc_pages(&arena, 0, 2, -1, 0), *before = last;
	u64 sum = 0;

	if (!page || bpf_arena_alloc_pages(&arena, 0, 2, -1, 0))
		return 1;
	if ((u64)page != (1ull << 44) + 4096 || (u64)&counter >> 12 != 1ull << 32)
		return 2;
	page[0] = counter++;
	page[512] = 7; /* in the second page */
	last = page;
	__sync_fetch_and_add(&last[0], 2);
	sum = page[0] + page[512];
	bpf_arena_free_pages(&arena, page + 512, 1);
	page[512] = 9; /* lost */
	asm volatile("" ::: "memory");
	sum += page[512] + page[3 * 512 + 4];
	if (bpf_arena_alloc_pages(&arena, page + 1024, 1, -1, 0) != page + 1024)
		return 3;
	return sum + 1000 * (before == 0) + 10000 * (page[512] == 0) + counter * 100;
}
