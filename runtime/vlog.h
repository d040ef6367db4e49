/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The verifier's log as data: one event a line, each pointing into the text. Read alike from every
 * kernel since 5.10, whatever the spelling of a register's state: a state is kept as text and asked
 * for one register at a time.
 */
#ifndef RUNTIME_VLOG_H
#define RUNTIME_VLOG_H

#include "base/arena.h"
#include "base/vec.h"

/* Part of a text that outlives it; not NUL-terminated. n == 0: none. */
struct slice {
	const char *p;
	uint32_t n;
};

enum vlog_kind {
	VLOG_INSN,    /* "4: (61) r2 = *(u32 *)(r1 +4)    ; R1=ctx() R2=pkt_end()" */
	VLOG_SOURCE,  /* "; int x = y; @ prog.c:7" */
	VLOG_FROM,    /* "from 4 to 9: R0=..." */
	VLOG_STATE,   /* "9: R1=..." or " frame1: R1=..." */
	VLOG_MESSAGE, /* what is none of these: what the kernel objects to is among them */
};

#define VLOG_NO_INSN UINT32_MAX

struct vlog_event {
	uint8_t kind;       /* enum vlog_kind */
	uint8_t frame;      /* of the state; without one, the frame that was current */
	uint8_t code;       /* INSN: opcode byte */
	bool full;          /* the state names every register that can be read */
	uint32_t insn;      /* INSN, STATE: its index; FROM: where it goes; or VLOG_NO_INSN */
	uint32_t from;      /* FROM */
	uint32_t line;      /* SOURCE: 0 when the log does not say */
	struct slice text;  /* INSN: without state; SOURCE: the line; MESSAGE */
	struct slice state; /* after the instruction */
	struct slice file;  /* SOURCE: without its folder */
};

struct vlog {
	VEC(struct vlog_event) ev;
	uint32_t processed, states, peak; /* 0 when the log does not say */
	struct slice stack;               /* bytes of each function: "16+0+240" */
};

/* Any bytes are safe. The log keeps pointing to `text`. */
struct vlog vlog_read(struct arena *a, const char *text, size_t n);

/* What the state says of register `reg`; n == 0: nothing. */
struct slice vlog_state_reg(struct slice state, unsigned reg);
/* The same of the 8 bytes of stack at fp + off. */
struct slice vlog_state_slot(struct slice state, int32_t off);
/*
 * What was known of the register before event `at`, in its frame; n == 0: it cannot be read.
 */
struct slice vlog_reg_before(const struct vlog *log, uint32_t at, unsigned reg);
/* The event of the last instruction; ev.n: there is none. */
uint32_t vlog_last_insn(const struct vlog *log);

/* ---- slices ---- */

bool slice_is(struct slice s, const char *text);
bool slice_same(struct slice a, struct slice b);
bool slice_begins(struct slice s, const char *prefix);
/* Offset of the first `text`, or UINT32_MAX. */
uint32_t slice_find(struct slice s, const char *text);
static inline struct slice slice_from(struct slice s, uint32_t off)
{
	return off > s.n || !s.p ? (struct slice){0} : (struct slice){s.p + off, s.n - off};
}
static inline struct slice slice_upto(struct slice s, uint32_t n)
{
	return (struct slice){s.p, n < s.n ? n : s.n};
}
struct slice slice_trim(struct slice s);
struct slice slice_of(const char *text);
char *slice_text(struct arena *a, struct slice s);
/* "NAME=" in a register's state: its value as a number; false when it is not there. */
bool slice_number(struct slice value, const char *name, int64_t *out);

#endif
