#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-2-Clause
# $1: kbcc, $2: the object
# A bpffs in a mount namespace of our own: kbcc comes and goes, the programs stay, one map between them.
set -eu
unshare -m -n bash -eu -c '
	ip link set lo up
	mount -t bpf bpf /sys/fs/bpf
	"$1" attach "$2" lo --pin /sys/fs/bpf/sample
	"$1" attach "$3" lo --pin /sys/fs/bpf/sample
	for port in 9 9 53; do echo x >"/dev/udp/127.0.0.1/$port"; done
	ls /sys/fs/bpf/sample | grep -v _bss | sed "s/^/  /"
	"$1" maps dump pinned /sys/fs/bpf/sample/traffic | sort
' _ "$1" "$2" "$(dirname "$0")/egress.bpf.c"
