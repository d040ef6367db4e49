# SPDX-License-Identifier: BSD-2-Clause
# What the runners share. A runner prints one line a test: "ok NAME", "FAIL NAME: why", "skip NAME: why".
# Sourced with `top` being free to set.
top=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cache=$top/tests/.cache
build=$top/build
debug=$top/build-debug
jobs=$(nproc)

say() { printf '%s\n' "$*" >&2; }
ok() { printf 'ok %s\n' "$1"; }
fail() { printf 'FAIL %s: %s\n' "$1" "${2:-}"; }
skip() { printf 'skip %s: %s\n' "$1" "$2"; }
# What this kernel was built without: skipped, and no failure in CI either.
absent() { printf 'absent %s: %s\n' "$1" "$2"; }

# need PACKAGE...: install those that are missing.
need() {
	local missing=()
	for p in "$@"; do
		[ "$(dpkg-query -W -f '${db:Status-Status}' "$p" 2>/dev/null)" = installed ] || missing+=("$p")
	done
	[ ${#missing[@]} -eq 0 ] && return 0
	local sudo=
	if [ "$(id -u)" -ne 0 ]; then
		command -v sudo >/dev/null || { say "missing packages: ${missing[*]} (root installs them)"; return 1; }
		sudo=sudo
	fi
	say "installing ${missing[*]}"
	mkdir -p "$cache"
	[ -e "$cache/apt-updated" ] || { $sudo apt-get -qq update && touch "$cache/apt-updated"; }
	DEBIAN_FRONTEND=noninteractive $sudo apt-get -qq -y --no-install-recommends install "${missing[@]}" \
		>"$cache/apt.log" 2>&1 || { tail -n 20 "$cache/apt.log" >&2; return 1; }
}

# build_in DIR [CMAKE ARGUMENT...]
build_in() {
	local dir=$1
	shift
	mkdir -p "$cache"
	{ cmake -G Ninja -S "$top" -B "$dir" "$@" && ninja -C "$dir"; } >"$cache/build.log" 2>&1 ||
		{ grep -E -A 12 'FAILED|error' "$cache/build.log" | head -n 60 >&2; return 1; }
}

build_packages="gcc cmake ninja-build pkg-config libbpf-dev libelf-dev libpcap-dev libedit-dev flex bison"
can_bpf() { [ "$(id -u)" -eq 0 ] && [ -e /sys/kernel/btf/vmlinux ]; }
