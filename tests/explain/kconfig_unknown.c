// SPDX-License-Identifier: BSD-2-Clause
// An option that the kernel's configuration does not name.
#include "explain.h"

#ifdef FIXED
extern int CONFIG_HZ __kconfig;
#define VALUE CONFIG_HZ
#else
extern int CONFIG_NO_SUCH_OPTION __kconfig;
#define VALUE CONFIG_NO_SUCH_OPTION
#endif

SEC("xdp")
int prog(struct xdp_md *ctx)
{
	return VALUE == 100 ? XDP_DROP : XDP_PASS; /* refused */
}
