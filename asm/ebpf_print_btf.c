/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * BTF as directives: types as words, strings as strings, and .BTF.ext with its instruction offsets
 * as differences of labels, so that a line of code can be put in or taken out of the text.
 */
#include <inttypes.h>
#include <linux/btf.h>

#include "printer.h"

void print_find_btf(struct printer *w)
{
	void *ext;

	if (!w->o->btf ||
		!btf_ext_build_places(&w->arena, w->o, &ext, &w->ext_size, &w->ext_places))
		return;
	w->ext = ext;
	vec_for (p, &w->ext_places) {
		print_own_label(w, p->section, 0);
		if (print_is_start(w, p->section, p->offset))
			print_own_label(w, p->section, p->offset);
	}
}

static uint32_t word(const struct printer *w, const uint8_t *p)
{
	uint32_t v;

	memcpy(&v, p, 4);
	return w->o->big_endian == (__BYTE_ORDER__ == __ORDER_BIG_ENDIAN__) ? v
									    : __builtin_bswap32(v);
}

static void print_words(struct printer *w, const uint8_t *p, uint32_t n)
{
	for (uint32_t i = 0; i < n; i++)
		fprintf(w->f, "%s%" PRIu32 "%s", i % 8 ? ", " : "\t.long\t", word(w, p + 4 * i),
			i % 8 == 7 || i + 1 == n ? "\n" : "");
}

/* One string, to its terminator. */
static void print_string(struct printer *w, const char *s)
{
	fputs("\t.asciz\t\"", w->f);
	for (; *s; s++) {
		if (*s == '"' || *s == '\\')
			fprintf(w->f, "\\%c", *s);
		else if ((unsigned char)*s < ' ' || (unsigned char)*s > '~')
			fprintf(w->f, "\\%03o", (unsigned char)*s);
		else
			fputc(*s, w->f);
	}
	fputs("\"\n", w->f);
}

/* "\t.section\t.BTF": the header's first words are two small fields and a flag byte */
static void print_head(struct printer *w, const char *name, const uint8_t *p)
{
	fprintf(w->f, "\t.section\t%s,\"\",@progbits\n\t.p2align\t2, 0x0\n", name);
	fprintf(w->f, "\t.short\t%u\n\t.byte\t%u, %u\n", BTF_MAGIC, p[2], p[3]);
}

static void print_types(struct printer *w)
{
	const struct btf_header *h;
	const uint8_t *p;
	uint32_t size, str_off, str_end;

	p = btf_raw(w->o, &size);
	h = (const void *)p;
	if (!p || size < sizeof(*h))
		return;
	str_off = word(w, (const uint8_t *)&h->hdr_len) + word(w, (const uint8_t *)&h->str_off);
	str_end = str_off + word(w, (const uint8_t *)&h->str_len);
	if (str_end > size || str_off % 4)
		return;
	print_head(w, ".BTF", p);
	print_words(w, p + 4, str_off / 4 - 1);
	while (str_off < str_end) {
		const char *s = (const char *)p + str_off;

		print_string(w, s);
		str_off += (uint32_t)strlen(s) + 1;
	}
}

static void print_ext(struct printer *w)
{
	uint32_t at = 4;

	if (!w->ext)
		return;
	print_head(w, ".BTF.ext", w->ext);
	vec_for (p, &w->ext_places) {
		print_words(w, w->ext + at, (p->at - at) / 4);
		if (print_is_start(w, p->section, p->offset))
			fprintf(w->f, "\t.long\t%s-%s\n", print_own_label(w, p->section, p->offset),
				print_own_label(w, p->section, 0));
		else
			fprintf(w->f, "\t.long\t%" PRIu32 "\n", p->offset);
		at = p->at + 4;
	}
	print_words(w, w->ext + at, (uint32_t)(w->ext_size - at) / 4);
}

void print_btf(struct printer *w)
{
	if (!w->o->btf)
		return;
	print_types(w);
	print_ext(w);
}
