/* SPDX-License-Identifier: BSD-2-Clause */
/* Objects kept in bpffs: DIR/MAP, DIR/prog_NAME, DIR/link_NAME. */
#ifndef RUNTIME_PIN_H
#define RUNTIME_PIN_H

#include "attach.h"

/* DIR is in bpffs, or can be made there. False after a diagnosed error that says how to mount one.
 */
bool pin_check_dir(struct diags *ds, struct arena *a, const char *dir);
/* Pin programs, links and maps. False after a diagnosed error; what was pinned is unpinned. */
bool pin_all(struct attach *t);

#endif
