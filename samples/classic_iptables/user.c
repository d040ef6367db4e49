/* SPDX-License-Identifier: BSD-2-Clause */
/* An iptables rule with the program as its match, in a namespace of our own. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/classic.h"
#include "common/sample.h"

/* The rule's packet counter, from "iptables -nvxL"; -1: no such rule. */
static long counted(void)
{
	FILE *f = popen("iptables -nvxL OUTPUT 2>/dev/null", "r");
	long n, found = -1;
	char line[8192];

	while (f && fgets(line, sizeof(line), f))
		if (strstr(line, "match bpf") && sscanf(line, "%ld", &n) == 1)
			found = n;
	if (f)
		pclose(f);
	return found;
}

int main(int argc, char **argv)
{
	struct cbpf_prog *p = classic_load(argv[argc - 1]);
	char command[4096], *code;
	size_t n;
	FILE *f = open_memstream(&code, &n);

	asm_cbpf_print(f, p, ASM_CBPF_NUMBERS);
	fclose(f);
	sample_net_new();
	snprintf(command, sizeof(command),
		"iptables -A OUTPUT -m bpf --bytecode '%.*s' -j DROP 2>/dev/null",
		(int)strcspn(code, "\n"), code);
	free(code);
	if (system(command)) {
		printf("  skipped: iptables or the kernel has no xt_bpf\n");
		return 0;
	}
	sample_send_udp("10.77.0.2", 9, 10, 100);
	sample_send_udp("10.77.0.2", 10, 7, 100);
	printf("  dropped by the rule: %ld packets\n", counted());
	return 0;
}
