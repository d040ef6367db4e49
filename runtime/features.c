/* SPDX-License-Identifier: BSD-2-Clause */
/* Look-ups in features.def. */
#include "features.h"

#include "runtime.h"

#include "bpf/prog.h"

static const struct feature progs[] = {
#define P(kind, name, since, config) [PROG_##kind] = {name, since, config},
#include "features.def"
#undef P
};

static const struct feature maps[] = {
#define M(number, name, since, config) [number] = {name, since, config},
#include "features.def"
#undef M
};

static const struct {
	int64_t last;
	const char *since;
} helpers[] = {
#define H(last, since) {last, since},
#include "features.def"
#undef H
};

const struct feature *feature_prog(uint32_t type)
{
	return type < ARRAY_LEN(progs) && progs[type].name ? &progs[type] : NULL;
}

const struct feature *feature_map(int64_t type)
{
	return type >= 0 && type < (int64_t)ARRAY_LEN(maps) && maps[type].name ? &maps[type] : NULL;
}

const char *feature_helper_since(int64_t number)
{
	if (number <= 0)
		return NULL;
	for (size_t i = 0; i < ARRAY_LEN(helpers); i++)
		if (number <= helpers[i].last)
			return helpers[i].since;
	return NULL;
}

const char *runtime_prog_type_name(uint32_t type)
{
	const struct feature *f = feature_prog(type);

	return f ? f->name : "unknown";
}
