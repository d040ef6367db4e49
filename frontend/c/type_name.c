/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Types as C spells them, for diagnostics and dumps: "int (*)[4]". The name is built from the
 * declarator outwards: what stands to the left of the absent name in `left`, to its right in
 * `right`, until a type without a declarator is reached.
 */
#include "type.h"

#include "ast.h"

/* Longer declarators than anybody reads are cut. */
#define NAME_MAX_PARTS 32

static const char *const basic_names[TY_COUNT] = {
	[TY_ERROR] = "<error>",
	[TY_VOID] = "void",
	[TY_BOOL] = "_Bool",
	[TY_CHAR] = "char",
	[TY_SCHAR] = "signed char",
	[TY_UCHAR] = "unsigned char",
	[TY_SHORT] = "short",
	[TY_USHORT] = "unsigned short",
	[TY_INT] = "int",
	[TY_UINT] = "unsigned int",
	[TY_LONG] = "long",
	[TY_ULONG] = "unsigned long",
	[TY_LLONG] = "long long",
	[TY_ULLONG] = "unsigned long long",
	[TY_INT128] = "__int128",
	[TY_UINT128] = "unsigned __int128",
	[TY_FLOAT16] = "_Float16",
	[TY_FLOAT] = "float",
	[TY_DOUBLE] = "double",
	[TY_LDOUBLE] = "long double",
	[TY_FLOAT128] = "__float128",
	[TY_VA_LIST] = "__builtin_va_list",
};

/* "const volatile ", with a blank behind each. */
static const char *quals_text(struct arena *a, uint32_t quals)
{
	uint32_t as = quals >> QUAL_AS_SHIFT;
	const char *space = as ? arena_printf(a, "__attribute__((address_space(%u))) ", as) : "";

	return arena_printf(a, "%s%s%s%s%s", quals & QUAL_CONST ? "const " : "",
		quals & QUAL_VOLATILE ? "volatile " : "", quals & QUAL_RESTRICT ? "restrict " : "",
		quals & QUAL_ATOMIC ? "_Atomic " : "", space);
}

static const char *leaf_name(struct arena *a, const struct type *t)
{
	const struct ident *tag;
	const char *kind;

	switch (t->kind) {
	case TY_TYPEDEF: return t->decl->name->name;
	case TY_RECORD:
		tag = t->u.record->tag;
		kind = t->u.record->is_union ? "union" : "struct";
		break;
	case TY_ENUM:
		tag = t->u.enumeration->tag;
		kind = "enum";
		break;
	default: return basic_names[t->kind];
	}
	return arena_printf(a, "%s %s", kind, tag ? tag->name : "(unnamed)");
}

static const char *params_text(struct arena *a, const struct type *t, int depth);

static const char *name_of(struct arena *a, struct qtype q, int depth)
{
	const char *left = "", *right = "";

	for (int parts = 0;; parts++) {
		struct type *t = q.t;

		if (parts > NAME_MAX_PARTS || depth > 8)
			return "...";
		if (t->kind == TY_TAG) {
			q = (struct qtype){t->u.base.t, t->u.base.quals | q.quals};
		} else if (t->kind == TY_PTR) {
			enum type_kind to = t->u.base.t->kind;
			bool group = to == TY_ARRAY || to == TY_FUNC;
			const char *quals = quals_text(a, q.quals);
			size_t n = strlen(quals);

			if (n && !*left) /* no blank at the end */
				quals = arena_strndup(a, quals, n - 1);
			left = arena_printf(a, "%s*%s%s", group ? "(" : "", quals, left);
			right = arena_printf(a, "%s%s", right, group ? ")" : "");
			q = t->u.base;
		} else if (t->kind == TY_ARRAY) {
			right = t->u.array.incomplete ? arena_printf(a, "%s[]", right)
						      : arena_printf(a, "%s[%llu]", right,
								(unsigned long long)t->u.array.n);
			q = (struct qtype){t->u.array.elem.t, t->u.array.elem.quals | q.quals};
		} else if (t->kind == TY_FUNC) {
			right = arena_printf(a, "%s%s%s", right, *left || *right ? "" : " ",
				params_text(a, t, depth));
			q = t->u.func.ret;
		} else {
			return arena_printf(a, "%s%s%s%s%s", quals_text(a, q.quals),
				leaf_name(a, t), *left ? " " : "", left, right);
		}
	}
}

static const char *params_text(struct arena *a, const struct type *t, int depth)
{
	const char *s = "(";

	if (t->u.func.no_proto)
		return "()";
	if (!t->u.func.n && !t->u.func.variadic)
		return "(void)";
	for (uint32_t i = 0; i < t->u.func.n; i++)
		s = arena_printf(a, "%s%s%s", s, i ? ", " : "",
			name_of(a, t->u.func.params[i].type, depth + 1));
	return arena_printf(a, "%s%s)", s,
		!t->u.func.variadic ? ""
		: t->u.func.n       ? ", ..."
				    : "...");
}

const char *type_name(struct arena *a, struct qtype q)
{
	return name_of(a, q, 0);
}
