/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * libpcap's compiler, driven as tcpdump drives it. Everything that is printed here is worded as
 * tcpdump words it, so that scripts that read one can read the other.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <pcap/pcap.h>

#include "filter.h"

_Static_assert(sizeof(struct cbpf_insn) == sizeof(struct bpf_insn), "one layout");

static void say(const struct filter_opts *o, const char *fmt, ...) PRINTF(2, 3);
static void say(const struct filter_opts *o, const char *fmt, ...)
{
	va_list ap;

	fprintf(o->err, "%s: ", o->program);
	va_start(ap, fmt);
	vfprintf(o->err, fmt, ap);
	va_end(ap);
	fputc('\n', o->err);
}

/* ---- where the link type comes from ---- */

static pcap_t *open_savefile(const struct filter_opts *o)
{
	char err[PCAP_ERRBUF_SIZE];
	pcap_t *p = pcap_open_offline(o->savefile, err);

	if (!p) {
		say(o, "%s", err);
		return NULL;
	}
	int link = pcap_datalink(p);
	const char *name = pcap_datalink_val_to_name(link);

	fprintf(o->err, "reading from file %s", o->savefile);
	if (name)
		fprintf(o->err, ", link-type %s (%s)", name,
			pcap_datalink_val_to_description(link));
	else
		fprintf(o->err, ", link-type %d", link);
	fprintf(o->err, ", snapshot length %d\n", pcap_snapshot(p));
	return p;
}

static pcap_t *open_dead(const struct filter_opts *o, int link)
{
	if (!o->link)
		fprintf(o->err, "Warning: assuming Ethernet\n");
	pcap_t *p = pcap_open_dead(
		o->link ? link : DLT_EN10MB, o->snaplen ? o->snaplen : FILTER_SNAPLEN);

	if (!p)
		say(o, "%s", pcap_geterr(p));
	return p;
}

/* An interface, activated: nothing is captured, so it is not made promiscuous. */
static pcap_t *activate(
	const struct filter_opts *o, const char *device, char err[PCAP_ERRBUF_SIZE], bool *monitor)
{
	pcap_t *p = pcap_create(device, err);
	int status;

	if (!p)
		return NULL;
	*monitor = pcap_can_set_rfmon(p) == 1;
	pcap_set_snaplen(p, o->snaplen ? o->snaplen : FILTER_SNAPLEN);
	pcap_set_timeout(p, 1000);
	status = pcap_activate(p);
	if (status >= 0)
		return p;
	const char *why = pcap_geterr(p);

	if (status == PCAP_ERROR)
		snprintf(err, PCAP_ERRBUF_SIZE, "%s", why);
	else if (*why)
		snprintf(err, PCAP_ERRBUF_SIZE, "%s: %s\n(%s)", device, pcap_statustostr(status),
			why);
	else
		snprintf(err, PCAP_ERRBUF_SIZE, "%s: %s", device, pcap_statustostr(status));
	pcap_close(p);
	return NULL;
}

/* The n-th interface's name, from 1; malloc'ed. NULL after an error. */
static char *nth_device(const struct filter_opts *o, long n)
{
	char err[PCAP_ERRBUF_SIZE], *name = NULL;
	pcap_if_t *list, *d;

	if (pcap_findalldevs(&list, err) < 0) {
		say(o, "%s", err);
		return NULL;
	}
	for (d = list; d && n > 1; d = d->next)
		n--;
	if (d)
		name = strdup(d->name);
	else if (!list)
		say(o, "no interfaces available for capture");
	else
		say(o, "Invalid adapter index");
	pcap_freealldevs(list);
	return name;
}

/* *name: the interface's, malloc'ed. */
static pcap_t *open_device(const struct filter_opts *o, char **name, bool *monitor)
{
	char err[PCAP_ERRBUF_SIZE], *end;
	pcap_t *p;

	*name = o->device ? strdup(o->device) : nth_device(o, 1);
	if (!*name)
		return NULL;
	p = activate(o, *name, err, monitor);
	if (!p && o->device) { /* a number counts the interfaces, unless one is called so */
		long n = strtol(o->device, &end, 10);

		if (*end || end == o->device || n <= 0) {
			say(o, "%s", err);
			return NULL;
		}
		free(*name);
		*name = nth_device(o, n);
		if (!*name)
			return NULL;
		p = activate(o, *name, err, monitor);
	}
	if (!p)
		say(o, "%s", err);
	return p;
}

static pcap_t *set_link(const struct filter_opts *o, pcap_t *p, int link)
{
	if (p && o->link) {
		if (pcap_set_datalink(p, link) < 0) {
			say(o, "%s", pcap_geterr(p));
			pcap_close(p);
			return NULL;
		}
		say(o, "data link type %s", pcap_datalink_val_to_name(link));
	}
	return p;
}

static pcap_t *open_any(const struct filter_opts *o)
{
	int link = o->link ? pcap_datalink_name_to_val(o->link) : -1;
	char *name = NULL;
	bool monitor;

	if (o->link && link < 0) {
		say(o, "invalid data link type %s", o->link);
		return NULL;
	}
	if (o->savefile)
		return open_savefile(o);
	if (!o->device)
		return open_dead(o, link);
	pcap_t *p = set_link(o, open_device(o, &name, &monitor), link);

	free(name);
	return p;
}

/* ---- the expression ---- */

/* A file's text; "#" begins a comment to the end of the line. NULL after an error. */
static const char *read_expression(struct arena *a, const struct filter_opts *o)
{
	struct sources ss;
	char *text = NULL;

	sources_init(&ss, a);
	struct source *s = source_open(&ss, o->file);

	if (s) {
		text = arena_strndup(a, s->text, s->size);
		for (char *p = text; (p = strchr(p, '#'));)
			while (*p && *p != '\n')
				*p++ = ' ';
	} else {
		say(o, "can't open %s: %s", o->file, strerror(errno));
	}
	sources_free(&ss);
	return text;
}

/* ---- the facade ---- */

struct cbpf_prog *asm_filter_compile(struct arena *a, const struct filter_opts *o)
{
	struct cbpf_prog *prog = NULL;
	struct bpf_program code;
	pcap_t *p = open_any(o);

	if (!p)
		return NULL;
	const char *expr = o->file ? read_expression(a, o) : o->expr;

	if (o->file && !expr) {
		pcap_close(p);
		return NULL;
	}
	if (pcap_compile(p, &code, expr ? expr : "", !o->no_optimize, 0) < 0) {
		say(o, "%s", pcap_geterr(p));
	} else {
		prog = arena_new(a, struct cbpf_prog);
		for (u_int i = 0; i < code.bf_len; i++) {
			struct bpf_insn *f = &code.bf_insns[i];
			struct cbpf_insn insn = {f->code, f->jt, f->jf, f->k};

			vec_push(a, &prog->insns, insn);
		}
		pcap_freecode(&code);
	}
	pcap_close(p);
	return prog;
}

static bool tcpdump_prints(int link)
{
	switch (link) {
#define L(name) case DLT_##name:
#include "link_printed.def"
		return true;
	default: return false;
	}
}

bool asm_filter_list_links(FILE *f, const struct filter_opts *o)
{
	bool monitor = false, ok = false;
	int *links = NULL, n = -1;
	char *name = NULL;
	pcap_t *p = open_device(o, &name, &monitor);

	if (p) {
		n = pcap_list_datalinks(p, &links);
		if (n < 0)
			say(o, "%s", pcap_geterr(p));
		else if (!n)
			say(o, "No data link types.");
	}
	if (n > 0) {
		fprintf(f, "Data link types for %s%s (use option -y to set):\n", name,
			monitor ? " when not in monitor mode" : "");
		for (int i = 0; i < n; i++) {
			const char *link = pcap_datalink_val_to_name(links[i]);

			if (link)
				fprintf(f, "  %s (%s)", link,
					pcap_datalink_val_to_description(links[i]));
			else
				fprintf(f, "  DLT %d", links[i]);
			fputs(tcpdump_prints(links[i]) ? "\n" : " (printing not supported)\n", f);
		}
		ok = true;
	}
	if (links)
		pcap_free_datalinks(links);
	if (p)
		pcap_close(p);
	free(name);
	return ok;
}

void asm_filter_print(FILE *f, const struct cbpf_prog *p, int level)
{
	int pc = 0;

	if (level > 2)
		fprintf(f, "%u\n", p->insns.n);
	vec_for (i, &p->insns) {
		struct bpf_insn insn = {i->code, i->jt, i->jf, i->k};

		if (level > 2)
			fprintf(f, "%u %u %u %u\n", i->code, i->jt, i->jf, i->k);
		else if (level == 2)
			fprintf(f, "{ 0x%x, %u, %u, 0x%08x },\n", i->code, i->jt, i->jf, i->k);
		else
			fprintf(f, "%s\n", bpf_image(&insn, pc));
		pc++;
	}
}
