/* SPDX-License-Identifier: BSD-2-Clause */
/* A CO-RE relocation in words, as llvm-objdump has them: "<byte_off> [5] struct sk_buff::len
 * (0:3)". */
#ifndef BPF_CORE_TEXT_H
#define BPF_CORE_TEXT_H

#include "obj.h"

/* In the arena. A record that does not fit its types is printed as far as it does. */
const char *core_text(struct arena *a, const struct btf *btf, const struct obj_core *core);

#endif
