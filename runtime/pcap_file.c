/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Capture files, pcap and pcapng, through libpcap. Packets are Ethernet frames here; those of a
 * capture without a link layer (DLT_RAW) get a header made up, which is what their programs see.
 */
#include <pcap/pcap.h>
#include <stdlib.h>

#include "packet.h"
#include "runtime.h"

struct frames {
	struct arena arena;
	struct diags *ds;
	const char *path;
	runtime_packet_fn *each;
	void *ctx;
	uint8_t *buf; /* PACKET_MAX bytes */
	bool failed;
};

static bool wrong_link(struct frames *f, int link)
{
	const char *name = pcap_datalink_val_to_name(link);

	if (!f->failed)
		diag(f->ds, DIAG_PCAP, 0,
			arena_printf(&f->arena,
				"%s: packets of link type %s; Ethernet or raw IP is needed",
				f->path, name ? name : "?"));
	f->failed = true;
	return false;
}

/* A frame around an IP packet; NULL when it is too long. Until the next call. */
static const uint8_t *frame(uint8_t *buf, const uint8_t *bytes, size_t len)
{
	static const uint8_t header[PACKET_ETH] = {2, 0, 0, 0, 0, 2, 2, 0, 0, 0, 0, 1, 0x08, 0x00};

	if (len > PACKET_MAX - PACKET_ETH)
		return NULL;
	memcpy(buf, header, PACKET_ETH);
	if (len && bytes[0] >> 4 == 6) { /* ETH_P_IPV6 */
		buf[12] = 0x86;
		buf[13] = 0xdd;
	}
	memcpy(buf + PACKET_ETH, bytes, len);
	return buf;
}

static void take(void *ctx, const struct runtime_capture *c)
{
	struct frames *f = ctx;
	bool raw = c->link == DLT_RAW;
	struct run_packet out = {
		.seconds = c->seconds, .microseconds = c->microseconds, .len = c->caplen};

	if (!raw && c->link != DLT_EN10MB && !wrong_link(f, c->link))
		return;
	out.bytes = raw ? frame(f->buf, c->bytes, c->caplen) : c->bytes;
	out.len += raw ? PACKET_ETH : 0;
	if (out.bytes)
		f->each(f->ctx, &out);
}

bool runtime_read_pcap(struct diags *ds, const char *path, runtime_packet_fn *each, void *ctx)
{
	struct frames f = {.ds = ds, .path = path, .each = each, .ctx = ctx};
	bool ok;

	f.buf = arena_alloc(&f.arena, PACKET_MAX);
	ok = runtime_read_capture(ds, path, take, &f) && !f.failed;
	diags_flush(ds);
	arena_free(&f.arena);
	return ok;
}

/* ---- writing ---- */

struct pcap_out {
	pcap_t *form;
	pcap_dumper_t *file;
};

struct pcap_out *runtime_pcap_create(struct arena *a, struct diags *ds, const char *path)
{
	struct pcap_out *o = arena_new(a, struct pcap_out);

	o->form = pcap_open_dead(DLT_EN10MB, PACKET_MAX);
	o->file = o->form ? pcap_dump_open(o->form, path) : NULL;
	if (o->file)
		return o;
	diag(ds, DIAG_PCAP, 0,
		o->form ? arena_strdup(a, pcap_geterr(o->form)) : "libpcap is not installed");
	if (o->form)
		pcap_close(o->form);
	return NULL;
}

void runtime_pcap_write(struct pcap_out *o, const struct run_packet *p)
{
	struct pcap_pkthdr h = {.ts = {p->seconds, (suseconds_t)p->microseconds},
		.caplen = (bpf_u_int32)p->len,
		.len = (bpf_u_int32)p->len};

	pcap_dump((u_char *)o->file, &h, p->bytes);
}

bool runtime_pcap_close(struct diags *ds, struct pcap_out *o, const char *path)
{
	bool ok = pcap_dump_flush(o->file) == 0;

	if (!ok)
		diag(ds, DIAG_CANNOT_WRITE, 0, path, "the disk is full?");
	pcap_dump_close(o->file);
	pcap_close(o->form);
	return ok;
}
