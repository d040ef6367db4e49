/* SPDX-License-Identifier: BSD-2-Clause */
/* What programs are run on: packets and contexts, from the command line and files. */
#include <errno.h>
#include <string.h>

#include "hex.h"
#include "run.h"

/* A file's bytes, by @FILE. */
static bool file_bytes(struct run *r, const char *path, const uint8_t **bytes, size_t *len)
{
	struct source *s = source_open(&r->job.sources, path);

	if (!s) {
		diag(&r->job.diags, DIAG_CANNOT_OPEN, 0, path, strerror(errno));
		return false;
	}
	*bytes = (const uint8_t *)s->text;
	*len = s->size;
	return true;
}

static bool add_data(struct run *r)
{
	struct run_packet p = {0};

	if (r->data[0] == '@') {
		if (!file_bytes(r, r->data + 1, &p.bytes, &p.len))
			return false;
	} else {
		p.bytes = hex_parse(&r->job.unit, r->data, &p.len);
		if (!p.bytes) {
			diag(&r->job.diags, DIAG_RUN_BAD_HEX, 0, r->data);
			return false;
		}
	}
	vec_push(&r->job.unit, &r->packets, p);
	return true;
}

static void add_packet(void *ctx, const struct run_packet *p)
{
	struct run *r = ctx;
	struct run_packet copy = *p;

	copy.bytes = arena_dup(&r->job.unit, p->bytes, p->len);
	vec_push(&r->job.unit, &r->packets, copy);
}

bool run_packets(struct run *r)
{
	struct run_packet zeros = {.len = 64}; /* as short as the kernel takes one */

	if (r->data && !add_data(r))
		return false;
	if (r->pcap && !runtime_read_pcap(&r->job.diags, r->pcap, add_packet, r))
		return false;
	if (!r->packets.n && !r->pcap) {
		zeros.bytes = arena_alloc(&r->job.unit, zeros.len);
		vec_push(&r->job.unit, &r->packets, zeros);
	}
	return true;
}

bool run_context(
	struct run *r, const struct program *p, const struct run_prog *prog, struct run_input *in)
{
	const uint8_t *bytes;
	uint8_t *made;

	if (!r->ctx)
		return true;
	if (r->ctx[0] == '@') {
		if (!file_bytes(r, r->ctx + 1, &bytes, &in->ctx_len))
			return false;
		in->ctx = bytes;
		return true;
	}
	if (!runtime_ctx_parse(
		    &r->job.unit, &r->job.diags, p->obj, prog, r->ctx, &made, &in->ctx_len))
		return false;
	in->ctx = made;
	return true;
}
