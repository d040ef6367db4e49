/* SPDX-License-Identifier: BSD-2-Clause */
/* What an object's own loader would do before it loads it, for objects that we have no loader of.
 */
#ifndef KBCC_TESTS_CORPUS_PREPARE_H
#define KBCC_TESTS_CORPUS_PREPARE_H

#include <bpf/libbpf.h>

/* Gives maps without a size one, and a type to programs whose section's name libbpf does not know;
 * no map is pinned, so that none outlives the test. */
void prepare_object(struct bpf_object *o);

#endif
