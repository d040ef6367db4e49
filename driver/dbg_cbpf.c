/* SPDX-License-Identifier: BSD-2-Clause */
/* The debugger's classic machine: one step at a time, every shown state kept for the way back. */
#include <ctype.h>
#include <errno.h>
#include <string.h>

#include "asm/asm.h"
#include "dbg.h"

void dbg_cbpf_reset(struct dbg *d)
{
	d->cbpf.vm = cbpf_vm_start(1);
	d->cbpf.shown = false;
	d->cbpf.past.n = 0;
}

/* "6,40 0 0 12,..." itself, or a file. */
static struct source *code_of(struct job *j, const char *text)
{
	struct source *s;

	if (isdigit((unsigned char)*text) && strchr(text, ','))
		return source_text(&j->sources, "code", text, strlen(text));
	s = source_open(&j->sources, text);
	if (!s)
		diag(&j->diags, DIAG_CANNOT_OPEN, 0, text, strerror(errno));
	return s;
}

enum dbg_result dbg_cbpf_load(struct dbg *d, const char *text)
{
	struct job *j = dbg_job_new(d);
	struct source *s = code_of(j, text);
	struct cbpf_prog *p = s ? asm_cbpf_read(&j->unit, &j->diags, s) : NULL;
	bool ok = p && asm_cbpf_check(&j->diags, p, CBPF_SOCKET, true);

	diags_flush(&j->diags);
	if (!ok) {
		dbg_job_free(j);
		if (p)
			dbg_say(d, "program not allowed to run by kernel!\n");
		return DBG_ERROR;
	}
	dbg_unload(d);
	d->job = j;
	d->cbpf.prog = p;
	dbg_cbpf_reset(d);
	return DBG_OK;
}

/* ---- showing ---- */

/* As bpf_dbg writes it, "[x+14]" without blanks. */
static void show_insn(struct dbg *d, uint32_t pc)
{
	char text[64], *plus;

	cbpf_print(text, sizeof(text), d->cbpf.prog->insns.p[pc], pc);
	plus = strstr(text, "[x + ");
	if (plus) {
		plus[2] = '+';
		memmove(plus + 3, plus + 5, strlen(plus + 5) + 1);
	}
	dbg_say(d, "l%u:\t%s\n", pc, text);
}

void dbg_cbpf_disassemble(struct dbg *d, uint32_t from, uint32_t n)
{
	for (uint32_t i = 0; i < n; i++)
		show_insn(d, from + i);
}

static void show_memory(struct dbg *d, const struct cbpf_vm *vm)
{
	bool any = false;

	for (uint32_t i = 0; i < CBPF_MEM_WORDS; i++) {
		if (!vm->m[i])
			continue;
		any = true;
		dbg_say(d, "M[%u]: [%#08x][%u]\n", i, vm->m[i], vm->m[i]);
	}
	if (!any)
		dbg_say(d, "M[0,%d]:  [%#08x][%u]\n", CBPF_MEM_WORDS - 1, 0, 0);
}

/* The machine before its next instruction. */
static void show(struct dbg *d)
{
	const struct cbpf_vm *vm = &d->cbpf.vm;
	const struct dbg_packet *p = &d->packets.p[d->packet];
	struct cbpf_insn f = d->cbpf.prog->insns.p[vm->pc];

	dbg_say(d, "-- register dump --\n");
	dbg_say(d, "pc:       [%u]\n", vm->pc);
	dbg_say(d, "code:     [%u] jt[%u] jf[%u] k[%u]\n", f.code, f.jt, f.jf, f.k);
	dbg_say(d, "curr:     ");
	show_insn(d, vm->pc);
	if (f.jt || f.jf) {
		dbg_say(d, "jt:       ");
		show_insn(d, vm->pc + 1 + f.jt);
		dbg_say(d, "jf:       ");
		show_insn(d, vm->pc + 1 + f.jf);
	}
	dbg_say(d, "A:        [%#08x][%u]\n", vm->a, vm->a);
	dbg_say(d, "X:        [%#08x][%u]\n", vm->x, vm->x);
	show_memory(d, vm);
	dbg_dump_packet(d, p->bytes, p->caplen, p->len);
	dbg_say(d, "(breakpoint)\n");
	d->cbpf.shown = true;
}

/* ---- running ---- */

/* Execute the present instruction; false: the program returned. */
static bool execute(struct dbg *d)
{
	const struct dbg_packet *p = &d->packets.p[d->packet];
	struct cbpf_packet pkt = cbpf_packet_of_link(p->link, p->bytes, p->caplen, p->len);

	vec_push(&d->arena, &d->cbpf.past, d->cbpf.vm);
	d->cbpf.shown = false;
	return cbpf_vm_step(&d->cbpf.vm, d->cbpf.prog, &pkt);
}

/* One packet to its verdict. False: a breakpoint, shown. */
static bool run_packet(struct dbg *d)
{
	do {
		if (!d->cbpf.shown && dbg_has_break(d, NULL, d->cbpf.vm.pc)) {
			show(d);
			return false;
		}
	} while (execute(d));
	dbg_count(d, d->cbpf.vm.ret > 0);
	dbg_cbpf_reset(d);
	return true;
}

enum dbg_result dbg_cbpf_run(struct dbg *d, uint32_t limit)
{
	for (uint32_t i = 0; !limit || i < limit; i++) {
		if (!run_packet(d))
			return DBG_OK;
		if (++d->packet >= d->packets.n)
			break;
	}
	dbg_summary(d);
	return DBG_OK;
}

static enum dbg_result step_back(struct dbg *d, uint64_t steps)
{
	struct dbg_cbpf *c = &d->cbpf;

	if (steps > c->past.n) {
		dbg_say(d, "reached bottom of register history stack!\n");
		return DBG_ERROR;
	}
	c->past.n -= (uint32_t)steps;
	c->vm = c->past.p[c->past.n];
	show(d);
	return DBG_OK;
}

/* The program has returned. */
static enum dbg_result end_packet(struct dbg *d)
{
	dbg_say(d, "ret:      [%#08x][%u]!\n", d->cbpf.vm.ret, d->cbpf.vm.ret);
	dbg_cbpf_reset(d);
	dbg_next_packet(d);
	return DBG_OK;
}

/* Show the next instruction; of a return, what follows from it, too. */
static enum dbg_result show_next(struct dbg *d)
{
	show(d);
	if (cbpf_lookup(d->cbpf.prog->insns.p[d->cbpf.vm.pc].code)->op != CBPF_OP_RET)
		return DBG_OK;
	execute(d);
	return end_packet(d);
}

enum dbg_result dbg_cbpf_step(struct dbg *d, int64_t steps)
{
	if (steps < 0)
		return step_back(d, (uint64_t)-steps);
	/* The first step of a packet shows its first instruction; what was shown is executed. */
	for (int64_t i = d->cbpf.shown || d->cbpf.past.n ? 0 : 1; i < steps; i++)
		if (!execute(d))
			return end_packet(d);
	return show_next(d);
}
