#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-2-Clause
# $1: kbcc, $2: the object
# A network namespace of our own: 4 datagrams to port 7, 3 to port 9.
set -eu
unshare -n bash -eu -c '
	ip link set lo up
	tc qdisc add dev lo clsact
	if ! out=$(tc filter add dev lo egress protocol ip u32 match u32 0 0 action bpf object-file "$2" section action 2>&1); then
		if zgrep -q "CONFIG_NET_ACT_BPF is not set" /proc/config.gz 2>/dev/null; then
			echo "  skipped: this kernel has no tc action bpf (CONFIG_NET_ACT_BPF)"
			exit 0
		fi
		echo "$out" >&2
		exit 1
	fi
	for port in 7 7 9 7 9 9 7; do echo x >"/dev/udp/127.0.0.1/$port"; done
	id=$("$1" progs -j show name drop_echo | grep -o "\"map_ids\":\[[0-9]*" | tail -n 1 | grep -o "[0-9]*$")
	"$1" maps dump id "$id" | sed "s/^ *0:/  passed /; s/^ *1:/  dropped/" | sed 1d
' _ "$1" "$2"
