#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-2-Clause
# $1: kbcc, $2: the object
# One packet of each kind through BPF_PROG_TEST_RUN, and through the VM: nothing is attached.
for engine in --kernel --vm; do
	for type in 0800 86dd 0806; do
		echo "  $engine $type: $("$1" run "$engine" "$2" --data "ffffffffffff 020000000001 $type $(printf %0100d 0)" |
			grep '^dispatch (xdp)' | grep -o 'XDP_[A-Z]*')"
	done
done
