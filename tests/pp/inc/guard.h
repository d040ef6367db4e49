/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef GUARD_H
#define GUARD_H
guarded __INCLUDE_LEVEL__ __FILE_NAME__
#endif /* GUARD_H */
