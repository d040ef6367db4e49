/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Reads what print.c writes. Lines end what they say; blanks and # comments are nothing. A first
 * walk finds the symbols, so that functions and data can refer to what comes later. Blocks keep
 * their numbers, values get new ones, and operands are resolved when the function is complete. What
 * has been read is checked by the rules of the checker: a module that comes out is sound.
 */
#include <errno.h>
#include <stdlib.h>

#include "build.h"
#include "parse.h"
#include "print.h"

/* ---- failures ---- */

static src_loc here(const struct parse *p)
{
	return p->base + (src_loc)(p->p - p->text);
}

bool text_fail(struct parse *p, const char *expected)
{
	if (!p->failed)
		diag(p->ds, DIAG_IR_SYNTAX, here(p), expected);
	p->failed = true;
	return false;
}

bool text_error(struct parse *p, const char *what)
{
	if (!p->failed)
		diag(p->ds, DIAG_IR_MEANING, here(p), what);
	p->failed = true;
	return false;
}

/* ---- words ---- */

static void skip_blanks(struct parse *p)
{
	while (p->p < p->end && (*p->p == ' ' || *p->p == '\t' || *p->p == '\r'))
		p->p++;
	if (p->p < p->end && *p->p == '#')
		while (p->p < p->end && *p->p != '\n')
			p->p++;
}

static bool is_word(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
	       c == '_';
}

bool text_is(struct parse *p, const char *word)
{
	size_t n = strlen(word);

	skip_blanks(p);
	if (p->failed || (size_t)(p->end - p->p) < n || memcmp(p->p, word, n) ||
		(p->p + n < p->end && is_word(p->p[n])))
		return false;
	p->p += n;
	return true;
}

bool text_punct(struct parse *p, char c)
{
	skip_blanks(p);
	if (p->failed || p->p == p->end || *p->p != c || !c)
		return false;
	p->p++;
	return true;
}

bool text_expect(struct parse *p, char c)
{
	char what[] = "' '";

	what[1] = c;
	return text_punct(p, c) || text_fail(p, what);
}

bool text_name(struct parse *p, char *to, size_t size)
{
	size_t n = 0;

	skip_blanks(p);
	while (p->p + n < p->end && n < size - 1 && is_word(p->p[n]))
		n++;
	if (p->failed || !n)
		return text_fail(p, "a word");
	memcpy(to, p->p, n);
	to[n] = 0;
	p->p += n;
	return true;
}

bool text_u64(struct parse *p, uint64_t max, uint64_t *v)
{
	char *stop;

	skip_blanks(p);
	if (p->failed || p->p == p->end || *p->p < '0' || *p->p > '9')
		return text_fail(p, "a number");
	errno = 0;
	*v = strtoull(p->p, &stop, 10);
	p->p = stop;
	if (errno || *v > max) {
		*v = 0;
		return text_error(p, "number out of range");
	}
	return true;
}

bool text_i64(struct parse *p, int64_t *v)
{
	bool minus = text_punct(p, '-');
	uint64_t n;

	if (!text_u64(p, minus ? 1ull << 63 : UINT64_MAX, &n))
		return false;
	*v = (int64_t)(minus ? -n : n);
	return true;
}

bool text_listed(struct parse *p, const char *(*names)(unsigned), const char *what, uint8_t *v)
{
	char name[32];

	if (!text_name(p, name, sizeof(name)))
		return false;
	for (unsigned i = 0; names(i); i++)
		if (!strcmp(names(i), name)) {
			*v = (uint8_t)i;
			return true;
		}
	return text_fail(p, what);
}

static int hex_digit(char c)
{
	return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* "text", in which \xx is a byte */
const char *text_string(struct parse *p)
{
	VEC(char) s = {0};

	if (!text_expect(p, '"'))
		return "";
	for (; p->p < p->end && *p->p != '"' && *p->p != '\n'; p->p++) {
		char c = *p->p;

		if (c == '\\') {
			int hi = p->end - p->p > 2 ? hex_digit(p->p[1]) : -1;
			int lo = hi < 0 ? -1 : hex_digit(p->p[2]);

			if (lo < 0 || !(hi | lo)) {
				text_fail(p, "two hexadecimal digits");
				return "";
			}
			c = (char)(hi << 4 | lo);
			p->p += 2;
		}
		vec_push(&p->scratch, &s, c);
	}
	if (!text_expect(p, '"'))
		return "";
	return arena_strndup(p->arena, s.p, s.n);
}

bool text_end_of_line(struct parse *p)
{
	skip_blanks(p);
	if (p->failed || p->p == p->end)
		return !p->failed;
	if (*p->p != '\n')
		return text_fail(p, "the end of the line");
	p->p++;
	return true;
}

/* To the first word of the next line that has any. */
static bool next_line(struct parse *p)
{
	for (skip_blanks(p); p->p < p->end && *p->p == '\n'; skip_blanks(p))
		p->p++;
	return !p->failed && p->p < p->end;
}

bool text_prov(struct parse *p, uint8_t *prov)
{
	return !text_is(p, "prov") || text_listed(p, ir_name_prov, "a provenance", prov);
}

/* ---- symbols ---- */

static uint64_t name_hash(const char *s)
{
	uint64_t h = 14695981039346656037ull;

	for (; *s; s++)
		h = (h ^ (unsigned char)*s) * 1099511628211ull;
	return h;
}

/* @name or @"any name" */
static const char *sym_name(struct parse *p)
{
	const char *begin;

	if (!text_expect(p, '@'))
		return NULL;
	if (p->p < p->end && *p->p == '"')
		return text_string(p);
	begin = p->p;
	while (p->p < p->end && (is_word(*p->p) || *p->p == '.' || *p->p == '$'))
		p->p++;
	if (p->p == begin)
		return text_fail(p, "a symbol's name"), NULL;
	return arena_strndup(p->arena, begin, (size_t)(p->p - begin));
}

/* The place of a name in the table: names that hash alike go to the next key. */
static struct ir_sym *sym_lookup(struct parse *p, const char *name, uint64_t *key)
{
	for (*key = name_hash(name);; ++*key) {
		const uint64_t *at = map_get(&p->syms, *key);
		struct ir_sym *s = at ? (struct ir_sym *)(uintptr_t)*at : NULL;

		if (!s || !strcmp(s->name, name))
			return s;
	}
}

struct ir_sym *text_sym(struct parse *p)
{
	const char *name = sym_name(p);
	uint64_t key;
	struct ir_sym *s = name ? sym_lookup(p, name, &key) : NULL;

	if (name && !s)
		text_error(p, "the symbol is not defined");
	return s;
}

/* fn|data LINKAGE @name at the beginning of a line */
static struct ir_sym *sym_head(struct parse *p, bool define)
{
	bool fn = text_is(p, "fn");
	uint8_t linkage;
	uint64_t key;

	if ((!fn && !text_is(p, "data")) || !text_listed(p, ir_name_linkage, "a linkage", &linkage))
		return NULL;
	const char *name = sym_name(p);

	if (!name)
		return NULL;
	struct ir_sym *s = sym_lookup(p, name, &key);

	if (!define)
		return s;
	if (s)
		return text_error(p, "the symbol is defined twice"), NULL;
	s = ir_sym_new(p->m, fn ? IR_SYM_FN : IR_SYM_DATA, name);
	s->linkage = linkage;
	*map_put(&p->scratch, &p->syms, key) = map_key(s);
	return s;
}

static void skip_line(struct parse *p)
{
	while (p->p < p->end && *p->p != '\n')
		p->p++;
}

static void find_symbols(struct parse *p)
{
	const char *begin = p->p;

	for (; next_line(p); skip_line(p))
		if (*p->p == 'f' || *p->p == 'd')
			sym_head(p, true);
	p->p = begin;
}

/* hidden used section "name" */
static void sym_tail(struct parse *p, struct ir_sym *s)
{
	s->hidden = text_is(p, "hidden");
	s->used = text_is(p, "used");
	if (text_is(p, "section"))
		s->section = text_string(p);
}

/* ---- data ---- */

static void hex_line(struct parse *p, struct ir_data *d, uint64_t *done)
{
	skip_blanks(p);
	for (; p->end - p->p >= 2 && hex_digit(p->p[0]) >= 0; p->p += 2) {
		int lo = hex_digit(p->p[1]);

		if (lo < 0 || *done >= d->size) {
			text_error(p, "the bytes do not fit");
			return;
		}
		d->bytes[(*done)++] = (uint8_t)(hex_digit(p->p[0]) << 4 | lo);
	}
	text_end_of_line(p);
}

static void reloc_line(struct parse *p, struct ir_data *d)
{
	struct ir_reloc r = {0};
	uint64_t offset, width, addend;
	bool minus;

	if (!text_u64(p, UINT32_MAX, &offset) || !text_is(p, "width") || !text_u64(p, 8, &width)) {
		text_fail(p, "'width'");
		return;
	}
	r.sym = text_sym(p);
	minus = text_punct(p, '-');
	if (!r.sym || (!minus && !text_expect(p, '+')) || !text_u64(p, UINT64_MAX, &addend) ||
		!text_end_of_line(p))
		return;
	if (offset + width > d->size || (width != 4 && width != 8)) {
		text_error(p, "the relocation is outside of the data");
		return;
	}
	r.offset = (uint32_t)offset;
	r.width = (uint8_t)width;
	r.addend = (int64_t)(minus ? -addend : addend);
	vec_push(p->arena, &d->relocs, r);
}

static void data_body(struct parse *p, struct ir_data *d)
{
	uint64_t done = 0;

	while (next_line(p) && !text_punct(p, '}')) {
		if (text_is(p, "hex")) {
			/* Bytes are written out: memory in proportion to the text. */
			if (!d->bytes && d->size > (uint64_t)(p->end - p->text))
				text_error(p, "the bytes are not all there");
			else if (!d->bytes)
				d->bytes = arena_alloc(p->arena, d->size);
			if (d->bytes)
				hex_line(p, d, &done);
		} else if (text_is(p, "reloc")) {
			reloc_line(p, d);
		} else {
			text_fail(p, "'hex', 'reloc' or '}'");
		}
	}
	if (d->bytes && done != d->size)
		text_error(p, "the bytes are not all there");
}

static void parse_data(struct parse *p)
{
	struct ir_sym *s = sym_head(p, false);
	struct ir_data *d;
	uint64_t align = 0;

	if (!s)
		return;
	sym_tail(p, s);
	if (text_punct(p, ';'))
		return;
	d = s->data = arena_new(p->arena, struct ir_data);
	if (!text_is(p, "size") || !text_u64(p, UINT64_MAX >> 1, &d->size) ||
		!text_is(p, "align") || !text_u64(p, 1u << 31, &align)) {
		text_fail(p, "size and align");
		return;
	}
	d->align = (uint32_t)align;
	if (!is_pow2(align))
		text_error(p, "the alignment is no power of two");
	d->is_const = text_is(p, "const");
	d->is_volatile = text_is(p, "volatile");
	d->string = text_is(p, "string");
	if (text_expect(p, '{') && text_end_of_line(p))
		data_body(p, d);
}

/* ---- functions ---- */

/* (type [prov], ...) -> type */
static void fn_signature(struct parse *p, struct ir_fn *fn)
{
	bool more = text_expect(p, '(') && !text_punct(p, ')');

	while (more) {
		uint8_t type = 0, prov = PROV_UNKNOWN;

		if (!text_listed(p, ir_name_type, "a type", &type) || type == IR_VOID) {
			text_fail(p, "a type");
			return;
		}
		skip_blanks(p);
		if (p->p < p->end && is_word(*p->p) &&
			!text_listed(p, ir_name_prov, "a provenance", &prov))
			return;
		vec_push(p->arena, &fn->params, type);
		vec_push(p->arena, &fn->param_prov, prov);
		more = text_punct(p, ',');
		if (!more && !text_expect(p, ')'))
			return;
	}
	if (text_expect(p, '-') && text_expect(p, '>'))
		text_listed(p, ir_name_type, "a type", &fn->ret);
}

static void slot_line(struct parse *p)
{
	struct ir_slot s = {0};
	uint64_t index, align;

	if (!text_u64(p, UINT32_MAX, &index) || !text_is(p, "size") ||
		!text_u64(p, UINT32_MAX, &s.size) || !text_is(p, "align") ||
		!text_u64(p, 1u << 31, &align)) {
		text_fail(p, "number, size and align");
		return;
	}
	s.align = (uint32_t)align;
	s.removed = text_is(p, "removed");
	skip_blanks(p);
	if (p->p < p->end && *p->p == '"')
		s.name = text_string(p);
	if (index != p->fn->slots.n || !is_pow2(align))
		text_error(p, "slots are numbered in order and have an alignment");
	else if (text_end_of_line(p))
		vec_push(p->arena, &p->fn->slots, s);
}

bool text_block_ref(struct parse *p, ir_bid *b)
{
	uint64_t n;

	*b = 0;
	skip_blanks(p);
	if (p->failed || p->p == p->end || *p->p != 'b')
		return text_fail(p, "a block");
	p->p++;
	if (!text_u64(p, (uint64_t)(p->end - p->text), &n))
		return false;
	while (p->fn->blocks.n <= n) {
		ir_block_new(p->fn, NULL);
		vec_push(&p->scratch, &p->blocks, (struct parse_block){0});
	}
	*b = (ir_bid)n;
	return true;
}

/* bN ["name"] (bM, ...) [unroll N]: */
static void block_head(struct parse *p)
{
	ir_bid b, from;
	uint64_t unroll = 0;

	if (!text_block_ref(p, &b))
		return;
	p->blocks.p[b].loc = here(p);
	if (p->blocks.p[b].seen) {
		text_error(p, "the block is there twice");
		return;
	}
	p->blocks.p[b].seen = true;
	p->block = b;
	skip_blanks(p);
	if (p->p < p->end && *p->p == '"')
		p->fn->blocks.p[b]->name = text_string(p);
	bool more = text_expect(p, '(') && !text_punct(p, ')');

	while (more && text_block_ref(p, &from)) {
		vec_push(&p->scratch, &p->blocks.p[b].preds, from);
		more = text_punct(p, ',');
		if (!more)
			text_expect(p, ')');
	}
	if (text_is(p, "unroll"))
		text_u64(p, UINT32_MAX, &unroll);
	p->fn->blocks.p[b]->unroll = (uint32_t)unroll;
	if (text_expect(p, ':'))
		text_end_of_line(p);
}

static int compare_bids(const void *x, const void *y)
{
	ir_bid a = *(const ir_bid *)x, b = *(const ir_bid *)y;

	return (a > b) - (a < b);
}

/* The predecessors as the header lists them, when they are those that there are. */
static void order_preds(struct parse *p, ir_bid b)
{
	struct ir_block *block = p->fn->blocks.p[b];
	uint32_t n = block->preds.n;
	size_t size = n * sizeof(ir_bid);
	ir_bid *listed;

	p->p = p->text + (p->blocks.p[b].loc - p->base);
	if (!p->blocks.p[b].seen)
		text_error(p, "a block that is not there");
	else if (n != p->blocks.p[b].preds.n)
		text_error(p, "the block has other predecessors");
	if (p->failed || !n)
		return;
	listed = arena_dup(&p->scratch, p->blocks.p[b].preds.p, size);
	qsort(block->preds.p, n, sizeof(ir_bid), compare_bids);
	qsort(listed, n, sizeof(ir_bid), compare_bids);
	if (memcmp(block->preds.p, listed, size) != 0)
		text_error(p, "the block has other predecessors");
	memcpy(block->preds.p, p->blocks.p[b].preds.p, size);
}

static void resolve_values(struct parse *p, ir_bid b)
{
	ir_for_ins (r, p->fn, b) {
		struct ir_ins *x = &p->fn->ins.p[r];

		for (uint32_t i = 0; i < ir_operand_count(x); i++) {
			ir_ref *o = ir_operand(x, i);
			uint32_t n = *o & ~(uint32_t)PARSE_NUMBERED;

			if (!(*o & PARSE_NUMBERED))
				continue;
			*o = n < p->values.n ? p->values.p[n] : 0;
			if (!*o)
				text_error(p, "a value that is not defined");
		}
	}
}

static void fn_finish(struct parse *p)
{
	const char *end = p->p, *why;

	if (!p->fn->blocks.n)
		text_error(p, "a function without blocks");
	for (ir_bid b = 0; b < p->fn->blocks.n && !p->failed; b++)
		resolve_values(p, b);
	for (ir_bid b = 0; b < p->fn->blocks.n && !p->failed; b++)
		order_preds(p, b);
	p->p = end;
	if (!p->failed && (why = ir_check_fn(&p->scratch, p->fn)))
		text_error(p, why);
}

static void fn_body(struct parse *p)
{
	while (next_line(p) && !text_punct(p, '}')) {
		if (text_is(p, "slot"))
			slot_line(p);
		else if (*p->p == 'b' && p->end - p->p > 1 && p->p[1] >= '0' && p->p[1] <= '9')
			block_head(p);
		else if (p->block == IR_NO_BLOCK)
			text_fail(p, "a block");
		else
			text_ins(p);
	}
	if (!p->failed && (p->p == p->text || p->p[-1] != '}'))
		text_fail(p, "'}'");
}

static void parse_fn(struct parse *p)
{
	struct ir_sym *s = sym_head(p, false);
	struct ir_build reading = {0}; /* blocks are not sealed yet: phis keep their arguments */

	if (!s)
		return;
	skip_blanks(p);
	if (p->p == p->end || *p->p != '(') {
		sym_tail(p, s);
		text_expect(p, ';');
		return;
	}
	struct ir_fn *fn = p->fn = ir_fn_new(p->m, s, p->arena);

	p->values.n = p->blocks.n = 0;
	p->block = IR_NO_BLOCK;
	fn_signature(p, fn);
	sym_tail(p, s);
	fn->always_inline = text_is(p, "always_inline");
	fn->no_inline = text_is(p, "no_inline");
	fn->naked = text_is(p, "naked");
	fn->noreturn = text_is(p, "noreturn");
	fn->is_program = text_is(p, "program");
	fn->address_taken = text_is(p, "address_taken");
	fn->build = &reading;
	if (text_expect(p, '{') && text_end_of_line(p))
		fn_body(p);
	fn->build = NULL;
	if (!p->failed)
		fn_finish(p);
}

/* ---- modules ---- */

/* core N kind N type N value N access "..." */
static void core_line(struct parse *p)
{
	struct ir_core c = {0};
	uint64_t index, kind, type;

	if (!text_u64(p, UINT32_MAX, &index) || !text_is(p, "kind") ||
		!text_u64(p, UINT32_MAX, &kind) || !text_is(p, "type") ||
		!text_u64(p, UINT32_MAX, &type) || !text_is(p, "value") || !text_i64(p, &c.value) ||
		!text_is(p, "access")) {
		text_fail(p, "kind, type, value, access");
		return;
	}
	c.kind = (uint32_t)kind;
	c.type_id = (uint32_t)type;
	c.access = text_string(p);
	if (index != p->m->core.n)
		text_error(p, "relocations are numbered in order");
	else
		ir_core_new(p->m, c);
}

static void module_head(struct parse *p)
{
	if (!next_line(p) || !text_is(p, "module")) {
		text_fail(p, "'module'");
		return;
	}
	p->m->file = text_string(p);
	p->m->big_endian = text_is(p, "big_endian");
	text_end_of_line(p);
}

static void module_body(struct parse *p)
{
	while (next_line(p)) {
		const char *line = p->p;

		if (text_is(p, "core"))
			core_line(p);
		else if (text_is(p, "data"))
			p->p = line, parse_data(p);
		else if (text_is(p, "fn"))
			p->p = line, parse_fn(p);
		else
			text_fail(p, "'core', 'data' or 'fn'");
		text_end_of_line(p);
	}
}

struct ir_module *ir_parse(struct arena *a, struct diags *ds, struct source *s)
{
	struct parse p = {
		.ds = ds, .arena = a, .text = s->text, .p = s->text, .end = s->text + s->size};

	p.base = source_enter(ds->sources, s, 0, false);
	p.m = ir_module_new(a, ds);
	module_head(&p);
	find_symbols(&p);
	module_body(&p);
	arena_free(&p.scratch);
	return p.failed ? NULL : p.m;
}
