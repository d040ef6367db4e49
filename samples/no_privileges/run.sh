#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-2-Clause
# $1: kbcc, $2: the object
# As nobody, then as root of a user namespace that has no BPF token; the VM works for both.
show() { grep -E 'error:|token|returned' | sed 's/^kbcc: //; s/^/    /'; }
cp "$2" "${tmp:=$(mktemp -d)}/o.o" && chmod -R a+rX "$tmp"
echo "  nobody:"
setpriv --reuid=65534 --clear-groups "$1" attach "$tmp/o.o" lo 2>&1 | show
setpriv --reuid=65534 --clear-groups "$1" run --vm "$tmp/o.o" 2>&1 | show
echo "  root of a user namespace:"
unshare -Ur "$1" attach "$tmp/o.o" lo 2>&1 | show
unshare -Ur "$1" run --vm "$tmp/o.o" 2>&1 | show
rm -r "$tmp"
