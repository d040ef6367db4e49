/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The eBPF assembler's statements:
 *
 *   statement = [ label ":" ] [ directive | name "=" expr | instruction ]
 *
 * An instruction is read by bpf/insn_parse.c, which inline assembly shares. A source is read to its
 * end whatever is wrong in it. Sections that got no flags become program sections by the first
 * instruction put there.
 */
#include <inttypes.h>

#include "assembler.h"
#include "bpf/elf_bpf.h"

bool asm_text_error(struct assembler *as, const struct atext_reader *r)
{
	asm_error(as, DIAG_EASM_TEXT, asm_loc(as, r->text + r->err->offset), r->err->message);
	return false;
}

/* ---- instructions ---- */

static void add_fixup(struct assembler *as, const struct insn_parsed *p)
{
	static const uint8_t kinds[] = {[INSN_SYM_IMM64] = ASM_LDDW,
		[INSN_SYM_JUMP] = ASM_JUMP,
		[INSN_SYM_JUMP32] = ASM_JUMP32,
		[INSN_SYM_CALL] = ASM_CALL};
	struct asm_fixup f = {.place = asm_place_now(as), .kind = kinds[p->sym_kind]};

	f.e = asm_expr_of(as, p->sym, p->sym_len, p->addend, asm_loc(as, p->sym));
	vec_push(as->arena, &asm_here(as)->fixups, f);
}

static bool instruction(struct assembler *as, const struct insn_statement *st)
{
	struct asm_section *s = asm_here(as);
	struct insn_parsed p;
	struct insn_error err;
	uint8_t bytes[16];

	if (!insn_parse(&as->parser, st->text, st->len, &p, &err)) {
		asm_error(as, DIAG_EASM_TEXT, asm_loc(as, st->text + err.offset), err.message);
		return false;
	}
	if (p.sym_kind == INSN_SYM_IMM) {
		asm_error(as, DIAG_EASM_IMMEDIATE, asm_loc(as, p.sym), (int)p.sym_len, p.sym);
		return false;
	}
	if (!s->explicit_flags && !s->nobits)
		s->flags |= SHF_ALLOC | SHF_EXECINSTR;
	asm_line_row(as);
	if (p.sym)
		add_fixup(as, &p);
	for (unsigned i = 0; i < p.slots; i++)
		insn_encode(p.insn[i], as->big_endian, bytes + 8 * i);
	return asm_put(as, bytes, 8 * p.slots);
}

/* ---- statements ---- */

/* name "=" expr; 0: it is none, else the bytes of the name */
static size_t assignment(struct atext_reader *r)
{
	const char *start = r->at;
	size_t len, n = atext_name(r);
	bool found;

	if (!n || atext_register(r, 'r', &len) >= 0 || atext_register(r, 'w', &len) >= 0)
		return 0;
	r->at += n;
	atext_blanks(r);
	found = r->end - r->at >= 1 && *r->at == '=' && !(r->end - r->at > 1 && r->at[1] == '=');
	r->at = found ? r->at + 1 : start;
	return found ? n : 0;
}

static bool assign(struct assembler *as, struct atext_reader *r, size_t name)
{
	struct asm_expr e;

	if (!asm_expr(as, r, &e))
		return false;
	atext_blanks(r);
	if (r->at != r->end) {
		atext_refuse(r, r->at, "unexpected text after the value");
		return asm_text_error(as, r);
	}
	return asm_define_value(as, r->text, name, e);
}

/* The macro that the statement begins with the name of; NULL. */
static const struct ident *macro_at(struct assembler *as, const struct insn_statement *st)
{
	size_t n = 0;
	struct ident *id;

	while (n < st->len && atext_is_word(st->text[n]))
		n++;
	if (!n || (n < st->len && st->text[n] != ' ' && st->text[n] != '\t'))
		return NULL;
	id = ident_find(&as->names, st->text, n, ident_hash(st->text, n));
	return id && id->macro ? id : NULL;
}

static bool statement(struct assembler *as, const struct insn_statement *st)
{
	struct insn_error err = {0};
	struct atext_reader r = {.p = &as->parser,
		.text = st->text,
		.at = st->text,
		.end = st->text + st->len,
		.err = &err};
	size_t name;

	as->at = asm_loc(as, st->text);
	if (st->label && !asm_define_label(as, st->label, st->label_len))
		return false;
	if (!st->len)
		return true;
	name = assignment(&r);
	if (name)
		return assign(as, &r, name);
	if (*st->text != '.') {
		const struct ident *macro = macro_at(as, st);

		if (!macro)
			return instruction(as, st);
		r.at += macro->len;
		return asm_use_macro(as, &r, macro->name, macro->macro);
	}
	name = atext_name(&r);
	r.at += name;
	return asm_directive(as, &r, name);
}

/* ---- which dialect ---- */

/*
 * The dialect that reads most of the source's instructions: of equals LLVM's, then conformance's
 * (they differ in what a listing of their own has only).
 */
static enum insn_dialect detect(const char *text, size_t size)
{
	static const enum insn_dialect order[] = {INSN_LLVM, INSN_CONFORMANCE, INSN_BINUTILS};
	enum insn_dialect best = INSN_LLVM;
	uint32_t most = 0;

	for (unsigned i = 0; i < ARRAY_LEN(order); i++) {
		struct insn_parser parser = {.dialect = order[i]};
		const char *p = text, *end = text + size;
		struct insn_statement st;
		struct insn_parsed out;
		struct insn_error err;
		uint32_t n = 0;

		while (insn_next_statement(&p, end, &st))
			n += st.len && *st.text != '.' &&
			     insn_parse(&parser, st.text, st.len, &out, &err);
		if (n > most) {
			most = n;
			best = order[i];
		}
	}
	return best;
}

void asm_statements(struct assembler *as)
{
	struct insn_statement st;

	while (!as->ds->fatal && insn_next_statement(&as->next, as->end, &st))
		statement(as, &st);
}

struct bpf_obj *asm_assemble(
	struct arena *a, struct diags *ds, struct source *src, const struct asm_opts *opts)
{
	struct assembler as = {.arena = a,
		.ds = ds,
		.text = src->text,
		.base = source_enter(ds->sources, src, 0, false),
		.big_endian = opts->big_endian,
		.parser = {.dialect = opts->dialect,
			.lookup = asm_lookup,
			.difference = asm_known_difference}};

	if (opts->detect_dialect)
		as.parser.dialect = detect(src->text, src->size);
	as.parser.ctx = &as;
	as.row.flags = ROW_IS_STMT;
	idents_init(&as.names, a);
	as.section = as.previous = asm_section_get(&as, ".text");
	as.opts = opts;
	as.next = src->text;
	as.end = src->text + src->size;
	asm_statements(&as);
	vec_for (i, &as.ifs)
		asm_error(&as, DIAG_EASM_TEXT, i->loc, "there is no '.endif' for this");
	return as.failed || ds->fatal ? NULL : asm_finish(&as);
}
