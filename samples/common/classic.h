/* SPDX-License-Identifier: BSD-2-Clause */
/* For samples whose program is classic BPF: they are linked with kbcc's library. */
#ifndef CLASSIC_H
#define CLASSIC_H

#include "asm/asm.h"
#include "runtime/runtime.h"

/* What kbcc asm wrote. It lives as long as the process; ends it when there is no such program. */
struct cbpf_prog *classic_load(const char *path);

#endif
