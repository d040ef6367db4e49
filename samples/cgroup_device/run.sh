#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-2-Clause
# $1: kbcc, $2: the object
# A cgroup of our own, and a command in it that opens three devices.
exec "$1" attach "$2" --cgroup new -- sh -c '
	: </dev/null && echo "  /dev/null opens"
	(: </dev/zero) 2>/dev/null || echo "  /dev/zero is refused"
	(: </dev/zero) 2>/dev/null || echo "  /dev/zero is refused"
	(: </dev/urandom) 2>/dev/null || echo "  /dev/urandom is refused"' | grep -v attached
