/* SPDX-License-Identifier: BSD-2-Clause */
/* kbcc filter --ebpf and --emit-c: see lift_cmd.h. */
#include "lift_cmd.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "asm/asm.h"
#include "compile.h"
#include "input.h"

static const struct {
	uint8_t kind;
	const char *name;
	int value;
} verdicts[] = {
#define V(kind, name, value) {LIFT_##kind, name, value},
#include "lift_cmd.def"
};

static bool fail(const char *fmt, const char *what)
{
	fputs("kbcc: error: ", stderr);
	fprintf(stderr, fmt, what);
	fputc('\n', stderr);
	return false;
}

static bool take_kind(const struct lift_cmd *c, struct lift_opts *o)
{
	static const char *const names[] = {
		[LIFT_SOCKET] = "socket", [LIFT_XDP] = "xdp", [LIFT_TC] = "tc"};

	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		if (!c->section || !strcmp(c->section, names[i])) {
			o->kind = (enum lift_kind)i;
			return true;
		}
	}
	return fail("--section takes socket, xdp or tc, not '%s'", c->section);
}

/* A name of the table, or a number. */
static bool take_verdict(enum lift_kind kind, const char *text, uint32_t *value)
{
	char *end;
	long n;

	for (size_t i = 0; i < ARRAY_LEN(verdicts); i++) {
		if (verdicts[i].kind == kind && !strcmp(verdicts[i].name, text)) {
			*value = (uint32_t)verdicts[i].value;
			return true;
		}
	}
	errno = 0;
	n = strtol(text, &end, 0);
	if (end == text || *end || errno || n < INT32_MIN || n > UINT32_MAX)
		return fail("'%s' is no verdict of this program type, and no number", text);
	*value = (uint32_t)n;
	return true;
}

static bool take_verdicts(const struct lift_cmd *c, struct lift_opts *o)
{
	o->verdict = o->kind != LIFT_SOCKET && !c->raw;
	if (!o->verdict) {
		if (c->match || c->miss)
			return fail("%s", c->raw ? "--raw returns the classic program's value: "
						   "--match and --miss do not "
						   "go with it"
						 : "a socket filter returns the bytes to keep: "
						   "--match and --miss do not go "
						   "with it");
		return true;
	}
	return take_verdict(o->kind, c->match ? c->match : "pass", &o->match) &&
	       take_verdict(o->kind, c->miss ? c->miss : "drop", &o->miss);
}

static bool is_identifier(const char *s)
{
	if (!isalpha((unsigned char)*s) && *s != '_')
		return false;
	for (; *s; s++)
		if (!isalnum((unsigned char)*s) && *s != '_')
			return false;
	return true;
}

static bool take_options(const struct lift_cmd *c, struct lift_opts *o)
{
	*o = (struct lift_opts){.name = c->name ? c->name : "filter",
		.license = c->license ? c->license : "GPL",
		.title = c->title,
		.portable = c->portable};
	if (!is_identifier(o->name))
		return fail("'%s' is no name for a program: it must be an identifier", o->name);
	if (strpbrk(o->license, "\"\\\n"))
		return fail("'%s' is no license: it goes into a string literal", o->license);
	if (!take_kind(c, o))
		return false;
	if (o->portable && o->kind != LIFT_SOCKET)
		return fail("%s", "--portable is for socket filters: xdp and tc need nothing else");
	return take_verdicts(c, o);
}

static bool write_c(struct job *j, const struct lift_cmd *c, const struct cbpf_prog *p,
	const struct lift_opts *o)
{
	char *text = NULL;
	size_t size = 0;
	FILE *mem = open_memstream(&text, &size), *f = stdout;
	bool ok = frontend_lift_c(mem, &j->diags, p, o);

	fclose(mem);
	if (ok && c->output && strcmp(c->output, "-") != 0)
		f = fopen(c->output, "w");
	if (ok &&
		(!f || fwrite(text, 1, size, f) != size || (f == stdout ? fflush(f) : fclose(f)))) {
		diag(&j->diags, DIAG_CANNOT_WRITE, 0, c->output ? c->output : "-", strerror(errno));
		ok = false;
	}
	free(text);
	return ok;
}

static bool write_object(struct job *j, const struct lift_cmd *c, const struct cbpf_prog *p,
	const struct lift_opts *o)
{
	struct bpf_obj *obj = job_lift(j, p, o);
	bool ok = obj && backend_elf_write(&j->diags, obj, c->output ? c->output : "filter.o");

	if (obj)
		bpf_obj_free(obj);
	return ok;
}

/* Give the instructions of an expression places in a listing of their own, for the line records. */
static const struct cbpf_prog *with_places(
	struct job *j, const struct lift_cmd *c, const struct cbpf_prog *p)
{
	struct cbpf_prog *placed = arena_dup(&j->unit, p, sizeof(*p));
	src_loc *locs = arena_array(&j->unit, src_loc, p->insns.n + 1);
	char *text = NULL;
	size_t size = 0;
	FILE *mem = open_memstream(&text, &size);

	asm_filter_print(mem, p, 1);
	fclose(mem);
	struct source *s =
		source_text(&j->sources, c->title && *c->title ? c->title : "filter", text, size);
	src_loc base = source_enter(&j->sources, s, 0, false);

	for (uint32_t i = 0, at = 0; i < p->insns.n && at < size; i++) {
		locs[i] = base + at;
		at += (uint32_t)strcspn(text + at, "\n") + 1;
	}
	free(text);
	placed->locs = locs;
	return placed;
}

bool lift_cmd_run(const struct lift_cmd *c, const struct cbpf_prog *prog)
{
	struct options opts;
	struct lift_opts o;
	struct job j;
	bool ok = false;

	if (!take_options(c, &o))
		return false;
	options_init(&opts);
	job_init(&j, &opts);
	if (!prog) {
		struct source *s = input_open(&j, strcmp(c->input, "-") ? c->input : NULL);

		prog = s ? asm_cbpf_read(&j.unit, &j.diags, s) : NULL;
	}
	if (prog && !prog->locs)
		prog = with_places(&j, c, prog);
	if (prog)
		ok = c->make == LIFT_C ? write_c(&j, c, prog, &o) : write_object(&j, c, prog, &o);
	job_end(&j);
	return ok;
}
