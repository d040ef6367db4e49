/* SPDX-License-Identifier: BSD-2-Clause */
/* The interference graph: what conflict.c builds and color.c colours. */
#ifndef BACKEND_COLOR_H
#define BACKEND_COLOR_H

#include "mir.h"

/* dst = src, to be given one register if that is possible; either can be a machine register. */
struct color_move {
	mreg dst, src;
	uint32_t weight;
};
typedef VEC(mreg) mregs;

#define COST_TINY 1e30f /* cannot be spilled, whatever it costs */

struct color_node {
	mregs adj;           /* virtual neighbours; those that were merged away are still listed */
	uint32_t degree;     /* neighbours that are left, and machine registers of `mask` */
	uint16_t mask;       /* machine registers that it must not get */
	uint8_t state;       /* color.c's */
	uint8_t color;       /* machine register; MREG_MACHINE: none */
	mreg alias;          /* merged into this one; 0 */
	float cost;          /* of living in memory */
	VEC(uint32_t) moves; /* indices in graph->moves */
	uint32_t moves_done; /* color.c's */
};

struct graph {
	struct mir_fn *f;
	struct arena *a;
	uint32_t n; /* registers: nodes are [MREG_FIRST, n) */
	struct color_node *node;
	struct map edges; /* between large nodes only (conflict.c): lower register << 32 | higher */
	VEC(struct color_move) moves;
};

struct graph *graph_build(struct mir_fn *f, struct arena *a);
bool graph_has_edge(const struct graph *g, mreg x, mreg y);
/* x and y, virtual, must differ. The lists only; degrees are the caller's. True when it is new. */
bool graph_add_edge(struct graph *g, mreg x, mreg y);

#endif
