#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""same.py [--all | --loaded] A B: the two eBPF objects are the same: sections' bytes, types, flags and alignment, their
relocations, and the symbols, whatever their order.

    default      program sections, maps and data, and BTF if both have it
    --loaded     BTF is not compared
    --all        debugging information too (but the line table and the frames, which assemblers encode as they like)
"""
import struct
import sys

SHF_ALLOC = 2


class Elf:
    def __init__(self, path):
        self.data = data = open(path, "rb").read()
        self.order = order = "<" if data[5] == 1 else ">"
        (table,) = struct.unpack_from(order + "Q", data, 40)
        n, names = struct.unpack_from(order + "HH", data, 60)
        self.headers = [struct.unpack_from(order + "IIQQQQIIQQ", data, table + 64 * i) for i in range(n)]
        self.names = [self.string(names, h[0]) for h in self.headers]
        self.symbols = []
        for i, h in enumerate(self.headers):
            if h[1] == 2:
                for at in range(h[4], h[4] + h[5], 24):
                    name, info, other, index, value, size = struct.unpack_from(order + "IBBHQQ", data, at)
                    self.symbols.append((self.string(h[6], name), info, other, index, value, size))

    def string(self, table, off):
        at = self.headers[table][4] + off
        return self.data[at : self.data.index(0, at)].decode("latin-1")

    def place(self, index):
        return self.names[index] if 0 < index < len(self.names) else hex(index)

    def symbol(self, s):
        name, info, other, index, value, size = s
        if info & 15 == 3:
            return ("section", self.place(index))
        return (name, info, other, self.place(index), value, size)

    def kept(self, everything, btf):
        out = set()
        for name, h in zip(self.names, self.headers):
            if h[1] not in (1, 8) or name in (".debug_line", ".debug_line_str", ".debug_frame", ".strtab"):
                continue
            if h[2] & SHF_ALLOC or everything or (btf and name.startswith(".BTF")):
                out.add(name)
        return out

    def section(self, i):
        _, kind, flags, _, offset, size, _, _, align, entsize = self.headers[i]
        return (kind, flags, max(align, 1), entsize, self.data[offset : offset + size] if kind == 1 else size)

    def relocs(self, i):
        out = []
        for h in self.headers:
            if h[1] == 9 and h[7] == i:
                for at in range(h[4], h[4] + h[5], 16):
                    offset, info = struct.unpack_from(self.order + "QQ", self.data, at)
                    s = self.symbol(self.symbols[info >> 32])
                    out.append((offset, info & 0xFFFFFFFF, s[:2] if s[0] == "section" else s[0]))
        return sorted(out, key=str)

    def table(self, kept):
        """Symbols but those of files and sections, and of what is not compared; undefined ones only when they are named."""
        out = []
        for s in self.symbols[1:]:
            kind, index = s[1] & 15, s[3]
            if kind in (3, 4) or index == 0xFFF1 or (index and self.place(index) not in kept):
                continue
            out.append(self.symbol(s))
        return sorted(out)


def differences(a, b, everything, btf):
    ka, kb = a.kept(everything, btf), b.kept(everything, btf)
    if btf and not everything:
        for name in {".BTF", ".BTF.ext"} - (ka & kb):
            ka.discard(name)
            kb.discard(name)
    for name in sorted(ka ^ kb):
        e = a if name in ka else b
        if e.headers[e.names.index(name)][5]:
            yield f"section {name} is in one only"
    for name in sorted(ka & kb):
        i, k = a.names.index(name), b.names.index(name)
        x, y = a.section(i), b.section(k)
        if x[:4] != y[:4]:
            yield f"section {name}: (type, flags, align, entry size) {x[:4]} and {y[:4]}"
        if x[4] != y[4]:
            yield f"section {name}: bytes differ"
        x, y = a.relocs(i), b.relocs(k)
        if x != y:
            yield f"relocations of {name}: {sorted(set(x) ^ set(y), key=str)[:4]}"
    x, y = a.table(ka), b.table(kb)
    if x != y:
        yield f"symbols: {sorted(set(x) ^ set(y))[:4]}"


def main(argv):
    everything, btf = "--all" in argv, "--loaded" not in argv
    a, b = (Elf(p) for p in argv if not p.startswith("--"))
    found = list(differences(a, b, everything, btf))
    for line in found[:5]:
        print(line)
    return bool(found)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
