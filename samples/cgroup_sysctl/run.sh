#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-2-Clause
# $1: kbcc, $2: the object
# A cgroup and a network namespace of our own: the sysctls that are tried are the namespace's.
exec "$1" attach "$2" --cgroup new --netns new -- bash -c '
	read -r was </proc/sys/net/ipv4/ip_forward
	echo 1 2>/dev/null >/proc/sys/net/ipv4/ip_forward || echo "  ip_forward cannot be written"
	read -r is </proc/sys/net/ipv4/ip_forward
	[ "$was" = "$is" ] && echo "  it is as it was"' 2>/dev/null | grep -v attached
