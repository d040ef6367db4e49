/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Directives that decide what is read: conditions, repetitions, macros, other files.
 *
 *   block = ".rept" n ... ".endr" | ".irp" name "," words ... ".endr"
 *         | ".macro" name params ... ".endm" | ".if" cond ... { ".elseif" ... } [ ".else" ... ]
 * ".endif"
 *
 * A block's text is found by its end, blocks of its kind within it counted, and read when it is its
 * turn: as->next .. as->end is what is still to be read of the present text. Of a macro and of .irp
 * the text is made anew for each round, and is a source of its own, so that errors say where it
 * came from. What is left out is not looked at but for the directives that end it.
 *
 * Rounds and bytes are bounded (ASM_MAX_ROUNDS, ASM_MAX_EXPANDED), so that no source is endless.
 */
#include <errno.h>
#include <string.h>

#include "assembler.h"

enum { ASM_MAX_DEPTH = 64, ASM_MAX_ROUNDS = 1 << 20, ASM_MAX_EXPANDED = 16 << 20 };

struct text {
	const char *p, *end;
};

struct asm_macro {
	struct text body;
	struct param {
		struct text name, value; /* value.p NULL: none given */
		bool required, rest;
	} * params;
	uint32_t n;
};

static size_t text_len(struct text t)
{
	return (size_t)(t.end - t.p);
}

static bool text_is(struct text t, const char *s)
{
	return text_len(t) == strlen(s) && !memcmp(t.p, s, text_len(t));
}

static bool same_text(struct text a, struct text b)
{
	return text_len(a) == text_len(b) && !memcmp(a.p, b.p, text_len(a));
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r';
}

static struct text trimmed(const char *p, const char *end)
{
	while (p < end && is_blank(*p))
		p++;
	while (end > p && is_blank(end[-1]))
		end--;
	return (struct text){p, end};
}

/* ---- where a block ends ---- */

/* The directive's name; empty: an instruction. */
static struct text directive_name(const struct insn_statement *st)
{
	struct text t = {st->text, st->text};

	if (st->len && *st->text == '.')
		while (t.end < st->text + st->len && (atext_is_word(*t.end) || *t.end == '.'))
			t.end++;
	return t;
}

static bool opens(struct text name, const char *const *words)
{
	for (; *words; words++)
		if (text_is(name, *words))
			return true;
	return false;
}

/* The text up to the directive `close` of this block, which is read over. False: there is none. */
static bool take_block(struct assembler *as, struct atext_reader *r, const char *const *open,
	const char *close, struct text *body)
{
	struct insn_statement st;
	const char *p = as->next;
	unsigned depth = 0;

	body->p = p;
	while (insn_next_statement(&p, as->end, &st)) {
		struct text name = directive_name(&st);

		depth += opens(name, open);
		if (!text_is(name, close) || depth--)
			continue;
		body->end = st.label ? st.label : st.text;
		as->next = p;
		return true;
	}
	as->next = as->end;
	r->at = r->text;
	atext_refuse(r, r->text, "there is no '%s' for this", close);
	return asm_text_error(as, r);
}

/* ---- reading on ---- */

static bool too_much(struct assembler *as, struct atext_reader *r, size_t bytes)
{
	as->expanded += bytes;
	if (as->depth < ASM_MAX_DEPTH && ++as->rounds <= ASM_MAX_ROUNDS &&
		as->expanded <= ASM_MAX_EXPANDED)
		return false;
	r->at = r->text;
	asm_refuse(as, r,
		as->depth < ASM_MAX_DEPTH
			? "macros, repetitions and files make more text than can be read"
			: "macros, repetitions and files are nested too deeply");
	/* whatever else is nested says the same */
	as->next = as->end;
	as->exhausted = true;
	return true;
}

/* The text, which is in the present source. */
static bool read_range(struct assembler *as, struct atext_reader *r, struct text t)
{
	const char *next = as->next, *end = as->end;
	uint32_t ifs = as->ifs.n;

	if (as->exhausted || too_much(as, r, text_len(t)))
		return false;
	as->depth++;
	as->next = t.p;
	as->end = t.end;
	asm_statements(as);
	if (as->ifs.n > ifs)
		asm_error(as, DIAG_EASM_TEXT, as->ifs.p[ifs].loc, "there is no '.endif' for this");
	as->ifs.n = ifs;
	as->depth--;
	as->next = next;
	as->end = end;
	return true;
}

/* All of another source. */
static bool read_source(struct assembler *as, struct atext_reader *r, struct source *s)
{
	const char *text = as->text;
	src_loc base = as->base;
	bool ok;

	as->base = source_enter(as->ds->sources, s, as->at, false);
	as->text = s->text;
	ok = read_range(as, r, (struct text){s->text, s->text + s->size});
	as->text = text;
	as->base = base;
	return ok;
}

/* ---- conditions ---- */

static bool defined(struct assembler *as, struct atext_reader *r, bool *out)
{
	const char *name;
	size_t len;

	if (!asm_read_name(as, r, &name, &len))
		return false;
	const struct ident *id = ident_find(&as->names, name, len, ident_hash(name, len));
	const struct asm_sym *sym = id ? id->sym : NULL;

	*out = sym && sym->section != ASM_UNDEF;
	return true;
}

/* n, or n compared with another. */
static bool compared(struct assembler *as, struct atext_reader *r, bool *out)
{
	static const char words[][3] = {"==", "!=", "<=", ">=", "<", ">"};
	int64_t a, b;
	size_t k;

	if (!asm_read_number(as, r, INT64_MIN, INT64_MAX, &a))
		return false;
	atext_blanks(r);
	for (k = 0; k < ARRAY_LEN(words); k++)
		if ((size_t)(r->end - r->at) > strlen(words[k]) &&
			!memcmp(r->at, words[k], strlen(words[k])))
			break;
	if (k == ARRAY_LEN(words)) {
		*out = a != 0;
		return true;
	}
	r->at += strlen(words[k]);
	if (!asm_read_number(as, r, INT64_MIN, INT64_MAX, &b))
		return false;
	*out = k == 0   ? a == b
	       : k == 1 ? a != b
	       : k == 2 ? a <= b
	       : k == 3 ? a >= b
	       : k == 4 ? a < b
			: a > b;
	return true;
}

static bool condition(struct assembler *as, struct atext_reader *r, int how, bool *out)
{
	int64_t v = 0;
	bool ok;

	switch (how) {
	case COND_IF: ok = compared(as, r, out); break;
	case COND_DEF:
	case COND_NDEF: ok = defined(as, r, out); break;
	case COND_B:
	case COND_NB: *out = asm_at_end(r) == (how == COND_B); return true;
	default:
		ok = asm_read_number(as, r, INT64_MIN, INT64_MAX, &v);
		*out = how == COND_EQ   ? v == 0
		       : how == COND_GT ? v > 0
		       : how == COND_GE ? v >= 0
		       : how == COND_LT ? v < 0
					: v <= 0;
		break;
	}
	if (how == COND_NDEF)
		*out = !*out;
	return ok && asm_finish_line(as, r);
}

static bool is_if(struct text name)
{
	return text_len(name) >= 3 && !memcmp(name.p, ".if", 3);
}

/* Read over what is not to be read, up to the directive that may change that, which comes next. */
static void skip(struct assembler *as)
{
	struct insn_statement st;
	unsigned depth = 0;

	for (const char *p = as->next; insn_next_statement(&p, as->end, &st); as->next = p) {
		struct text name = directive_name(&st);

		if (is_if(name))
			depth++;
		else if (text_is(name, ".endif") && !depth--)
			return;
		else if (!depth && (text_is(name, ".else") || text_is(name, ".elseif")))
			return;
	}
	as->next = as->end;
}

bool directive_IF(struct assembler *as, struct atext_reader *r, int how)
{
	struct asm_if i = {.loc = as->at};
	bool ok = condition(as, r, how, &i.taken);

	i.taken |= !ok; /* a wrong condition: what it guards is read, its errors found */
	vec_push(as->arena, &as->ifs, i);
	if (!i.taken)
		skip(as);
	return ok;
}

/* The condition that .else, .elseif and .endif belong to: of this text. */
static struct asm_if *present_if(struct assembler *as, struct atext_reader *r)
{
	if (as->ifs.n)
		return &vec_last(&as->ifs);
	r->at = r->text;
	asm_refuse(as, r, "there is no '.if' for this");
	return NULL;
}

bool directive_ELSE(struct assembler *as, struct atext_reader *r, int with_condition)
{
	struct asm_if *i = present_if(as, r);
	bool holds = true;

	if (!i)
		return false;
	if (i->last) {
		r->at = r->text;
		return asm_refuse(as, r, "there was an '.else' before");
	}
	i->last = !with_condition;
	if (i->taken) {
		skip(as);
		return true;
	}
	if (with_condition && !condition(as, r, COND_IF, &holds))
		return false;
	i->taken = holds;
	if (!holds)
		skip(as);
	return with_condition || asm_finish_line(as, r);
}

bool directive_ENDIF(struct assembler *as, struct atext_reader *r, int arg)
{
	if (!present_if(as, r))
		return false;
	as->ifs.n--;
	return asm_finish_line(as, r);
}

/* An end without a beginning. */
bool directive_STRAY(struct assembler *as, struct atext_reader *r, int arg)
{
	r->at = r->text;
	return asm_refuse(as, r, "this ends nothing");
}

/* ---- repetitions ---- */

static const char *const repeats[] = {".rept", ".irp", NULL}, *const macros[] = {".macro", NULL};

bool directive_REPT(struct assembler *as, struct atext_reader *r, int arg)
{
	struct text body;
	int64_t n = 0;
	bool ok = asm_read_number(as, r, 0, ASM_MAX_ROUNDS, &n) && asm_finish_line(as, r);

	if (!take_block(as, r, repeats, ".endr", &body))
		return false;
	while (ok && n-- > 0)
		ok = read_range(as, r, body);
	return ok;
}

/* ---- macros ---- */

/* Up to a comma that is in no string and no parentheses. */
static struct text next_argument(const char **p, const char *end)
{
	const char *start = *p, *s = start;
	unsigned depth = 0;

	for (; s < end && (depth || *s != ','); s++) {
		if (*s == '"') {
			do
				s += *s == '\\' && s + 1 < end ? 2 : 1;
			while (s < end && *s != '"');
			if (s >= end)
				break;
		}
		depth += *s == '(' || *s == '[';
		depth -= depth && (*s == ')' || *s == ']');
	}
	s = s < end ? s : end;
	*p = s < end ? s + 1 : s;
	return trimmed(start, s);
}

static size_t word_at(const char *p, const char *end)
{
	const char *s = p;

	while (s < end && atext_is_word(*s))
		s++;
	return (size_t)(s - p);
}

/* What `\name` stands for; NULL: it is no parameter. */
static const struct text *argument_of(
	const struct asm_macro *m, const struct text *args, const char *name, size_t len)
{
	for (uint32_t i = 0; i < m->n; i++)
		if (text_len(m->params[i].name) == len && !memcmp(m->params[i].name.p, name, len))
			return &args[i];
	return NULL;
}

/* The body with its parameters filled in: \name, \@ (how many macros were used before), \(). */
static struct source *expanded(
	struct assembler *as, const char *name, const struct asm_macro *m, const struct text *args)
{
	struct asm_bytes out = {0};
	const char *count = arena_printf(as->arena, "%u", as->rounds);

	for (const char *s = m->body.p; s < m->body.end && out.v.n <= ASM_MAX_EXPANDED;) {
		size_t len = *s == '\\' ? word_at(s + 1, m->body.end) : 0;
		const struct text *arg = len ? argument_of(m, args, s + 1, len) : NULL;
		struct text t = {s, s + 1};

		if (arg) {
			t = *arg;
			s += 1 + len;
		} else if (*s == '\\' && s + 1 < m->body.end && s[1] == '@') {
			t = (struct text){count, count + strlen(count)};
			s += 2;
		} else if (*s == '\\' && s + 2 < m->body.end && s[1] == '(' && s[2] == ')') {
			t.end = t.p;
			s += 3;
		} else {
			s++;
		}
		for (; t.p < t.end; t.p++)
			vec_push(as->arena, &out.v, (uint8_t)*t.p);
	}
	return source_text(as->ds->sources, name, (const char *)out.v.p, out.v.n);
}

/* name[:req|:vararg][=value] */
static bool read_param(struct assembler *as, struct atext_reader *r, struct param *p)
{
	size_t n;

	atext_blanks(r);
	n = word_at(r->at, r->end);
	if (!n)
		return asm_refuse(as, r, "expected a parameter's name");
	p->name = (struct text){r->at, r->at + n};
	r->at += n;
	if (asm_take(r, ':')) {
		struct text kind = {r->at, r->at + word_at(r->at, r->end)};

		p->required = text_is(kind, "req");
		p->rest = text_is(kind, "vararg");
		if (!p->required && !p->rest)
			return asm_refuse(as, r, "expected 'req' or 'vararg'");
		r->at = kind.end;
	}
	if (asm_take(r, '=')) {
		p->value = next_argument(&r->at, r->end);
		r->at -= r->at[-1] == ',';
	}
	return true;
}

static bool read_params(struct assembler *as, struct atext_reader *r, struct asm_macro *m)
{
	VEC(struct param) params = {0};

	while (!asm_at_end(r)) {
		struct param p = {0};

		if (params.n && params.p[params.n - 1].rest)
			return asm_refuse(as, r, "no parameter can follow one that takes the rest");
		if (!read_param(as, r, &p))
			return false;
		for (uint32_t i = 0; i < params.n; i++)
			if (same_text(params.p[i].name, p.name))
				return asm_refuse(
					as, r, "a parameter of this name is there already");
		vec_push(as->arena, &params, p);
		asm_take(r, ',');
	}
	m->params = params.p;
	m->n = params.n;
	return true;
}

bool directive_MACRO(struct assembler *as, struct atext_reader *r, int arg)
{
	struct asm_macro *m = arena_new(as->arena, struct asm_macro);
	struct ident *id;
	size_t n;

	atext_blanks(r);
	n = word_at(r->at, r->end);
	if (!n)
		asm_refuse(as, r, "expected the macro's name");
	id = n ? ident_get(&as->names, r->at, n) : NULL;
	if (id && id->macro) {
		asm_refuse(as, r, "a macro of this name is there already");
		id = NULL;
	}
	r->at += n;
	asm_take(r, ',');
	bool ok = id && read_params(as, r, m);

	if (!take_block(as, r, macros, ".endm", &m->body))
		return false;
	if (ok)
		id->macro = m;
	return ok;
}

bool directive_PURGEM(struct assembler *as, struct atext_reader *r, int arg)
{
	const char *name;
	size_t len;

	if (!asm_read_name(as, r, &name, &len))
		return false;
	struct ident *id = ident_get(&as->names, name, len);

	if (!id->macro) {
		r->at = name;
		return asm_refuse(as, r, "there is no macro of this name");
	}
	id->macro = NULL;
	return asm_finish_line(as, r);
}

/* name=value, or the next parameter's value. */
static bool read_argument(struct assembler *as, struct atext_reader *r, const struct asm_macro *m,
	struct text *args, uint32_t *next)
{
	const char *start, *p;
	size_t n;

	atext_blanks(r);
	start = p = r->at;
	n = word_at(p, r->end);
	for (p += n; p < r->end && is_blank(*p);)
		p++;
	const struct text *named =
		n && p < r->end && *p == '=' ? argument_of(m, args, start, n) : NULL;

	if (named) {
		r->at = p + 1;
		args[named - args] = next_argument(&r->at, r->end);
		return true;
	}
	if (*next == m->n)
		return asm_refuse(as, r, "the macro has fewer parameters");
	if (m->params[*next].rest) {
		args[*next] = trimmed(r->at, r->end);
		r->at = r->end;
	} else {
		args[*next] = next_argument(&r->at, r->end);
	}
	++*next;
	return true;
}

bool asm_use_macro(
	struct assembler *as, struct atext_reader *r, const char *name, const struct asm_macro *m)
{
	struct text *args = arena_array(as->arena, struct text, m->n + 1);
	uint32_t next = 0;

	if (as->exhausted)
		return false;
	while (!asm_at_end(r))
		if (!read_argument(as, r, m, args, &next))
			return false;
	for (uint32_t i = 0; i < m->n; i++) {
		if (m->params[i].required && (!args[i].p || args[i].p == args[i].end)) {
			r->at = r->text;
			return asm_refuse(as, r, "the macro requires another argument");
		}
		if (!args[i].p)
			args[i] = m->params[i].value;
	}
	return read_source(as, r, expanded(as, arena_printf(as->arena, "macro %s", name), m, args));
}

/* .irp name, word, word, ... */
bool directive_IRP(struct assembler *as, struct atext_reader *r, int arg)
{
	struct param p = {0};
	struct asm_macro m = {.params = &p, .n = 1};
	bool ok = read_param(as, r, &p);

	if (!take_block(as, r, repeats, ".endr", &m.body))
		return false;
	ok = ok && (asm_at_end(r) || asm_take(r, ',') || asm_refuse(as, r, "expected ','"));
	do {
		struct text word = next_argument(&r->at, r->end);

		ok = ok && !as->exhausted && read_source(as, r, expanded(as, ".irp", &m, &word));
	} while (ok && r->at < r->end);
	return ok;
}

/* ---- other files ---- */

/* In the folder of the file that names it, as it is, in the folders that were given. */
static struct source *open_file(struct assembler *as, struct atext_reader *r, const char *name)
{
	const char *here = source_pos(as->ds->sources, as->at).path,
		   *slash = here ? strrchr(here, '/') : NULL;
	struct source *s = NULL;

	if (as->opts->no_files) {
		asm_refuse(as, r, "other files are not read here");
		return NULL;
	}
	if (*name != '/' && slash)
		s = source_open(as->ds->sources,
			arena_printf(as->arena, "%.*s/%s", (int)(slash - here), here, name));
	if (!s)
		s = source_open(as->ds->sources, name);
	for (uint32_t i = 0; !s && *name != '/' && i < as->opts->n_dirs; i++)
		s = source_open(
			as->ds->sources, arena_printf(as->arena, "%s/%s", as->opts->dirs[i], name));
	if (!s) {
		atext_refuse(r, r->at, "cannot open '%s': %s", name, strerror(errno));
		asm_text_error(as, r);
	}
	return s;
}

static struct source *read_file_name(struct assembler *as, struct atext_reader *r)
{
	struct asm_bytes name = {0};

	atext_blanks(r);
	const char *at = r->at;

	if (!asm_read_string(as, r, &name))
		return NULL;
	vec_push(as->arena, &name.v, 0);
	struct atext_reader where = *r;

	where.at = at;
	return open_file(as, &where, (const char *)name.v.p);
}

bool directive_INCLUDE(struct assembler *as, struct atext_reader *r, int arg)
{
	struct source *s = read_file_name(as, r);

	return s && asm_finish_line(as, r) && read_source(as, r, s);
}

/* .incbin "file"[, skip[, count]] */
bool directive_INCBIN(struct assembler *as, struct atext_reader *r, int arg)
{
	struct source *s = read_file_name(as, r);
	int64_t from = 0, n = 0;

	if (!s)
		return false;
	if (asm_take(r, ',') && !asm_read_number(as, r, 0, (int64_t)s->size, &from))
		return false;
	n = (int64_t)s->size - from;
	if (asm_take(r, ',') && !asm_read_number(as, r, 0, n, &n))
		return false;
	return asm_finish_line(as, r) && asm_put(as, s->text + from, (uint64_t)n);
}
