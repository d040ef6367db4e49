/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Inside of packet_lower(): the packet loads of a function as data, for packet_socket.c (loads
 * become ldabs, ldind and bpf_skb_load_bytes) and packet_direct.c (checks of data_end and plain
 * loads).
 *
 * A load reads `width` bytes at index + off. Loads of equal index are a group; group 0 has none, so
 * its offsets are from the packet's start. A load is plain when index + off is surely in
 * 0 .. INT32_MAX: then it succeeds exactly when the packet has that many bytes. Any other can be a
 * load from the network or link-layer header (offsets below 0), which has rules of its own.
 *
 * The length of a packet never changes, so all depends on one question, asked for each load: which
 * bytes does every way from here read anyway, or else the program fails? Up to there (`need`) bytes
 * can be checked or fetched at once: if they are not there, the result is the same.
 */
#ifndef FRONTEND_CBPF_PACKET_H
#define FRONTEND_CBPF_PACKET_H

#include "ir/cfg.h"
#include "ir/put.h"
#include "lift.h"

struct site {
	ir_ref load;
	ir_bid block; /* as cfg knows it: splitting moves the load on, not its place in the order */
	uint32_t group;
	int64_t off;
	uint8_t width;
	bool plain;
	int64_t need; /* >= off + width, relative to the index */
};
struct group {
	ir_ref index; /* an integer; 0: none */
	uint64_t min, max;
	uint32_t n; /* sites */
};

/* Bytes [lo, hi) of a group that a value or a stack slot holds in all that `block` dominates. */
struct piece {
	uint32_t group;
	ir_bid block;
	int64_t lo, hi;
	ir_ref value;  /* an i32 in host order; 0: they are in the slot */
	bool raw;      /* value is an i32 or i64 as it was in memory */
	uint32_t slot; /* byte `at` of it is byte lo */
	uint32_t at;
};

/* pointer is data + index, and pointer + hi is within the packet, in all that `block` dominates. */
struct checked {
	uint32_t group;
	ir_bid block;
	int64_t hi;
	ir_ref pointer;
};

struct packet {
	struct ir_fn *fn;
	struct ir_cfg *cfg;
	struct arena *arena;
	enum packet_way way;
	uint32_t fail_value;
	struct ir_sym *slow;
	ir_ref ctx;
	VEC(struct site) sites; /* in reverse postorder: before what they dominate */
	VEC(struct group) groups;
	VEC(struct piece) pieces;
	VEC(struct checked) checked; /* packet_direct.c's */
	ir_bid fail;                 /* the block that fails; IR_NO_BLOCK: not made yet */
	uint32_t scratch_slot;       /* 1 + the slot of single loads; 0: none yet */
	uint32_t slot_bytes;         /* of the stack, taken by slots */
	/* packet_kernel.c's: */
	const struct kernel_syms *syms;
	uint32_t window; /* bytes of the packet that the program can read */
	ir_ref base;     /* i64: where the type begins whose characters are the packet, */
	ir_ref have;     /* i32: ... and how many there are at least, or all */
};

static inline int64_t site_end(const struct site *s)
{
	return s->off + s->width;
}
static inline struct group *site_group(struct packet *p, const struct site *s)
{
	return &p->groups.p[s->group];
}

/* A piece with all bytes of s, a value of just these bytes preferred; NULL. */
struct piece *packet_find(struct packet *p, const struct site *s);
/* How far group s->group is known to be in the packet where s stands; INT64_MIN: nothing known. */
int64_t packet_have(struct packet *p, const struct site *s);
/* The value of s from a piece that has it; put before the load. */
ir_ref packet_extract(struct packet *p, const struct site *s, const struct piece *from);
/* Let v be the load's value from here on, and remember it. */
void packet_done(struct packet *p, const struct site *s, ir_ref v);
/* index + off as i32, or off alone, put before the load. */
ir_ref packet_offset(struct packet *p, const struct site *s, int64_t off);
/* Fail unless cond (i32 or i64) is 0: splits the block before the load. */
void packet_fail_if(struct packet *p, const struct site *s, ir_ref cond);
/* `how`: IR_CBR to `then` when cond is not 0; the load begins a new block, the other arm. */
void packet_branch(struct packet *p, const struct site *s, ir_ref cond, ir_bid then);

/* The site and loads behind it, in program order, that lie in what is needed anyway and within
 * `limit` bytes. */
struct span {
	int64_t lo, hi;
	uint32_t n; /* loads within */
};
struct span packet_span(struct packet *p, uint32_t site, int64_t limit);
/* Is t a load that can be read together with s, which stands before it? */
bool packet_joins(struct packet *p, const struct site *s, const struct site *t);
/* Read the site at ptr + off, where it is known to be there. */
void packet_load_at(struct packet *p, const struct site *s, ir_ref ptr, int64_t off);

/* Site i, which no piece has; sites before it are done. */
void packet_socket(struct packet *p, uint32_t site);
void packet_direct(struct packet *p, uint32_t site);
void packet_kernel(struct packet *p, uint32_t site);
/* See to it that the bytes of s, which a piece may have, are in the packet. */
void packet_kernel_check(struct packet *p, const struct site *s);
/* Is every load of the kind that packet_kernel() takes, and are there enough of them? */
bool packet_kernel_pays(struct packet *p);
/* Put what packet_kernel() needs before the function: its blocks and sites are void then. */
void packet_kernel_begin(struct packet *p, const struct kernel_syms *syms);

#endif
