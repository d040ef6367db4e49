#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""Function and file lengths (docs/architecture.md, section 5), SPDX lines, mutable file-scope state.

Functions: median at most 15 lines, 90% at most 40, none above 80 but a switch of one-line cases. Files: 700 lines.
"""
import pathlib
import re
import sys

TOP = pathlib.Path(__file__).resolve().parents[2]
FOLDERS = "base bpf ir frontend backend asm runtime driver".split()
FILE_MAX, FUNCTION_MAX, P90, MEDIAN = 700, 80, 40, 15
bad = 0


def fail(what):
    global bad
    bad += 1
    print(f"FAIL lint/size: {what}")


def functions(text):
    """(name, lines of the body) by kernel style: a function's braces stand in column 0."""
    lines = text.split("\n")
    start = None
    for i, line in enumerate(lines):
        if line == "{":
            start = i
        elif line == "}" and start is not None:
            head = " ".join(lines[max(0, start - 4):start])
            name = re.findall(r"(\w+)\s*\(", head)
            yield (name[-1] if name else "?", i - start - 1, lines[start + 1:i])
            start = None


def is_dispatch(body):
    """Most lines are cases of one line."""
    cases = sum(1 for l in body if re.match(r"\s*(case\b.*:|default:)", l))
    return cases * 2 > len(body) * 0.75


sizes = []
for folder in FOLDERS:
    for path in sorted((TOP / folder).rglob("*")):
        if path.suffix not in (".c", ".h", ".def", ".l", ".y", ".rules", ".cmake"):
            continue
        text, rel = path.read_text(), path.relative_to(TOP)
        if "SPDX-License-Identifier: BSD-2-Clause" not in text[:200]:
            fail(f"{rel}: no SPDX line")
        n = text.count("\n")
        if path.suffix in (".c", ".h") and n > FILE_MAX:
            fail(f"{rel}: {n} lines, above {FILE_MAX}")
        if path.suffix != ".c":
            continue
        for name, length, body in functions(text):
            sizes.append(length)
            if length > FUNCTION_MAX and not is_dispatch(body):
                fail(f"{rel}: {name}() has {length} lines, above {FUNCTION_MAX}")
sizes.sort()
if sizes:
    median, p90 = sizes[len(sizes) // 2], sizes[len(sizes) * 9 // 10]
    print(f"# {len(sizes)} functions: median {median} lines, 90% at most {p90}, longest {sizes[-1]}")
    if median > MEDIAN:
        fail(f"the median function has {median} lines, above {MEDIAN}")
    if p90 > P90:
        fail(f"90% of the functions have up to {p90} lines, above {P90}")
if not bad:
    print("ok lint/size")
sys.exit(bad != 0)
