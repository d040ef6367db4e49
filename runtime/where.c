/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * From the kernel's instruction numbers to places in sources. libbpf loads a program as its
 * function with the subprograms that it calls behind it, in the order in which a walk over its
 * calls, depth first, meets them. That order is made again here.
 */
#include <bpf/btf.h>
#include <ctype.h>
#include <sys/stat.h>

#include "bpf/insn.h"
#include "explain.h"
#include "progs.h"

enum { FUNCS_MAX = 1024 };

/* ---- functions ---- */

static const struct obj_reloc *reloc_at(const struct obj_section *s, uint64_t offset)
{
	uint32_t lo = 0, hi = s->relocs.n;

	while (lo < hi) {
		uint32_t mid = lo + (hi - lo) / 2;

		if (s->relocs.p[mid].offset < offset)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo < s->relocs.n && s->relocs.p[lo].offset == offset ? &s->relocs.p[lo] : NULL;
}

static const struct obj_sym *func_at(const struct bpf_obj *o, uint32_t section, uint64_t offset)
{
	vec_for (sym, &o->syms)
		if (sym->type == OBJ_FUNC && sym->section == section && sym->value <= offset &&
			offset - sym->value < sym->size)
			return sym;
	return NULL;
}

static bool is_prog_section(const struct bpf_obj *o, uint32_t section)
{
	return section < o->sections.n && o->sections.p[section]->kind == OBJ_SEC_PROG &&
	       o->sections.p[section]->data;
}

/* The function that the instruction at `offset` calls or takes the address of; NULL: none. */
static const struct obj_sym *callee(
	const struct bpf_obj *o, uint32_t section, uint64_t offset, struct bpf_insn insn)
{
	const struct obj_section *s = o->sections.p[section];
	const struct obj_reloc *r = reloc_at(s, offset);
	bool call = insn.code == insn_info(INSN_CALL_FN)->opcode && insn.src_reg == BPF_PSEUDO_CALL;
	bool address = insn.code == insn_info(INSN_LDDW)->opcode;
	int64_t target = (int64_t)offset + 8 + (int64_t)insn.imm * 8;

	if (!call && !address)
		return NULL;
	if (r && r->sym < o->syms.n) {
		const struct obj_sym *sym = &o->syms.p[r->sym];
		int64_t addend = call ? ((int64_t)insn.imm + 1) * 8 : insn.imm;

		if (sym->section == OBJ_UNDEF || !is_prog_section(o, sym->section))
			return NULL;
		target = (int64_t)sym->value + (sym->type == OBJ_SECTION || address ? addend : 0);
		return target < 0 ? NULL : func_at(o, sym->section, (uint64_t)target);
	}
	if (address && insn.src_reg != BPF_PSEUDO_FUNC)
		return NULL;
	return target < 0 ? NULL : func_at(o, section, (uint64_t)target);
}

static bool has_func(const struct where *w, uint32_t section, uint64_t offset)
{
	vec_for (f, &w->funcs)
		if (f->section == section && f->offset == offset)
			return true;
	return false;
}

static void add_func(struct where *w, const char *name, uint32_t section, uint64_t offset,
	uint64_t size, uint32_t depth)
{
	const struct obj_section *s = w->obj->sections.p[section];
	struct where_func f = {name, 0, (uint32_t)(size / 8), section, (uint32_t)offset};

	if (offset > s->size || size > s->size - offset || w->funcs.n >= FUNCS_MAX ||
		depth > FUNCS_MAX)
		return;
	if (w->funcs.n)
		f.first = vec_last(&w->funcs).first + vec_last(&w->funcs).count;
	vec_push(w->arena, &w->funcs, f);
	for (uint64_t at = offset; at + 8 <= offset + size; at += 8) {
		struct bpf_insn insn = insn_decode(s->data + at, w->obj->big_endian);
		const struct obj_sym *sym = callee(w->obj, section, at, insn);

		if (sym && sym->size && !has_func(w, sym->section, sym->value))
			add_func(w, sym->name, sym->section, sym->value, sym->size, depth + 1);
	}
}

void where_init(struct where *w, struct arena *a, struct sources *ss, const struct bpf_obj *obj,
	const char *prog)
{
	*w = (struct where){.arena = a, .sources = ss, .obj = obj};
	if (!obj || !prog)
		return;
	struct obj_progs progs = progs_of(a, obj);

	vec_for (p, &progs.v)
		if (!strcmp(p->name, prog) && !w->funcs.n && is_prog_section(obj, p->section))
			add_func(w, p->name, p->section, p->offset, p->size, 0);
}

const struct where_func *where_func_of(const struct where *w, uint32_t insn)
{
	vec_for (f, &w->funcs)
		if (insn >= f->first && insn - f->first < f->count)
			return f;
	return NULL;
}

uint32_t where_callee(const struct where *w, uint32_t insn)
{
	const struct where_func *f = where_func_of(w, insn);
	const struct obj_sym *sym;
	uint64_t at;

	if (!f)
		return UINT32_MAX;
	at = f->offset + (uint64_t)(insn - f->first) * 8;
	sym = callee(w->obj, f->section, at,
		insn_decode(w->obj->sections.p[f->section]->data + at, w->obj->big_endian));
	for (uint32_t i = 0; sym && i < w->funcs.n; i++)
		if (w->funcs.p[i].section == sym->section && w->funcs.p[i].offset == sym->value)
			return i;
	return UINT32_MAX;
}

int64_t where_jump(const struct where *w, uint32_t insn)
{
	const struct where_func *f = where_func_of(w, insn);
	struct bpf_insn i;
	uint64_t at;
	enum insn_id id;

	if (!f)
		return -1;
	at = f->offset + (uint64_t)(insn - f->first) * 8;
	i = insn_decode(w->obj->sections.p[f->section]->data + at, w->obj->big_endian);
	id = insn_id(i);
	if (id == INSN_INVALID)
		return -1;
	if (insn_info(id)->op == INSN_OP_JA)
		return (int64_t)insn + 1 + (insn_info(id)->bits == 32 ? i.imm : i.off);
	return insn_op_is_jcc((enum insn_op)insn_info(id)->op) ? (int64_t)insn + 1 + i.off : -1;
}

/* Loading patches few opcodes; a log in which many differ is of another object. */
void where_check(struct where *w, const struct vlog *log)
{
	uint32_t seen = 0, wrong = 0;

	vec_for (e, &log->ev) {
		const struct where_func *f;
		uint64_t at;

		if (e->kind != VLOG_INSN || !e->code)
			continue;
		f = where_func_of(w, e->insn);
		seen++;
		if (!f) {
			wrong++;
			continue;
		}
		at = f->offset + (uint64_t)(e->insn - f->first) * 8;
		wrong += w->obj->sections.p[f->section]->data[at] != e->code;
	}
	if (wrong > seen / 8)
		w->funcs.n = 0;
}

/* ---- lines ---- */

const struct obj_line *where_line(const struct where *w, uint32_t insn)
{
	const struct where_func *f = where_func_of(w, insn);
	const struct obj_line *found = NULL;
	uint64_t at;

	if (!f)
		return NULL;
	at = f->offset + (uint64_t)(insn - f->first) * 8;
	vec_for (l, &w->obj->sections.p[f->section]->lines)
		if (l->offset <= at && l->offset >= f->offset)
			found = l;
	return found;
}

static struct where_file *file_of(struct where *w, const char *path)
{
	struct where_file f = {.path = path};
	struct stat st;

	vec_for (known, &w->files)
		if (!strcmp(known->path, path))
			return known;
	/* An object can name any file: one that blocks or never ends must not be opened. */
	f.source = !stat(path, &st) && S_ISREG(st.st_mode) ? source_open(w->sources, path) : NULL;
	if (f.source)
		f.base = source_enter(w->sources, f.source, 0, false);
	vec_push(w->arena, &w->files, f);
	return &vec_last(&w->files);
}

/* Offset of a line's beginning; UINT32_MAX when there are not so many. */
static uint32_t line_start(const struct source *s, uint32_t line)
{
	const char *p = s->text, *end = p + s->size;

	while (--line) {
		p = memchr(p, '\n', (size_t)(end - p));
		if (!p)
			return UINT32_MAX;
		p++;
	}
	return (uint32_t)(p - s->text);
}

static uint32_t first_column(const char *text, uint32_t n)
{
	uint32_t i = 0;

	while (i < n && (text[i] == ' ' || text[i] == '\t'))
		i++;
	return i;
}

/* A place in a file that is not here: what the object knows of it, a line. */
static src_loc make_line(
	struct where *w, const char *path, uint32_t line, uint32_t col, struct slice text)
{
	char *two = arena_printf(w->arena, "\n%.*s\n", (int)text.n, text.n ? text.p : "");
	struct source *s = source_text(w->sources, path, two, strlen(two));
	src_loc base = source_enter(w->sources, s, 0, false);

	source_mark_line(w->sources, base, line, path);
	return base + 1 + (col && col <= text.n ? col - 1 : first_column(text.p, text.n));
}

/* The place; col 0: where the line's text begins. `text`: what the line should be; n == 0: any. */
static src_loc place(
	struct where *w, const char *path, uint32_t line, uint32_t col, struct slice text)
{
	struct where_file *f = file_of(w, path);
	uint32_t start = f->source && line ? line_start(f->source, line) : UINT32_MAX;
	struct slice here = {0}, want = slice_trim(text);

	if (!line)
		return 0;
	if (start != UINT32_MAX) {
		here = (struct slice){f->source->text + start, f->source->size - start};
		here = slice_upto(here, slice_find(here, "\n"));
	}
	if (start == UINT32_MAX || (want.n && !slice_same(slice_trim(here), want)))
		return make_line(w, path, line, col, text);
	if (!col || col > here.n)
		return f->base + start + first_column(here.p, here.n);
	return f->base + start + col - 1;
}

static src_loc place_of(struct where *w, const struct obj_line *l)
{
	return place(w, l->file, l->line, l->col, slice_of(l->text));
}

src_loc where_insn(struct where *w, uint32_t insn)
{
	const struct obj_line *l = where_line(w, insn);

	return l ? place_of(w, l) : 0;
}

static const char *after_slash(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

/* The path of the object's file that the log names without its folder. */
static const char *path_of(struct where *w, struct slice name)
{
	if (w->obj)
		vec_for (s, &w->obj->sections)
			vec_for (l, &(*s)->lines)
				if (slice_is(name, after_slash(l->file)))
					return l->file;
	return slice_text(w->arena, name);
}

src_loc where_event(struct where *w, const struct vlog *log, uint32_t event)
{
	if (event >= log->ev.n)
		return 0;
	src_loc loc = log->ev.p[event].kind == VLOG_INSN ? where_insn(w, log->ev.p[event].insn) : 0;

	for (uint32_t i = event + 1; !loc && i--;) {
		const struct vlog_event *e = &log->ev.p[i];

		if (e->kind == VLOG_SOURCE && e->line)
			return place(w, path_of(w, e->file), e->line, 0, e->text);
	}
	return loc;
}

/* ---- symbols ---- */

static const struct obj_line *line_at(const struct obj_section *s, uint64_t offset)
{
	const struct obj_line *found = NULL;

	vec_for (l, &s->lines)
		if (l->offset <= offset)
			found = l;
	return found;
}

src_loc where_symbol(struct where *w, const char *name)
{
	if (!w->obj)
		return 0;
	vec_for (s, &w->obj->sections)
		vec_for (r, &(*s)->relocs) {
			const struct obj_line *l;

			if ((*s)->kind != OBJ_SEC_PROG || r->sym >= w->obj->syms.n ||
				strcmp(w->obj->syms.p[r->sym].name, name))
				continue;
			l = line_at(*s, r->offset);
			if (l)
				return place_of(w, l);
		}
	return 0;
}

static void open_files(struct where *w)
{
	const char *last = NULL;

	vec_for (s, &w->obj->sections)
		vec_for (l, &(*s)->lines) {
			if (l->file != last)
				file_of(w, l->file);
			last = l->file;
		}
}

src_loc where_definition(struct where *w, const char *name)
{
	const char *text = arena_printf(w->arena, "%s SEC(", name);

	if (!w->obj)
		return 0;
	vec_for (s, &w->obj->sections)
		vec_for (l, &(*s)->lines)
			file_of(w, l->file);
	vec_for (f, &w->files) {
		uint32_t at =
			f->source
				? slice_find((struct slice){f->source->text, f->source->size}, text)
				: UINT32_MAX;

		if (at != UINT32_MAX)
			return f->base + at;
	}
	return 0;
}

static bool is_word(char c)
{
	return isalnum((unsigned char)c) || c == '_';
}

/* The next `word` that is no part of a longer one, from `off` on; UINT32_MAX: none. */
static uint32_t find_word(struct slice text, uint32_t off, const char *word)
{
	uint32_t n = (uint32_t)strlen(word), at;

	while ((at = slice_find(slice_from(text, off), word)) != UINT32_MAX) {
		off += at;
		if ((!off || !is_word(text.p[off - 1])) &&
			(off + n >= text.n || !is_word(text.p[off + n])))
			return off;
		off += n;
	}
	return UINT32_MAX;
}

/* Does what is being declared at `off` begin with a SEC()? */
static bool has_section(struct slice text, uint32_t off)
{
	uint32_t begin = off;

	while (begin && text.p[begin - 1] != ';' && text.p[begin - 1] != '}')
		begin--;
	return find_word((struct slice){text.p + begin, off - begin}, 0, "SEC") != UINT32_MAX;
}

src_loc where_function(struct where *w, const char *name)
{
	if (!w->obj || !name)
		return 0;
	open_files(w);
	vec_for (f, &w->files) {
		struct slice text = {0};
		uint32_t at = 0;

		if (f->source)
			text = (struct slice){f->source->text, f->source->size};
		while ((at = find_word(text, at, name)) != UINT32_MAX) {
			if (at + strlen(name) < text.n && text.p[at + strlen(name)] == '(' &&
				has_section(text, at))
				return f->base + at;
			at++;
		}
	}
	return 0;
}

src_loc where_loop(struct where *w, src_loc loc)
{
	static const char *const words[] = {"for", "while", "do"};
	uint32_t off, begin;
	struct slice text = where_text(w, loc, &off), line;

	for (begin = off; begin && text.p[begin - 1] != '\n';)
		begin--;
	line = slice_from(text, begin);
	line = slice_upto(line, slice_find(line, "\n"));
	for (size_t i = 0; i < ARRAY_LEN(words); i++) {
		uint32_t at = find_word(line, 0, words[i]);

		if (at != UINT32_MAX)
			return loc - off + begin + at;
	}
	return loc;
}

src_loc where_next_return(struct where *w, src_loc loc)
{
	uint32_t off, end, at;
	struct slice text = where_text(w, loc, &off);

	end = slice_find(slice_from(text, off), "\n}");
	if (!text.n || end == UINT32_MAX)
		return 0;
	at = find_word(slice_upto(text, off + end), off, "return");
	return loc + (at == UINT32_MAX ? end + 1 : at - off);
}

struct slice where_text(struct where *w, src_loc loc, uint32_t *off)
{
	const struct src_entry *e = source_entry(w->sources, loc);

	*off = 0;
	if (!e || !e->source)
		return (struct slice){0};
	*off = loc - e->base;
	return (struct slice){e->source->text, e->source->size};
}
