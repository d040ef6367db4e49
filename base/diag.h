/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Diagnostics: what the user is told, at a place. diag.def lists them all; to add one, add a row
 *and call diag(ds, DIAG_NAME, loc, args...). Ranges, fix-its and notes attach to the diagnostic
 *before them; the whole is printed when the next one comes, or at diags_flush.
 *
 *	diag(ds, DIAG_UNDECLARED, loc, name);
 *	diag_range(ds, begin, end);
 *	diag_fixit(ds, loc, 0, ";");
 *	diag(ds, DIAG_NOTE_DECLARED_HERE, decl->loc, name);
 */
#ifndef BASE_DIAG_H
#define BASE_DIAG_H

#include <stdio.h>

#include "source.h"

enum diag_severity { DIAG_IGNORED, DIAG_NOTE, DIAG_WARNING, DIAG_ERROR, DIAG_FATAL };

enum diag_id {
#define D(name, severity, group, level, format) DIAG_##name,
#include "diag.def"
#undef D
	DIAG_COUNT
};

struct diag_range {
	src_loc begin, end;
	const char *insert; /* fix-it: this text replaces the range; NULL: underline */
};

/* One finished diagnostic, as data: what diags.sink gets. */
struct diag {
	enum diag_id id;
	enum diag_severity severity; /* after -W flags */
	const char *flag;            /* warning's group name: "unused-variable"; NULL */
	src_loc loc;
	const char *message;
	VEC(struct diag_range) ranges;
};

enum diag_format { DIAG_TEXT, DIAG_JSON };

struct diags {
	struct arena *arena;
	struct sources *sources;
	FILE *out;
	enum diag_format format;
	bool color, inhibit_warnings, all_errors, show_system;
	uint8_t state[DIAG_COUNT];              /* enum diag_severity each, set by flags */
	uint32_t errors, warnings, error_limit; /* limit 0: none */
	/* #pragma GCC diagnostic: diag_pragma.c */
	struct map changes;          /* src_entry base -> struct diag_changes */
	const uint8_t *pragma_state; /* the latest; NULL: state */
	VEC(const uint8_t *) pushed;
	struct diag_memo *memos;
	bool fatal;       /* a fatal error or the limit was reached: stop at the next chance */
	bool note_hidden; /* the diagnostic that notes would attach to was not shown */
	struct diag pending;
	bool has_pending;
	uint32_t json_count;
	/* When set, called instead of printing. */
	void (*sink)(void *ctx, struct diags *ds, const struct diag *d);
	void *sink_ctx;
	int suppress; /* > 0: nothing is reported nor counted (tentative parsing) */
};

void diags_init(struct diags *ds, struct arena *a, struct sources *ss, FILE *out);
/*
 * -W flag without its "-W": "all", "extra", "error", "error=NAME", "no-error=NAME", "NAME",
 * "no-NAME", "everything". False when no warning has this name.
 */
bool diags_flag(struct diags *ds, const char *flag);

/* Is there a warning group of this name ("unused-variable", not "no-")? */
bool diags_known(const char *name);
/* Set the warnings of a group in a table of severities (DIAG_NOTE: on, as severe as diag.def says);
 * false when there is no such group. */
bool diags_set_group(uint8_t *state, const char *group, enum diag_severity severity);

/* From loc on the group has this severity. An unknown group changes nothing. */
void diags_pragma(struct diags *ds, src_loc loc, const char *group, enum diag_severity severity);
/* Save what is in force; restore it from loc on (false: nothing was saved). */
void diags_push(struct diags *ds);
bool diags_pop(struct diags *ds, src_loc loc);
/* The severities in force at a place, DIAG_COUNT of them. */
const uint8_t *diags_state_at(struct diags *ds, src_loc loc);

/* The message's arguments follow its format in diag.def; no other check is made on them. */
void diag(struct diags *ds, enum diag_id id, src_loc loc, ...);
void diag_range(struct diags *ds, src_loc begin, src_loc end);
/* Suggest replacing `len` bytes at loc by `text`. */
void diag_fixit(struct diags *ds, src_loc loc, uint32_t len, const char *text);
/* Print what is pending and, for JSON, nothing more. */
void diags_flush(struct diags *ds);
/* Flush, then print "2 errors and 1 warning generated." (text) or close the array (JSON). */
void diags_finish(struct diags *ds);

#endif
