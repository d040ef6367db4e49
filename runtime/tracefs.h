/* SPDX-License-Identifier: BSD-2-Clause */
/* The kernel's list of tracepoints, whether it is mounted or not. */
#ifndef RUNTIME_TRACEFS_H
#define RUNTIME_TRACEFS_H

/*
 * The number of a tracepoint (for perf_event_open) by its group and name; -errno: -ENOENT there is
 * no such tracepoint, -EACCES or -EPERM tracefs may not be read. Where tracefs is not mounted it is
 * mounted for this call alone, at no place.
 */
int tracefs_id(const char *group, const char *name);
/* The directory; its owner is the caller. -errno as above. */
int tracefs_open(void);

#endif
