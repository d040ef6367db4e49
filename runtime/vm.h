/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The embedded virtual machine. It runs what the kernel would run, without its verifier: every
 * access is checked as it happens, and a wrong one ends the run with an exact report.
 *
 * Memory. All addresses fit 32 bits, so that the 32-bit data and data_end fields of contexts hold
 * real pointers. The space is cut into slots of 64 KiB; a region (a stack frame, the context, the
 * packet, a map's values, ...) owns one or more slots and an empty one behind, and its bytes begin
 * at the first. What moves (the packet, when a helper resizes it) gets a new region, so that stale
 * pointers fault as the verifier would have said.
 *
 * Files: vm.c (life, runs), vm_link.c (sections to code, relocations), vm_exec.c (the interpreter),
 * vm_mem.c (regions), vm_arena.c (arenas), vm_ctx.c (contexts, packets), vm_maps.c and
 * vm_map_hash.c (maps), vm_mapdef.c (map definitions of an object), vm_kfunc.c (the kernel's
 * functions), vm_helpers.c, vm_help_net.c, vm_format.c (helpers; the list is vm_helpers.def).
 */
#ifndef RUNTIME_VM_H
#define RUNTIME_VM_H

#include "base/bitset.h"
#include "base/map.h"
#include "bpf/insn.h"
#include "bpf/prog.h"
#include "progs.h"
#include "runtime.h"

enum {
	VM_FRAMES = 8,      /* calls within each other, as in the kernel */
	VM_STACK = 512,     /* bytes of one frame */
	VM_TAIL_CALLS = 33, /* in one run */
	VM_SLOT_BITS = 16,
	VM_SLOTS = 1 << 16, /* 4 GiB of addresses */
	VM_LOOPS = 8 << 20, /* rounds of bpf_loop and of may_goto */
};
#define VM_MAX_INSNS  (16u << 20)  /* run_opts.max_insns' default */
#define VM_MAX_VALUES (1ull << 28) /* bytes of one map's values */
#define VM_MAX_DATA   (1ull << 28) /* bytes of one data section */

/* ---- memory ---- */

enum vm_kind {
	VM_FREE, /* number not in use */
	VM_DEAD, /* was something until now; at the end of the run it is free */
	VM_FRAME,
	VM_CTX,
	VM_PACKET,
	VM_VALUES, /* of a map; accesses stay within one element */
	VM_GLOBAL, /* .data, .rodata, .bss */
	VM_RECORD, /* reserved in a ring buffer */
	VM_MAP,    /* a map itself: no bytes */
	VM_CODE,   /* functions, for callbacks: no bytes; address + slot index * 8 */
};

struct vm_region {
	const char *name;
	uint8_t *host;
	uint32_t base, size;
	uint32_t stride, elem; /* VM_VALUES */
	uint32_t map;          /* VM_MAP, VM_VALUES, VM_RECORD: index in vm->maps */
	uint32_t record;       /* VM_RECORD: index in the map's records */
	uint8_t kind;          /* enum vm_kind */
	bool writable;
};

/* ---- code ---- */

struct vm_insn {
	uint8_t op;   /* enum insn_op */
	uint8_t bits; /* 8, 16, 32, 64 */
	uint8_t dst, src;
	bool x;       /* operand 2 is src */
	uint8_t call; /* CALL: enum vm_call */
	int16_t off;
	int32_t imm;
	uint32_t target; /* jumps, CALL of a function: index in vm->code */
	uint64_t imm64;  /* LDDW: the value; VM_BAD: const char * message */
};
/* Besides enum insn_op: what cannot be run, reported when it is reached. */
enum { VM_BAD = 255 };
enum vm_call { VM_CALL_HELPER, VM_CALL_FN, VM_CALL_KFUNC /* imm: its row in vm_kfuncs.def */ };

struct vm_section {
	const struct obj_section *sec;
	uint32_t first, n; /* PROG: its slots in vm->code */
	uint32_t region;   /* data: index in vm->regions, 0: none */
};

/* ---- maps ---- */

enum vm_record_state { VM_SUBMITTED, VM_RESERVED, VM_DISCARDED };

struct vm_record { /* of a ring buffer or a perf event array */
	uint8_t *data;
	uint32_t size, cpu;
	uint8_t state; /* enum vm_record_state */
};

struct vm_map {
	const char *name;
	uint32_t type, key_size, value_size, max_entries, flags; /* as in union bpf_attr */
	uint64_t extra;
	uint32_t key_type, value_type; /* BTF, 0: not known */
	uint32_t section; /* where its definition stands: in obj->sections, and bytes from its start
			   */
	uint64_t offset;
	uint32_t values_off; /* bytes in its definition where static contents begin; 0: none */
	uint32_t inner;      /* map in map: index of the template + 1 */
	uint32_t handle;     /* address of the map itself */
	uint32_t region;     /* of its values; 0: none */
	uint32_t stride;
	uint8_t *values, *keys;
	/* hashes, tries: entry i is keys[i * key_size], values[i * stride] */
	uint32_t *buckets, *next, n_buckets; /* chains of entry + 1 */
	uint64_t *touched, clock;            /* LRU: when each entry was used last */
	bool *used;
	uint32_t count, free; /* free: a chain through next, entry + 1 */
	uint32_t head;        /* queue: the oldest entry */
	VEC(struct vm_record) records;
	uint64_t record_bytes; /* ring buffer: taken */
	uint32_t reserved;     /* ring buffer: records not yet submitted */
};

/* A program has one arena at most, as in the kernel. */
struct vm_arena {
	uint64_t user;       /* where user space sees it */
	uint32_t pages;      /* of 4 KiB; 0: there is none */
	uint8_t *host;       /* [pages * 4096], malloc'd */
	struct bitset there; /* pages that are allocated */
	uint32_t section;    /* its variables', 0: it has none */
};

/* ---- the machine ---- */

struct vm_frame {
	uint32_t ret;      /* index in vm->code */
	uint64_t saved[4]; /* the caller's r6..r9 */
	uint32_t region;   /* its stack */
	uint8_t stack[VM_STACK];
};

struct vm_packet {
	uint8_t *buf;
	size_t cap, start, len; /* data .. data_end is buf[start .. start + len) */
	size_t meta;            /* bytes of metadata before start */
	size_t l3;              /* offset of the network header from start */
	uint32_t region;        /* 0: this program type has no packet */
};

/* An object of the kernel, made when it is first asked for; the region is of one run. */
struct vm_object {
	uint8_t *host;
	uint32_t region;
};
/* Added to an address: loads from there never fault. */
#define VM_PROBE (1ull << 40)
/* Added to the low 32 bits of an arena's address. */
#define VM_ARENA (1ull << 42)
/* Is this, with an instruction's offset, an address in the arena? */
static inline bool vm_is_arena(uint64_t addr)
{
	return addr - VM_ARENA + (1u << 16) < (1ull << 32) + (2u << 16);
}

struct vm {
	struct arena arena;
	struct diags *ds;
	struct bpf_obj *obj;
	struct run_opts opts;
	bool swap; /* the object's byte order is not the host's */

	VEC(struct vm_region) regions;   /* [0] is nothing */
	uint32_t *slots;                 /* VM_SLOTS region indices, 0: empty */
	uint32_t next_slot, next_number; /* where to look first */

	VEC(struct vm_insn) code;
	struct vm_section *sections; /* by obj->sections' index */
	uint32_t code_region;
	struct obj_progs progs;
	VEC(struct vm_map) maps;
	struct vm_arena arena_map;

	uint64_t r[11];
	struct vm_frame frames[VM_FRAMES + 1]; /* [0] stands for the world outside */
	unsigned depth;                        /* of the current frame */
	uint32_t pc;
	uint64_t insns;
	unsigned tail_calls;
	uint32_t loops; /* may_goto rounds left */

	uint32_t prog_type;
	uint8_t ctx[512];
	uint32_t ctx_region;
	struct bpf_flow_keys keys; /* of a flow dissector, in the object's byte order */
	uint32_t keys_region;      /* 0: the program is none */
	struct vm_packet pkt;
	struct vm_object skb, device; /* vm_kfunc.c's */
	uint8_t probe[8]; /* what a load through VM_PROBE or of the arena found; stores get lost
			     here */
	uint64_t rng;

	run_watch_fn *watch; /* NULL: nobody looks */
	void *watch_ctx;
	bool stopped; /* by the watcher: a fault without a report */

	bool faulted;
	char fault[256];
};

struct vm *vm_new(struct diags *ds, struct bpf_obj *obj, const struct run_opts *opts);
void vm_free(struct vm *vm);
bool vm_run(struct vm *vm, const char *prog, const struct run_input *in, struct run_output *out);

/* The run ends with this message; false, for `return vm_fault(...)`. */
bool vm_fault(struct vm *vm, const char *fmt, ...) PRINTF(2, 3);

/* vm_mem.c: a region's index; 0 when addresses ran out. The name is kept, not copied. */
uint32_t vm_region_add(struct vm *vm, enum vm_kind kind, const char *name, void *host, size_t size);
void vm_region_drop(struct vm *vm, uint32_t region);
/* Dead regions' numbers and slots can be given to others. */
void vm_region_sweep(struct vm *vm);
/* The region that owns this address, in bounds or not; NULL. */
struct vm_region *vm_region_at(struct vm *vm, uint64_t addr);
/* Bytes addr .. addr + size; NULL after a fault. */
uint8_t *vm_mem(struct vm *vm, uint64_t addr, uint64_t size, bool write);
/* The same without a fault, and without the alignment that the stack demands. */
uint8_t *vm_mem_probe(struct vm *vm, uint64_t addr, uint64_t size, bool write);
/* Integers of 1, 2, 4, 8 bytes in the object's byte order. */
uint64_t vm_get(const struct vm *vm, const uint8_t *p, unsigned bytes);
void vm_put(const struct vm *vm, uint8_t *p, unsigned bytes, uint64_t v);

/* vm_link.c: false after a diagnosed error. */
bool vm_link(struct vm *vm);
/* Where a code address was made from; for reports. */
const struct vm_section *vm_section_of(const struct vm *vm, uint32_t pc);

/* vm_exec.c: run a function (code index) with r1..r5 given; false after a fault. */
bool vm_call(struct vm *vm, uint32_t pc, const uint64_t args[5], uint64_t *ret);
/* The code index behind a function's address; false after a fault. */
bool vm_callee(struct vm *vm, uint64_t addr, uint32_t *pc);

/* vm_ctx.c */
bool vm_ctx_begin(struct vm *vm, uint32_t type, const struct run_input *in);
/* What a flow dissector found; nothing of another program. */
void vm_ctx_keys(struct vm *vm, struct run_output *out);
void vm_ctx_end(struct vm *vm);
bool vm_type_has_packet(uint32_t type);
/* Data begins `head` bytes earlier (or later, < 0) and ends `tail` bytes later. 0, or -errno. */
int vm_packet_resize(struct vm *vm, int64_t head, int64_t tail);
/* Pointers to the packet are void from here on; the context has new ones. */
void vm_packet_moved(struct vm *vm);
/* Metadata before an XDP packet begins `delta` bytes later. 0, or -errno. */
int vm_packet_meta(struct vm *vm, int64_t delta);
/* The packet's bytes off .. off + len from data; NULL when they are not all there. */
uint8_t *vm_packet_at(struct vm *vm, uint64_t off, uint64_t len);

/* vm_mapdef.c: all maps of the object. False after a diagnosed error. */
bool vm_maps_define(struct vm *vm);
/* vm_maps.c */
bool vm_map_init(struct vm *vm, uint32_t map);
void vm_map_free(struct vm_map *m);
/* The map whose address this is; NULL after a fault. */
struct vm_map *vm_map_arg(struct vm *vm, uint64_t addr);
struct vm_map *vm_map_named(struct vm *vm, const char *name);
/* Key to entry; UINT32_MAX: not there. */
uint32_t vm_map_find(struct vm *vm, struct vm_map *m, const uint8_t *key);
/* 0 or -errno; flags as bpf_map_update_elem. */
int vm_map_update(
	struct vm *vm, struct vm_map *m, const uint8_t *key, const uint8_t *value, uint64_t flags);
int vm_map_delete(struct vm *vm, struct vm_map *m, const uint8_t *key);
/* The next entry at or after i that is there; UINT32_MAX: none. Its key is copied. */
uint32_t vm_map_next(struct vm *vm, struct vm_map *m, uint32_t i, uint8_t *key);
uint8_t *vm_map_value(struct vm_map *m, uint32_t entry);
bool vm_map_is_array(const struct vm_map *m);
bool vm_map_has_lookup(const struct vm_map *m);
int vm_map_push(struct vm_map *m, const uint8_t *value, uint64_t flags);
int vm_map_pop(struct vm_map *m, uint8_t *value, bool remove);
int vm_record_add(struct vm *vm, struct vm_map *m, const void *data, uint32_t size, uint32_t cpu);

/* vm_arena.c: make the arena of this map; NULL, or what is wrong with it. */
const char *vm_arena_init(struct vm *vm, uint32_t map);
void vm_arena_free(struct vm *vm);
/* The section is the arena's variables: put them at its beginning. False after a diagnosed error.
 */
bool vm_arena_place(struct vm *vm, uint32_t section);
bool vm_arena_has(const struct vm *vm, uint32_t section);
/* addr_space_cast; spaces: the instruction's imm. */
uint64_t vm_arena_cast(const struct vm *vm, uint64_t v, uint32_t spaces);
/* Bytes by a kernel's address. What is not there reads as 0; NULL after a fault. */
uint8_t *vm_arena_mem(struct vm *vm, uint64_t addr, uint64_t size);
/* n pages at this user's address, or 0: anywhere; the user's address, 0: there is no room. */
uint64_t vm_arena_alloc(struct vm *vm, uint64_t addr, uint64_t n);
void vm_arena_release(struct vm *vm, uint64_t addr, uint64_t n);

/* vm_map_hash.c: hashes, LRU hashes and tries; entries as above, UINT32_MAX for none. */
bool vm_hash_init(struct vm_map *m);
uint32_t vm_hash_find(struct vm_map *m, const uint8_t *key);
int vm_hash_update(struct vm_map *m, const uint8_t *key, const uint8_t *value, uint64_t flags);
int vm_hash_delete(struct vm_map *m, const uint8_t *key);
/* -EINVAL: the prefix is longer than the key. */
int vm_trie_normalize(struct vm *vm, const struct vm_map *m, const uint8_t *key, uint8_t *out);
uint32_t vm_trie_find(struct vm *vm, struct vm_map *m, const uint8_t *key);

/* vm_dump.c */
void vm_dump_maps(struct vm *vm, FILE *f, bool json);
/* vm_helpers.c: r[1..5] in, r[0] out. False after a fault. */
bool vm_helper(struct vm *vm, uint32_t number);
/* vm_kfunc.c: the row of a function of the kernel, -1: the VM does not have it; run it, as
 * vm_helper; forget the objects of this run. */
int vm_kfunc_named(const char *name);
bool vm_kfunc(struct vm *vm, uint32_t index);
void vm_objects_end(struct vm *vm);
/* vm_format.c: printf as the kernel's helpers do it; the length without NUL, or -errno; -EFAULT may
 * be a fault. */
int vm_format(
	struct vm *vm, char *buf, size_t size, const char *fmt, const uint64_t *args, unsigned n);
/* A NUL-terminated string of at most max bytes at addr; NULL after a fault. */
const char *vm_string(struct vm *vm, uint64_t addr, size_t max);

#endif
