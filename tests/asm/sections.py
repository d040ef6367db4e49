#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""sections.py A B: every section with bytes that both files' loaders read is the same in both ELF objects."""
import struct
import sys


def sections(path):
    data = open(path, "rb").read()
    order = "<" if data[5] == 1 else ">"
    (table,) = struct.unpack_from(order + "Q", data, 40)
    n, names = struct.unpack_from(order + "HH", data, 60)
    headers = [struct.unpack_from(order + "IIQQQQIIQQ", data, table + 64 * i) for i in range(n)]
    out = {}
    for h in headers:
        at = headers[names][4] + h[0]
        name = data[at : data.index(0, at)].decode()
        if name.startswith((".debug", ".BTF", ".eh_frame", ".comment")) or not h[5]:
            continue
        if h[1] == 1:
            out[name] = data[h[4] : h[4] + h[5]]
        elif h[1] == 8:
            out[name] = h[5]
    return out


a, b = sections(sys.argv[1]), sections(sys.argv[2])
for name in sorted(a.keys() | b.keys()):
    if a.get(name) != b.get(name):
        sys.exit(f"section {name} differs")
