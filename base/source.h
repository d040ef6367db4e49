/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Sources and places in them. A src_loc is 32 bits: an offset into one address space in which every
 * entry of a file (one for each #include of it) and every macro expansion owns a range.
 *
 *   file entry        [base, base + size]     base + byte offset in the file
 *   expansion entry   [base, base + length]   base + offset in the macro's body as it is spelled
 *
 * A token that came from a macro body has a place in an expansion entry: its spelling is in the
 * #define, its caller is where the macro was used. An argument's tokens keep the place where they
 * were written. 0 is "no place". When the 4 GiB are used up further entries share the last place.
 */
#ifndef BASE_SOURCE_H
#define BASE_SOURCE_H

#include "arena.h"
#include "map.h"
#include "vec.h"

typedef uint32_t src_loc;

struct src_range {
	src_loc begin, end; /* end is one past the last byte; begin == 0: none */
};

/* The bytes of a file, read or mapped once however often it is included. */
struct source {
	const char *path; /* as it was opened; what diagnostics print */
	const char *text; /* text[size] is NUL */
	uint32_t size;
	uint32_t *lines; /* offsets of line starts, made when first asked for */
	uint32_t n_lines;
	uint32_t id; /* 0, 1, 2 ... in order of opening */
	bool mapped;
	void *guard;    /* the preprocessor's: include guard macro */
	uint32_t flags; /* the preprocessor's: #pragma once and the like */
};

struct src_entry {
	src_loc base;
	uint32_t size;
	struct source *source; /* file entry; NULL for an expansion */
	src_loc spelled;       /* expansion: where the body begins as written */
	src_loc caller;   /* expansion: the macro's use; file: the #include, 0 for the main file */
	const char *name; /* expansion: the macro's name */
	bool system;      /* file: found in a system directory, its warnings are not shown */
};

/* A #line directive or linemarker: from `loc` on, lines count from `line` in `path`. */
struct src_line_mark {
	src_loc loc;
	uint32_t line; /* the line number of the line after the directive */
	const char *path;
};

struct sources {
	struct arena *arena;
	VEC(struct source *) files;
	VEC(struct src_entry) entries;   /* ascending by base */
	VEC(struct src_line_mark) marks; /* ascending by loc */
	struct map by_inode;             /* (device, inode) hash -> struct source * */
	VEC(struct source *) overlays;   /* found by name before the disk is asked */
	uint32_t last;                   /* entry of the latest lookup */
};

void sources_init(struct sources *ss, struct arena *a);
/* Unmaps; the arena is its owner's. */
void sources_free(struct sources *ss);

/*
 * Open a file, or find it when it was opened before. NULL with errno set when it cannot be read, is
 * a directory (EISDIR) or is 1 GiB or more (EFBIG). "-" is nothing special: it is a file's name.
 */
struct source *source_open(struct sources *ss, const char *path);
/* A source from memory (command line, built-in header, pasted token). The text is copied. */
struct source *source_text(struct sources *ss, const char *name, const char *text, size_t size);
/* The same as a file: from now on source_open of this name finds it. The first of a name counts. */
void source_overlay(struct sources *ss, const char *name, const char *text, size_t size);
struct source *source_find_overlay(const struct sources *ss, const char *name); /* or NULL */
/* Give the source a range of places; returns its base. */
src_loc source_enter(struct sources *ss, struct source *s, src_loc include, bool system);
/* Give an expansion whose body is written at spelled .. spelled + size a range; returns its base.
 */
src_loc source_expand(
	struct sources *ss, src_loc spelled, uint32_t size, src_loc caller, const char *name);
void source_mark_line(struct sources *ss, src_loc loc, uint32_t line, const char *path);

/* The entry that owns a place; NULL for 0. Good until the next enter or expand. */
const struct src_entry *source_entry(struct sources *ss, src_loc loc);
/* Where the characters at loc are written: a place in a file. */
src_loc source_spelled(struct sources *ss, src_loc loc);
/* The place in a file that the reader sees: of a macro body's token, the outermost use. */
src_loc source_called(struct sources *ss, src_loc loc);
bool source_in_system(struct sources *ss, src_loc loc);

/* A place resolved for a reader; a place in an expansion is first taken to source_called(). */
struct src_pos {
	struct source *source; /* NULL for 0 */
	const char *path;      /* #line applied */
	uint32_t line, col;    /* from 1; col counts bytes; #line applied to line */
	const char *text;      /* the line, not NUL-terminated */
	uint32_t len;          /* without its newline */
};
struct src_pos source_pos(struct sources *ss, src_loc loc);

#endif
