/* SPDX-License-Identifier: BSD-2-Clause */
/* See program.h. */
#include "program.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "runtime/runtime.h"

static bool is_object(const struct source *s)
{
	return s->size >= 4 && !memcmp(s->text, "\177ELF", 4);
}

bool program_open(struct job *j, const char *path, struct program *out)
{
	struct source *s = source_open(&j->sources, path);

	*out = (struct program){0};
	if (!s) {
		diag(&j->diags, DIAG_CANNOT_OPEN, 0, path, strerror(errno));
		return false;
	}
	if (is_object(s)) {
		out->image = s->text;
		out->size = s->size;
		out->obj = runtime_read(&j->unit, &j->diags, path, s->text, s->size);
		return out->obj;
	}
	out->obj = job_compile(j, path);
	if (!out->obj)
		return false;
	if (!backend_elf_image(&j->diags, out->obj, &out->owned, &out->size)) {
		program_close(out);
		return false;
	}
	out->image = out->owned;
	return true;
}

void program_close(struct program *p)
{
	if (p->obj)
		bpf_obj_free(p->obj);
	free(p->owned);
	*p = (struct program){0};
}
