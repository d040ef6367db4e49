/* SPDX-License-Identifier: BSD-2-Clause */
/* kbcc maps, kbcc progs: what the kernel holds. The words are bpftool's. */
#include <stdlib.h>
#include <string.h>

#include "cmd.h"
#include "compile.h"
#include "runtime/runtime.h"

static const char maps_usage[] =
	"usage: kbcc maps [list]                        every map of the kernel\n"
	"       kbcc maps show MAP                      one\n"
	"       kbcc maps dump MAP                      its entries, by their types\n"
	"       kbcc maps lookup MAP key KEY\n"
	"       kbcc maps update MAP key KEY value VALUE [any | exist | noexist]\n"
	"       kbcc maps delete MAP key KEY\n"
	"       kbcc maps pin MAP FILE                  in a bpffs\n\n"
	"  MAP    NUMBER, id NUMBER, name NAME, pinned FILE\n"
	"  KEY, VALUE   one word: a number, an enumerator, member=3,other=4, JSON;\n"
	"         or bytes: 1 0 0 0, hex 0a 00 00 00\n"
	"         VALUE of an array of programs or maps: id NUMBER, name NAME, pinned FILE of one\n"
	"  -j     JSON\n";
static const char progs_usage[] =
	"usage: kbcc progs [list]                       every program of the kernel\n"
	"       kbcc progs show PROG                    one\n"
	"       kbcc progs dump [xlated] PROG           its instructions after the verifier\n"
	"       kbcc progs pin PROG FILE                in a bpffs\n\n"
	"  PROG   NUMBER, id NUMBER, name NAME, tag TAG, pinned FILE\n"
	"  -j     JSON\n";

struct kobj_cmd {
	struct arena *arena;
	struct diags *ds;
	enum kernel_objects kind;
	char **argv; /* what is left */
	int argc;
	bool json, bad;
};

static const char *next(struct kobj_cmd *c)
{
	if (!c->argc)
		return NULL;
	c->argc--;
	return *c->argv++;
}

static bool is_number(const char *s)
{
	return *s && strspn(s, "0123456789") == strlen(s);
}

/* 0, which no object has, where the number is more than an id can be. */
static uint32_t id_of(const char *s)
{
	unsigned long n = strtoul(s, NULL, 10);

	return n > UINT32_MAX ? 0 : (uint32_t)n;
}

/* NUMBER | id NUMBER | name NAME | tag TAG | pinned FILE; *bad where it is none of these. */
static struct kobj_ref take_ref(struct kobj_cmd *c)
{
	static const char *const words[] = {[KOBJ_ID] = "id",
		[KOBJ_NAME] = "name",
		[KOBJ_TAG] = "tag",
		[KOBJ_PINNED] = "pinned"};
	const char *s = next(c);
	struct kobj_ref out = {0};

	if (s && !is_number(s)) {
		while (out.by < ARRAY_LEN(words) && strcmp(words[out.by], s) != 0)
			out.by++;
		s = out.by < ARRAY_LEN(words) ? next(c) : NULL;
	}
	if (!s || (out.by == KOBJ_ID && !is_number(s)) ||
		(out.by == KOBJ_TAG && c->kind == KERNEL_MAPS))
		c->bad = true;
	else
		out = (struct kobj_ref){out.by, id_of(s), s};
	return out;
}

/* The words behind "key" or "value", up to the next of these or a flag. */
static struct kobj_words take_words(struct kobj_cmd *c, const char *what)
{
	static const char *const ends[] = {"key", "value", "any", "exist", "noexist"};
	const char *s = next(c);
	struct kobj_words out = {c->argv, 0};

	for (bool end = !s || strcmp(s, what) != 0; !end && c->argc;) {
		for (unsigned i = 0; i < ARRAY_LEN(ends); i++)
			end |= !strcmp(*c->argv, ends[i]);
		if (!end) {
			next(c);
			out.n++;
		}
	}
	if (!out.n)
		c->bad = true;
	return out;
}

static bool done(struct kobj_cmd *c)
{
	if (c->argc)
		c->bad = true;
	return !c->bad;
}

static bool list(struct kobj_cmd *c)
{
	struct kobj_ref ref = {0};
	bool all = !c->argc;

	if (!all)
		ref = take_ref(c);
	return done(c) && runtime_kobj_list(c->arena, c->ds, c->kind, all ? NULL : &ref, c->json);
}

static bool dump(struct kobj_cmd *c)
{
	struct kobj_ref ref;

	if (c->kind == KERNEL_PROGS && c->argc && !strcmp(*c->argv, "xlated"))
		next(c);
	ref = take_ref(c);
	if (!done(c))
		return false;
	return c->kind == KERNEL_MAPS ? runtime_map_dump(c->arena, c->ds, &ref, c->json)
				      : runtime_prog_dump(c->arena, c->ds, &ref, c->json);
}

static bool pin(struct kobj_cmd *c)
{
	struct kobj_ref ref = take_ref(c);
	const char *path = next(c);

	if (!path)
		c->bad = true;
	return done(c) && runtime_kobj_pin(c->arena, c->ds, c->kind, &ref, path);
}

static enum map_verb take_update(struct kobj_cmd *c)
{
	const char *flag = next(c);

	if (!flag || !strcmp(flag, "any"))
		return MAP_UPDATE;
	if (!strcmp(flag, "exist"))
		return MAP_UPDATE_OLD;
	if (strcmp(flag, "noexist") != 0)
		c->bad = true;
	return MAP_UPDATE_NEW;
}

static bool entry(struct kobj_cmd *c, enum map_verb verb)
{
	struct kobj_ref ref = take_ref(c);
	struct kobj_words key = take_words(c, "key"), value = {0};

	if (verb == MAP_UPDATE) {
		value = take_words(c, "value");
		verb = take_update(c);
	}
	return done(c) && runtime_map_entry(c->arena, c->ds, &ref, verb, &key, &value, c->json);
}

static bool run(struct kobj_cmd *c)
{
	const char *verb = next(c);

	if (!verb || !strcmp(verb, "list") || !strcmp(verb, "show"))
		return list(c);
	if (!strcmp(verb, "dump"))
		return dump(c);
	if (!strcmp(verb, "pin"))
		return pin(c);
	if (c->kind == KERNEL_MAPS && !strcmp(verb, "lookup"))
		return entry(c, MAP_LOOKUP);
	if (c->kind == KERNEL_MAPS && !strcmp(verb, "update"))
		return entry(c, MAP_UPDATE);
	if (c->kind == KERNEL_MAPS && !strcmp(verb, "delete"))
		return entry(c, MAP_DELETE);
	c->bad = true;
	return false;
}

/* -j and --help may stand anywhere. */
static bool take_options(struct kobj_cmd *c, const char *usage, int argc, char **argv)
{
	c->argv = arena_array(c->arena, char *, argc + 1);
	for (int i = 1; i < argc; i++) {
		if (!strcmp(argv[i], "--help")) {
			fputs(usage, stdout);
			return false;
		}
		if (!strcmp(argv[i], "-j") || !strcmp(argv[i], "--json"))
			c->json = true;
		else
			c->argv[c->argc++] = argv[i];
	}
	return true;
}

static int command(enum kernel_objects kind, int argc, char **argv)
{
	const char *usage = kind == KERNEL_MAPS ? maps_usage : progs_usage;
	struct arena a = {0};
	struct sources ss;
	struct diags ds;
	struct kobj_cmd c = {.arena = &a, .ds = &ds, .kind = kind};
	int status = EXIT_OK;

	sources_init(&ss, &a);
	diags_init(&ds, &a, &ss, stderr);
	if (take_options(&c, usage, argc, argv))
		status = run(&c) ? EXIT_OK : EXIT_ERROR;
	if (c.bad) {
		fputs(usage, stderr);
		status = EXIT_USAGE;
	}
	diags_flush(&ds);
	sources_free(&ss);
	arena_free(&a);
	return status;
}

int cmd_maps(int argc, char **argv)
{
	return command(KERNEL_MAPS, argc, argv);
}

int cmd_progs(int argc, char **argv)
{
	return command(KERNEL_PROGS, argc, argv);
}
