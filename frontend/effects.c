/* SPDX-License-Identifier: BSD-2-Clause */
/* helpers.def to struct ir_effects. */
#include "effects.h"

#include "bpf/prog.h"

uint8_t prov_of_bpf(uint8_t bpf_prov)
{
	static const uint8_t prov[] = {[BPF_PROV_UNKNOWN] = PROV_UNKNOWN,
		[BPF_PROV_PACKET] = PROV_PACKET,
		[BPF_PROV_PACKET_END] = PROV_PACKET_END,
		[BPF_PROV_MAP_VALUE] = PROV_MAP_VALUE,
		[BPF_PROV_BTF] = PROV_BTF,
		[BPF_PROV_MEM] = PROV_MEM};

	return prov[bpf_prov];
}

#define EFFECT_ANY (1u << 15)

struct ir_effects *helper_effects_new(struct arena *a, int64_t number)
{
	const struct bpf_helper *h = bpf_helper_find(number);
	struct ir_effects *e;

	if (!h)
		return NULL;
	e = arena_new(a, struct ir_effects);
	e->pure = strchr(h->flags, 'p') != NULL;
	e->clobbers_packet = strchr(h->flags, 'P') != NULL;
	e->prov = prov_of_bpf(h->prov);
	e->reads = e->pure ? 0 : EFFECT_ANY;
	e->writes = strchr(h->flags, 'W') ? EFFECT_ANY : 0;
	for (unsigned i = 0; h->args[i]; i++) {
		if (strchr("rbk", h->args[i]))
			e->reads |= (uint16_t)(1u << i);
		if (strchr("wbk", h->args[i]))
			e->writes |= (uint16_t)(1u << i);
		if (h->args[i] == 'k')
			e->keeps |= (uint8_t)(1u << i);
	}
	return e;
}
