/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Lines for the debugger. On a terminal libedit edits them as ~/.kbcc_dbg_init says (editrc(5)),
 * keeps a history in ~/.kbcc_dbg_history and completes command names. Neither is a file of
 * bpf_dbg's
 * (~/.bpf_dbg_init and _history), whose forms are libreadline's. Otherwise (a pipe, a file, no
 * libedit at build time) they are read as they are, so that the debugger can be driven by a script.
 *
 * libedit and not libreadline: it does all that is used here, and its licence is BSD as kbcc's is,
 * where libreadline's GPL would be passed on to the binary.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "dbg.h"

#ifdef KBCC_LIBEDIT
#include <dlfcn.h>
#include <histedit.h>

/* Loaded when a terminal asks for it: a compiler starts often, a debugger seldom. */
#define LIBRARY "libedit.so.2"

struct libedit {
	__typeof__(el_init) *el_init;
	__typeof__(el_end) *el_end;
	__typeof__(el_set) *el_set;
	__typeof__(el_get) *el_get;
	__typeof__(el_gets) *el_gets;
	__typeof__(el_line) *el_line;
	__typeof__(el_insertstr) *el_insertstr;
	__typeof__(el_source) *el_source;
	__typeof__(history_init) *history_init;
	__typeof__(history_end) *history_end;
	__typeof__(history) *history;
};

/* In the order of the members. */
static const char *const functions[] = {"el_init", "el_end", "el_set", "el_get", "el_gets",
	"el_line", "el_insertstr", "el_source", "history_init", "history_end", "history"};
_Static_assert(sizeof(struct libedit) == sizeof(functions), "a name for each member");

static bool load(struct libedit *lib)
{
	void *so = dlopen(LIBRARY, RTLD_NOW | RTLD_LOCAL);

	for (size_t i = 0; i < ARRAY_LEN(functions); i++) {
		void *f = so ? dlsym(so, functions[i]) : NULL;

		if (!f)
			return false;
		memcpy((char *)lib + i * sizeof(f), &f, sizeof(f));
	}
	return true;
}
#endif

struct dbg_line {
	FILE *in;
	char *plain;
	size_t cap;
#ifdef KBCC_LIBEDIT
	struct libedit lib;
	EditLine *edit; /* NULL: no terminal */
	History *history;
	char file[512]; /* of the history; "": none */
	char *line;
	const char *const *words;
	size_t n_words;
#endif
};

#ifdef KBCC_LIBEDIT
enum { HISTORY = 500 };

static char *prompt(EditLine *e)
{
	static const char text[] = "> ";

	(void)e;
	return (char *)text;
}

/* The reader that an editor belongs to; the editor alone is known where it calls back. */
static struct dbg_line *owner(EditLine *e)
{
	struct dbg_line *l = NULL;
	struct libedit lib;

	if (load(&lib))
		lib.el_get(e, EL_CLIENTDATA, &l);
	return l;
}

/* The first word, when one command alone begins with it. */
static unsigned char complete(EditLine *e, int key)
{
	struct dbg_line *l = owner(e);
	const LineInfo *li = l->lib.el_line(e);
	size_t n = (size_t)(li->cursor - li->buffer), found = 0;
	const char *word = NULL;

	(void)key;
	if (memchr(li->buffer, ' ', n))
		return CC_ERROR;
	for (size_t i = 0; i < l->n_words; i++) {
		if (!strncmp(l->words[i], li->buffer, n)) {
			word = l->words[i];
			found++;
		}
	}
	if (found != 1 || l->lib.el_insertstr(e, word + n) || l->lib.el_insertstr(e, " "))
		return CC_ERROR;
	return CC_REFRESH;
}

static void open_terminal(struct dbg_line *l)
{
	const char *home = getenv("HOME");
	HistEvent ev;

	if (!load(&l->lib))
		return;
	l->edit = l->lib.el_init("kbcc", l->in, stdout, stderr);
	l->history = l->lib.history_init();
	if (!l->edit || !l->history)
		return;
	l->lib.history(l->history, &ev, H_SETSIZE, HISTORY);
	if (home && snprintf(l->file, sizeof(l->file), "%s/.kbcc_dbg_history", home) <
			    (int)sizeof(l->file))
		l->lib.history(l->history, &ev, H_LOAD, l->file);
	l->lib.el_set(l->edit, EL_PROMPT, prompt);
	l->lib.el_set(l->edit, EL_EDITOR, "emacs");
	l->lib.el_set(l->edit, EL_SIGNAL, 1);
	l->lib.el_set(l->edit, EL_HIST, l->lib.history, l->history);
	l->lib.el_set(l->edit, EL_CLIENTDATA, l);
	l->lib.el_set(l->edit, EL_ADDFN, "kbcc-complete", "complete a command", complete);
	l->lib.el_set(l->edit, EL_BIND, "^I", "kbcc-complete", NULL);
	char init[sizeof(l->file)];

	if (home && snprintf(init, sizeof(init), "%s/.kbcc_dbg_init", home) < (int)sizeof(init))
		l->lib.el_source(l->edit, init); /* when there is one */
}

static const char *read_terminal(struct dbg_line *l)
{
	HistEvent ev;
	int n = 0;
	const char *s = l->lib.el_gets(l->edit, &n);

	if (!s || n <= 0)
		return NULL;
	if (n > 1)
		l->lib.history(l->history, &ev, H_ENTER, s);
	free(l->line);
	l->line = strndup(s, strcspn(s, "\n"));
	return l->line;
}

static void close_terminal(struct dbg_line *l)
{
	HistEvent ev;

	if (l->history) {
		if (*l->file)
			l->lib.history(l->history, &ev, H_SAVE, l->file);
		l->lib.history_end(l->history);
	}
	if (l->edit)
		l->lib.el_end(l->edit);
	free(l->line);
}
#endif

struct dbg_line *dbg_line_open(FILE *in, const char *const *words, size_t n)
{
	struct dbg_line *l = calloc(1, sizeof(*l));

	if (!l)
		ICE("out of memory");
	l->in = in;
#ifdef KBCC_LIBEDIT
	l->words = words;
	l->n_words = n;
	if (isatty(fileno(in)))
		open_terminal(l);
#endif
	return l;
}

const char *dbg_line_read(struct dbg_line *l)
{
#ifdef KBCC_LIBEDIT
	if (l->edit)
		return read_terminal(l);
#endif
	if (getline(&l->plain, &l->cap, l->in) < 0)
		return NULL;
	l->plain[strcspn(l->plain, "\n")] = 0;
	return l->plain;
}

void dbg_line_close(struct dbg_line *l)
{
#ifdef KBCC_LIBEDIT
	close_terminal(l);
#endif
	free(l->plain);
	free(l);
}
