/* SPDX-License-Identifier: BSD-2-Clause */
/* The debugger's eBPF machine: the embedded VM, stopped by its watcher; see dbg.h. */
#include <inttypes.h>
#include <string.h>

#include "bpf/insn_text.h"
#include "dbg.h"

/* The clock stands and random numbers repeat, so that a run can be repeated. */
enum { SEED = 1, TIME_NS = 1000000000 };

static struct dbg_ebpf *ebpf(struct dbg *d)
{
	return &d->ebpf;
}

void dbg_ebpf_close(struct dbg *d)
{
	if (d->ebpf.runner)
		runner_close(d->ebpf.runner);
	if (d->ebpf.program.obj)
		program_close(&d->ebpf.program);
	d->ebpf = (struct dbg_ebpf){0};
}

const struct obj_section *dbg_ebpf_section(const struct dbg *d)
{
	vec_for (s, &d->ebpf.program.obj->sections)
		if (!strcmp((*s)->name, d->ebpf.prog.section))
			return *s;
	return NULL;
}

/* ---- loading ---- */

/* A fresh machine, its maps as they were defined. */
static bool open_runner(struct dbg *d, const char *name)
{
	struct run_opts opts = {.engine = RUN_VM, .prog = name, .seed = SEED, .time_ns = TIME_NS};
	const struct run_prog *progs;
	struct dbg_ebpf *e = ebpf(d);

	if (e->runner)
		runner_close(e->runner);
	e->runner = runner_open(&d->job->unit, &d->job->diags, e->program.obj, e->program.image,
		e->program.size, &opts);
	size_t n = e->runner ? runner_progs(e->runner, &progs) : 0;

	for (size_t i = 0; i < n; i++) {
		if (progs[i].loaded) {
			e->prog = progs[i];
			return true;
		}
	}
	return false;
}

enum dbg_result dbg_ebpf_load(struct dbg *d, const char *path, const char *prog)
{
	struct job *j = dbg_job_new(d);
	struct program program;

	dbg_unload(d);
	d->job = j;
	if (!program_open(j, path, &program)) {
		dbg_unload(d);
		return DBG_ERROR;
	}
	d->ebpf.program = program;
	if (!open_runner(d, prog)) {
		dbg_unload(d);
		return DBG_ERROR;
	}
	diags_flush(&j->diags);
	dbg_say(d, "%s (%s): %u instructions\n", d->ebpf.prog.name, d->ebpf.prog.section,
		d->ebpf.prog.insns);
	return DBG_OK;
}

/* ---- showing ---- */

static const struct obj_line *line_of(const struct obj_section *s, uint32_t slot)
{
	const struct obj_line *best = NULL;

	vec_for (l, &s->lines)
		if (l->offset / 8 <= slot)
			best = l;
	return best;
}

static unsigned show_insn(struct dbg *d, const struct obj_section *s, uint32_t slot)
{
	bool big = d->ebpf.program.obj->big_endian;
	struct bpf_insn p[2] = {insn_decode(s->data + slot * 8ull, big)};
	char text[160];

	if ((slot + 2) * 8ull <= s->size)
		p[1] = insn_decode(s->data + (slot + 1) * 8ull, big);
	unsigned slots = insn_slots(insn_id_at(p, s->size / 8 - slot));

	insn_print(text, sizeof(text), p, INSN_LLVM, 0, NULL);
	dbg_say(d, "%u:\t%s\n", slot, text);
	return slots;
}

void dbg_ebpf_disassemble(struct dbg *d, const struct obj_section *s, uint32_t from, uint32_t n)
{
	const struct obj_line *shown = NULL;

	for (uint32_t i = from; i < from + n;) {
		const struct obj_line *l = line_of(s, i);

		if (l && l != shown)
			dbg_say(d, "; %s:%u: %s\n", l->file, l->line, l->text);
		shown = l;
		i += show_insn(d, s, i);
	}
}

static void show(struct dbg *d)
{
	const struct run_state *at = d->ebpf.at;
	const struct dbg_packet *p = &d->packets.p[d->packet];

	dbg_say(d, "-- register dump --\n");
	if (at->section) {
		const struct obj_line *l = line_of(at->section, at->insn);

		dbg_say(d, "pc:       [%u] %s, depth %u\n", at->insn, at->section->name, at->depth);
		if (l)
			dbg_say(d, "line:     %s:%u: %s\n", l->file, l->line, l->text);
		dbg_say(d, "curr:     ");
		show_insn(d, at->section, at->insn);
	}
	for (int i = 0; i <= 10; i++)
		dbg_say(d, "r%d:%s      [0x%016" PRIx64 "][%" PRIu64 "]\n", i, i < 10 ? " " : "",
			at->r[i], at->r[i]);
	if (at->packet)
		dbg_dump_packet(d, at->packet, at->packet_len, (uint32_t)at->packet_len);
	else
		dbg_dump_packet(d, p->bytes, p->caplen, p->len);
	dbg_say(d, "(breakpoint)\n");
}

/* ---- running ---- */

/* The watcher: stop here? False ends the run. */
static bool watch(void *ctx, const struct run_state *s)
{
	struct dbg *d = ctx;
	struct dbg_ebpf *e = ebpf(d);

	bool on_break =
		!e->replaying && s->insns != e->resumed && dbg_has_break(d, s->section, s->insn);

	if (s->insns != e->stop_at && !on_break)
		return true;
	e->at = s;
	e->replaying = false;
	e->stop_at = UINT64_MAX;
	show(d);
	enum dbg_result r = dbg_loop(d);

	e->at = NULL;
	e->resumed = s->insns;
	return r == DBG_RESUME;
}

static bool run_one(struct dbg *d, uint32_t packet, struct run_output *out)
{
	const struct dbg_packet *p = &d->packets.p[packet];
	struct run_input in = {.packet = p->bytes, .packet_len = p->caplen};
	bool ok = runner_run(d->ebpf.runner, d->ebpf.prog.name, &in, out);

	diags_flush(&d->job->diags);
	if (ok)
		run_output_free(out);
	return ok;
}

/* A run was left: maps are as they were before it when everything before it is run again. */
static bool restore(struct dbg *d)
{
	struct dbg_ebpf *e = ebpf(d);
	struct run_output out;

	if (!open_runner(d, e->prog.name))
		return false;
	vec_for (p, &e->past)
		if (!run_one(d, *p, &out))
			return false;
	return true;
}

/* The present packet up to its end. False: it was left, or failed. */
static bool run_packet(struct dbg *d, uint64_t stop_at)
{
	struct dbg_ebpf *e = ebpf(d);
	struct run_output out;
	uint32_t packet = d->packet;
	bool ok;

	do {
		e->stop_at = stop_at;
		e->resumed = UINT64_MAX;
		e->replay = UINT64_MAX;
		runner_watch(e->runner, watch, d);
		ok = run_one(d, packet, &out);
		if (ok)
			break;
		if (!restore(d))
			return false;
		stop_at = e->replay;
		e->replaying = stop_at != UINT64_MAX;
	} while (stop_at != UINT64_MAX);
	if (!ok)
		return false;
	vec_push(&d->arena, &e->past, packet);
	runner_watch(e->runner, NULL, NULL);
	dbg_say(d, "ret:      [0x%08" PRIx64 "][%" PRIu64 "]!\n", out.retval, out.retval);
	dbg_count(d, out.retval > 0);
	return true;
}

/* Packets from the present one on, the first of them up to `stop_at`. Whether one or more is said
 * by the latest command: a step past a program's end stops at the next packet. */
static enum dbg_result go(struct dbg *d, uint32_t limit, uint64_t stop_at)
{
	for (uint32_t i = 0; !limit || i < limit; i++) {
		if (!run_packet(d, stop_at))
			return DBG_OK;
		if (d->ebpf.stepping) {
			dbg_next_packet(d);
			return DBG_OK;
		}
		if (++d->packet >= d->packets.n)
			break;
		stop_at = UINT64_MAX;
	}
	dbg_summary(d);
	return DBG_OK;
}

enum dbg_result dbg_ebpf_run(struct dbg *d, uint32_t limit)
{
	d->ebpf.stepping = false;
	if (!d->ebpf.at)
		return go(d, limit, UINT64_MAX);
	d->ebpf.stop_at = UINT64_MAX;
	return DBG_RESUME;
}

enum dbg_result dbg_ebpf_step(struct dbg *d, int64_t steps)
{
	struct dbg_ebpf *e = ebpf(d);

	e->stepping = true;
	if (!e->at) { /* the first step shows the first instruction */
		if (steps > 0)
			return go(d, 1, (uint64_t)steps - 1);
		dbg_say(d, "reached bottom of register history stack!\n");
		return DBG_ERROR;
	}
	if (steps > 0) {
		e->stop_at = e->at->insns + (uint64_t)steps;
		return DBG_RESUME;
	}
	if ((uint64_t)-steps > e->at->insns) {
		dbg_say(d, "reached bottom of register history stack!\n");
		return DBG_ERROR;
	}
	e->replay = e->at->insns - (uint64_t)-steps;
	return DBG_ABORT;
}

/* ---- source lines ---- */

static bool ends_with(const char *s, const char *end, size_t n)
{
	size_t len = strlen(s);

	return len >= n && !memcmp(s + len - n, end, n) && (len == n || s[len - n - 1] == '/');
}

uint32_t dbg_ebpf_break_line(struct dbg *d, const char *file, size_t file_len, uint32_t line)
{
	uint32_t found = 0;

	vec_for (s, &d->ebpf.program.obj->sections) {
		uint32_t last = UINT32_MAX;

		vec_for (l, &(*s)->lines) {
			bool hit = l->line == line &&
				   (!file_len || ends_with(l->file, file, file_len));

			/* Of a line in one piece its first instruction. */
			if (hit && last != l->line && !dbg_has_break(d, *s, l->offset / 8)) {
				struct dbg_break b = {*s, l->offset / 8};

				vec_push(&d->arena, &d->breaks, b);
				found++;
			}
			last = l->line;
		}
	}
	return found;
}
