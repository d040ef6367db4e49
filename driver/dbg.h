/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * kbcc dbg: one state, two machines. Commands are rows of dbg_commands.def.
 *
 * The classic machine is stepped from outside, with its past states kept. The eBPF machine runs
 * inside runner_run and asks before each instruction; when it should stop, a command loop runs
 * within that question. Going back there means to start anew: the object is loaded afresh, the
 * packets that had run are run again, and the present one up to the place.
 *
 * Files: cmd_dbg.c (life, commands of both), dbg_cbpf.c, dbg_ebpf.c, dbg_line.c (input).
 */
#ifndef DRIVER_DBG_H
#define DRIVER_DBG_H

#include "program.h"
#include "runtime/runtime.h"

struct dbg_line;

enum dbg_result {
	DBG_OK,
	DBG_ERROR,  /* said already */
	DBG_RESUME, /* eBPF, stopped: go on */
	DBG_ABORT,  /* eBPF, stopped: end this run, quietly */
	DBG_QUIT
};

struct dbg_packet {
	const uint8_t *bytes;
	uint32_t caplen, len;
	int link;
};

struct dbg_break {
	const struct obj_section *section; /* NULL: the classic program */
	uint32_t insn;
};

struct dbg_cbpf {
	struct cbpf_prog *prog; /* NULL: none is loaded */
	struct cbpf_vm vm;
	bool shown;               /* vm.pc's instruction was shown, and is to be executed next */
	VEC(struct cbpf_vm) past; /* states that were shown before */
};

struct dbg_ebpf {
	struct program program; /* obj NULL: none is loaded */
	struct runner *runner;
	struct run_prog prog;
	VEC(uint32_t) past;         /* packets that ran to their end */
	const struct run_state *at; /* stopped here; NULL: not running */
	bool replaying;   /* on the way to a place that was shown: breakpoints do not count */
	bool stepping;    /* the latest command was a step */
	uint64_t stop_at; /* when so many were executed; UINT64_MAX: never */
	uint64_t resumed; /* no breakpoint counts here: it has been shown */
	uint64_t replay;  /* after an abort: run the packet anew and stop here; 0: no */
};

struct dbg {
	struct options opts;
	struct arena arena; /* packets, breakpoints, past states, commands */
	struct job *job;    /* of the program that is loaded, malloc'ed; NULL: none is */
	struct dbg_line *in;
	FILE *out;
	VEC(struct dbg_packet) packets;
	uint32_t packet; /* the present one */
	VEC(struct dbg_break) breaks;
	uint32_t passes, fails;
	struct dbg_cbpf cbpf;
	struct dbg_ebpf ebpf;
	bool failed; /* a command did */
	bool quit;
};

/* cmd_dbg.c: all of a session; the exit status. d->opts and d->out are set; `in` stays the
 * caller's. */
int dbg_session(struct dbg *d, FILE *in);
/* A load's job, whose errors are its own; dbg_unload ends the program's and forgets the program. */
struct job *dbg_job_new(struct dbg *d);
void dbg_job_free(struct job *j);
void dbg_unload(struct dbg *d);
void dbg_say(struct dbg *d, const char *fmt, ...) PRINTF(2, 3);
bool dbg_has_break(const struct dbg *d, const struct obj_section *section, uint32_t insn);
/* The next packet is the present one; the first after the last. Says so. */
void dbg_next_packet(struct dbg *d);
void dbg_dump_packet(struct dbg *d, const uint8_t *bytes, size_t n, uint32_t len);
/* Count a packet's verdict; after the last of a run, print what was counted. */
void dbg_count(struct dbg *d, bool passed);
void dbg_summary(struct dbg *d);
/* Read and execute commands until one ends the loop. */
enum dbg_result dbg_loop(struct dbg *d);

/* dbg_cbpf.c, dbg_ebpf.c: `limit` packets, 0: all; `steps` may be below 0. */
enum dbg_result dbg_cbpf_load(struct dbg *d, const char *text);
enum dbg_result dbg_cbpf_run(struct dbg *d, uint32_t limit);
enum dbg_result dbg_cbpf_step(struct dbg *d, int64_t steps);
void dbg_cbpf_reset(struct dbg *d);
void dbg_cbpf_disassemble(struct dbg *d, uint32_t from, uint32_t n);
enum dbg_result dbg_ebpf_load(struct dbg *d, const char *path, const char *prog);
enum dbg_result dbg_ebpf_run(struct dbg *d, uint32_t limit);
enum dbg_result dbg_ebpf_step(struct dbg *d, int64_t steps);
void dbg_ebpf_disassemble(struct dbg *d, const struct obj_section *s, uint32_t from, uint32_t n);
/* The program's section; slots in it. */
const struct obj_section *dbg_ebpf_section(const struct dbg *d);
/* Slots at which lines of the source begin: of `line` in a file whose path ends with `file` (NULL:
 * any). What was added. */
uint32_t dbg_ebpf_break_line(struct dbg *d, const char *file, size_t file_len, uint32_t line);
void dbg_ebpf_close(struct dbg *d);

/* dbg_line.c: a terminal gets a prompt, editing, history and completion where libedit is. `in`
 * stays the caller's. */
struct dbg_line *dbg_line_open(FILE *in, const char *const *words, size_t n);
/* The next line without its newline, good until the next call; NULL: no more. */
const char *dbg_line_read(struct dbg_line *l);
void dbg_line_close(struct dbg_line *l);

#endif
