/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The tree as text (-fdump-ast): one node a line, indented by depth, with its type; the goldens in
 * tests/sema are written in it. Expressions are printed as S-expressions on one line.
 */
#include "builtins.h"
#include "decl.h"

struct printer {
	FILE *out;
	struct arena *arena;
	int depth;
};

static const char *const ops[] = {
	[OPR_NONE] = "?",
	[OPR_ADD] = "+",
	[OPR_SUB] = "-",
	[OPR_MUL] = "*",
	[OPR_DIV] = "/",
	[OPR_MOD] = "%",
	[OPR_AND] = "&",
	[OPR_OR] = "|",
	[OPR_XOR] = "^",
	[OPR_SHL] = "<<",
	[OPR_SHR] = ">>",
	[OPR_EQ] = "==",
	[OPR_NE] = "!=",
	[OPR_LT] = "<",
	[OPR_GT] = ">",
	[OPR_LE] = "<=",
	[OPR_GE] = ">=",
	[OPR_LAND] = "&&",
	[OPR_LOR] = "||",
	[OPR_NEG] = "neg",
	[OPR_NOT] = "~",
	[OPR_LNOT] = "!",
	[OPR_PLUS] = "plus",
	[OPR_PREINC] = "++x",
	[OPR_PREDEC] = "--x",
	[OPR_POSTINC] = "x++",
	[OPR_POSTDEC] = "x--",
};

static const char *const casts[] = {
	[CAST_NONE] = "as",
	[CAST_LVALUE] = "load",
	[CAST_ARRAY] = "decay",
	[CAST_FUNC] = "fn",
	[CAST_INT] = "int",
	[CAST_BOOL] = "bool",
	[CAST_PTR_INT] = "ptr2int",
	[CAST_INT_PTR] = "int2ptr",
	[CAST_SPACE] = "space",
	[CAST_VOID] = "void",
	[CAST_UNION] = "union",
	[CAST_FLOAT] = "float",
};

static void print_expr(struct printer *pr, const struct expr *e);
static void print_stmt(struct printer *pr, const struct stmt *s);

static void line(struct printer *pr)
{
	fputc('\n', pr->out);
	for (int i = 0; i < pr->depth; i++)
		fputs("  ", pr->out);
}

static const char *type_text(struct printer *pr, struct qtype q)
{
	return type_name(pr->arena, q);
}

static void print_string(FILE *out, const char *s, uint64_t n)
{
	fputc('"', out);
	for (uint64_t i = 0; i < n; i++) {
		unsigned char c = (unsigned char)s[i];

		if (c == '"' || c == '\\')
			fprintf(out, "\\%c", c);
		else if (c >= 32 && c < 127)
			fputc(c, out);
		else
			fprintf(out, "\\%03o", c);
	}
	fputc('"', out);
}

static void print_int(FILE *out, const struct expr *e)
{
	bool is_signed = type_is_signed(e->type);
	uint64_t lo = e->u.value.lo, hi = e->u.value.hi;

	if (is_signed ? hi == (uint64_t)((int64_t)lo >> 63) : !hi)
		fprintf(out, is_signed ? "%lld" : "%llu", (unsigned long long)lo);
	else
		fprintf(out, "0x%llx%016llx", (unsigned long long)hi, (unsigned long long)lo);
}

/* (head a b ...) */
static void print_list(
	struct printer *pr, const char *head, const struct expr *const *list, uint32_t n)
{
	fprintf(pr->out, "(%s", head);
	for (uint32_t i = 0; i < n; i++) {
		fputc(' ', pr->out);
		if (list[i])
			print_expr(pr, list[i]);
		else
			fputc('-', pr->out);
	}
	fputc(')', pr->out);
}

static void print1(struct printer *pr, const char *head, const struct expr *a)
{
	print_list(pr, head, &a, 1);
}

static void print2(struct printer *pr, const char *head, const struct expr *a, const struct expr *b)
{
	print_list(pr, head, (const struct expr *[]){a, b}, 2);
}

static void print_init(struct printer *pr, const struct init *init)
{
	const char *sep = "";

	fputs(init->zero_rest ? "{0 " : "{", pr->out);
	vec_for (it, &init->items) {
		fprintf(pr->out, "%s%llu", sep, (unsigned long long)it->offset);
		if (it->bitfield)
			fprintf(pr->out, ".%llu:%u", (unsigned long long)it->bitfield->bit_offset,
				it->bitfield->bit_width);
		fputs("=", pr->out);
		print_expr(pr, it->value);
		sep = ", ";
	}
	fputc('}', pr->out);
}

static void print_member(struct printer *pr, const struct expr *e)
{
	const struct field *f = e->u.member.field;

	fputs("(", pr->out);
	fprintf(pr->out, "%s%s ", e->u.member.arrow ? "->" : ".", f->name ? f->name->name : "?");
	print_expr(pr, e->u.member.base);
	fputc(')', pr->out);
}

static void print_call(struct printer *pr, const struct expr *e)
{
	const struct expr *const *args = (const struct expr *const *)e->u.call.args;
	const char *head = "call";

	if (e->kind == EX_BUILTIN) {
		head = builtin_row(e->u.call.builtin)->name;
		print_list(pr, head, args, e->u.call.n);
		return;
	}
	fputs("(call ", pr->out);
	print_expr(pr, e->u.call.fn);
	for (uint32_t i = 0; i < e->u.call.n; i++) {
		fputc(' ', pr->out);
		print_expr(pr, args[i]);
	}
	fputc(')', pr->out);
}

static void print_core(struct printer *pr, const struct expr *e)
{
	static const char *const names[] = {"field_info", "type_info", "enum_value", "btf_type_id"};

	fprintf(pr->out, "(%s ", names[e->u.core->query]);
	if (e->u.core->a)
		print_expr(pr, e->u.core->a);
	else
		fprintf(pr->out, "'%s'", type_text(pr, e->u.core->of));
	if (e->u.core->enumerator)
		fprintf(pr->out, " %s", e->u.core->enumerator->name->name);
	fprintf(pr->out, " %llu)", (unsigned long long)e->u.core->flag);
}

static void print_block_expr(struct printer *pr, const struct expr *e)
{
	fputs("(stmt", pr->out);
	pr->depth += 2;
	print_stmt(pr, e->u.stmt.body);
	pr->depth -= 2;
	fputc(')', pr->out);
}

static void print_cast(struct printer *pr, const struct expr *e)
{
	const char *kind = casts[e->u.cast.kind];

	if (e->implicit && (e->u.cast.kind == CAST_LVALUE || e->u.cast.kind == CAST_ARRAY ||
				   e->u.cast.kind == CAST_FUNC))
		print1(pr, kind, e->u.cast.a);
	else
		print1(pr,
			arena_printf(pr->arena, "%s%s '%s'", e->implicit ? "" : "cast-", kind,
				type_text(pr, e->type)),
			e->u.cast.a);
}

static void print_expr(struct printer *pr, const struct expr *e)
{
	FILE *out = pr->out;

	switch (e->kind) {
	case EX_ERROR: fputs("(error)", out); break;
	case EX_INT: print_int(out, e); break;
	case EX_FLOAT: fprintf(out, "%g", e->u.f); break;
	case EX_STRING: print_string(out, e->u.string.bytes, e->u.string.size); break;
	case EX_DECL: fputs(e->u.decl->name ? e->u.decl->name->name : "(unnamed)", out); break;
	case EX_COMPOUND:
		fprintf(out, "(compound '%s' ", type_text(pr, e->type));
		print_init(pr, e->u.decl->u.var.init);
		fputc(')', out);
		break;
	case EX_MEMBER: print_member(pr, e); break;
	case EX_DEREF: print1(pr, "deref", e->u.a); break;
	case EX_ADDR: print1(pr, "addr", e->u.a); break;
	case EX_UNARY:
	case EX_INCDEC: print1(pr, ops[e->op], e->u.a); break;
	case EX_BINARY:
	case EX_LOGICAL: print2(pr, ops[e->op], e->u.b.l, e->u.b.r); break;
	case EX_ASSIGN: print2(pr, "=", e->u.b.l, e->u.b.r); break;
	case EX_COMPOUND_ASSIGN:
		print2(pr,
			arena_printf(pr->arena, "%s= '%s'", ops[e->op],
				type_text(pr, e->u.assign.computed)),
			e->u.assign.l, e->u.assign.r);
		break;
	case EX_COND:
		print_list(pr, "?:", (const struct expr *[]){e->u.cond.c, e->u.cond.t, e->u.cond.f},
			3);
		break;
	case EX_COMMA: print2(pr, ",", e->u.b.l, e->u.b.r); break;
	case EX_CAST: print_cast(pr, e); break;
	case EX_CALL:
	case EX_BUILTIN: print_call(pr, e); break;
	case EX_STMT: print_block_expr(pr, e); break;
	case EX_PRESERVE: print1(pr, "preserve", e->u.a); break;
	case EX_CORE: print_core(pr, e); break;
	default: ICE("expression kind %d", e->kind);
	}
}

/* ---- declarations and statements ---- */

static void print_attrs(struct printer *pr, const struct attrs *a)
{
	if (!a)
		return;
	if (a->section)
		fprintf(pr->out, " section=%s", a->section);
	if (a->alias)
		fprintf(pr->out, " alias=%s", a->alias);
	if (a->asm_name)
		fprintf(pr->out, " asm=%s", a->asm_name);
	if (a->align)
		fprintf(pr->out, " aligned=%u", a->align);
	const struct {
		bool on;
		const char *name;
	} flags[] = {{a->used, "used"}, {a->unused, "unused"}, {a->weak, "weak"},
		{a->hidden, "hidden"}, {a->always_inline, "always_inline"},
		{a->no_inline, "noinline"}, {a->noreturn, "noreturn"}, {a->naked, "naked"}};

	for (size_t i = 0; i < ARRAY_LEN(flags); i++)
		if (flags[i].on)
			fprintf(pr->out, " %s", flags[i].name);
	vec_for (tag, &a->decl_tags)
		fprintf(pr->out, " decl_tag=%s", *tag);
	if (a->cleanup)
		fprintf(pr->out, " cleanup=%s", a->cleanup->name->name);
}

static void print_var(struct printer *pr, const struct decl *d)
{
	static const char *const storages[] = {
		"", "static ", "extern ", "", "register ", "typedef "};

	fprintf(pr->out, "var %s%s '%s'", storages[d->storage],
		d->name ? d->name->name : "(unnamed)", type_text(pr, d->type));
	print_attrs(pr, d->attrs);
	if (d->u.var.init) {
		fputs(" = ", pr->out);
		print_init(pr, d->u.var.init);
	}
}

static void print_function(struct printer *pr, const struct decl *d)
{
	fprintf(pr->out, "func %s%s%s '%s'", d->is_static ? "static " : "",
		d->is_inline ? "inline " : "", d->name->name, type_text(pr, d->type));
	print_attrs(pr, d->attrs);
	pr->depth++;
	if (d->u.func.body)
		print_stmt(pr, d->u.func.body);
	pr->depth--;
}

/* A word, then expressions, on the current line. */
static void print_head(struct printer *pr, const char *word, const struct expr *e)
{
	fputs(word, pr->out);
	if (e) {
		fputc(' ', pr->out);
		print_expr(pr, e);
	}
}

static void print_child(struct printer *pr, const struct stmt *s)
{
	pr->depth++;
	if (s)
		print_stmt(pr, s);
	pr->depth--;
}

static void print_if(struct printer *pr, const struct stmt *s)
{
	print_head(pr, "if", s->u.if_.cond);
	print_child(pr, s->u.if_.then);
	if (s->u.if_.other) {
		line(pr);
		fputs("else", pr->out);
		print_child(pr, s->u.if_.other);
	}
}

static void print_loop(struct printer *pr, const struct stmt *s)
{
	print_head(pr,
		s->kind == ST_WHILE ? "while"
		: s->kind == ST_DO  ? "do"
				    : "for",
		s->u.loop.cond);
	if (s->u.loop.step)
		print_head(pr, " step", s->u.loop.step);
	if (s->u.loop.unroll)
		fprintf(pr->out, " unroll=%d", (int)s->u.loop.unroll);
	print_child(pr, s->u.loop.init);
	print_child(pr, s->u.loop.body);
}

static void print_operands(struct printer *pr, const struct asm_operand *o, uint32_t n)
{
	fputs(" :", pr->out);
	for (uint32_t i = 0; i < n; i++) {
		fprintf(pr->out, " %s\"%s\"(", o[i].name ? o[i].name->name : "", o[i].constraint);
		print_expr(pr, o[i].value);
		fputc(')', pr->out);
	}
}

static void print_asm(struct printer *pr, const struct asm_stmt *a)
{
	fprintf(pr->out, "asm%s%s ", a->is_volatile ? " volatile" : "", a->is_goto ? " goto" : "");
	print_string(pr->out, a->text, strlen(a->text));
	if (a->is_basic)
		return;
	print_operands(pr, a->outputs.p, a->outputs.n);
	print_operands(pr, a->inputs.p, a->inputs.n);
	fputs(" :", pr->out);
	vec_for (c, &a->clobbers)
		fprintf(pr->out, " %s", *c);
	if (a->labels.n)
		fputs(" :", pr->out);
	vec_for (l, &a->labels)
		fprintf(pr->out, " %s", (*l)->name->name);
}

static void print_stmt(struct printer *pr, const struct stmt *s)
{
	FILE *out = pr->out;

	line(pr);
	switch (s->kind) {
	case ST_EMPTY: fputs("empty", out); break;
	case ST_EXPR: print_head(pr, "expr", s->u.expr); break;
	case ST_DECL: print_var(pr, s->u.decl); break;
	case ST_BLOCK:
		fputs("block", out);
		for (const struct stmt *c = s->u.block.first; c; c = c->next)
			print_child(pr, c);
		break;
	case ST_IF: print_if(pr, s); break;
	case ST_WHILE:
	case ST_DO:
	case ST_FOR: print_loop(pr, s); break;
	case ST_SWITCH:
		print_head(pr, "switch", s->u.switch_.cond);
		print_child(pr, s->u.switch_.body);
		break;
	case ST_CASE:
		fprintf(out, "case %lld..%lld", (long long)s->u.case_.lo, (long long)s->u.case_.hi);
		print_child(pr, s->u.case_.body);
		break;
	case ST_DEFAULT:
		fputs("default", out);
		print_child(pr, s->u.case_.body);
		break;
	case ST_LABEL:
		fprintf(out, "label %s", s->u.label.label->name->name);
		print_child(pr, s->u.label.body);
		break;
	case ST_GOTO: fprintf(out, "goto %s", s->u.target->name->name); break;
	case ST_BREAK: fputs("break", out); break;
	case ST_CONTINUE: fputs("continue", out); break;
	case ST_RETURN: print_head(pr, "return", s->u.expr); break;
	case ST_ASM: print_asm(pr, s->u.assembly); break;
	default: ICE("statement kind %d", s->kind);
	}
}

void frontend_dump_ast(struct frontend *fe, FILE *out)
{
	struct printer pr = {.out = out, .arena = fe->arena};

	vec_for (d, &fe->ast.decls) {
		if ((*d)->kind == DECL_FUNC)
			print_function(&pr, *d);
		else
			print_var(&pr, *d);
		fputc('\n', out);
	}
	vec_for (text, &fe->ast.file_asm) {
		fputs("asm ", out);
		print_string(out, *text, strlen(*text));
		fputc('\n', out);
	}
}
