/* SPDX-License-Identifier: BSD-2-Clause */
/* Capture files, pcap and pcapng, through libpcap. */
#include <pcap/pcap.h>

#include "runtime.h"

bool runtime_read_capture(struct diags *ds, const char *path, runtime_capture_fn *each, void *ctx)
{
	char error[PCAP_ERRBUF_SIZE];
	pcap_t *p = pcap_open_offline(path, error);
	struct runtime_capture packet;
	struct pcap_pkthdr *header;
	int got;

	if (!p) {
		diag(ds, DIAG_PCAP, 0, error);
		return false;
	}
	packet.link = pcap_datalink(p);
	while ((got = pcap_next_ex(p, &header, &packet.bytes)) == 1) {
		packet.caplen = header->caplen;
		packet.len = header->len;
		packet.seconds = header->ts.tv_sec;
		packet.microseconds = (uint32_t)header->ts.tv_usec;
		each(ctx, &packet);
	}
	if (got != PCAP_ERROR_BREAK)
		diag(ds, DIAG_PCAP, 0, pcap_geterr(p));
	pcap_close(p);
	return got == PCAP_ERROR_BREAK;
}
