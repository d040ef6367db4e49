/* SPDX-License-Identifier: BSD-2-Clause */
/* Helpers for maps, ring buffers, time and the machine; the dispatcher. See vm_helpers.def. */
#include "vm_helpers.h"

#include <errno.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

bool vm_helper(struct vm *vm, uint32_t number)
{
	static bool (*const table[])(struct vm *) = {
#define V(name) [BPF_FUNC_##name] = help_##name,
#include "vm_helpers.def"
#undef V
	};
	const struct bpf_helper *h;

	if (number < ARRAY_LEN(table) && table[number])
		return table[number](vm);
	h = bpf_helper_find(number);
	return vm_fault(
		vm, "helper %u (%s), which the VM does not have", number, h ? h->name : "unknown");
}

/* ---- maps ---- */

/* The map in r1 and its key in r2; false after a fault. */
static bool map_and_key(struct vm *vm, struct vm_map **m, const uint8_t **key)
{
	*m = vm_map_arg(vm, vm->r[1]);
	if (!*m)
		return false;
	*key = vm_mem(vm, vm->r[2], (*m)->key_size, false);
	return *key;
}

static bool is_of_maps(const struct vm_map *m)
{
	return m->type == BPF_MAP_TYPE_ARRAY_OF_MAPS || m->type == BPF_MAP_TYPE_HASH_OF_MAPS;
}

/* An element's address, or that of the map in it. */
static uint64_t element_address(struct vm *vm, struct vm_map *m, uint32_t entry)
{
	uint32_t inner;

	if (entry == UINT32_MAX)
		return 0;
	if (is_of_maps(m)) {
		inner = *(uint32_t *)vm_map_value(m, entry);
		return inner ? vm->maps.p[inner - 1].handle : 0;
	}
	return m->region ? vm->regions.p[m->region].base + (uint64_t)entry * m->stride : 0;
}

bool help_map_lookup_elem(struct vm *vm)
{
	const uint8_t *key;
	struct vm_map *m;

	if (!map_and_key(vm, &m, &key))
		return false;
	if (!vm_map_has_lookup(m))
		return vm_fault(vm, "lookup in map %s, whose type has none", m->name);
	return help_return(vm, (int64_t)element_address(vm, m, vm_map_find(vm, m, key)));
}

bool help_map_lookup_percpu_elem(struct vm *vm)
{
	if (vm->r[3])
		return help_return(vm, 0);
	return help_map_lookup_elem(vm);
}

bool help_map_update_elem(struct vm *vm)
{
	const uint8_t *key, *value;
	struct vm_map *m;

	if (!map_and_key(vm, &m, &key))
		return false;
	value = vm_mem(vm, vm->r[3], m->value_size, false);
	if (!value)
		return false;
	if (is_of_maps(m) || m->type == BPF_MAP_TYPE_PROG_ARRAY)
		return vm_fault(vm, "update of map %s by a program", m->name);
	return help_return(vm, vm_map_update(vm, m, key, value, vm->r[4]));
}

bool help_map_delete_elem(struct vm *vm)
{
	const uint8_t *key;
	struct vm_map *m;

	return map_and_key(vm, &m, &key) && help_return(vm, vm_map_delete(vm, m, key));
}

static bool queue_value(struct vm *vm, struct vm_map **m, uint8_t **value, bool write)
{
	*m = vm_map_arg(vm, vm->r[1]);
	if (!*m)
		return false;
	*value = vm_mem(vm, vm->r[2], (*m)->value_size, write);
	return *value;
}

bool help_map_push_elem(struct vm *vm)
{
	struct vm_map *m;
	uint8_t *value;

	return queue_value(vm, &m, &value, false) &&
	       help_return(vm, vm_map_push(m, value, vm->r[3]));
}

bool help_map_pop_elem(struct vm *vm)
{
	struct vm_map *m;
	uint8_t *value;

	return queue_value(vm, &m, &value, true) && help_return(vm, vm_map_pop(m, value, true));
}

bool help_map_peek_elem(struct vm *vm)
{
	struct vm_map *m;
	uint8_t *value;

	return queue_value(vm, &m, &value, true) && help_return(vm, vm_map_pop(m, value, false));
}

/* ---- callbacks ---- */

/* long (*)(struct bpf_map *, const void *key, void *value, void *ctx); non-zero ends the walk */
bool help_for_each_map_elem(struct vm *vm)
{
	struct vm_map *m = vm_map_arg(vm, vm->r[1]);
	uint64_t args[5] = {vm->r[1], 0, 0, vm->r[3], 0}, ret = 0;
	uint32_t pc, region, done = 0;
	uint8_t key[512];
	bool ok = true;

	if (!m || !vm_callee(vm, vm->r[2], &pc))
		return false;
	if (vm->r[4])
		return help_return(vm, -EINVAL);
	if (!vm_map_has_lookup(m) || !m->region)
		return vm_fault(vm, "walk over map %s, whose type has none", m->name);
	region = vm_region_add(vm, VM_CTX, "a map's key", key, m->key_size);
	args[1] = vm->regions.p[region].base;
	for (uint32_t i = 0; ok && !ret && (i = vm_map_next(vm, m, i, key)) != UINT32_MAX; i++) {
		args[2] = element_address(vm, m, i);
		ok = vm_call(vm, pc, args, &ret);
		done++;
	}
	vm_region_drop(vm, region);
	return ok && help_return(vm, done);
}

/* bpf_loop(n, long (*)(u32 i, void *ctx), ctx, flags) */
bool help_loop(struct vm *vm)
{
	uint32_t n = (uint32_t)vm->r[1], pc, i;
	uint64_t args[5] = {0, vm->r[3]}, ret = 0;

	if (!vm_callee(vm, vm->r[2], &pc))
		return false;
	if (vm->r[4])
		return help_return(vm, -EINVAL);
	if (n > VM_LOOPS)
		return help_return(vm, -E2BIG);
	for (i = 0; i < n && !ret; i++) {
		args[0] = i;
		if (!vm_call(vm, pc, args, &ret))
			return false;
	}
	return help_return(vm, i);
}

bool help_spin_lock(struct vm *vm)
{
	return vm_mem(vm, vm->r[1], 4, true) && help_return(vm, 0);
}

bool help_spin_unlock(struct vm *vm)
{
	return help_spin_lock(vm);
}

/* ---- ring buffers, events ---- */

enum { RING_HEADER = 8 }; /* bytes before each record */

static struct vm_map *ring_arg(struct vm *vm)
{
	struct vm_map *m = vm_map_arg(vm, vm->r[1]);

	if (m && m->type == BPF_MAP_TYPE_RINGBUF)
		return m;
	if (m)
		vm_fault(vm, "map %s is not a ring buffer", m->name);
	return NULL;
}

/* Room for a record; nobody reads while a program runs, so a full buffer stays full. */
static bool ring_take(struct vm_map *m, uint64_t size)
{
	uint64_t bytes = align_up(size + RING_HEADER, 8);

	if (size > m->max_entries || m->record_bytes + bytes > m->max_entries - 1)
		return false;
	m->record_bytes += bytes;
	return true;
}

bool help_ringbuf_reserve(struct vm *vm)
{
	struct vm_map *m = ring_arg(vm);
	uint64_t size = vm->r[2];
	struct vm_region *r;
	uint32_t region;

	if (!m)
		return false;
	if (vm->r[3] || !ring_take(m, size) || vm_record_add(vm, m, NULL, (uint32_t)size, 0))
		return help_return(vm, 0);
	vec_last(&m->records).state = VM_RESERVED;
	region = vm_region_add(
		vm, VM_RECORD, "a ring buffer's record", vec_last(&m->records).data, size);
	r = &vm->regions.p[region];
	r->map = (uint32_t)(m - vm->maps.p);
	r->record = m->records.n - 1;
	m->reserved++;
	return help_return(vm, r->base);
}

static bool ring_finish(struct vm *vm, enum vm_record_state state)
{
	struct vm_region *r = vm_region_at(vm, vm->r[1]);

	if (!r || r->kind != VM_RECORD || r->base != vm->r[1])
		return vm_fault(vm, "0x%llx is not a record that was reserved",
			(unsigned long long)vm->r[1]);
	vm->maps.p[r->map].records.p[r->record].state = (uint8_t)state;
	vm->maps.p[r->map].reserved--;
	r->kind = VM_DEAD;
	return help_return(vm, 0);
}

bool help_ringbuf_submit(struct vm *vm)
{
	return ring_finish(vm, VM_SUBMITTED);
}

bool help_ringbuf_discard(struct vm *vm)
{
	return ring_finish(vm, VM_DISCARDED);
}

bool help_ringbuf_output(struct vm *vm)
{
	struct vm_map *m = ring_arg(vm);
	uint8_t *data = m ? vm_mem(vm, vm->r[2], vm->r[3], false) : NULL;

	if (!data)
		return false;
	if (!ring_take(m, vm->r[3]))
		return help_return(vm, -EAGAIN);
	return help_return(vm, vm_record_add(vm, m, data, (uint32_t)vm->r[3], 0));
}

bool help_ringbuf_query(struct vm *vm)
{
	struct vm_map *m = ring_arg(vm);

	if (!m)
		return false;
	switch (vm->r[2]) {
	case BPF_RB_AVAIL_DATA:
	case BPF_RB_PROD_POS: return help_return(vm, (int64_t)m->record_bytes);
	case BPF_RB_RING_SIZE: return help_return(vm, m->max_entries);
	default: return help_return(vm, 0);
	}
}

/* perf_event_output(ctx, map, flags, data, size); flags may ask for packet bytes behind the data */
bool help_perf_event_output(struct vm *vm)
{
	struct vm_map *m = vm_map_arg(vm, vm->r[2]);
	uint8_t *data = m ? vm_mem(vm, vm->r[4], vm->r[5], false) : NULL, *pkt, *both;
	uint64_t more = vm->r[3] >> 32 & 0xfffff, index = vm->r[3] & BPF_F_INDEX_MASK;
	int err;

	if (!data)
		return false;
	if (m->type != BPF_MAP_TYPE_PERF_EVENT_ARRAY)
		return vm_fault(vm, "map %s is not a perf event array", m->name);
	pkt = vm_packet_at(vm, 0, more);
	if (more && !pkt)
		return help_return(vm, -EFAULT);
	if (index != BPF_F_CURRENT_CPU && index)
		return help_return(vm, -E2BIG);
	both = malloc(vm->r[5] + more + 1);
	if (!both)
		return help_return(vm, -ENOMEM);
	memcpy(both, data, vm->r[5]);
	if (more)
		memcpy(both + vm->r[5], pkt, more);
	err = vm_record_add(vm, m, both, (uint32_t)(vm->r[5] + more), 0);
	free(both);
	return help_return(vm, err);
}

/* ---- time, machine, task ---- */

static int64_t clock_ns(struct vm *vm, clockid_t id)
{
	struct timespec t;

	if (vm->opts.time_ns)
		return (int64_t)vm->opts.time_ns;
	clock_gettime(id, &t);
	return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

bool help_ktime_get_ns(struct vm *vm)
{
	return help_return(vm, clock_ns(vm, CLOCK_MONOTONIC));
}

bool help_ktime_get_boot_ns(struct vm *vm)
{
	return help_return(vm, clock_ns(vm, CLOCK_BOOTTIME));
}

bool help_ktime_get_coarse_ns(struct vm *vm)
{
	return help_return(vm, clock_ns(vm, CLOCK_MONOTONIC));
}

bool help_ktime_get_tai_ns(struct vm *vm)
{
	return help_return(vm, clock_ns(vm, CLOCK_TAI));
}

/* At 250 a second. */
bool help_jiffies64(struct vm *vm)
{
	return help_return(vm, clock_ns(vm, CLOCK_MONOTONIC) / 4000000);
}

bool help_get_prandom_u32(struct vm *vm)
{
	vm->rng ^= vm->rng << 13;
	vm->rng ^= vm->rng >> 7;
	vm->rng ^= vm->rng << 17;
	return help_return(vm, (uint32_t)(vm->rng >> 32));
}

bool help_get_smp_processor_id(struct vm *vm)
{
	return help_return(vm, 0);
}

bool help_get_numa_node_id(struct vm *vm)
{
	return help_return(vm, 0);
}

bool help_get_current_pid_tgid(struct vm *vm)
{
	return help_return(vm, (int64_t)getpid() << 32 | (uint32_t)gettid());
}

bool help_get_current_uid_gid(struct vm *vm)
{
	return help_return(vm, (int64_t)((uint64_t)getgid() << 32 | getuid()));
}

bool help_get_current_comm(struct vm *vm)
{
	char *p = (char *)vm_mem(vm, vm->r[1], vm->r[2], true);

	if (!p)
		return false;
	memset(p, 0, vm->r[2]);
	snprintf(p, vm->r[2], "%s", program_invocation_short_name);
	return help_return(vm, 0);
}

/* There is no task to look into: NULL, which every reader must bear. */
bool help_get_current_task(struct vm *vm)
{
	return help_return(vm, 0);
}

/* Of the root of the hierarchy. */
bool help_get_current_cgroup_id(struct vm *vm)
{
	return help_return(vm, 1);
}

bool help_get_attach_cookie(struct vm *vm)
{
	return help_return(vm, 0);
}
