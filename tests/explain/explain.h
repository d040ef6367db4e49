/* SPDX-License-Identifier: BSD-2-Clause */
/* What the refused programs share. */
#ifndef EXPLAIN_H
#define EXPLAIN_H

#include <linux/bpf.h>
#include <linux/if_ether.h>
#include <linux/in.h>
#include <linux/ip.h>
#include <linux/pkt_cls.h>
#include <linux/tcp.h>
#include <linux/udp.h>
#include <bpf/bpf_endian.h>
#include <bpf/bpf_helpers.h>

#ifndef LICENSE
#define LICENSE "GPL"
#endif
char _license[] SEC("license") = LICENSE;

#define MAP(name, kind, k, v, n)                   \
	struct {                                   \
		__uint(type, BPF_MAP_TYPE_##kind); \
		__type(key, k);                    \
		__type(value, v);                  \
		__uint(max_entries, n);            \
	} name SEC(".maps")

#endif
