#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# Compares the preprocessor with clang-19's: the token stream of `-E -P -target bpf` over tests/pp, the uapi headers,
# libbpf's headers and the running kernel's vmlinux.h, and the predefined macros of every -mcpu and byte order.
# usage: tests/pp/diff_clang.sh [KBCC [FILE...]]       default: build/kbcc and all of the above
set -u
top=$(cd "$(dirname "$0")/../.." && pwd)
kbcc=$(realpath "${1:-$top/build/kbcc}")
[ $# -gt 0 ] && shift
clang=${CLANG:-clang-19}
command -v "$clang" >/dev/null || { echo "SKIP pp/diff_clang: no $clang"; exit 77; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
passed=0 failed=0
mkdir -p "$work/gnu" && : >"$work/gnu/stubs-32.h"   # glibc's, which clang's users install with gcc-multilib

# One token a line; blanks and line ends do not count.
tokens() {
	python3 -c '
import re, sys
token = re.compile(rb"""\s+|((?:u8|[uUL])?"(?:\\.|[^"\\\n])*"|(?:u8|[uUL])?\x27(?:\\.|[^\x27\\\n])*\x27"""
	rb"""|\.?[0-9](?:[eEpP][+-]|[\w.])*|[\w$\x80-\xff]+|<<=|>>=|\.\.\.|##|->|\+\+|--|<<|>>|<=|>=|==|!=|&&|\|\||[-+*/%&^|]=|.)""", re.S)
sys.stdout.buffer.write(b"\n".join(m[1] for m in token.finditer(sys.stdin.buffer.read()) if m[1]) + b"\n")'
}

check() { # NAME FILE FLAGS...
	local name=$1 file=$2
	shift 2
	"$clang" -target bpf -mcpu=v3 -O2 -E -P -w "$@" -idirafter /usr/include/"$(uname -m)"-linux-gnu -idirafter "$work" "$file" \
		>"$work/c" 2>"$work/c.err"
	local c=$?
	"$kbcc" -target bpf -mcpu=v3 -O2 -E -P -w "$@" "$file" >"$work/k" 2>"$work/k.err"
	local k=$?
	[ $c -ne 0 ] && [ $k -ne 0 ] && return
	tokens <"$work/c" >"$work/ct"
	tokens <"$work/k" >"$work/kt"
	if [ $c -eq $k ] && cmp -s "$work/ct" "$work/kt"; then
		passed=$((passed + 1))
	else
		failed=$((failed + 1))
		echo "FAIL $name (exit status $c and $k)"
		diff "$work/ct" "$work/kt" | head -5
		head -3 "$work/k.err"
	fi
}

predefined() { # TARGET CPU OPT FLAG
	"$clang" -target "$1" -mcpu="$2" "-O$3" $4 -dM -E -x c /dev/null | sort >"$work/c"
	"$kbcc" -target "$1" -mcpu="$2" "-O$3" $4 -dM -E /dev/null | sort >"$work/k"
	if diff <(grep -v '__VERSION__\|__clang_version__' "$work/c") \
		<(grep -v '__VERSION__\|__clang_version__\|__kbcc__' "$work/k") >"$work/d"; then
		passed=$((passed + 1))
	else
		failed=$((failed + 1))
		echo "FAIL predefined macros of $*"
		head -5 "$work/d"
	fi
}

if [ $# -gt 0 ]; then
	for file; do check "$file" "$file"; done
else
	for target in bpfel bpfeb; do
		for cpu in v1 v2 v3 v4; do predefined $target $cpu 2 ""; done
	done
	predefined bpfel v3 0 "" 
	for std in gnu89 gnu99 gnu11 gnu23 c89 c99 c11 c17 c23; do predefined bpfel v3 2 -std=$std; done
	predefined bpfel v3 2 -funsigned-char
	cd "$top/tests/pp" || exit 1
	for file in *.c; do check "tests/pp/$file" "$file" -I.; done
	cd "$work" || exit 1
	for header in /usr/include/linux/*.h; do
		echo "#include <linux/$(basename "$header")>" >header.c
		check "$header" header.c
	done
	for header in stddef stdint stdbool stdarg limits inttypes stdalign stdnoreturn float iso646 string stdlib stdio sys/types \
		sys/socket netinet/in errno time unistd; do
		echo "#include <$header.h>" >header.c
		check "<$header.h>" header.c
	done
	for header in helpers tracing core_read endian; do
		printf '#include <linux/types.h>\n#include <linux/bpf.h>\n#include <bpf/bpf_%s.h>\n' $header >header.c
		check "<bpf/bpf_$header.h>" header.c -D__TARGET_ARCH_x86
	done
	if bpftool btf dump file /sys/kernel/btf/vmlinux format c >vmlinux.h 2>/dev/null; then
		check vmlinux.h vmlinux.h
	fi
fi
echo "$passed passed, $failed failed"
[ $failed -eq 0 ]
