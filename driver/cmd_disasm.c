/* SPDX-License-Identifier: BSD-2-Clause */
/* kbcc disasm: objects or bare instructions, as a listing or as assembly that makes the same again.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "asm/asm.h"
#include "cmd.h"
#include "compile.h"
#include "hex.h"
#include "runtime/runtime.h"

static const char usage[] =
	"usage: kbcc disasm [--asm] [--dialect=NAME] [--raw | --hex] [-mbig-endian] FILE...\n\n"
	"Lists instructions with their source lines and relocations.\n\n"
	"  --asm            assembly with directives instead: kbcc asm --ebpf makes the same of "
	"it\n"
	"  --dialect=NAME   llvm (pseudo-C, the default), binutils, conformance\n"
	"  --raw            a file holds nothing but instructions\n"
	"  --hex            FILE is not a file's name but instructions in hexadecimal\n"
	"  -mbig-endian     of bare instructions\n";

struct disasm {
	enum insn_dialect dialect;
	bool as_text, raw, hex, big_endian;
};

static struct bpf_obj *read_raw(const struct disasm *d, struct job *j, const char *what)
{
	const uint8_t *bytes = NULL;
	struct source *src;
	struct bpf_obj *o;
	size_t n = 0;

	if (d->hex) {
		bytes = hex_parse(&j->unit, what, &n);
	} else {
		src = source_open(&j->sources, what);
		if (!src) {
			diag(&j->diags, DIAG_CANNOT_OPEN, 0, what, strerror(errno));
			return NULL;
		}
		bytes = (const uint8_t *)src->text;
		n = src->size;
	}
	o = bytes ? asm_raw_obj(&j->unit, bytes, n, d->big_endian) : NULL;
	if (!o)
		diag(&j->diags, DIAG_NOT_INSNS, 0, what);
	return o;
}

static bool disasm(const struct disasm *d, const char *what)
{
	struct bpf_obj *obj;
	struct options o;
	struct job j;

	options_init(&o);
	job_init(&j, &o);
	obj = d->raw || d->hex ? read_raw(d, &j, what) : runtime_read_file(&j.unit, &j.diags, what);
	if (obj && d->as_text)
		asm_print_obj(stdout, obj, d->dialect);
	else if (obj)
		asm_list_obj(stdout, obj, d->dialect);
	bpf_obj_free(obj);
	job_end(&j);
	return obj != NULL;
}

static bool take(struct disasm *d, const char *s)
{
	if (!strcmp(s, "--asm"))
		return d->as_text = true;
	if (!strcmp(s, "--raw"))
		return d->raw = true;
	if (!strcmp(s, "--hex"))
		return d->hex = true;
	if (!strcmp(s, "-mbig-endian"))
		return d->big_endian = true;
	if (!strncmp(s, "--dialect=", 10) && insn_dialect_named(s + 10, &d->dialect))
		return true;
	fprintf(stderr, "kbcc: error: unknown option '%s'\n", s);
	return false;
}

int cmd_disasm(int argc, char **argv)
{
	struct disasm d = {.dialect = INSN_LLVM};
	int status = EXIT_OK, files = 0;

	for (int i = 1; i < argc; i++) {
		if (!strcmp(argv[i], "--help")) {
			fputs(usage, stdout);
			return EXIT_OK;
		}
		if (argv[i][0] == '-' && !take(&d, argv[i]))
			return EXIT_USAGE;
		files += argv[i][0] != '-';
	}
	if (!files) {
		fputs(usage, stderr);
		return EXIT_USAGE;
	}
	for (int i = 1; i < argc; i++)
		if (argv[i][0] != '-' && !disasm(&d, argv[i]))
			status = EXIT_ERROR;
	return status;
}
