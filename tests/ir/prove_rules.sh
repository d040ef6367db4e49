#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# Proves every rule of ir/fold.rules by Z3: for all inputs, pattern and replacement are equal.
#   tests/ir/prove_rules.sh [BUILD-DIRECTORY]
# Prints what could not be proved; the last line counts. Exit status 0 when all are.
set -eu
top=$(cd "$(dirname "$0")/../.." && pwd)
build=${1:-$top/build}
command -v z3 >/dev/null || { echo "prove_rules: z3 is not installed (package z3)" >&2; exit 77; }
"$build/rulegen" --smt "$top/ir/fold.rules" | z3 -in -t:20000 | awk '
	/^unsat$/ { proved++; next }
	/^(sat|unknown|timeout)$/ { failed++; print "not proved (" $0 "): " rule; next }
	/^fold\.rules/ { rule = $0; asked++; next }
	{ print; errors++ }
	END {
		printf "%d of %d rule instances proved\n", proved, asked
		exit !(asked && proved == asked && !failed && !errors)
	}'
