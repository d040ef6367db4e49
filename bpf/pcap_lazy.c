/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * libpcap, loaded when it is first called. It brings a dozen libraries (libdbus, libsystemd,
 * libgcrypt, ...) whose loading would cost every compilation more than the compiler itself does on
 * a small file, and few runs read a capture or a filter expression. So kbcc does not link it: the
 * functions of pcap_lazy.def are defined here under their own names and pass the call on.
 */
#include <dlfcn.h>
#include <pcap/pcap.h>
#include <stdio.h>

#include "base/util.h"

#define LIBRARY    "libpcap.so.0.8" /* the soname of all of libpcap 1.x */
#define NO_LIBRARY "libpcap is not installed (" LIBRARY ")"

/* The library's function of that name, or NULL. dlopen counts; the library stays. */
static void *function(const char *name)
{
	void *lib = dlopen(LIBRARY, RTLD_NOW | RTLD_LOCAL);

	return lib ? dlsym(lib, name) : NULL;
}

static pcap_t *no_library(char *err)
{
	snprintf(err, PCAP_ERRBUF_SIZE, "%s", NO_LIBRARY);
	return NULL;
}

#define P(result, name, params, args, otherwise)                           \
	result name params                                                 \
	{                                                                  \
		__typeof__(name) *f = (__typeof__(name) *)function(#name); \
		return f ? f args : (otherwise);                           \
	}
#define V(name, params, args)                                              \
	void name params                                                   \
	{                                                                  \
		__typeof__(name) *f = (__typeof__(name) *)function(#name); \
		if (f)                                                     \
			f args;                                            \
	}
#include "pcap_lazy.def"
