/* SPDX-License-Identifier: BSD-2-Clause */
/* C11 7.23 */
#ifndef __STDNORETURN_H
#define __STDNORETURN_H

#define noreturn              _Noreturn
#define __noreturn_is_defined 1

#endif
