/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The layout oracle: libclang's view of a file's records and enums for the BPF target, in the
 *format of kbcc -fdump-layouts, compared line by line with what kbcc wrote.
 *
 *	layout_oracle FILE.c LAYOUTS [clang flags...]
 *
 * Exit status 0 when every type that both know is equal and none is missing.
 */
#include <clang-c/Index.h>
#include <search.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct oracle {
	char **lines; /* kbcc's: one block of lines a type, joined */
	size_t n;
	void *tree; /* blocks by their first two words */
	unsigned compared, wrong, missing, skipped;
};

struct block {
	char *key;  /* "struct foo" */
	char *text; /* everything, newline-terminated lines */
};

static int by_key(const void *a, const void *b)
{
	return strcmp(((const struct block *)a)->key, ((const struct block *)b)->key);
}

static char *first_words(const char *line)
{
	const char *space = strchr(line, ' ');
	const char *end = space ? strchr(space + 1, ' ') : NULL;

	return strndup(line, end ? (size_t)(end - line) : strlen(line));
}

static void add_line(char **text, const char *line)
{
	size_t have = *text ? strlen(*text) : 0;

	*text = realloc(*text, have + strlen(line) + 1);
	strcpy(*text + have, line);
}

/* Blocks start at lines without indentation. */
static void read_blocks(struct oracle *o, FILE *f)
{
	char *line = NULL;
	size_t cap = 0;
	struct block *b = NULL;

	while (getline(&line, &cap, f) > 0) {
		if (line[0] != ' ') {
			b = calloc(1, sizeof(*b));
			b->key = first_words(line);
			tsearch(b, &o->tree, by_key);
		}
		if (b)
			add_line(&b->text, line);
	}
	free(line);
}

/* ---- clang's side ---- */

struct members {
	char **text;
	long long base; /* bits */
};

static void print_record(CXType t, struct members *m);

static enum CXVisitorResult print_field(CXCursor c, CXClientData data)
{
	struct members *m = data;
	CXString name = clang_getCursorSpelling(c);
	long long at = m->base + clang_Cursor_getOffsetOfField(c);
	CXType t = clang_getCanonicalType(clang_getCursorType(c));
	char line[1024];
	int bits = clang_getFieldDeclBitWidth(c);
	long long size = clang_Type_getSizeOf(t);

	if (!*clang_getCString(name) ||
		strchr(clang_getCString(name), '(')) { /* "(anonymous ..." */
		struct members sub = {m->text, at};

		print_record(t, &sub);
	} else if (*clang_getCString(name)) {
		snprintf(line, sizeof(line), "  .%s %lld %lld\n", clang_getCString(name), at,
			bits >= 0  ? bits
			: size < 0 ? 0
				   : size * 8);
		add_line(m->text, line);
	}
	clang_disposeString(name);
	return CXVisit_Continue;
}

static void print_record(CXType t, struct members *m)
{
	clang_Type_visitFields(t, print_field, m);
}

static void check(struct oracle *o, const char *kind, CXCursor c)
{
	CXString name = clang_getCursorSpelling(c);
	CXType t = clang_getCursorType(c);
	char *text = NULL, line[1024];
	struct members m = {&text, 0};
	struct block want = {NULL, NULL}, **got;

	snprintf(line, sizeof(line), "%s %s %lld %lld\n", kind, clang_getCString(name),
		clang_Type_getSizeOf(t) * 8, clang_Type_getAlignOf(t) * 8);
	add_line(&text, line);
	if (strcmp(kind, "enum"))
		print_record(t, &m);
	want.key = first_words(line);
	got = tfind(&want, &o->tree, by_key);
	o->compared++;
	if (!got) {
		o->missing++;
		printf("missing: %s", line);
	} else if (strcmp((*got)->text, text)) {
		o->wrong++;
		printf("clang:\n%skbcc:\n%s", text, (*got)->text);
	}
	free(want.key);
	free(text);
	clang_disposeString(name);
}

static enum CXChildVisitResult visit(CXCursor c, CXCursor parent, CXClientData data)
{
	(void)parent;

	enum CXCursorKind k = clang_getCursorKind(c);
	bool is_tag = k == CXCursor_StructDecl || k == CXCursor_UnionDecl || k == CXCursor_EnumDecl;

	if (is_tag && clang_isCursorDefinition(c) && !clang_Cursor_isAnonymous(c))
		check(data,
			k == CXCursor_StructDecl  ? "struct"
			: k == CXCursor_UnionDecl ? "union"
						  : "enum",
			c);
	return is_tag ? CXChildVisit_Recurse : CXChildVisit_Continue;
}

int main(int argc, char **argv)
{
	const char *args[64] = {"-target", "bpf"};
	struct oracle o = {0};
	CXIndex index = clang_createIndex(0, 1);
	CXTranslationUnit tu;
	int n = 2;
	FILE *f;

	if (argc < 3 || !(f = fopen(argv[2], "r"))) {
		fprintf(stderr, "usage: layout_oracle FILE.c LAYOUTS [clang flags...]\n");
		return 2;
	}
	read_blocks(&o, f);
	fclose(f);
	for (int i = 3; i < argc && n < 63; i++)
		args[n++] = argv[i];
	tu = clang_parseTranslationUnit(index, argv[1], args, n, NULL, 0, CXTranslationUnit_None);
	if (!tu) {
		fprintf(stderr, "layout_oracle: libclang cannot read %s\n", argv[1]);
		return 2;
	}
	clang_visitChildren(clang_getTranslationUnitCursor(tu), visit, &o);
	printf("%u types compared, %u differ, %u missing\n", o.compared, o.wrong, o.missing);
	return o.wrong || o.missing || !o.compared;
}
