/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * One translation unit of C: what the phases share. Nobody outside frontend/ sees inside; the
 * facade is frontend/frontend.h.
 */
#ifndef FRONTEND_C_UNIT_H
#define FRONTEND_C_UNIT_H

#include "ast.h"
#include "frontend/frontend.h"
#include "lex.h"
#include "pp.h"

struct parser;

struct frontend {
	struct arena *arena; /* unit */
	struct arena bodies; /* statements and expressions of functions, until they are lowered */
	struct diags *ds;
	const struct frontend_opts *opts;
	struct idents ids; /* keywords are set for opts->std */
	struct pp *pp;
	bool started;
	struct ast ast;        /* after frontend_parse */
	struct parser *parser; /* parse.h; holds the types, which later phases complete on demand */
	/* What the program writes to ring buffers and perf buffers, whose maps have no value type:
	 * types for the BTF that nothing in it refers to, so that a reader can decode the records.
	 */
	VEC(struct qtype) records;
};

/* Read the unit's main file from now on; once only. False: it cannot be read (diagnosed). */
bool frontend_start(struct frontend *fe, const char *path);

#endif
