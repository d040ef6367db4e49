/* SPDX-License-Identifier: BSD-2-Clause */
/* Any program that the checker lets pass, over any packet of any link type: it ends, and touches
 * nothing but its packet. Input: link type, number of instructions, these, the packet. */
#include <string.h>

#include "runtime/cbpf_vm.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct cbpf_insn insns[256];
	size_t n, left;

	if (size < 2)
		return 0;
	n = min_u64(data[1], (size - 2) / sizeof(*insns));
	memcpy(insns, data + 2, n * sizeof(*insns));
	for (size_t i = 0; i < n; i++) /* most are instructions then */
		if (cbpf_id(insns[i].code) == CBPF_INVALID)
			insns[i].code =
				cbpf_info((enum cbpf_id)(insns[i].code % CBPF_COUNT))->opcode;
	if (!cbpf_check(insns, (uint32_t)n, CBPF_SOCKET, NULL, NULL))
		return 0;
	left = size - 2 - n * sizeof(*insns);
	/* A copy of its own, so that one byte too far is seen. */
	uint8_t *packet = memcpy(__builtin_malloc(left + !left), data + size - left, left);
	struct cbpf_prog prog = {.insns = {insns, (uint32_t)n, (uint32_t)n}};
	struct cbpf_packet pkt =
		cbpf_packet_of_link(data[0], packet, (uint32_t)left, (uint32_t)left);
	struct cbpf_vm vm = cbpf_vm_start(1);
	uint32_t steps = 0;

	while (cbpf_vm_step(&vm, &prog, &pkt))
		CHECK(++steps <= n);
	cbpf_payload(&pkt);
	__builtin_free(packet);
	return 0;
}
