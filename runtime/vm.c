/* SPDX-License-Identifier: BSD-2-Clause */
/* The VM's life, runs and faults. See vm.h. */
#include "vm.h"

#include "preload.h"

#include <stdarg.h>
#include <stdlib.h>
#include <time.h>

bool vm_fault(struct vm *vm, const char *fmt, ...)
{
	va_list ap;

	if (vm->faulted)
		return false;
	vm->faulted = true;
	va_start(ap, fmt);
	vsnprintf(vm->fault, sizeof(vm->fault), fmt, ap);
	va_end(ap);
	return false;
}

static bool add_frames(struct vm *vm)
{
	static const char *const names[] = {"", "1", "2", "3", "4", "5", "6", "7", "8"};

	_Static_assert(ARRAY_LEN(names) == VM_FRAMES + 1, "a name for each frame");
	for (unsigned i = 1; i <= VM_FRAMES; i++)
		vm->frames[i].region =
			vm_region_add(vm, VM_FRAME, names[i], vm->frames[i].stack, VM_STACK);
	return true;
}

struct vm *vm_new(struct diags *ds, struct bpf_obj *obj, const struct run_opts *opts)
{
	struct vm *vm = calloc(1, sizeof(*vm));

	if (!vm)
		ICE("out of memory");
	vm->ds = ds;
	vm->obj = obj;
	vm->opts = *opts;
	vm->swap = obj->big_endian != (__BYTE_ORDER__ == __ORDER_BIG_ENDIAN__);
	vm->rng = opts->seed ? opts->seed : (uint64_t)time(NULL) * 0x9e3779b97f4a7c15ull | 1;
	vm->slots = arena_array(&vm->arena, uint32_t, VM_SLOTS);
	vm->next_slot = 16;
	vec_push(&vm->arena, &vm->regions, (struct vm_region){.name = "nothing"});
	vm->progs = progs_of(&vm->arena, obj);
	if (add_frames(vm) && vm_link(vm) && preload_vm(vm))
		return vm;
	vm_free(vm);
	return NULL;
}

void vm_free(struct vm *vm)
{
	if (!vm)
		return;
	vm_arena_free(vm);
	vec_for (m, &vm->maps)
		vm_map_free(m);
	free(vm->pkt.buf);
	arena_free(&vm->arena);
	free(vm);
}

/* ---- reports ---- */

static const struct obj_line *line_at(const struct obj_section *s, uint32_t offset)
{
	const struct obj_line *best = NULL;

	vec_for (l, &s->lines)
		if (l->offset <= offset)
			best = l;
	return best;
}

static void report(struct vm *vm, const char *prog)
{
	/* The program counter is already behind the instruction. */
	uint32_t pc = vm->pc ? vm->pc - 1 : 0;
	const struct vm_section *vs = vm_section_of(vm, pc);
	const struct obj_line *l;

	if (!vs) {
		diag(vm->ds, DIAG_VM_FAULT, 0, prog, 0, "?", vm->fault);
		return;
	}
	diag(vm->ds, DIAG_VM_FAULT, 0, prog, pc - vs->first, vs->sec->name, vm->fault);
	l = line_at(vs->sec, (pc - vs->first) * 8);
	if (l)
		diag(vm->ds, DIAG_NOTE_INSN_SOURCE, 0, l->file, l->line, l->col, l->text);
}

/* ---- runs ---- */

static const struct obj_prog *find_prog(struct vm *vm, const char *name)
{
	vec_for (p, &vm->progs.v)
		if (!strcmp(p->name, name))
			return p;
	diag(vm->ds, DIAG_NO_PROGRAM, 0, name, vm->obj->file ? vm->obj->file : "the object");
	return NULL;
}

static bool records_left(struct vm *vm)
{
	vec_for (m, &vm->maps)
		if (m->reserved)
			return vm_fault(vm,
				"the program ended with %u records of ring buffer %s reserved",
				m->reserved, m->name);
	return true;
}

static bool run_once(
	struct vm *vm, const struct obj_prog *p, const struct run_input *in, struct run_output *out)
{
	uint64_t args[5] = {0};
	bool ok;

	if (!vm_ctx_begin(vm, p->type, in)) {
		vm_ctx_end(vm);
		return false;
	}
	vm->faulted = vm->stopped = false;
	vm->depth = 0;
	vm->pc = 0;
	vm->insns = 0;
	vm->tail_calls = 0;
	vm->loops = VM_LOOPS;
	vec_for (m, &vm->maps)
		m->reserved = 0;
	args[0] = vm->regions.p[vm->ctx_region].base;
	ok = vm_call(vm, vm->sections[p->section].first + p->offset / 8, args, &out->retval) &&
	     records_left(vm);
	if (!ok && !vm->stopped)
		report(vm, p->name);
	if (ok)
		vm_ctx_keys(vm, out);
	if (ok && vm->pkt.buf && !vm->keys_region) {
		free(out->packet);
		out->packet_len = vm->pkt.len;
		out->packet = malloc(vm->pkt.len);
		if (out->packet)
			memcpy(out->packet, vm->pkt.buf + vm->pkt.start, vm->pkt.len);
	}
	if (ok) {
		out->ctx_len = vm->regions.p[vm->ctx_region].size;
		free(out->ctx);
		out->ctx = malloc(out->ctx_len);
		if (out->ctx)
			memcpy(out->ctx, vm->ctx, out->ctx_len);
	}
	out->insns = vm->insns;
	vm_ctx_end(vm);
	return ok;
}

static uint64_t now_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

bool vm_run(struct vm *vm, const char *prog, const struct run_input *in, struct run_output *out)
{
	const struct obj_prog *p = find_prog(vm, prog);
	uint32_t n = in->repeat ? in->repeat : 1;
	uint64_t start = now_ns();

	*out = (struct run_output){0};
	for (uint32_t i = 0; p && i < n; i++)
		if (!run_once(vm, p, in, out)) {
			run_output_free(out);
			return false;
		}
	out->duration_ns = (now_ns() - start) / n;
	return p;
}
