/* SPDX-License-Identifier: BSD-2-Clause */
/* Capture files, pcap and pcapng, through libpcap. */
#include <pcap/pcap.h>

#include "runtime.h"

bool runtime_read_pcap(struct diags *ds, const char *path, runtime_packet_fn *each, void *ctx)
{
	char error[PCAP_ERRBUF_SIZE];
	pcap_t *p = pcap_open_offline(path, error);
	struct pcap_pkthdr *header;
	const uint8_t *bytes;
	int got;

	if (!p) {
		diag(ds, DIAG_PCAP, 0, error);
		return false;
	}
	while ((got = pcap_next_ex(p, &header, &bytes)) == 1)
		each(ctx, bytes, header->caplen);
	if (got != PCAP_ERROR_BREAK)
		diag(ds, DIAG_PCAP, 0, pcap_geterr(p));
	pcap_close(p);
	return got == PCAP_ERROR_BREAK;
}
