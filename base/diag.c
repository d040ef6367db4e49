/* SPDX-License-Identifier: BSD-2-Clause */
#include <string.h>

#include "diag.h"

enum level { ON, ALL, EXTRA, OFF };

static const struct diag_info {
	const char *group, *format;
	uint8_t severity, level;
} infos[] = {
#define D(name, severity, group, level, format) {group, format, DIAG_##severity, level},
#include "diag.def"
#undef D
};

enum { ERROR_LIMIT = 50, MACRO_NOTES_MAX = 8 };

void diags_init(struct diags *ds, struct arena *a, struct sources *ss, FILE *out)
{
	*ds = (struct diags){.arena = a, .sources = ss, .out = out, .error_limit = ERROR_LIMIT};
	for (int i = 0; i < DIAG_COUNT; i++)
		ds->state[i] = infos[i].level == ON ? infos[i].severity : DIAG_IGNORED;
}

/* A warning, or an error that a -W flag can make one: it has a group. */
static bool is_optional(const struct diag_info *d)
{
	return d->severity == DIAG_WARNING || (d->severity == DIAG_ERROR && d->group[0]);
}

static bool in_group(const struct diag_info *d, const char *name)
{
	if (!is_optional(d))
		return false;
	if (!strcmp(name, "all"))
		return d->level == ALL;
	if (!strcmp(name, "extra"))
		return d->level == EXTRA || d->level == ALL;
	return !strcmp(name, "everything") || !strcmp(d->group, name);
}

bool diags_set_group(uint8_t *state, const char *group, enum diag_severity severity)
{
	bool known =
		!strcmp(group, "all") || !strcmp(group, "extra") || !strcmp(group, "everything");

	for (int i = 0; i < DIAG_COUNT; i++) {
		if (!in_group(&infos[i], group))
			continue;
		known = true;
		state[i] = severity == DIAG_NOTE ? infos[i].severity : (uint8_t)severity;
	}
	return known;
}

bool diags_known(const char *name)
{
	uint8_t scratch[DIAG_COUNT];

	return diags_set_group(scratch, name, DIAG_WARNING);
}

bool diags_flag(struct diags *ds, const char *flag)
{
	bool off = !strncmp(flag, "no-", 3);
	const char *name = off ? flag + 3 : flag;
	bool as_error = !strncmp(name, "error=", 6);

	if (!strcmp(name, "error")) {
		ds->all_errors = !off;
		return true;
	}
	if (as_error)
		return diags_set_group(ds->state, name + 6, off ? DIAG_WARNING : DIAG_ERROR);
	return diags_set_group(ds->state, name, off ? DIAG_IGNORED : DIAG_NOTE);
}

/* The severity after flags; DIAG_IGNORED when it is not to be shown. */
static enum diag_severity severity_of(struct diags *ds, enum diag_id id, src_loc loc)
{
	enum diag_severity s = diags_state_at(ds, loc)[id];

	if (!is_optional(&infos[id]))
		return s;
	if ((s == DIAG_WARNING && ds->inhibit_warnings) ||
		(!ds->show_system && source_in_system(ds->sources, loc)))
		return DIAG_IGNORED;
	if (s == DIAG_WARNING && ds->all_errors)
		return DIAG_ERROR;
	return s;
}

static void begin(struct diags *ds, enum diag_id id, enum diag_severity sev, src_loc loc, char *msg)
{
	diags_flush(ds);
	const char *flag = is_optional(&infos[id]) ? infos[id].group : NULL;

	ds->pending =
		(struct diag){.id = id, .severity = sev, .flag = flag, .loc = loc, .message = msg};
	ds->has_pending = true;
	ds->errors += sev >= DIAG_ERROR;
	ds->warnings += sev == DIAG_WARNING;
	ds->fatal |= sev == DIAG_FATAL;
}

void diag(struct diags *ds, enum diag_id id, src_loc loc, ...)
{
	if (ds->suppress > 0)
		return;
	enum diag_severity sev = severity_of(ds, id, loc);

	if (sev != DIAG_NOTE)
		ds->note_hidden = sev == DIAG_IGNORED || ds->fatal;
	if (ds->note_hidden)
		return;
	va_list ap;
	va_start(ap, loc);
	begin(ds, id, sev, loc, arena_vprintf(ds->arena, infos[id].format, ap));
	va_end(ap);
	if (ds->error_limit && ds->errors >= ds->error_limit && sev == DIAG_ERROR)
		begin(ds, DIAG_TOO_MANY_ERRORS, DIAG_FATAL, 0,
			arena_strdup(ds->arena, infos[DIAG_TOO_MANY_ERRORS].format));
}

void diag_range(struct diags *ds, src_loc b, src_loc e)
{
	if (ds->has_pending && !ds->note_hidden && !ds->suppress && b && e > b)
		vec_push(ds->arena, &ds->pending.ranges, ((struct diag_range){b, e, NULL}));
}

void diag_fixit(struct diags *ds, src_loc loc, uint32_t len, const char *text)
{
	if (ds->has_pending && !ds->note_hidden && !ds->suppress && loc)
		vec_push(ds->arena, &ds->pending.ranges,
			((struct diag_range){loc, loc + len, arena_strdup(ds->arena, text)}));
}

/* ---- text ---- */

static const char *const names[] = {"ignored", "note", "warning", "error", "fatal error"};
static const char *const colors[] = {"", "\033[1;36m", "\033[1;35m", "\033[1;31m", "\033[1;31m"};

static const char *paint(const struct diags *ds, const char *code)
{
	return ds->color ? code : "";
}

/* "In file included from A:1:" lines, outermost first. */
static void print_includes(struct diags *ds, src_loc loc)
{
	const struct src_entry *e = source_entry(ds->sources, source_called(ds->sources, loc));

	if (!e || !e->caller)
		return;
	src_loc caller = e->caller;

	print_includes(ds, caller);
	struct src_pos p = source_pos(ds->sources, caller);

	fprintf(ds->out, "In file included from %s:%u:\n", p.path, p.line);
}

enum { TAB = 8 };

/* The line with tabs expanded, so that what is drawn below it stands right. */
static void print_expanded(FILE *f, const char *s, uint32_t len)
{
	uint32_t col = 0;

	for (uint32_t i = 0; i < len; i++) {
		if (s[i] == '\t') {
			do
				fputc(' ', f);
			while (++col % TAB);
		} else {
			bool plain = (unsigned char)s[i] >= 0x20 && s[i] != 0x7f;

			fputc(plain ? s[i] : '?', f);
			col++;
		}
	}
	fputc('\n', f);
}

/* The screen column (from 0) of byte `off` of the line. */
static uint32_t screen_col(const struct src_pos *p, uint32_t off)
{
	uint32_t col = 0;

	for (uint32_t i = 0; i < off && i < p->len; i++)
		col = p->text[i] == '\t' ? (col / TAB + 1) * TAB : col + 1;
	return col + (off > p->len ? off - p->len : 0);
}

/* Byte range of r on the caret's line, cut to it; false when it lies elsewhere. */
static bool on_line(struct diags *ds, const struct src_pos *p, const struct diag_range *r,
	uint32_t *from, uint32_t *to)
{
	struct src_pos b = source_pos(ds->sources, r->begin), e = source_pos(ds->sources, r->end);

	if (!b.source || b.text != p->text)
		return false;
	*from = b.col - 1;
	*to = e.text == p->text ? e.col - 1 : p->len;
	return true;
}

/* The widest line shown: a minified file must not flood the terminal. */
enum { LINE_MAX_SHOWN = 2000 };

static void print_marks(struct diags *ds, const struct src_pos *p)
{
	uint32_t width = screen_col(p, p->len) + 2, end = screen_col(p, p->col - 1);
	char *marks = arena_alloc(ds->arena, width + 1);
	uint32_t from, to;

	memset(marks, ' ', width);
	vec_for (r, &ds->pending.ranges) {
		if (r->insert || !on_line(ds, p, r, &from, &to))
			continue;
		for (uint32_t i = screen_col(p, from); i < screen_col(p, to) && i < width; i++) {
			marks[i] = '~';
			end = (uint32_t)max_u64(end, i);
		}
	}
	marks[screen_col(p, p->col - 1)] = '^';
	fprintf(ds->out, "%s%.*s%s\n", paint(ds, "\033[1;32m"), (int)end + 1, marks,
		paint(ds, "\033[0m"));
	vec_for (r, &ds->pending.ranges) {
		if (r->insert && on_line(ds, p, r, &from, &to))
			fprintf(ds->out, "%*s%s%s%s\n", (int)screen_col(p, from), "",
				paint(ds, "\033[32m"), r->insert, paint(ds, "\033[0m"));
	}
}

static void print_snippet(struct diags *ds, const struct src_pos *p)
{
	if (p->len > LINE_MAX_SHOWN || p->col > p->len + 1)
		return;
	print_expanded(ds->out, p->text, p->len);
	print_marks(ds, p);
}

/* What switches the diagnostic off: "-Werror,-Wname" when a warning was made an error. */
static const char *flag_text(struct diags *ds, const struct diag *d)
{
	bool made_error = d->severity == DIAG_ERROR && infos[d->id].severity == DIAG_WARNING;

	if (!d->flag || !*d->flag)
		return "";
	return arena_printf(ds->arena, "%s-W%s", made_error ? "-Werror," : "", d->flag);
}

/* flag: "" or the text in brackets, "-Wname". */
static void print_line(struct diags *ds, enum diag_severity sev, src_loc loc, const char *message,
	const char *flag)
{
	struct src_pos p = source_pos(ds->sources, loc);

	if (p.source)
		fprintf(ds->out, "%s%s:%u:%u:%s ", paint(ds, "\033[1m"), p.path, p.line, p.col,
			paint(ds, "\033[0m"));
	else
		fprintf(ds->out, "%skbcc:%s ", paint(ds, "\033[1m"), paint(ds, "\033[0m"));
	fprintf(ds->out, "%s%s:%s %s%s%s", paint(ds, colors[sev]), names[sev], paint(ds, "\033[0m"),
		paint(ds, sev > DIAG_NOTE ? "\033[1m" : ""), message, paint(ds, "\033[0m"));
	if (*flag)
		fprintf(ds->out, " [%s]", flag);
	fputc('\n', ds->out);
	if (p.source)
		print_snippet(ds, &p);
}

/* "expanded from macro" notes, innermost last, at the spelling of each body. */
static void print_macros(struct diags *ds, src_loc loc)
{
	ds->pending.ranges.n = 0;
	for (int i = 0; i < MACRO_NOTES_MAX; i++) {
		const struct src_entry *e = source_entry(ds->sources, loc);

		if (!e || e->source)
			return;
		const char *name = e->name;
		src_loc caller = e->caller, spelled = source_spelled(ds->sources, loc);

		if (name)
			print_line(ds, DIAG_NOTE, spelled,
				arena_printf(ds->arena, infos[DIAG_NOTE_EXPANDED].format, name),
				"");
		loc = caller;
	}
}

static void print_text(struct diags *ds, const struct diag *d)
{
	src_loc loc = d->loc;

	if (d->severity > DIAG_NOTE)
		print_includes(ds, loc);
	print_line(ds, d->severity, loc, d->message, flag_text(ds, d));
	print_macros(ds, loc);
}

/* ---- JSON: one array of objects, as gcc's -fdiagnostics-format=json names its members ---- */

static void json_string(FILE *f, const char *s)
{
	fputc('"', f);
	for (; *s; s++) {
		unsigned char c = (unsigned char)*s;

		if (c == '"' || c == '\\')
			fprintf(f, "\\%c", c);
		else if (c < 0x20)
			fprintf(f, "\\u%04x", c);
		else
			fputc(c, f);
	}
	fputc('"', f);
}

static void json_pos(struct diags *ds, const char *name, src_loc loc)
{
	struct src_pos p = source_pos(ds->sources, loc);

	fprintf(ds->out, "\"%s\": {\"file\": ", name);
	json_string(ds->out, p.source ? p.path : "");
	fprintf(ds->out, ", \"line\": %u, \"column\": %u}", p.line, p.col);
}

static void print_json(struct diags *ds, const struct diag *d)
{
	fprintf(ds->out, "%s{\"kind\": \"%s\", \"message\": ", ds->json_count++ ? ",\n " : "[",
		names[d->severity]);
	json_string(ds->out, d->message);
	if (d->flag && *d->flag)
		fprintf(ds->out, ", \"option\": \"-W%s\"", d->flag);
	fputs(", \"locations\": [{", ds->out);
	json_pos(ds, "caret", d->loc);
	fputs("}], \"fixits\": [", ds->out);
	bool first = true;

	vec_for (r, &d->ranges) {
		if (!r->insert)
			continue;
		fputs(first ? "{" : ", {", ds->out);
		json_pos(ds, "start", r->begin);
		fputs(", ", ds->out);
		json_pos(ds, "next", r->end);
		fputs(", \"string\": ", ds->out);
		json_string(ds->out, r->insert);
		fputc('}', ds->out);
		first = false;
	}
	fputs("]}", ds->out);
}

void diags_flush(struct diags *ds)
{
	if (!ds->has_pending)
		return;
	ds->has_pending = false;
	if (ds->sink)
		ds->sink(ds->sink_ctx, ds, &ds->pending);
	else if (ds->format == DIAG_JSON)
		print_json(ds, &ds->pending);
	else
		print_text(ds, &ds->pending);
}

static void print_count(FILE *f, uint32_t n, const char *what)
{
	fprintf(f, "%u %s%s", n, what, n == 1 ? "" : "s");
}

void diags_finish(struct diags *ds)
{
	diags_flush(ds);
	if (ds->sink)
		return;
	if (ds->format == DIAG_JSON) {
		fputs(ds->json_count ? "]\n" : "[]\n", ds->out);
		return;
	}
	if (!ds->errors && !ds->warnings)
		return;
	if (ds->warnings)
		print_count(ds->out, ds->warnings, "warning");
	if (ds->warnings && ds->errors)
		fputs(" and ", ds->out);
	if (ds->errors)
		print_count(ds->out, ds->errors, "error");
	fputs(" generated.\n", ds->out);
}
